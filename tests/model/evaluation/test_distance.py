"""The feature distance on features that are known by hand."""

import numpy as np
import pytest
import torch
from torch import nn

from model.evaluation.distance import FeatureDistance


class Tiles(nn.Module):
    """Two scales whose channels are the mean colours of tiles and their negatives."""

    def forward(self, picture):
        pooled = [nn.functional.avg_pool2d(picture, size) for size in (4, 32)]
        return [torch.cat([scale, -scale], dim=1) for scale in pooled]


HOLE = np.zeros((64, 64), bool)
HOLE[:32, 32:48] = True
RED, BLUE = np.array([255, 0, 0], np.uint8), np.array([0, 0, 255], np.uint8)


def test_only_cells_of_the_hole_count_and_length_does_not():
    distance = FeatureDistance(Tiles())
    truth = np.broadcast_to(RED, (64, 64, 3)).copy()
    known = np.where(HOLE[..., None], truth, BLUE)
    wanted = distance.embed(truth)
    assert distance(truth, wanted, HOLE) == 0
    fine, _ = (found for found in distance.embed(known))
    assert float(fine.square().sum(1).min()) == pytest.approx(1.0)
    # The fine scale sees hole cells alone, equal; the coarse one a cell of which half is the hole's.
    both = np.where(HOLE[..., None], BLUE, truth)
    halfway = np.array([0.0, -1, 0])  # of red and blue
    unit = np.array([1.0, -1, -1]) / np.sqrt(3)
    coarse = np.square(unit - halfway / np.linalg.norm(halfway)).sum()
    assert distance(both, wanted, HOLE) == pytest.approx(
        (np.square(unit - [-unit[0], unit[1], -unit[2]]).sum() + coarse) / 2
    )


def test_cells_weigh_by_their_share_of_the_hole():
    distance = FeatureDistance(Tiles())
    truth = np.broadcast_to(RED, (64, 64, 3)).copy()
    filled = truth.copy()
    filled[:, :4] = BLUE
    hole = np.zeros((64, 64), bool)
    hole[:4, :2] = hole[:4, 32:38] = True  # half a cell that is wrong, one and a half that are right
    fine_alone = FeatureDistance(FirstScale())
    wrong = 8 / 3
    assert fine_alone(filled, fine_alone.embed(truth), hole) == pytest.approx(wrong * 0.5 / 2.0, rel=1e-5)
    assert distance(filled, distance.embed(truth), hole) > 0


class FirstScale(Tiles):
    def forward(self, picture):
        return super().forward(picture)[:1]


def test_other_sides_are_reflected_and_their_margin_does_not_count():
    distance = FeatureDistance(Tiles())
    truth = np.random.default_rng(0).integers(0, 255, (50, 70, 3), np.uint8)
    filled = truth.copy()
    filled[10:20, 10:20] = 0
    hole = np.zeros((50, 70), bool)
    hole[40:50, 60:70] = True
    assert [tuple(scale.shape[2:]) for scale in distance.embed(truth)] == [(16, 24), (2, 3)]
    fine_alone = FeatureDistance(FirstScale())
    assert fine_alone(filled, fine_alone.embed(truth), hole) == 0
