"""Partial convolution (arXiv 1804.07723, section 3.1): only known places count, by a rule instead of a gate.

With V = 1 where a place is known and the sums over the k x k window:

    out = W (x * V) k^2 / sum(V) + b  where sum(V) > 0, else 0;    V' = 1 where sum(V) >= 1, else 0

Places outside the picture count as not known, as in the authors' code; so the factor also makes up for the zero
padding at the borders. All channels share V. A sketch is one more input plane: what is drawn inside the hole lies
at places that are not known, so a partial convolution blots it out (arXiv 1806.03589, section 3.1, names this as
one of the rule's limits).
"""

from typing import cast

import torch.nn.functional as F
from torch import Tensor

from model.network.convolution import Convolution
from model.network.vanilla import initialise


class PartialConv2d(Convolution):
    """A convolution over the known places of its input, which also says what is known of its output.

    forward: (N, in_channels, H, W) and known (N, 1, H, W) of 0 and 1, 1 = known
    -> (N, out_channels, H / stride, W / stride) and the same of `known`.
    """

    def _initialise(self, fan_in: int) -> None:
        initialise(self.conv, fan_in=fan_in, activation=self.activation)

    def forward(self, x: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
        window = self.conv.weight.new_ones(1, 1, self.kernel, self.kernel)
        count = self._windowed(known, window)
        known_after = (count > 0.5).to(count.dtype)
        # In the window of an unknown place nothing is left to sum up: 0 times any factor, and no bias.
        factor = self.kernel**2 / count.clamp_min(1.0)
        bias = cast(Tensor, self.conv.bias)[:, None, None]
        out = self._windowed(x * known, self.conv.weight) * factor + bias * known_after
        return self._activated(out), known_after

    def _windowed(self, x: Tensor, weight: Tensor) -> Tensor:
        conv = self.conv
        return F.conv2d(self._padded(x), weight, None, conv.stride, cast(tuple, conv.padding), conv.dilation)
