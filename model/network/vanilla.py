"""Vanilla convolution: every place counts alike, the zeros in the hole too."""

import math
from typing import cast

from torch import Tensor, nn

from model.network.convolution import Activation, Convolution

# One over the root of the second moment that the activation leaves of a unit normal: 0.645 and 0.5.
GAINS: dict[Activation, float] = {"elu": 1.245, "relu": math.sqrt(2.0)}


def initialise(conv: nn.Conv2d, *, fan_in: int, activation: Activation) -> None:
    """Draw weights that keep the second moment of what passes, and set the bias to 0; in place."""
    nn.init.normal_(conv.weight, 0.0, GAINS[activation] / math.sqrt(fan_in))
    nn.init.constant_(cast(Tensor, conv.bias), 0.0)


class VanillaConv2d(Convolution):
    """A plain convolution and its activation.

    forward: (N, in_channels, H, W) -> (N, out_channels, H / stride, W / stride).
    """

    def _initialise(self, fan_in: int) -> None:
        initialise(self.conv, fan_in=fan_in, activation=self.activation)

    def forward(self, x: Tensor) -> Tensor:
        return self._activated(self.conv(self._padded(x)))
