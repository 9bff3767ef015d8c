"""What gated, partial and vanilla convolutions have in common: padding, shape and activation."""

from abc import ABC, abstractmethod
from typing import ClassVar, Literal

import torch.nn.functional as F
from torch import Tensor, nn

from model.network import aligned
from model.network.doubling import DoublingConv2d

Activation = Literal["elu", "relu"]


def pad_same(x: Tensor, kernel: int, stride: int, dilation: int) -> Tensor:
    """Pad with zeros as TensorFlow's SAME does for even sizes.

    x: (N, C, H, W), H and W multiples of `stride`. A stride of 2 pads one more line after than before.
    """
    total = max((kernel - 1) * dilation + 1 - stride, 0)
    before, after = total // 2, total - total // 2
    return F.pad(x, (before, after, before, after))


class Convolution(nn.Module, ABC):
    """A layer of the generator: a k x k convolution with SAME padding and an activation.

    in_channels, out_channels: of the layer as its neighbours see it. `conv` has `halves` times as many outputs:
    2 where the layer learns a feature half and a gate half, 1 elsewhere.
    doubling: enlarge the input x 2 by repetition first, with a 3 x 3 kernel.
    """

    halves: ClassVar[int] = 1

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        *,
        kernel: int = 3,
        stride: int = 1,
        dilation: int = 1,
        activation: Activation = "elu",
        doubling: bool = False,
    ) -> None:
        super().__init__()
        self.kernel, self.stride, self.dilation = kernel, stride, dilation
        self.activation: Activation = activation
        # Symmetric padding needs no copy of the input; only strided layers pad unevenly.
        padding = (kernel - 1) * dilation // 2 if stride == 1 else 0
        channels = self.halves * out_channels
        if doubling:
            self.conv: nn.Conv2d = DoublingConv2d(in_channels, channels)
        else:
            self.conv = nn.Conv2d(in_channels, channels, kernel, stride, padding, dilation)
        self._initialise(in_channels * kernel * kernel)

    @abstractmethod
    def _initialise(self, fan_in: int) -> None:
        """Draw the first weights; fan_in: inputs that an output sums up."""

    def _padded(self, x: Tensor) -> Tensor:
        return pad_same(x, self.kernel, self.stride, self.dilation) if self.stride > 1 else x

    def _convolved(self, x: Tensor) -> Tensor:
        """The convolution before any activation."""
        x = self._padded(x)
        return self.conv(x) if isinstance(self.conv, DoublingConv2d) else aligned.conv2d(self.conv, x)

    def _activated(self, x: Tensor) -> Tensor:
        return F.elu(x) if self.activation == "elu" else F.relu(x)
