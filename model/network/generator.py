"""The generator: a coarse stage, then a refinement with a convolution and an attention branch (section 3.2)."""

import math
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model.network.attention import contextual_attention
from model.network.config import NetworkConfig
from model.network.gated import GatedConv2d


class ToRGB(nn.Module):
    """The output layer: a plain convolution to three channels and tanh, no gate. (N, C, H, W) -> (N, 3, H, W)."""

    def __init__(self, in_channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, 3, 3, padding=1)
        nn.init.normal_(self.conv.weight, 0.0, 0.5 / math.sqrt(in_channels * 9))
        nn.init.constant_(cast(Tensor, self.conv.bias), 0.0)

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(self.conv(x))


class Upsample(nn.Module):
    """Nearest x 2; a transposed convolution here would draw checkerboards. (N, C, H, W) -> (N, C, 2 H, 2 W)."""

    def forward(self, x: Tensor) -> Tensor:
        return F.interpolate(x, scale_factor=2, mode="nearest")


def dilated(channels: int) -> list[nn.Module]:
    """The four layers that widen the sight: dilation 2, 4, 8, 16 at a quarter of the size."""
    return [GatedConv2d(channels // 2, channels, dilation=rate) for rate in (2, 4, 8, 16)]


def decoder(in_channels: int, width: int) -> nn.Sequential:
    """conv11 to conv17: from a quarter of the size back to the picture."""
    return nn.Sequential(
        GatedConv2d(in_channels, 4 * width),
        GatedConv2d(2 * width, 4 * width),
        Upsample(),
        GatedConv2d(2 * width, 2 * width),
        GatedConv2d(width, 2 * width),
        Upsample(),
        GatedConv2d(width, width),
        GatedConv2d(width // 2, width // 2),
        ToRGB(width // 4),
    )


class Coarse(nn.Module):
    """Stage 1: planes (N, 6, H, W) -> coarse (N, 3, H, W) in [-1, 1]."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        width = config.width
        self.encoder = nn.Sequential(
            GatedConv2d(config.planes, width, kernel=5),
            GatedConv2d(width // 2, 2 * width, stride=2),
            GatedConv2d(width, 2 * width),
            GatedConv2d(width, 4 * width, stride=2),
            GatedConv2d(2 * width, 4 * width),
            GatedConv2d(2 * width, 4 * width),
            *dilated(4 * width),
        )
        self.decoder = decoder(2 * width, width)

    def forward(self, planes: Tensor) -> Tensor:
        return self.decoder(self.encoder(planes))


class Refined(nn.Module):
    """Stage 2: planes with the coarse composite (N, 6, H, W), hole (N, 1, H, W) -> refined (N, 3, H, W)."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        width = config.width
        self.fuse, self.attention_scale = config.fuse, config.attention_scale
        self.convolution_branch = nn.Sequential(
            GatedConv2d(config.planes, width, kernel=5),
            GatedConv2d(width // 2, width, stride=2),
            GatedConv2d(width // 2, 2 * width),
            GatedConv2d(width, 2 * width, stride=2),
            GatedConv2d(width, 4 * width),
            GatedConv2d(2 * width, 4 * width),
            *dilated(4 * width),
        )
        self.before_attention = nn.Sequential(
            GatedConv2d(config.planes, width, kernel=5),
            GatedConv2d(width // 2, width, stride=2),
            GatedConv2d(width // 2, 2 * width),
            GatedConv2d(width, 4 * width, stride=2),
            GatedConv2d(2 * width, 4 * width),
            GatedConv2d(2 * width, 4 * width, activation="relu"),
        )
        self.after_attention = nn.Sequential(
            GatedConv2d(2 * width, 4 * width),
            GatedConv2d(2 * width, 4 * width),
        )
        self.decoder = decoder(4 * width, width)

    def forward(self, planes: Tensor, hole: Tensor) -> Tensor:
        features = self.before_attention(planes)
        attended = contextual_attention(features, hole, scale=self.attention_scale, fuse=self.fuse)
        branches = [self.convolution_branch(planes), self.after_attention(attended)]
        return self.decoder(torch.cat(branches, dim=1))


class Generator(nn.Module):
    """Both stages.

    forward: planes (N, 6, H, W) float in [-1, 1] (R, G, B with the hole at 0, ones, hole, sketch x hole), H and W
    multiples of 8 -> coarse, refined: (N, 3, H, W) in [-1, 1], both for the whole picture. Whoever shows them puts
    the known pixels back.
    """

    def __init__(self, config: NetworkConfig | None = None) -> None:
        super().__init__()
        self.config = config or NetworkConfig()
        self.coarse = Coarse(self.config)
        self.refined = Refined(self.config)

    def forward(self, planes: Tensor) -> tuple[Tensor, Tensor]:
        hole = planes[:, 4:5]
        coarse = self.coarse(planes)
        composite = coarse * hole + planes[:, :3] * (1.0 - hole)
        refined = self.refined(torch.cat([composite, planes[:, 3:]], dim=1), hole)
        return coarse, refined


def count_parameters(module: nn.Module) -> int:
    """Number of learned numbers in a module."""
    return sum(parameter.numel() for parameter in module.parameters())
