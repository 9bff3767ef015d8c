"""Muon: what an orthogonalised step is, and which weights take it."""

import pytest
import torch

from model.network import Generator, NetworkConfig
from model.training.muon import Muon, hidden_weights, orthogonalise


def test_singular_values_come_close_to_one():
    torch.manual_seed(0)
    matrices = torch.randn(3, 24, 216) @ torch.diag(torch.linspace(0.05, 1, 216))
    values = torch.linalg.svdvals(orthogonalise(matrices))
    assert values.min() > 0.5
    assert values.max() < 1.5


def test_feature_and_gate_halves_step_apart():
    """A gradient in the feature half alone must leave the gate half where it was."""
    weight = torch.nn.Parameter(torch.zeros(8, 4, 3, 3))
    optimiser = Muon({2: [weight]}, rate=0.1)
    weight.grad = torch.zeros_like(weight)
    weight.grad[:4] = torch.randn(4, 4, 3, 3)
    optimiser.step()
    assert weight[4:].abs().max() == 0
    values = torch.linalg.svdvals(weight[:4].detach().flatten(1))
    assert 0.05 < values.min() <= values.max() < 0.15


def test_equal_shapes_step_as_if_alone():
    torch.manual_seed(1)
    gradients = [torch.randn(8, 4, 3, 3) for _ in range(2)]
    together = [torch.nn.Parameter(torch.zeros(8, 4, 3, 3)) for _ in range(2)]
    for weight, gradient in zip(together, gradients, strict=True):
        weight.grad = gradient
    Muon({2: together}, rate=0.1).step()
    for weight, gradient in zip(together, gradients, strict=True):
        alone = torch.nn.Parameter(torch.zeros(8, 4, 3, 3))
        alone.grad = gradient
        Muon({2: [alone]}, rate=0.1).step()
        torch.testing.assert_close(weight, alone)


def test_input_and_output_layers_stay_with_adam():
    (chosen,) = hidden_weights(Generator()).values()
    assert len(chosen) == 42 - 3 - 2  # three first layers, two output layers
    assert all(weight.shape[1] != 6 and weight.shape[0] != 3 for weight in chosen)


def test_one_part_steps_as_one_matrix():
    torch.manual_seed(2)
    weight = torch.nn.Parameter(torch.zeros(8, 4, 3, 3))
    optimiser = Muon({1: [weight]}, rate=0.1)
    weight.grad = torch.randn(8, 4, 3, 3)
    optimiser.step()
    values = torch.linalg.svdvals(weight.detach().flatten(1))
    assert 0.05 < values.min() <= values.max() < 0.15


@pytest.mark.parametrize(("convolution", "halves"), [("gated", 2), ("partial", 1), ("vanilla", 1)])
def test_only_gated_layers_have_two_halves(convolution, halves):
    found = hidden_weights(Generator(NetworkConfig(width=16, convolution=convolution)))
    assert {parts: len(weights) for parts, weights in found.items()} == {halves: 37}


@pytest.mark.parametrize("width", [8, 12, 48])
def test_first_layers_are_those_that_see_the_planes(width):
    """At a width of 12 hidden layers have as many inputs as there are planes."""
    generator = Generator(NetworkConfig(width=width))
    (chosen,) = hidden_weights(generator).values()
    assert len(chosen) == 37
    first = {id(layer.conv.weight) for layer in generator.first_layers()}
    assert len(first) == 3
    assert first.isdisjoint(map(id, chosen))


def test_decay_takes_its_share_of_the_weight():
    torch.manual_seed(2)
    start, gradient = torch.randn(8, 4, 3, 3), torch.randn(8, 4, 3, 3)
    ends = []
    for decay in (0.0, 0.5):
        weight = torch.nn.Parameter(start.clone())
        weight.grad = gradient.clone()
        Muon({2: [weight]}, rate=0.1, decay=decay).step()
        ends.append(weight.detach())
    torch.testing.assert_close(ends[1], ends[0] - 0.05 * start)


def test_with_decay_weights_stop_growing():
    """Gradients that point nowhere in particular: without decay the weight walks away, with it it stays within."""
    norms = []
    for decay in (0.0, 1.0):
        torch.manual_seed(3)
        weight = torch.nn.Parameter(torch.zeros(8, 4, 3, 3))
        optimiser = Muon({2: [weight]}, rate=0.1, decay=decay)
        for _ in range(120):
            weight.grad = torch.randn(8, 4, 3, 3)
            optimiser.step()
        norms.append(float(weight.detach().norm()))
    assert norms[1] < 0.6 * norms[0]
