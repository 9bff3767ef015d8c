"""Along strokes there are no thin lines of colour, and all else stays."""

import numpy as np
import pytest

from model.inference.fringes import without_fringes
from model.inference.guidance import answer
from model.inference.planes import LUMA, PLANES, to_planes

SIDE, ROW = 96, 48
HOLE = PLANES.index("hole")
VIOLET, GREEN = (0.25, -0.2, 0.3), (-0.2, 0.15, -0.25)  # added to grey


@pytest.fixture
def strokes():
    """One level stroke, three pixels thick, from side to side of the hole."""
    plane = np.zeros((SIDE, SIDE), bool)
    plane[ROW - 1 : ROW + 2, 16:-16] = True
    return plane


@pytest.fixture
def planes(strokes):
    """A grey photo with a large hole and the stroke in it."""
    hole = np.zeros((SIDE, SIDE), bool)
    hole[16:-16, 16:-16] = True
    return to_planes(np.zeros((SIDE, SIDE, 3), np.float32), hole, strokes)


def painted(*bands, ground=(0.0, 0.0, 0.0)):
    """An answer of one colour with level bands of others: (first row, one past the last, colour)."""
    made = np.zeros((1, 3, SIDE, SIDE), np.float32) + np.float32(ground)[:, None, None]
    for first, last, colour in bands:
        made[0, :, first:last] += np.float32(colour)[:, None, None]
    return made


def colour_of(made, row):
    """How far from grey the middle of a row is."""
    pixel = made[0, :, row, SIDE // 2]
    return float(np.abs(pixel - LUMA @ pixel).max())


def luma_of(made):
    return np.tensordot(LUMA, made[0], 1)


def test_a_violet_line_beside_a_green_one_is_grey_and_as_light_as_before(planes, strokes):
    before = painted((ROW - 3, ROW, VIOLET), (ROW, ROW + 3, GREEN))
    made = without_fringes(before, planes, strokes)
    assert colour_of(before, ROW - 2) > 0.2
    assert colour_of(before, ROW + 1) > 0.1
    assert max(colour_of(made, row) for row in range(ROW - 8, ROW + 8)) < 0.02
    np.testing.assert_allclose(luma_of(made), luma_of(before), atol=1e-5)


def test_the_colours_of_both_sides_stay(planes, strokes):
    before = painted((0, ROW, (0.6, 0.1, -0.5)), (ROW, SIDE, (-0.4, 0.0, 0.6)))
    made = without_fringes(before, planes, strokes)
    np.testing.assert_allclose(made[0, :, ROW - 4, 24:-24], before[0, :, ROW - 4, 24:-24], atol=0.02)
    np.testing.assert_allclose(made[0, :, ROW + 3, 24:-24], before[0, :, ROW + 3, 24:-24], atol=0.02)


def test_a_bar_between_two_strokes_keeps_its_colour(planes):
    strokes = np.zeros((SIDE, SIDE), bool)
    strokes[[ROW - 4, ROW + 4], 16:-16] = True
    before = painted((ROW - 4, ROW + 4, (-0.3, -0.1, 0.5)))
    made = without_fringes(before, planes, strokes)
    np.testing.assert_allclose(made[0, :, ROW, 20:-20], before[0, :, ROW, 20:-20], atol=0.02)


def test_what_is_known_or_far_from_strokes_stays_to_the_bit(planes, strokes):
    before = np.random.default_rng(3).uniform(-1, 1, (1, 3, SIDE, SIDE)).astype(np.float32)
    made = without_fringes(before, planes, strokes)
    known = planes[0, HOLE] == 0
    assert (made != before).any()
    np.testing.assert_array_equal(made[0][:, known], before[0][:, known])
    np.testing.assert_array_equal(made[..., : ROW - 7, :], before[..., : ROW - 7, :])
    np.testing.assert_array_equal(made[..., ROW + 8 :, :], before[..., ROW + 8 :, :])


def test_nothing_leaves_the_range_of_colours(planes, strokes):
    before = np.sign(np.random.default_rng(4).uniform(-1, 1, (1, 3, SIDE, SIDE))).astype(np.float32)
    assert np.abs(without_fringes(before, planes, strokes)).max() <= 1


def test_a_grey_answer_stays_as_it_is(planes, strokes):
    before = painted((ROW, SIDE, (0.4, 0.4, 0.4)))
    np.testing.assert_allclose(without_fringes(before, planes, strokes), before, atol=1e-6)


@pytest.mark.parametrize("strength", [0.5, 1.0, 1.5])
def test_no_strength_of_strokes_brings_fringes(planes, strength):
    def network(seen, since, until):
        drawn = seen[0, PLANES.index("sketch")].any()
        return painted((ROW - 3, ROW, VIOLET), (ROW, ROW + 3, GREEN)) if drawn else painted()

    made = answer(planes, strength, network)
    assert max(colour_of(made, row) for row in range(ROW - 8, ROW + 8)) < 0.02
