"""Specks of violet and green go where the photo has none; brightness and slow changes of colour stay."""

import numpy as np
import pytest

from model.inference.planes import LUMA, from_rgb, to_rgb
from model.inference.tints import without_specks
from tests.model.inference.stubs import PaintingEngine, bare, inpainter

SIDE = 160
TINT = np.float32([-0.1, 0.0703, -0.1])  # of luma 0: green where added, violet where taken away


def stone(tint=0.0, seed=5):
    """(160, 160, 3) float32: grey with a coarse grain, and specks of tint of so much in them."""
    import cv2

    rng = np.random.default_rng(seed)
    grain, specks = (cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)).astype(np.float32), (0, 0), 1.5) for _ in "12")
    return np.repeat(grain[..., None], 3, axis=2) + 10 * tint * specks[..., None] * TINT


def hole_of():
    hole = np.zeros((SIDE, SIDE), bool)
    hole[50:110, 45:115] = True
    return hole


def filled(photo, answer):
    return np.where(hole_of()[..., None], answer, photo).astype(np.float32)


def tint_of(picture):
    """How far from grey the hole's pixels are on the way from violet to green: standard deviation."""
    return float((picture[..., 1] - (picture[..., 0] + picture[..., 2]) / 2)[hole_of()].std())


def test_specks_go_where_the_photo_has_none():
    picture = filled(stone(), stone(tint=1.0, seed=6))
    answer = without_specks(picture, hole_of(), ~hole_of())
    assert tint_of(answer) < 0.4 * tint_of(picture)


def test_brightness_stays():
    picture = filled(stone(), stone(tint=1.0, seed=6))
    answer = without_specks(picture, hole_of(), ~hole_of())
    assert answer @ LUMA == pytest.approx(picture @ LUMA, abs=1e-5)


def test_what_is_known_stays_to_the_bit():
    picture = filled(stone(), stone(tint=1.0, seed=6))
    answer = without_specks(picture, hole_of(), ~hole_of())
    assert np.array_equal(answer[~hole_of()], picture[~hole_of()])


def test_specks_that_the_photo_has_too_stay():
    picture = filled(stone(tint=1.0), stone(tint=1.0, seed=6))
    answer = without_specks(picture, hole_of(), ~hole_of())
    assert tint_of(answer) > 0.85 * tint_of(picture)


def test_a_leaf_stays_green():
    picture = filled(stone(), stone(seed=6))
    picture[60:100, 60:100] += 3 * TINT
    answer = without_specks(picture, hole_of(), ~hole_of())
    middle = np.s_[75:85, 75:85]
    assert (answer - picture)[middle] == pytest.approx(0, abs=0.03)


@pytest.mark.parametrize("known", [np.zeros((SIDE, SIDE), bool), ~hole_of()])
def test_without_a_hole_or_anything_known_nothing_changes(known):
    picture = stone(tint=1.0)
    hole = hole_of() if not known.any() else np.zeros_like(known)
    assert np.array_equal(without_specks(picture, hole, known), picture)


class Mottling(PaintingEngine):
    """Knows the photo, and strews specks into the hole."""

    def run(self, planes, heartbeat=None):
        super().run(planes, heartbeat)
        height, width = planes.shape[2:]
        mottled = stone(tint=1.0, seed=6)[:height, :width].transpose(2, 0, 1)
        return np.where(planes[:, 4:5] > 0, mottled, planes[:, :3]).astype(np.float32)


def fill(**options):
    photo = from_rgb(stone(), np.zeros((SIDE, SIDE, 3), np.uint8))
    (candidate,) = inpainter(Mottling()).fill(bare(photo, hole_of(), **options)).candidates
    x0, y0, x1, y1 = candidate.box
    picture = to_rgb(photo, largest=255)
    picture[y0:y1, x0:x1] = to_rgb(candidate.pixels, largest=255)
    return picture


def test_a_fill_has_no_specks_unless_its_colours_are_to_stay():
    assert tint_of(fill(match=0.1)) < 0.4 * tint_of(fill(match=0.0))


def test_where_somebody_drew_the_tint_is_left_alone():
    sketch = np.zeros((SIDE, SIDE), bool)
    sketch[80:83, 60:100] = True
    beside = sketch | ~hole_of()
    assert tint_of(fill(match=0.1, sketch=beside)) > 0.8 * tint_of(fill(match=0.0))
    assert tint_of(fill(match=0.1, sketch=~hole_of())) < 0.4 * tint_of(fill(match=0.0))
