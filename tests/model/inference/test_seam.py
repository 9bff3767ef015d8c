"""Grow and feather against brute-force distances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from model.inference import seam
from model.inference.seam import distance_to, fade, grown
from tests.examples import examples

HOLES = hnp.arrays(bool, st.tuples(st.integers(1, 24), st.integers(1, 24))).filter(lambda hole: hole.any())


@examples(50)
@given(hole=HOLES, radius=st.integers(0, 6))
def test_grown_holds_all_within_the_radius(hole, radius):
    points = np.argwhere(hole)
    rows, columns = np.indices(hole.shape)
    squared = ((rows[..., None] - points[:, 0]) ** 2 + (columns[..., None] - points[:, 1]) ** 2).min(axis=-1)
    np.testing.assert_array_equal(grown(hole, radius), squared <= radius * radius)


@examples(50)
@given(hole=HOLES, grow=st.integers(0, 3), feather=st.integers(0, 5))
def test_the_ramp_is_full_on_the_grown_hole_and_gone_beyond_it(hole, grow, feather):
    alpha = fade(hole, grow=grow, feather=feather)
    assert (alpha[grown(hole, grow)] == 255).all()
    assert (alpha[~grown(hole, grow + feather)] == 0).all()
    if feather == 0:
        assert set(np.unique(alpha)) <= {0, 255}
        np.testing.assert_array_equal(alpha == 255, grown(hole, grow))


@examples(50)
@given(hole=HOLES, grow=st.integers(0, 15), feather=st.integers(0, 5), part=st.integers(1, 9))
def test_the_size_of_the_parts_changes_nothing(hole, grow, feather, part):
    whole = grown(hole, grow), fade(hole, grow=grow, feather=feather)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seam, "PART", part)
        np.testing.assert_array_equal(grown(hole, grow), whole[0])
        np.testing.assert_array_equal(fade(hole, grow=grow, feather=feather), whole[1])


def test_only_the_border_of_a_large_hole_is_measured(monkeypatch):
    measured = []
    monkeypatch.setattr(seam, "distance_to", lambda hole: measured.append(hole.size) or distance_to(hole))
    hole = np.zeros((4200, 4200), bool)
    hole[60:4100, 60:4100] = True
    alpha = fade(hole, grow=4, feather=4)
    assert (alpha[100:4000, 100:4000] == 255).all()
    assert sum(measured) < hole.size / 2


def test_the_ramp_falls_evenly():
    hole = np.zeros((3, 40), bool)
    hole[:, :10] = True
    line = fade(hole, grow=2, feather=6)[1].astype(int)
    assert (np.diff(line) <= 0).all()
    assert line[11] == 255
    assert (line[14] + line[15]) / 2 == pytest.approx(128, abs=5)
    assert line[18] == 0


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (8, 8)])
def test_no_hole_stays_none_and_a_full_one_full(shape):
    for grow, feather in ((0, 0), (3, 0), (0, 4), (2, 5)):
        assert not grown(np.zeros(shape, bool), grow).any()
        for filled in (False, True):
            alpha = fade(np.full(shape, filled), grow=grow, feather=feather)
            assert alpha.dtype == np.uint8
            assert (alpha == 255 * filled).all()


@examples(60)
@given(st.integers(1, 4), st.integers(1, 60), st.integers(0, 2**16))
def test_distances_are_exact_and_the_same_each_time(height, width, seed):
    hole = np.random.default_rng(seed).random((height, width)) < 0.3
    hole[0, 0] = True
    y, x = np.nonzero(hole)
    rows, columns = np.mgrid[:height, :width]
    squares = ((rows[..., None] - y) ** 2 + (columns[..., None] - x) ** 2).min(axis=2)
    for _ in range(4):
        np.testing.assert_array_equal(distance_to(hole), np.sqrt(squares.astype(np.float32)))


def test_without_a_hole_all_is_far():
    assert (distance_to(np.zeros((30, 40), bool)) > 1000).all()
