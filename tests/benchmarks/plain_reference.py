"""The straightforward training step that `training_step.py` compares with: the paper's way in eager float32.

Written as the original code reads (arXiv 1806.03589; contextual attention of 1801.07892), with none of this project's
changes: one convolution split in two for a gated layer, contextual attention as convolutions with kernels cut out
of the features, sample by sample, two fuse convolutions with an identity kernel, a transposed convolution to paste;
Adam for everything. Layers and channels equal those of `model.network.generator`, so both do the same work. One
forward pass of the generator serves both phases, which favours this reference over the original code's two.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

KEY_FLOOR = 1e-4
SCALE = 10.0


def same(x: Tensor, kernel: int, stride: int, dilation: int) -> Tensor:
    """Zeros around x as TensorFlow's SAME puts them for even sizes: one line more after than before if odd."""
    total = (kernel - 1) * dilation + 1 - stride
    return F.pad(x, (total // 2, total - total // 2, total // 2, total - total // 2))


class Gated(nn.Module):
    """Convolution, split, ELU * sigmoid. channels: before the split."""

    def __init__(self, before: int, channels: int, kernel: int = 3, stride: int = 1, dilation: int = 1) -> None:
        super().__init__()
        self.kernel, self.stride, self.dilation = kernel, stride, dilation
        self.conv = nn.Conv2d(before, channels, kernel, stride, 0, dilation)

    def forward(self, x: Tensor) -> Tensor:
        feature, gate = torch.split(
            self.conv(same(x, self.kernel, self.stride, self.dilation)), self.conv.out_channels // 2, 1
        )
        return F.elu(feature) * torch.sigmoid(gate)


def encoder(width: int, second: int, fourth: int) -> list[nn.Module]:
    """The first six layers. second, fourth: channels of the two strided ones; the paper's stages differ in them."""
    return [
        Gated(6, width, kernel=5),
        Gated(width // 2, second, stride=2),
        Gated(second // 2, 2 * width),
        Gated(width, fourth, stride=2),
        Gated(fourth // 2, 4 * width),
        Gated(2 * width, 4 * width),
    ]


def dilated(width: int) -> list[nn.Module]:
    return [Gated(2 * width, 4 * width, dilation=rate) for rate in (2, 4, 8, 16)]


def decoder(before: int, width: int) -> nn.Sequential:
    return nn.Sequential(
        Gated(before, 4 * width),
        Gated(2 * width, 4 * width),
        nn.Upsample(scale_factor=2),
        Gated(2 * width, 2 * width),
        Gated(width, 2 * width),
        nn.Upsample(scale_factor=2),
        Gated(width, width),
        Gated(width // 2, width // 2),
        nn.Conv2d(width // 4, 3, 3, padding=1),
        nn.Tanh(),
    )


def identity_fuse(scores: Tensor, height: int, width: int) -> Tensor:
    """Two convolutions of the score picture (1, L, h, w) with a 3 x 3 identity kernel, row-major, column-major."""
    kernel = torch.eye(3, device=scores.device)[None, None]
    picture = scores.reshape(1, 1, height * width, height * width)
    for outer, inner in [(height, width), (width, height)]:
        picture = F.conv2d(picture, kernel, padding=1).reshape(1, outer, inner, outer, inner)
        picture = picture.permute(0, 2, 1, 4, 3).reshape(1, 1, height * width, height * width)
    # Twice transposed, the indices are row-major again.
    return picture.reshape(1, height * width, height, width)


def attention_of_one(features: Tensor, hole: Tensor) -> Tensor:
    """features (1, C, h, w), hole (1, 1, H, W): kernels cut out of the features, one sample."""
    channels = features.shape[1]
    raw = F.unfold(features, 4, padding=1, stride=2)[0].T.reshape(-1, channels, 4, 4)
    small = features[..., ::2, ::2]
    height, width = small.shape[-2:]
    keys = F.unfold(small, 3, padding=1)[0].T.reshape(-1, channels, 3, 3)
    keys = keys / keys.square().sum((1, 2, 3), keepdim=True).sqrt().clamp_min(KEY_FLOOR)
    touched = F.unfold(hole[..., ::8, ::8], 3, padding=1).amax(1)
    valid = (1.0 - touched)[..., None, None].reshape(1, -1, 1, 1)
    scores = F.conv2d(F.pad(small, (1, 1, 1, 1)), keys).permute(0, 2, 3, 1).reshape(1, -1, height, width)
    scores = identity_fuse(scores, height, width).reshape(1, height, width, -1).permute(0, 3, 1, 2)
    weights = torch.softmax(scores * valid * SCALE, dim=1) * valid
    return F.conv_transpose2d(weights, raw, stride=2, padding=1) / 4.0


class PlainGenerator(nn.Module):
    """planes (N, 6, H, W) -> coarse, refined (N, 3, H, W)."""

    def __init__(self, width: int = 48) -> None:
        super().__init__()
        self.coarse = nn.Sequential(*encoder(width, 2 * width, 4 * width), *dilated(width), decoder(2 * width, width))
        self.branch = nn.Sequential(*encoder(width, width, 2 * width), *dilated(width))
        self.before = nn.Sequential(*encoder(width, width, 4 * width))
        self.after = nn.Sequential(Gated(2 * width, 4 * width), Gated(2 * width, 4 * width))
        self.decoder = decoder(4 * width, width)

    def forward(self, planes: Tensor) -> tuple[Tensor, Tensor]:
        hole = planes[:, 4:5]
        coarse = self.coarse(planes)
        second = torch.cat([coarse * hole + planes[:, :3] * (1 - hole), planes[:, 3:]], dim=1)
        features = self.before(second)
        attended = [attention_of_one(features[n : n + 1], hole[n : n + 1]) for n in range(len(features))]
        return coarse, self.decoder(torch.cat([self.branch(second), self.after(torch.cat(attended))], dim=1))


class PlainDiscriminator(nn.Module):
    """picture, hole, sketch (N, 5, H, W) -> logits (N, 256, H / 64, W / 64)."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        sizes = [5, width, 2 * width, 4 * width, 4 * width, 4 * width, 4 * width]
        self.layers = nn.ModuleList(spectral_norm(nn.Conv2d(sizes[i], sizes[i + 1], 5, 2)) for i in range(6))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = F.leaky_relu(layer(same(x, 5, 2, 1)), 0.2)
        return x


class PlainStep:
    """Both networks, two Adams, one step."""

    def __init__(self, device: torch.device) -> None:
        self.generator = PlainGenerator().to(device)
        self.discriminator = PlainDiscriminator().to(device)
        self.adam = torch.optim.Adam(self.generator.parameters(), lr=1e-4, betas=(0.5, 0.999))
        self.judge_adam = torch.optim.Adam(self.discriminator.parameters(), lr=1e-4, betas=(0.5, 0.999))

    def __call__(self, photo: Tensor, hole: Tensor, sketch: Tensor, *, gan: bool) -> None:
        planes = torch.cat([photo * (1 - hole), torch.ones_like(hole), hole, sketch], dim=1)
        coarse, refined = self.generator(planes)
        loss = (coarse - photo).abs().mean() + (refined - photo).abs().mean()
        if gan:
            composite = refined * hole + photo * (1 - hole)
            guides = torch.cat([hole, sketch], dim=1)
            both = torch.cat([photo, composite.detach()])
            real, fake = self.discriminator(torch.cat([both, guides.repeat(2, 1, 1, 1)], dim=1)).chunk(2)
            judge_loss = 0.5 * (torch.relu(1 - real).mean() + torch.relu(1 + fake).mean())
            self.judge_adam.zero_grad()
            judge_loss.backward()
            self.judge_adam.step()
            loss = loss - self.discriminator(torch.cat([composite, guides], dim=1)).mean()
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()
