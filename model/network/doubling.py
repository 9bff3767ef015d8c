"""Enlarging and convolving at once: what the decoder does twice, for less than half of the multiplications."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class DoublingConv2d(nn.Conv2d):
    """A 3 x 3 convolution of its input enlarged x 2 by repetition: (N, C, H, W) -> (N, C', 2 H, 2 W).

    An output pixel sees no more than 2 x 2 different input pixels, so one 2 x 2 convolution of summed weights for each
    corner of the enlarged pixels gives the same as 3 x 3 at the full size: 16 multiplications instead of 36.
    """

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__(in_channels, out_channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        # Tracers take the plain form: a graph that others can read. Nor was a GPU measured.
        if torch.compiler.is_compiling() or torch.onnx.is_in_onnx_export() or x.device.type != "cpu":
            return super().forward(F.interpolate(x, scale_factor=2, mode="nearest"))
        height, width = x.shape[-2:]
        padded = F.pad(x, (1, 1, 1, 1))
        corners = [
            F.conv2d(padded[..., i : i + height + 1, j : j + width + 1], _corner(self.weight, i, j), self.bias)
            for i in (0, 1)
            for j in (0, 1)
        ]
        return F.pixel_shuffle(torch.stack(corners, dim=2).flatten(1, 2), 2)


def _corner(weight: Tensor, i: int, j: int) -> Tensor:
    """The weights of corner (i, j), (C', C, 2, 2): those of repeated pixels are summed, in full precision."""
    return _summed(_summed(weight, i, dim=2), j, dim=3)


def _summed(weight: Tensor, corner: int, *, dim: int) -> Tensor:
    first, middle, last = weight.unbind(dim)
    pair = (first, middle + last) if corner == 0 else (first + middle, last)
    return torch.stack(pair, dim)
