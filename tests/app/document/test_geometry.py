"""Boxes behave as sets of pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import EMPTY, Box, Size

Pixels = frozenset[tuple[int, int]]


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x0, y0 = draw(st.integers(-9, 9)), draw(st.integers(-9, 9))
    return Box(x0, y0, x0 + draw(st.integers(0, 9)), y0 + draw(st.integers(0, 9)))


sizes = st.builds(Size, st.integers(0, 9), st.integers(0, 9))


def pixels_of(box: Box) -> Pixels:
    return frozenset((x, y) for x in range(box.x0, box.x1) for y in range(box.y0, box.y1))


def hull(pixels: Pixels) -> Box:
    if not pixels:
        return EMPTY
    xs, ys = [x for x, _ in pixels], [y for _, y in pixels]
    return Box(min(xs), min(ys), max(xs) + 1, max(ys) + 1)


@given(boxes(), boxes())
def test_union_and_intersect_are_those_of_pixels(first: Box, second: Box) -> None:
    assert first.intersect(second) == hull(pixels_of(first) & pixels_of(second))
    assert first.union(second) == hull(pixels_of(first) | pixels_of(second))


@given(boxes(), sizes)
def test_a_clipped_box_is_inside_the_size(box: Box, size: Size) -> None:
    clipped = box.clip(size)
    assert pixels_of(clipped) == {(x, y) for x, y in pixels_of(box) if 0 <= x < size.width and 0 <= y < size.height}
    assert np.zeros(size.shape)[clipped.slices].shape == clipped.size.shape


@given(boxes(), st.integers(-12, 12))
def test_grow_adds_or_takes_the_same_on_each_side(box: Box, n: int) -> None:
    grown = box.grow(n)
    if box.is_empty or box.width + 2 * n <= 0 or box.height + 2 * n <= 0:
        assert grown == EMPTY
    else:
        assert (grown.x0, grown.y0, grown.x1, grown.y1) == (box.x0 - n, box.y0 - n, box.x1 + n, box.y1 + n)


@given(boxes(), st.integers(-20, 20), st.integers(-20, 20))
def test_shift_moves_every_pixel(box: Box, dx: int, dy: int) -> None:
    assert pixels_of(box.shift(dx, dy)) == {(x + dx, y + dy) for x, y in pixels_of(box)}


@given(boxes(), st.integers(-10, 20), st.integers(-10, 20))
def test_measures_agree_with_the_pixels(box: Box, x: int, y: int) -> None:
    assert box.area == len(pixels_of(box)) == box.size.width * box.size.height
    assert box.is_empty == (box.area == 0)
    assert box.contains(x, y) == ((x, y) in pixels_of(box))


@given(boxes(), st.integers(1, 4))
def test_a_reduced_box_has_a_pixel_for_each_that_is_touched(box: Box, step: int) -> None:
    assert pixels_of(box.reduced(step)) == {(x // step, y // step) for x, y in pixels_of(box)}


@given(boxes(), st.integers(1, 4))
def test_an_enlarged_box_has_all_pixels_under_it(box: Box, step: int) -> None:
    inside = range(step)
    assert pixels_of(box.enlarged(step)) == {
        (x * step + dx, y * step + dy) for x, y in pixels_of(box) for dx in inside for dy in inside
    }
    assert box.enlarged(step).reduced(step) == (EMPTY if box.is_empty else box)


@given(sizes, st.integers(1, 4))
def test_a_reduced_size_is_that_of_the_reduced_picture(size: Size, step: int) -> None:
    if size.width and size.height:
        assert size.reduced(step) == Box.of(size).reduced(step).size


def test_box_of_a_size_is_the_whole_picture() -> None:
    assert Box.of(Size(7, 5)) == Box(0, 0, 7, 5)
    assert Size(7, 5).shape == (5, 7)


def test_slices_are_rows_and_columns() -> None:
    assert Box(1, 2, 4, 7).slices == (slice(2, 7), slice(1, 4))


def test_slices_refuse_to_count_from_the_far_end() -> None:
    with pytest.raises(ValueError, match="clip it first"):
        _ = Box(-1, 0, 4, 4).slices


@pytest.mark.parametrize("corners", [(3, 0, 2, 1), (0, 3, 1, 2)])
def test_corners_in_the_wrong_order_are_refused(corners: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="second corner"):
        Box(*corners)


def test_a_negative_size_is_refused() -> None:
    with pytest.raises(ValueError, match="-1×4"):
        Size(-1, 4)
