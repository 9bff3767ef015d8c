"""The generator's shape, size and sight."""

import numpy as np
import pytest
import torch
from safetensors import safe_open

from model.inference.planes import to_planes
from model.inference.weights import FOLDER, PARAMETERS
from model.network import CONVOLUTIONS, Discriminator, Generator, NetworkConfig
from model.network.generator import count_parameters

SMALL = 16


@pytest.fixture(scope="module")
def generator():
    torch.manual_seed(0)
    return Generator().eval()


@pytest.fixture(params=sorted(CONVOLUTIONS))
def small(request):
    """A narrow generator of each kind of convolution."""
    torch.manual_seed(0)
    return Generator(NetworkConfig(width=SMALL, convolution=request.param)).eval()


def random_planes(height=64, width=64):
    """Noise with a hole in the middle."""
    hole = np.zeros((height, width), np.bool_)
    hole[20:40, 20:40] = True
    rgb = np.random.default_rng(0).uniform(-1, 1, (height, width, 3)).astype(np.float32)
    return torch.from_numpy(to_planes(rgb, hole))


def test_parameters_are_those_of_the_tables(generator):
    assert count_parameters(generator) == PARAMETERS == 4_060_878
    assert count_parameters(generator.coarse) == 1_632_351
    refined = generator.refined
    assert count_parameters(refined.convolution_branch) == 993_600
    assert count_parameters(refined.before_attention) == 453_792
    assert count_parameters(refined.after_attention) == 332_160
    assert count_parameters(refined.decoder) == 648_975


@pytest.mark.parametrize("kind", sorted(CONVOLUTIONS))
def test_all_kinds_have_as_many_parameters(kind):
    assert count_parameters(Generator(NetworkConfig(convolution=kind))) == pytest.approx(PARAMETERS, rel=0.03)


def test_the_names_of_the_shipped_weights_are_those_of_the_gated_generator(generator):
    with safe_open(FOLDER / "generator.safetensors", "pt") as shipped:
        assert set(shipped.keys()) == set(generator.state_dict())


def test_settings_from_before_there_was_a_choice_are_gated():
    assert NetworkConfig(planes=6, width=48, discriminator_width=64, fuse=True, attention_scale=10.0) == NetworkConfig()


def test_settings_that_cannot_be_built_are_refused():
    with pytest.raises(ValueError, match="gated, partial, vanilla"):
        NetworkConfig(convolution="magic")
    with pytest.raises(ValueError, match="multiple of 4"):
        NetworkConfig(width=6)
    for name, value in (("planes", -1), ("planes", "6"), ("width", 8.0), ("discriminator_width", 0), ("width", True)):
        with pytest.raises(ValueError, match=f"{name} is {value!r}: give a whole number from 1 on"):
            NetworkConfig(**{name: value})
    for value in ("10", float("nan")):
        with pytest.raises(ValueError, match=r"attention_scale is .*: give a number"):
            NetworkConfig(attention_scale=value)


def test_nothing_in_the_hole_reaches_the_answer(small):
    """Whatever lies under the hole, the planes and so both pictures are the same."""
    hole = np.zeros((64, 64), np.bool_)
    hole[8:48, 8:48] = True
    rgb = np.random.default_rng(1).uniform(-1, 1, (64, 64, 3)).astype(np.float32)
    other = np.where(hole[..., None], np.float32(1) - rgb, rgb)
    with torch.no_grad():
        answers = [small(torch.from_numpy(to_planes(colours, hole))) for colours in (rgb, other)]
    for before, after in zip(*answers, strict=True):
        torch.testing.assert_close(before, after, rtol=0, atol=0)


def test_partial_convolutions_do_not_see_strokes_in_stage_1(small):
    planes = random_planes()
    drawn = planes.clone()
    drawn[:, 5, 30, 20:40] = 1
    with torch.no_grad():
        plain, guided = small(planes), small(drawn)
    assert torch.equal(plain[0], guided[0]) == (small.config.convolution == "partial")
    assert not torch.equal(plain[1], guided[1])


