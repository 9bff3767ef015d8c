"""Projected discriminator (Projected GAN, arXiv 2111.01007): small heads on frozen, randomly mixed features."""

import math
from collections.abc import Sequence
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from model.network.discriminator import POWER_ITERATIONS, Judge


class Features(Protocol):
    """A frozen network that shows a picture at several scales, finest first, each half as large as the one before."""

    @property
    def channels(self) -> Sequence[int]: ...

    def __call__(self, picture: Tensor) -> Sequence[Tensor]: ...


class ProjectedDiscriminator(Judge):
    """Judge a picture, given its hole and sketch, by what a frozen pretrained network sees in it.

    Features of all scales are mixed by fixed random weights, across channels (1x1) and then across scales (coarse to
    fine, 3x3), so that no head can rest on the few channels that tell fills from photos at once (section 3.2).
    Each scale has a head with the share of hole and the presence of sketch in every cell as two more channels.

    forward: picture (N, 3, H, W) in [-1, 1], hole and sketch x hole (N, 1, H, W) of 0 and 1, H and W multiples of 32
    -> logits (N, scales, H / 32, W / 32): every scale has as many, so their mean weighs all scales alike.
    `features` stays outside: it is neither trained, nor saved, nor moved with this module.
    """

    def __init__(self, features: Features, *, mixed: int = 64, width: int = 64, seed: int = 0) -> None:
        super().__init__()
        # In a tuple, where torch does not find it: its weights are not ours to save, to train or to thaw.
        self._frozen = (features,)
        generator = torch.Generator().manual_seed(seed)
        last = len(features.channels) - 1
        for scale, channels in enumerate(features.channels):
            self.register_buffer(f"across_channels_{scale}", _random_weight(mixed, channels, 1, generator))
            self.register_buffer(f"across_scales_{scale}", _random_weight(mixed, mixed, 3, generator))
        self.heads = nn.ModuleList(_head(mixed + 2, width, halvings=last - scale) for scale in range(last + 1))

    def layers_of(self, picture: Tensor, hole: Tensor, sketch: Tensor) -> list[Tensor]:
        """The outputs of all layers of all heads, finest scale first; the last one is the logits."""
        layers, logits = [], []
        for head, x in zip(self.heads, self._mixed(self._frozen[0](picture)), strict=True):
            size = (x.shape[-2], x.shape[-1])
            # A line one pixel wide would fade in a mean, a hole's exact border would be lost in a maximum.
            planes = [F.adaptive_avg_pool2d(hole, size), F.adaptive_max_pool2d(sketch, size)]
            x = torch.cat([x, *(plane.to(x.dtype) for plane in planes)], dim=1)
            *hidden, last = head.children()
            for layer in hidden:
                x = F.leaky_relu(layer(x), 0.2)
                layers.append(x)
            logits.append(last(x))
        return [*layers, torch.cat(logits, dim=1)]

    def _mixed(self, scales: Sequence[Tensor]) -> list[Tensor]:
        mixed: list[Tensor] = []
        for scale in reversed(range(len(scales))):
            x = F.conv2d(scales[scale], self.get_buffer(f"across_channels_{scale}"))
            if mixed:
                coarser = F.interpolate(mixed[0], size=x.shape[-2:], mode="bilinear", align_corners=False)
                # The sum of two alike is as large as each of them.
                x = (x + coarser) * math.sqrt(0.5)
            mixed.insert(0, F.conv2d(x, self.get_buffer(f"across_scales_{scale}"), padding=1))
        return mixed


def _random_weight(after: int, before: int, kernel: int, generator: torch.Generator) -> Tensor:
    shape = (after, before, kernel, kernel)
    return torch.randn(shape, generator=generator) / math.sqrt(before * kernel * kernel)


def _head(before: int, width: int, *, halvings: int) -> nn.ModuleList:
    """Strided layers down to the coarsest scale, one layer there, and one that gives a logit a cell."""
    layers = [nn.Conv2d(before if step == 0 else width, width, 4, 2, 1) for step in range(halvings)]
    layers += [nn.Conv2d(width if halvings else before, width, 3, 1, 1), nn.Conv2d(width, 1, 3, 1, 1)]
    return nn.ModuleList(spectral_norm(layer, n_power_iterations=POWER_ITERATIONS) for layer in layers)
