"""The generator's shape, size and sight."""

import pytest
import torch

from model.inference.weights import PARAMETERS
from model.network import Discriminator, Generator
from model.network.discriminator import PARAMETERS as JUDGE_PARAMETERS
from model.network.generator import count_parameters


@pytest.fixture(scope="module")
def generator():
    torch.manual_seed(0)
    return Generator().eval()


def test_parameters_are_those_of_the_tables(generator):
    assert count_parameters(generator) == PARAMETERS == 4_060_878
    assert count_parameters(generator.coarse) == 1_632_351
    refined = generator.refined
    assert count_parameters(refined.convolution_branch) == 993_600
    assert count_parameters(refined.before_attention) == 453_792
    assert count_parameters(refined.after_attention) == 332_160
    assert count_parameters(refined.decoder) == 648_975


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


def test_every_parameter_learns(generator):
    network = Generator()
    planes = torch.rand(1, 6, 64, 64)
    planes[:, 4] = 0
    planes[:, 4, 16:32, 16:48] = 1
    coarse, refined = network(planes)
    (coarse.abs().mean() + refined.abs().mean()).backward()
    assert all(parameter.grad is not None and parameter.grad.abs().sum() > 0 for parameter in network.parameters())


def test_the_discriminator_gives_a_logit_for_every_patch():
    judge = Discriminator()
    assert count_parameters(judge) == JUDGE_PARAMETERS == 5_948_416
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
