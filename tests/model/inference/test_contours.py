"""Contours in their order: the strokes of `sketch_of` to the pixel, outlines before texture."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.contours import contours_of
from model.inference.sketches import sketch_of
from tests.examples import examples


def meadow(height: int = 240, width: int = 360, seed: int = 5) -> np.ndarray:
    """A dark house before a bright sky, on ground that is full of blades of grass. The horizon is in the middle."""
    rng = np.random.default_rng(seed)
    photo = np.full((height, width, 3), (200, 215, 235), np.uint8)
    horizon = height // 2
    photo[horizon:] = (90, 120, 60)
    for _ in range(width * height // 250):
        x, y = int(rng.integers(width)), int(rng.integers(horizon + 10, height))
        tone = int(rng.integers(-45, 45))
        blade = (x + int(rng.integers(-5, 6)), y - int(rng.integers(4, 11)))
        cv2.line(photo, (x, y), blade, (90 + tone, 120 + tone, 60 + tone), 2)
    cv2.rectangle(photo, (width // 3, height // 4), (width // 2, horizon + height // 8), (60, 40, 40), -1)
    return photo


def picture_of(contours, shape, count: int) -> np.ndarray:
    """The first so many strokes, (H, W) bool."""
    strokes = np.zeros(shape, bool)
    first = contours.places < count
    strokes[contours.rows[first], contours.columns[first]] = True
    return strokes


@st.composite
def cases(draw):
    """A photo, small or reduced before it is traced, and a hole in it of one piece or of several."""
    photo = meadow(*draw(st.sampled_from([(90, 130), (240, 360), (500, 430), (900, 1000)])), draw(st.integers(0, 99)))
    height, width = photo.shape[:2]
    hole = np.zeros((height, width), bool)
    for _ in range(draw(st.integers(0, 3))):
        y, x = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
        hole[y : y + draw(st.integers(1, height)), x : x + draw(st.integers(1, width // 3))] = True
    return photo, hole


@examples(20)
@given(cases())
def test_all_of_them_are_the_strokes_that_training_sees(case):
    photo, hole = case
    contours = contours_of(photo, hole)
    np.testing.assert_array_equal(picture_of(contours, hole.shape, contours.count), sketch_of(photo, hole))
    np.testing.assert_array_equal(np.unique(contours.places), np.arange(contours.count))
    assert 0 <= contours.outlines <= contours.count


@pytest.mark.parametrize("times", [1, 3])
def test_outlines_come_first_and_texture_is_left_out(times):
    photo = meadow()
    photo = cv2.resize(photo, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
    hole = np.ones(photo.shape[:2], bool)
    contours = contours_of(photo, hole)
    usual = picture_of(contours, hole.shape, contours.outlines)
    every = picture_of(contours, hole.shape, contours.count)
    grass = np.zeros_like(hole)
    grass[170 * times :] = True
    house = np.zeros(hole.shape, np.uint8)
    cv2.rectangle(house, (120 * times, 60 * times), (180 * times, 150 * times), 1, 1)
    near = cv2.dilate(usual.astype(np.uint8), np.ones((9 * times, 9 * times), np.uint8))
    assert near[house > 0].mean() > 0.95
    assert every[grass].sum() > 20 * usual[grass].sum()
    assert contours.outlines < contours.count / 4
    assert not (picture_of(contours, hole.shape, 3) & grass).any()


def test_a_stroke_counts_with_what_it_is_outside_of_the_hole():
    photo = meadow()
    hole = np.zeros(photo.shape[:2], bool)
    hole[112:128, 20:32] = True  # a short piece of the long horizon
    contours = contours_of(photo, hole)
    assert contours.outlines == contours.count == 1


def test_a_stroke_goes_on_beyond_a_crossing():
    photo = np.full((256, 256, 3), 210, np.uint8)
    photo[128:] = 60
    photo[128:, 128:] = (150, 90, 60)  # a side line meets the horizon from below
    contours = contours_of(photo, np.ones((256, 256), bool))
    first = picture_of(contours, (256, 256), 1)
    assert first[:, :100].any()
    assert first[:, 156:].any()
    assert np.abs(np.nonzero(first)[0] - 127.5).max() < 6


def test_a_plain_photo_has_none():
    contours = contours_of(np.full((80, 80, 3), 90, np.uint8), np.ones((80, 80), bool))
    assert contours.count == contours.outlines == len(contours.places) == 0


def test_a_hole_of_another_size_is_refused():
    with pytest.raises(ValueError, match="the hole must have the photo's size"):
        contours_of(meadow(), np.ones((3, 3), bool))
