"""Usual gradients pass as they are; one that is far above them moves no more than a few of them."""

import pytest
import torch

from model.training.clipping import Clip


def graded(*values):
    parameters = []
    for value in values:
        parameter = torch.nn.Parameter(torch.zeros(2))
        parameter.grad = torch.tensor([value, 0.0])
        parameters.append(parameter)
    return parameters


@pytest.fixture
def clip():
    return Clip(4.0, torch.device("cpu"))


def test_the_first_gradient_sets_what_is_usual(clip):
    parameters = graded(3.0, 4.0)
    assert clip(parameters) == pytest.approx(5.0)
    assert clip.usual == pytest.approx(5.0)
    assert [float(parameter.grad[0]) for parameter in parameters] == [3.0, 4.0]


def test_usual_gradients_pass_untouched(clip):
    clip(graded(1.0))
    for value in (0.3, 2.0, 3.9):
        parameter = graded(value)
        clip(parameter)
        assert float(parameter[0].grad[0]) == pytest.approx(value)


def test_a_spike_is_bounded_and_hardly_remembered(clip):
    clip(graded(1.0))
    parameters = graded(3e8, 4e8)
    assert clip(parameters) == pytest.approx(5e8)
    kept = torch.stack([parameter.grad[0] for parameter in parameters])
    assert kept.norm() == pytest.approx(4.0, rel=1e-4)
    assert kept[1] / kept[0] == pytest.approx(4 / 3, rel=1e-4)
    assert clip.usual < 1.1


def test_parameters_without_a_gradient_are_left_out(clip):
    idle = torch.nn.Parameter(torch.zeros(2))
    assert clip([idle, *graded(2.0)]) == pytest.approx(2.0)
    assert idle.grad is None


def test_no_gradient_at_all_is_no_fault(clip):
    parameters = graded(0.0)
    clip(parameters)
    assert float(parameters[0].grad[0]) == 0.0
