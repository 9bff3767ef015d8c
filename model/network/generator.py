"""The generator: a coarse stage, then a refinement with a convolution and an attention branch (section 3.2).

It is defined once and built of gated, partial or vanilla convolutions. What is known is handed from layer to layer
for partial convolutions alone; gated ones learn it from the hole's plane.
"""

from typing import cast

import torch
from torch import Tensor, nn

from model.network.attention import contextual_attention
from model.network.config import NetworkConfig
from model.network.convolution import Convolution
from model.network.layers import CONVOLUTIONS, Layers, ToRGB, Upsample
from model.network.partial import PartialConv2d


def dilated(layer: type[Convolution], channels: int) -> list[nn.Module]:
    """The four layers that widen the sight: dilation 2, 4, 8, 16 at a quarter of the size."""
    return [layer(channels, channels, dilation=rate) for rate in (2, 4, 8, 16)]


def decoder(layer: type[Convolution], in_channels: int, channels: int) -> Layers:
    """conv11 to conv17: from a quarter of the size back to the picture."""
    # A partial convolution enlarges what is known too, so it has a layer of its own for that; in the others an empty
    # one keeps the place, and with it the names of the weights.
    apart = issubclass(layer, PartialConv2d)
    return Layers(
        [
            layer(in_channels, 4 * channels),
            layer(4 * channels, 4 * channels),
            Upsample() if apart else nn.Identity(),
            layer(4 * channels, 2 * channels, doubling=not apart),
            layer(2 * channels, 2 * channels),
            Upsample() if apart else nn.Identity(),
            layer(2 * channels, channels, doubling=not apart),
            layer(channels, channels // 2),
            ToRGB(channels // 2),
        ]
    )


class Coarse(nn.Module):
    """Stage 1: planes (N, 6, H, W) -> coarse (N, 3, H, W) in [-1, 1]."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        layer, channels = CONVOLUTIONS[config.convolution], config.channels
        self.partial = issubclass(layer, PartialConv2d)
        self.encoder = Layers(
            [
                layer(config.planes, channels, kernel=5),
                layer(channels, 2 * channels, stride=2),
                layer(2 * channels, 2 * channels),
                layer(2 * channels, 4 * channels, stride=2),
                layer(4 * channels, 4 * channels),
                layer(4 * channels, 4 * channels),
                *dilated(layer, 4 * channels),
            ]
        )
        self.decoder = decoder(layer, 4 * channels, channels)

    def forward(self, planes: Tensor) -> Tensor:
        known = 1.0 - planes[:, 4:5] if self.partial else None
        coarse, _ = self.decoder(*self.encoder(planes, known))
        return coarse


class Refined(nn.Module):
    """Stage 2: planes with the coarse composite (N, 6, H, W), hole (N, 1, H, W) -> refined (N, 3, H, W).

    The composite has content everywhere, so partial convolutions begin here with every place known. To begin with
    the hole again would hide the coarse fill from the stage that is there to refine it. The strokes of a sketch,
    blotted out in stage 1, come through here.
    """

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        layer, channels = CONVOLUTIONS[config.convolution], config.channels
        self.partial = issubclass(layer, PartialConv2d)
        self.fuse, self.attention_scale = config.fuse, config.attention_scale
        self.convolution_branch = Layers(
            [
                layer(config.planes, channels, kernel=5),
                layer(channels, channels, stride=2),
                layer(channels, 2 * channels),
                layer(2 * channels, 2 * channels, stride=2),
                layer(2 * channels, 4 * channels),
                layer(4 * channels, 4 * channels),
                *dilated(layer, 4 * channels),
            ]
        )
        self.before_attention = Layers(
            [
                layer(config.planes, channels, kernel=5),
                layer(channels, channels, stride=2),
                layer(channels, 2 * channels),
                layer(2 * channels, 4 * channels, stride=2),
                layer(4 * channels, 4 * channels),
                layer(4 * channels, 4 * channels, activation="relu"),
            ]
        )
        self.after_attention = Layers(
            [
                layer(4 * channels, 4 * channels),
                layer(4 * channels, 4 * channels),
            ]
        )
        self.decoder = decoder(layer, 8 * channels, channels)

    def forward(self, planes: Tensor, hole: Tensor) -> Tensor:
        known = torch.ones_like(hole) if self.partial else None
        features, known_features = self.before_attention(planes, known)
        attended = contextual_attention(features, hole, scale=self.attention_scale, fuse=self.fuse)
        attended, _ = self.after_attention(attended, known_features)
        convolved, known_features = self.convolution_branch(planes, known)
        refined, _ = self.decoder(torch.cat([convolved, attended], dim=1), known_features)
        return refined


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

    def first_layers(self) -> list[Convolution]:
        """The layers that see the planes, one in each branch."""
        refined = self.refined
        branches = (self.coarse.encoder, refined.convolution_branch, refined.before_attention)
        return [cast(Convolution, branch[0]) for branch in branches]

    def forward(self, planes: Tensor) -> tuple[Tensor, Tensor]:
        hole = planes[:, 4:5]
        coarse = self.coarse(planes)
        composite = coarse * hole + planes[:, :3] * (1.0 - hole)
        refined = self.refined(torch.cat([composite, planes[:, 3:]], dim=1), hole)
        return coarse, refined


def count_parameters(module: nn.Module) -> int:
    """Number of learned numbers in a module."""
    return sum(parameter.numel() for parameter in module.parameters())
