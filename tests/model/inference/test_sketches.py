"""Strokes from edge maps and photos, and how a person would draw them."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from model.inference.sketches import DRAWN, STEADY, Hand, draw, sketch_of, trace
from tests.examples import examples

SHAPES = st.tuples(st.integers(1, 70), st.integers(1, 70))
SEEDS = st.integers(0, 2**32)
HANDS = st.sampled_from(
    [DRAWN, Hand(warp=2.0), Hand(gaps=0.5), Hand(drops=0.9), Hand(widths=(1.0, 4.0)), Hand(5.0, 0.3, 0.3, (2.0, 3.0))]
)


@st.composite
def lines(draw_from):
    """Some straight strokes one pixel wide, crossing or not. (H, W) bool."""
    height, width = draw_from(SHAPES)
    ends = hnp.arrays(np.int32, st.tuples(st.integers(0, 4), st.just(4)), elements=st.integers(0, 69))
    canvas = np.zeros((height, width), np.uint8)
    for x0, y0, x1, y1 in draw_from(ends).tolist():
        cv2.line(canvas, (x0 % width, y0 % height), (x1 % width, y1 % height), 1)
    return canvas.astype(bool)


def picture(height: int = 120, width: int = 160) -> np.ndarray:
    """A bright disc and a dark block on an even ground."""
    photo = np.full((height, width, 3), (90, 130, 170), np.uint8)
    cv2.circle(photo, (width // 3, height // 2), height // 4, (230, 220, 60), -1)
    cv2.rectangle(photo, (2 * width // 3, height // 4), (5 * width // 6, 3 * height // 4), (30, 20, 20), -1)
    return photo


def test_a_soft_line_becomes_a_thin_stroke_where_it_lies():
    edges = np.zeros((128, 128), np.uint8)
    edges[60:64, 10:118] = 255
    strokes = trace(edges)
    columns = strokes[:, 30:100]
    assert columns.any(axis=0).mean() > 0.95
    assert columns.sum(axis=0).max() == 1
    rows = np.flatnonzero(columns.any(axis=1))
    assert 58 <= rows.min() <= rows.max() <= 65


def test_weak_and_short_marks_are_dropped():
    edges = np.zeros((128, 128), np.uint8)
    edges[30:33, 10:118] = 90  # weak everywhere
    edges[90:93, 60:66] = 255  # a crumb
    assert not trace(edges).any()


def test_lengths_grow_with_the_picture():
    edges = np.zeros((128, 128), np.uint8)
    edges[60:64, 40:64] = 255
    twice = cv2.resize(edges, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)
    assert trace(edges).any()
    assert trace(twice, scale=2.0).any()
    assert trace(edges, scale=1.0).sum() == pytest.approx(trace(twice, scale=2.0).sum() / 2, rel=0.2)
    assert not trace(edges, scale=3.0).any()  # for a picture three times as large this is a crumb


def test_an_even_glow_has_no_ridge():
    assert not trace(np.full((64, 64), 200, np.uint8)).any()


@examples(30)
@given(strokes=lines(), hand=HANDS, seed=SEEDS)
def test_a_hand_strays_no_farther_than_its_warp(strokes, hand, seed):
    drawn = draw(strokes, hand, np.random.default_rng(seed))
    assert drawn.shape == strokes.shape
    assert drawn.dtype == np.bool_
    if drawn.any():
        assert strokes.any()
        away = cv2.distanceTransform((~strokes).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        assert away[drawn].max() <= hand.warp + hand.widths[1] / 2 + 1


@examples(20)
@given(strokes=lines(), hand=HANDS, seed=SEEDS)
def test_the_same_seed_draws_the_same(strokes, hand, seed):
    first, second = (draw(strokes, hand, np.random.default_rng(seed)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@examples(20)
@given(strokes=lines(), seed=SEEDS)
def test_a_steady_hand_leaves_strokes_as_they_are(strokes, seed):
    drawn = draw(strokes, STEADY, np.random.default_rng(seed))
    np.testing.assert_array_equal(drawn, strokes)
    assert drawn is not strokes


@examples(20)
@given(shape=SHAPES, hand=HANDS, seed=SEEDS)
def test_nothing_gives_nothing(shape, hand, seed):
    assert not trace(np.zeros(shape, np.uint8)).any()
    assert not draw(np.zeros(shape, bool), hand, np.random.default_rng(seed)).any()
    assert not sketch_of(np.zeros((*shape, 3), np.uint8), np.zeros(shape, bool)).any()
    assert not sketch_of(np.full((*shape, 3), 120, np.uint8), np.ones(shape, bool)).any()


def test_the_same_seed_draws_the_same_of_many_strokes():
    strokes = np.zeros((288, 384), bool)
    strokes[5:280:9, 10:370] = True
    first, second = (draw(strokes, DRAWN, np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_a_hand_bends_breaks_drops_and_thickens(rng):
    strokes = np.zeros((288, 384), bool)
    strokes[20:270:25, 10:370] = True
    drawn = [draw(strokes, DRAWN, rng) for _ in range(12)]
    assert len({one.tobytes() for one in drawn}) == len(drawn)
    alone = draw(strokes, Hand(warp=3.0), rng)
    assert (alone & ~strokes).any()
    assert cv2.connectedComponents(alone.astype(np.uint8))[0] == cv2.connectedComponents(strokes.astype(np.uint8))[0]
    dropped = [draw(strokes, Hand(drops=0.9), rng) for _ in range(12)]
    assert min(one.sum() for one in dropped) < 0.7 * strokes.sum()
    assert all(not (one & ~cv2.dilate(strokes.astype(np.uint8), np.ones((3, 3))).astype(bool)).any() for one in dropped)
    broken = draw(strokes, Hand(gaps=0.5), np.random.default_rng(1))
    assert cv2.connectedComponents(broken.astype(np.uint8))[0] > 12
    assert draw(strokes, Hand(widths=(3.0, 3.0)), rng).sum() > 2 * strokes.sum()


@examples(15)
@given(hole=hnp.arrays(bool, (9, 12)), shape=st.sampled_from([(120, 160), (96, 97)]))
def test_a_sketch_lies_inside_the_hole(hole, shape):
    large = cv2.resize(hole.astype(np.uint8), shape[::-1], interpolation=cv2.INTER_NEAREST).astype(bool)
    sketches = [sketch_of(picture(*shape), large) for _ in range(2)]
    assert not (sketches[0] & ~large).any()
    np.testing.assert_array_equal(*sketches)


def test_the_outline_of_a_disc_is_found():
    photo = picture()
    strokes = sketch_of(photo, np.ones(photo.shape[:2], bool))
    rows, columns = np.nonzero(strokes[:, :100])
    radii = np.hypot(rows - 60, columns - 53)
    assert np.abs(radii - 30).max() <= 3
    turns = np.unique(np.round(np.arctan2(rows - 60, columns - 53) * 18 / np.pi))
    assert len(turns) >= 32  # of 36 parts of a turn


def test_large_photos_get_smooth_lines_at_the_same_places():
    small, large = picture(), cv2.resize(picture(480, 640), (3200, 2400), interpolation=cv2.INTER_CUBIC)
    hole = np.zeros(large.shape[:2], bool)
    hole[500:2000, 300:1900] = True
    strokes = sketch_of(large, hole)
    rows, columns = np.nonzero(strokes)
    radii = np.hypot(rows - 1200, columns - 1066)
    assert strokes.any()
    assert np.abs(np.median(radii) - 600) < 12
    assert cv2.connectedComponents(strokes.astype(np.uint8))[0] <= 6
    assert small.shape[0] * 20 == large.shape[0]


def test_a_photo_one_pixel_high():
    photo = np.zeros((1, 90, 3), np.uint8)
    photo[:, 40:] = 255
    for turned in (photo, photo.transpose(1, 0, 2)):
        assert sketch_of(turned, np.ones(turned.shape[:2], bool)).shape == turned.shape[:2]


def test_what_does_not_fit_is_refused():
    photo, hole = picture(), np.ones((120, 160), bool)
    with pytest.raises(ValueError, match="photo's size"):
        sketch_of(photo, hole[:-1])
    with pytest.raises(ValueError, match="shares"):
        Hand(gaps=1.0)
    with pytest.raises(ValueError, match="thinnest first"):
        Hand(widths=(3.0, 1.0))
