"""Projected discriminator: what is frozen stays frozen, what learns learns."""

import pytest
import torch

from model.network.projected import ProjectedDiscriminator
from model.training.features import PretrainedFeatures
from model.training.losses import hinge_discriminator, hinge_generator


@pytest.fixture(scope="module")
def features():
    return PretrainedFeatures()


def planes(count, height=64, width=64):
    hole = torch.zeros(count, 1, height, width)
    hole[..., 16:48, 16:48] = 1
    return {"hole": hole, "sketch": torch.zeros_like(hole)}


def test_every_scale_gives_a_logit_a_cell(features):
    judge = ProjectedDiscriminator(features)
    layers = judge.layers_of(torch.rand(2, 3, 64, 96), **planes(2, 64, 96))
    assert layers[-1].shape == (2, 4, 2, 3)
    assert [tuple(layer.shape[2:]) for layer in layers[:-1]] == [
        (8, 12), (4, 6), (2, 3), (2, 3),  # from stride 4
        (4, 6), (2, 3), (2, 3),
        (2, 3), (2, 3),
        (2, 3),
    ]  # fmt: skip


def test_a_few_steps_lower_the_hinge_loss_and_leave_the_frozen_part(features):
    torch.manual_seed(5)
    judge = ProjectedDiscriminator(features, width=32).train()
    frozen = {name: value.clone() for name, value in features.state_dict().items()}
    mixing = {name: value.clone() for name, value in judge.named_buffers() if name.startswith("across")}
    optimiser = torch.optim.Adam(judge.parameters(), lr=2e-3, betas=(0.5, 0.999))
    ramp = torch.linspace(-1, 1, 64).expand(4, 3, 64, 64)
    losses = []
    for step in range(12):
        real = ramp.roll(5 * step, dims=-1)
        fake = torch.where(planes(4)["hole"] > 0, torch.rand(4, 3, 64, 64) * 2 - 1, real)
        logits = judge(torch.cat([real, fake]), **planes(8))
        loss = hinge_discriminator(*logits.chunk(2))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[0] == pytest.approx(1.0, abs=0.2)
    assert losses[-1] < 0.7 * losses[0]
    assert all(torch.equal(value, features.state_dict()[name]) for name, value in frozen.items())
    assert all(torch.equal(value, judge.get_buffer(name)) for name, value in mixing.items())


def test_a_saved_state_holds_no_pretrained_weights_and_judges_alike(features):
    torch.manual_seed(6)
    judge, other = ProjectedDiscriminator(features).eval(), ProjectedDiscriminator(features, seed=9).eval()
    picture = torch.rand(1, 3, 64, 64)
    assert not torch.equal(judge(picture, **planes(1)), other(picture, **planes(1)))
    state = judge.state_dict()
    assert {name.split(".")[0].rstrip("0123456789") for name in state} == {
        "across_channels_", "across_scales_", "heads",
    }  # fmt: skip
    other.load_state_dict(state)
    assert torch.equal(judge(picture, **planes(1)), other(picture, **planes(1)))


def test_the_mixing_is_drawn_from_its_seed_alone(features):
    torch.manual_seed(7)
    first = ProjectedDiscriminator(features, seed=3)
    torch.manual_seed(8)
    second = ProjectedDiscriminator(features, seed=3)
    assert all(
        torch.equal(value, second.get_buffer(name))
        for name, value in first.named_buffers()
        if name.startswith("across")
    )


def test_only_the_heads_can_be_thawed(features):
    judge = ProjectedDiscriminator(features).train()
    judge.requires_grad_(requires_grad=True)  # what a generator's phase does when it is done
    assert not any(weight.requires_grad for weight in features.parameters())
    assert not features.training
    assert all(name.startswith("heads.") for name, _ in judge.named_parameters())


def test_the_generator_gets_a_gradient_through_frozen_features(features):
    judge = ProjectedDiscriminator(features).requires_grad_(requires_grad=False)
    picture = torch.zeros(1, 3, 64, 64, requires_grad=True)
    hinge_generator(judge(picture, **planes(1))).backward()
    assert picture.grad is not None
    assert picture.grad.abs().sum() > 0
    assert all(weight.grad is None for weight in [*judge.parameters(), *features.parameters()])


@pytest.mark.parametrize("plane", ["hole", "sketch"])
def test_hole_and_sketch_are_seen(features, plane):
    judge = ProjectedDiscriminator(features).eval()
    picture, zeros = torch.zeros(1, 3, 64, 64), torch.zeros(1, 1, 64, 64)
    line = zeros.clone()
    line[..., 21, :] = 1  # one pixel wide, gone from a picture that is made smaller by skipping
    given = {"hole": zeros, "sketch": zeros}
    plain, lined = judge(picture, **given), judge(picture, **(given | {plane: line}))
    assert (plain != lined).any(dim=(2, 3)).all(), "every scale's head has the plane"