def test_gradients_are_finite_with_a_hole_over_everything(small):
    planes = torch.zeros(1, 6, 32, 32)
    planes[:, 3:5] = 1
    coarse, refined = small(planes)
    (coarse.abs().mean() + refined.abs().mean()).backward()
    gradients = [parameter.grad for parameter in small.parameters() if parameter.grad is not None]
    assert gradients
    assert all(gradient.isfinite().all() for gradient in gradients)


def test_pictures_are_neither_flat_nor_saturated_at_the_start(small):
    with torch.no_grad():
        for picture in small(random_planes()):
            assert 0.02 < picture.std() < 0.8


@pytest.mark.parametrize(("height", "width"), [(64, 64), (72, 104), (8, 8)])
def test_both_outputs_have_the_size_of_the_planes(generator, height, width):
    with torch.no_grad():
        coarse, refined = generator(torch.rand(1, 6, height, width))
    assert coarse.shape == refined.shape == (1, 3, height, width)
    assert max(coarse.abs().max(), refined.abs().max()) <= 1


def test_what_lies_under_the_hole_is_never_seen(generator):
    """Stage 2 gets the coarse composite: a colour left in the hole by mistake may not reach the refined picture."""
    planes = torch.rand(1, 6, 64, 64)
    planes[:, 4] = 0
    planes[:, 4, 20:40, 20:40] = 1
    planes[:, :3] *= 1 - planes[:, 4:5]
    with torch.no_grad():
        composite = generator(planes)[0] * planes[:, 4:5] + planes[:, :3]
        expected = generator.refined(torch.cat([composite, planes[:, 3:]], dim=1), planes[:, 4:5])
        torch.testing.assert_close(generator(planes)[1], expected)


def test_the_sketch_reaches_both_stages(generator):
    planes = torch.zeros(1, 6, 64, 64)
    planes[:, 3:5] = 1
    drawn = planes.clone()
    drawn[:, 5, 32] = 1
    with torch.no_grad():
        plain, guided = generator(planes), generator(drawn)
        assert (plain[0] != guided[0]).any()
        hole = planes[:, 4:5]
        assert (generator.refined(planes, hole) != generator.refined(drawn, hole)).any()


def test_samples_of_a_batch_do_not_meet(generator):
    planes = torch.rand(3, 6, 64, 64)
    planes[:, 4] = (planes[:, 4] > 0.8).float()
    with torch.no_grad():
        together = generator(planes)[1]
        alone = torch.cat([generator(planes[i : i + 1])[1] for i in range(3)])
    torch.testing.assert_close(together, alone, atol=1e-5, rtol=1e-4)


def test_every_parameter_learns(small):
    planes = torch.rand(1, 6, 64, 64)
    planes[:, 4] = 0
    planes[:, 4, 16:32, 16:48] = 1
    coarse, refined = small(planes)
    (coarse.abs().mean() + refined.abs().mean()).backward()
    assert all(parameter.grad is not None and parameter.grad.abs().sum() > 0 for parameter in small.parameters())


def test_the_discriminator_gives_a_logit_for_every_patch():
    judge = Discriminator()
    assert count_parameters(judge) == 5_948_416
    logits = judge(torch.rand(2, 3, 128, 192), torch.zeros(2, 1, 128, 192), torch.zeros(2, 1, 128, 192))
    assert logits.shape == (2, 256, 2, 3)


def test_spectral_norms_are_one():
    judge = Discriminator().train()
    picture, plane = torch.rand(1, 3, 64, 64), torch.zeros(1, 1, 64, 64)
    for _ in range(30):  # one power iteration a step
        judge(picture, plane, plane)
    judge.eval()
    for layer in judge.layers:
        largest = torch.linalg.matrix_norm(layer.weight.detach().flatten(1), 2)
        assert 0.9 < largest < 1.1
