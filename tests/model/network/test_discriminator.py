"""SN-PatchGAN: its layers, and the spectral norms of both discriminators while they learn."""

import pytest
import torch
from torch import nn

from model.network.config import NetworkConfig
from model.network.discriminator import Discriminator
from model.network.projected import ProjectedDiscriminator
from model.training.losses import hinge_discriminator

# Of a spectral norm after a training step, at ten times the usual rate.
TOLERANCE = 0.08


class SmallFeatures(nn.Module):
    """Stands for a pretrained network: two frozen scales, strides 16 and 32."""

    channels = (6, 8)

    def __init__(self):
        super().__init__()
        torch.manual_seed(2)
        self.first, self.second = nn.Conv2d(3, 6, 16, 16), nn.Conv2d(6, 8, 2, 2)
        self.requires_grad_(requires_grad=False)

    def forward(self, picture):
        fine = self.first(picture)
        return [fine, self.second(fine.relu())]


def small_discriminator():
    return Discriminator(NetworkConfig(discriminator_width=8))


def small_projected():
    return ProjectedDiscriminator(SmallFeatures(), mixed=16, width=16)


def learn(judge, steps):
    """Adam on the hinge loss: smooth pictures are real, those with noise in the hole are not.

    Yields after the generator's look at it, as the weights then stand, with a norm that has seen the step.
    """
    generator = torch.Generator().manual_seed(3)
    optimiser = torch.optim.Adam(judge.parameters(), lr=1e-3, betas=(0.5, 0.999))
    hole = torch.zeros(4, 1, 64, 64)
    hole[..., 16:48, 8:40] = 1
    for _ in range(steps):
        ends = torch.rand(4, 3, 2, 2, generator=generator) * 2 - 1
        real = nn.functional.interpolate(ends, size=(64, 64), mode="bilinear")
        noise = torch.rand(real.shape, generator=generator) * 2 - 1
        fake = torch.where(hole > 0, noise, real)
        logits = judge(torch.cat([real, fake]), hole.repeat(2, 1, 1, 1), torch.zeros(8, 1, 64, 64))
        optimiser.zero_grad()
        hinge_discriminator(*logits.chunk(2)).backward()
        optimiser.step()
        judge(fake, hole, torch.zeros_like(hole))
        yield


def largest_singular_values(judge):
    """Of every layer that learns, its effective weight seen as out x (in k k), as the paper's section 3.3 does."""
    judge.eval()  # in training mode a look at the weight is a power iteration
    layers = {name: module for name, module in judge.named_modules() if isinstance(module, nn.Conv2d)}
    return {name: torch.linalg.svdvals(layer.weight.detach().flatten(1))[0].item() for name, layer in layers.items()}


def farthest_from_one(judge, steps):
    """The norm farthest from 1 of any layer, looked at after every fifth step."""
    norms = []
    for step, _ in enumerate(learn(judge, steps)):
        if step % 5 == 0:
            norms += largest_singular_values(judge).values()
            judge.train()
    return max(norms, key=lambda norm: abs(norm - 1.0))


@pytest.mark.parametrize(("build", "count"), [(small_discriminator, 6), (small_projected, 5)])
def test_spectral_norms_are_one_while_it_learns(build, count):
    torch.manual_seed(1)
    judge = build().train()
    # Biases are left out: inside the margin real and fake pull at the last one alike, and it may stay.
    weights = [parameter for parameter in judge.parameters() if parameter.dim() > 1]
    before = [weight.detach().clone() for weight in weights]
    assert len(largest_singular_values(judge)) == count
    assert farthest_from_one(judge.train(), 41) == pytest.approx(1.0, abs=TOLERANCE)
    assert not any(torch.equal(*pair) for pair in zip(before, weights, strict=True))


@pytest.mark.parametrize("build", [small_discriminator, small_projected])
def test_a_layer_without_spectral_norm_is_noticed(build):
    torch.manual_seed(1)
    judge = build().train()
    layers = judge.layers if isinstance(judge, Discriminator) else judge.heads[0]
    parted = layers[1]
    layers[1] = nn.Conv2d(parted.in_channels, parted.out_channels, parted.kernel_size, parted.stride, parted.padding)
    assert farthest_from_one(judge, 41) != pytest.approx(1.0, abs=TOLERANCE)


def test_layers_halve_and_end_in_the_logits():
    judge = small_discriminator().eval()
    picture, plane = torch.rand(2, 3, 128, 64), torch.zeros(2, 1, 128, 64)
    layers = judge.layers_of(picture, plane, plane)
    assert [tuple(layer.shape[1:]) for layer in layers] == [
        (8, 64, 32), (16, 32, 16), (32, 16, 8), (32, 8, 4), (32, 4, 2), (32, 2, 1),
    ]  # fmt: skip
    torch.testing.assert_close(layers[-1], judge(picture, plane, plane))


def test_the_last_layer_is_leaky_too():
    judge = small_discriminator().eval()
    picture, plane = torch.rand(1, 3, 64, 64), torch.zeros(1, 1, 64, 64)
    with torch.no_grad():
        judge.layers[-1].bias.fill_(-100.0)
    assert judge(picture, plane, plane).mean().item() == pytest.approx(-20.0, abs=1.0)


@pytest.mark.parametrize("plane", ["hole", "sketch"])
def test_hole_and_sketch_are_seen(plane):
    judge = small_discriminator().eval()
    picture, zeros = torch.rand(1, 3, 64, 64), torch.zeros(1, 1, 64, 64)
    planes = {"hole": zeros, "sketch": zeros}
    assert not torch.equal(judge(picture, **planes), judge(picture, **(planes | {plane: zeros + 1})))
