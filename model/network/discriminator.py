"""SN-PatchGAN (arXiv 1806.03589, section 3.3): six strided, spectrally normalised layers, a logit an output."""

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from model.network.config import NetworkConfig
from model.network.gated import pad_same

PARAMETERS = 5_948_416


class Discriminator(nn.Module):
    """Judge every patch of a picture, given its hole and sketch.

    forward: picture (N, 3, H, W) in [-1, 1], hole and sketch x hole (N, 1, H, W) of 0 and 1, H and W multiples
    of 64 -> logits (N, 256, H / 64, W / 64), leaky like every layer's output.
    """

    def __init__(self, config: NetworkConfig | None = None) -> None:
        super().__init__()
        width = (config or NetworkConfig()).discriminator_width
        channels = [5, width, 2 * width, 4 * width, 4 * width, 4 * width, 4 * width]
        self.layers = nn.ModuleList(
            spectral_norm(nn.Conv2d(before, after, 5, 2)) for before, after in pairwise(channels)
        )

    def forward(self, picture: Tensor, hole: Tensor, sketch: Tensor) -> Tensor:
        x = torch.cat([picture, hole, sketch], dim=1)
        for layer in self.layers:
            x = F.leaky_relu(layer(pad_same(x, 5, 2, 1)), 0.2)
        return x
