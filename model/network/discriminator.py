"""SN-PatchGAN (arXiv 1806.03589, section 3.3): six strided, spectrally normalised layers, a logit an output."""

from abc import ABC, abstractmethod
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from model.network.config import NetworkConfig
from model.network.convolution import pad_same

# Adam's first steps turn a layer's weights further than the paper's one iteration follows: with it a layer's norm was
# 1.44 after ten steps at the full width and rate 1e-4 on a toy problem. With eight it stayed under 1.05.
POWER_ITERATIONS = 8


class Judge(nn.Module, ABC):
    """What a discriminator is to the training: pictures in, the outputs of its layers out, the logits last.

    forward: as `layers_of`, the logits alone. Of any shape: the hinge loss is their mean.
    """

    def forward(self, picture: Tensor, hole: Tensor, sketch: Tensor) -> Tensor:
        return self.layers_of(picture, hole, sketch)[-1]

    @abstractmethod
    def layers_of(self, picture: Tensor, hole: Tensor, sketch: Tensor) -> list[Tensor]:
        """The outputs of all layers, the last one the logits; the others are what feature matching compares.

        picture: (N, 3, H, W) in [-1, 1].  hole, sketch: (N, 1, H, W) of 0 and 1, the sketch inside the hole.
        """


class Discriminator(Judge):
    """Judge every patch of a picture, given its hole and sketch.

    forward: picture (N, 3, H, W) in [-1, 1], hole and sketch x hole (N, 1, H, W) of 0 and 1, H and W multiples
    of 64 -> logits (N, 256, H / 64, W / 64), leaky like every layer's output.
    """

    def __init__(self, config: NetworkConfig | None = None) -> None:
        super().__init__()
        width = (config or NetworkConfig()).discriminator_width
        channels = [5, width, 2 * width, 4 * width, 4 * width, 4 * width, 4 * width]
        self.layers = nn.ModuleList(
            spectral_norm(nn.Conv2d(before, after, 5, 2), n_power_iterations=POWER_ITERATIONS)
            for before, after in pairwise(channels)
        )

    def layers_of(self, picture: Tensor, hole: Tensor, sketch: Tensor) -> list[Tensor]:
        """The outputs of all layers, finest first; the last one is the logits."""
        layers = []
        x = torch.cat([picture, hole, sketch], dim=1)
        for layer in self.layers:
            x = F.leaky_relu(layer(pad_same(x, 5, 2, 1)), 0.2)
            layers.append(x)
        return layers
