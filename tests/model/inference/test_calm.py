"""Where the surroundings are one smooth gradient the fill stays on it; everywhere else it is left alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.calm import CALM, calmed
from tests.examples import examples

SIDE = 128
BLOTCH = 0.1


def sky(grain=0.004):
    """(128, 128, 3) float32: a gradient with grain."""
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    rng = np.random.default_rng(3)
    smooth = np.stack([0.1 * y - 0.5, 0.2 * y + 0.05 * x, 0.4 - 0.1 * x * y], axis=2)
    return (smooth + rng.normal(0, grain, smooth.shape)).astype(np.float32)


def hole_of(x0=40, y0=44, x1=90, y1=88):
    hole = np.zeros((SIDE, SIDE), bool)
    hole[y0:y1, x0:x1] = True
    return hole


def with_blotch(photo, hole):
    """The photo, in the hole lighter by up to BLOTCH towards the middle."""
    y, x = np.nonzero(hole)
    bump = BLOTCH * np.exp(-(((x - x.mean()) / 12) ** 2) - ((y - y.mean()) / 12) ** 2)
    picture = photo.copy()
    picture[y, x] += bump[:, None].astype(np.float32)
    return picture


def worst(picture, photo, hole):
    """Largest distance of the hole from the photo, without grain."""
    import cv2

    return float(np.abs(cv2.GaussianBlur(picture - photo, (0, 0), 3.0)[hole]).max())


def test_a_blotch_in_the_sky_goes():
    photo, hole = sky(), hole_of()
    spoiled = with_blotch(photo, hole)
    assert worst(calmed(spoiled, hole, ~hole), photo, hole) < 0.25 * worst(spoiled, photo, hole)


def test_grain_stays_as_strong():
    photo, hole = sky(grain=0.02), hole_of()
    answer = calmed(with_blotch(photo, hole), hole, ~hole)
    assert np.diff(answer, axis=1)[hole[:, 1:]].std() == pytest.approx(
        np.diff(photo, axis=1)[hole[:, 1:]].std(), rel=0.1
    )


def test_a_blotch_goes_where_a_branch_stands_beside_the_hole():
    photo, hole = sky(), hole_of(y0=34, y1=78)
    photo[92:100, 30:80] -= 0.5
    photo[94:97, 30:80:7] += 0.3
    spoiled = with_blotch(photo, hole)
    assert worst(calmed(spoiled, hole, ~hole), photo, hole) < 0.4 * worst(spoiled, photo, hole)


def test_a_wire_that_goes_through_the_hole_stays():
    photo, hole = sky(), hole_of(x0=20, x1=110, y0=55, y1=75)
    photo[64:67] -= 0.8
    answer = calmed(photo, hole, ~hole)
    wire = np.s_[64:67, 20:110]
    assert np.abs(answer[wire] - photo[wire]).max() < 0.1


def test_sky_and_sea_are_two():
    photo, hole = sky(), hole_of()
    photo[66:] = photo[66:] * 0.5 - 0.4
    spoiled = with_blotch(photo, hole)
    np.testing.assert_array_equal(calmed(spoiled, hole, ~hole), spoiled)


def test_what_stands_in_lively_surroundings_is_left_alone():
    photo, hole = sky(), hole_of()
    photo[:, np.arange(SIDE) % 16 < 4] += 0.3  # posts
    spoiled = with_blotch(photo, hole)
    assert calmed(spoiled, hole, ~hole) is spoiled


def test_an_edge_that_goes_on_outside_is_left_alone():
    photo, hole = sky(), hole_of()
    photo[70:] -= 0.5  # the ground, left and right of the hole too
    spoiled = with_blotch(photo, hole)
    assert calmed(spoiled, hole, ~hole) is spoiled


def test_a_stroke_asks_for_something():
    photo, hole = sky(), hole_of()
    strokes = np.zeros_like(hole)
    strokes[60, 45:85] = True
    spoiled = with_blotch(photo, hole)
    assert calmed(spoiled, hole, ~hole, strokes) is spoiled
    elsewhere = np.roll(strokes, 60, axis=0)
    assert calmed(spoiled, hole, ~hole, elsewhere) is not spoiled


def test_each_piece_of_a_hole_is_judged_by_its_own_surroundings():
    photo = sky()
    photo[:, 80:] += np.float32(0.2) * (np.arange(SIDE - 80) // 6 % 2)[None, :, None].astype(np.float32)
    calm, lively = hole_of(20, 30, 44, 60), hole_of(98, 60, 124, 100)
    hole = calm | lively
    spoiled = with_blotch(with_blotch(photo, calm), lively)
    answer = calmed(spoiled, hole, ~hole)
    assert worst(answer, photo, calm) < 0.4 * worst(spoiled, photo, calm)
    np.testing.assert_array_equal(answer[lively], spoiled[lively])


def test_a_corner_where_little_is_known_gets_no_runaway_colours():
    photo, hole = sky(), hole_of(0, 0, 100, 100)
    answer = calmed(with_blotch(photo, hole), hole, ~hole)
    assert answer[hole].min() >= photo.min() - 0.1
    assert answer[hole].max() <= photo.max() + 0.1


@examples(60)
@given(st.integers(0, 2**16), st.integers(1, 60), st.integers(1, 60), st.integers(-60, 127), st.integers(-60, 127))
def test_outside_the_hole_no_bit_changes_and_no_value_is_lost(seed, width, height, x, y):
    rng = np.random.default_rng(seed)
    picture = (sky() + rng.normal(0, CALM * rng.random(), (SIDE, SIDE, 3))).astype(np.float32)
    hole = hole_of(max(x, 0), max(y, 0), max(x + width, 1), max(y + height, 1))
    known = ~hole & (rng.random(hole.shape) < rng.random())
    before = picture.copy()
    answer = calmed(picture, hole, known)
    np.testing.assert_array_equal(picture, before)
    np.testing.assert_array_equal(answer[~hole], picture[~hole])
    assert np.isfinite(answer).all()


def test_ten_thousand_specks_cost_no_loop_of_surfaces(monkeypatch):
    hole = np.zeros((SIDE, SIDE), bool)
    hole[::2, ::2] = True
    monkeypatch.setattr("model.inference.calm._held_down", lambda *_: pytest.fail("a speck has no room for a blotch"))
    picture = sky()
    assert calmed(picture, hole, ~hole) is picture
