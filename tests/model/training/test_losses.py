"""Losses against plain arithmetic."""

import pytest
import torch

from model.training.losses import hinge_discriminator, hinge_generator, weighted_l1


def test_l1_weighs_hole_and_known():
    truth = torch.zeros(1, 3, 2, 2)
    picture = torch.zeros(1, 3, 2, 2)
    picture[..., 0, 0] = 1.0
    picture[..., 1, 1] = 1.0
    hole = torch.zeros(1, 1, 2, 2)
    hole[..., 0, 0] = 1.0
    assert weighted_l1(picture, truth, hole, known_weight=1.0) == pytest.approx(0.5)
    assert weighted_l1(picture, truth, hole, known_weight=0.0) == pytest.approx(1.0)
    assert weighted_l1(picture, truth, hole, known_weight=0.5) == pytest.approx(1.5 / 2.5)


def test_hinge_is_zero_outside_the_margin():
    assert hinge_discriminator(torch.tensor([1.0, 3.0]), torch.tensor([-1.0, -9.0])) == 0
    assert hinge_discriminator(torch.tensor([0.0]), torch.tensor([0.0])) == 1
    assert hinge_generator(torch.tensor([2.0, -4.0])) == 1
