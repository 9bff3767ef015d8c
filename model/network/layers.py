"""The generator's kinds of layers, and a sequence that hands the known places from layer to layer."""

import math
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model.network import aligned
from model.network.convolution import Convolution
from model.network.gated import GatedConv2d
from model.network.partial import PartialConv2d
from model.network.vanilla import VanillaConv2d

CONVOLUTIONS: dict[str, type[Convolution]] = {
    "gated": GatedConv2d,
    "partial": PartialConv2d,
    "vanilla": VanillaConv2d,
}
"""What a generator can be built with, by the name in its configuration; one more is one more line."""


class ToRGB(nn.Module):
    """The output layer of all kinds: a plain convolution to three channels and tanh. (N, C, H, W) -> (N, 3, H, W)."""

    def __init__(self, in_channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, 3, 3, padding=1)
        nn.init.normal_(self.conv.weight, 0.0, 0.5 / math.sqrt(in_channels * 9))
        nn.init.constant_(cast(Tensor, self.conv.bias), 0.0)

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(aligned.conv2d(self.conv, x))


class Upsample(nn.Module):
    """Nearest x 2; a transposed convolution here would draw checkerboards. (N, C, H, W) -> (N, C, 2 H, 2 W)."""

    def forward(self, x: Tensor) -> Tensor:
        return F.interpolate(x, scale_factor=2, mode="nearest")


class Layers(nn.ModuleList):
    """Layers one after the other.

    forward: x (N, C, H, W), known (N, 1, H, W) of 0 and 1 for partial convolutions or None for the others
    -> x and known behind the last layer.
    """

    def forward(self, x: Tensor, known: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        for layer in self:
            if known is None:
                x = layer(x)
            elif isinstance(layer, PartialConv2d):
                x, known = layer(x, known)
            else:
                x, known = layer(x), layer(known) if isinstance(layer, Upsample) else known
        return x, known
