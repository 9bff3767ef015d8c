"""Gated convolution (arXiv 1806.03589, section 3.1): out = phi(feature) * sigmoid(gate)."""

import math
from typing import ClassVar, cast

import torch
from torch import Tensor, nn

from model.network.convolution import Convolution

# The second moment that phi(f) * sigmoid(g) leaves of a unit normal f with a small g is about 0.19;
# without this gain seventeen layers in a row start some five orders of magnitude too quiet.
FEATURE_GAIN = math.sqrt(6.0)
GATE_GAIN = 1.0


class GatedConv2d(Convolution):
    """One convolution whose output is split: the first half is the feature, the second its gate.

    forward: (N, in_channels, H, W) -> (N, out_channels, H / stride, W / stride).
    """

    halves: ClassVar[int] = 2

    def _initialise(self, fan_in: int) -> None:
        half = self.conv.out_channels // 2
        with torch.no_grad():
            self.conv.weight[:half].normal_(0.0, FEATURE_GAIN / math.sqrt(fan_in))
            nn.init.constant_(cast(Tensor, self.conv.bias), 0.0)
            self.conv.weight[half:].normal_(0.0, GATE_GAIN / math.sqrt(fan_in))

    def forward(self, x: Tensor) -> Tensor:
        feature, gate = self.split(x)
        return self._activated(feature) * torch.sigmoid(gate)

    def split(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Feature and gate before their activations, each (N, out_channels, H / stride, W / stride)."""
        feature, gate = self._convolved(x).chunk(2, dim=1)
        return feature, gate
