"""Zoom and pan as properties of numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import Box, Size
from app.editor.canvas.viewport import LARGEST, MARGIN, SMALLEST, STOPS, Viewport, stop_above, stop_below

scales = st.floats(SMALLEST, LARGEST)
places = st.floats(-5000, 5000)
sides = st.integers(1, 20000)
sizes = st.builds(Size, sides, sides)
canvases = st.builds(Size, st.integers(50, 5000), st.integers(50, 5000))
viewports = st.builds(Viewport, scales, places, places)
angles = st.integers(0, 23).map(lambda step: 15.0 * step) | st.floats(0, 359)
turned = st.builds(Viewport, scales, places, places, angles, st.booleans())


@given(turned, places, places)
def test_to_the_photo_and_back_is_the_same_point(view: Viewport, x: float, y: float) -> None:
    assert view.to_canvas(*view.to_photo(x, y)) == pytest.approx((x, y), abs=1e-4)


@given(turned, scales, places, places)
def test_zooming_keeps_the_point_under_the_pointer(view: Viewport, scale: float, x: float, y: float) -> None:
    before, zoomed = view.to_photo(x, y), view.zoomed(scale, x, y)
    assert zoomed.scale == scale
    assert zoomed.to_canvas(*before) == pytest.approx((x, y), abs=1e-5)


@given(viewports, st.lists(st.floats(0.5, 2.0), max_size=20), places, places)
def test_zooming_to_and_fro_does_not_drift(view: Viewport, factors: list[float], x: float, y: float) -> None:
    there = view
    for factor in factors:
        there = there.zoomed(there.scale * factor, x, y)
    back = there.zoomed(view.scale, x, y)
    assert (back.left, back.top) == pytest.approx((view.left, view.top), abs=1e-4)


@given(sizes, canvases)
def test_a_fitted_photo_lies_within_the_canvas(photo: Size, canvas: Size) -> None:
    view = Viewport.fitted(photo, canvas)
    if view.scale > SMALLEST:
        assert view.left >= -1e-6
        assert view.top >= -1e-6
        assert view.left + photo.width * view.scale <= canvas.width + 1e-6
    assert view.left + photo.width * view.scale / 2 == pytest.approx(canvas.width / 2, abs=1e-6)


def test_a_fitted_photo_has_a_margin() -> None:
    view = Viewport.fitted(Size(1000, 10), Size(548, 500))
    assert view.left == MARGIN
    assert view.scale == 0.5


@given(viewports, sizes, canvases)
def test_a_photo_cannot_be_lost(view: Viewport, photo: Size, canvas: Size) -> None:
    kept = view.kept_in_sight(photo, canvas)
    shown = min(photo.width * view.scale, canvas.width) / 4
    left, right = max(kept.left, 0), min(kept.left + photo.width * kept.scale, canvas.width)
    assert right - left >= shown - 1e-6
    assert kept.kept_in_sight(photo, canvas) == kept


@given(viewports, sizes)
def test_a_box_of_the_canvas_comes_back_at_least_as_large(view: Viewport, photo: Size) -> None:
    canvas = Box(-40, -30, 700, 500)
    part = view.box_in_photo(canvas, photo)
    if not part.is_empty:
        back = view.box_on_canvas(part)
        whole = view.box_on_canvas(Box.of(photo))
        shown = canvas.intersect(whole)
        assert back.union(shown) == back


@given(scales)
def test_a_level_has_one_to_two_pixels_on_each_of_the_screen(scale: float) -> None:
    level = Viewport(scale).level
    reach = scale * 2**level
    assert reach <= 1 + 1e-6 or level == 0
    assert reach > 0.5 - 1e-6


@given(viewports)
def test_a_snapped_viewport_is_on_whole_pixels_nearby(view: Viewport) -> None:
    snapped = view.snapped()
    assert snapped.left == round(snapped.left)
    assert abs(snapped.left - view.left) <= 0.5


@given(scales)
def test_stops_move_and_come_back(scale: float) -> None:
    assert stop_above(scale) > scale or scale >= LARGEST * 0.999
    assert stop_below(scale) < scale or scale <= SMALLEST * 1.001
    assert 1.0 in STOPS


def test_a_resized_canvas_keeps_its_middle() -> None:
    photo, before, after = Size(1000, 1000), Size(400, 300), Size(600, 500)
    view = Viewport(1.0, -300, -350)
    assert view.resized(photo, before, after).to_photo(300, 250) == view.to_photo(200, 150)


@given(turned, st.floats(-360, 360), st.booleans(), places, places)
def test_turning_keeps_the_point_under_the_pointer(
    view: Viewport, degrees: float, mirror: bool, x: float, y: float
) -> None:
    after = (view.mirrored(x, y) if mirror else view).turned(degrees, x, y)
    assert after.scale == view.scale
    assert after.to_canvas(*view.to_photo(x, y)) == pytest.approx((x, y), abs=1e-4)
    assert after.flipped == (view.flipped != mirror)


@given(turned, places, places, places, places)
def test_a_mirrored_view_is_the_mirror_of_what_was_seen(
    view: Viewport, x: float, y: float, px: float, py: float
) -> None:
    seen = view.to_canvas(px, py)
    mirrored = view.mirrored(x, y).to_canvas(px, py)
    assert mirrored == pytest.approx((2 * x - seen[0], seen[1]), abs=1e-3)


@given(turned, places, places)
def test_quarter_turns_are_exact_and_four_are_none(view: Viewport, x: float, y: float) -> None:
    view = Viewport(view.scale, view.left, view.top, 90.0 * round(view.angle / 90) % 360, view.flipped)
    there = view
    for _ in range(4):
        there = there.turned(90, x, y)
    assert (there.angle, there.flipped) == (view.angle, view.flipped)
    assert (there.left, there.top) == pytest.approx((view.left, view.top), abs=1e-6)
    unit = Viewport(1.0, angle=view.angle, flipped=view.flipped)
    assert sorted(map(abs, unit.to_canvas(3, 8))) == [3, 8]


@given(sizes, canvases, turned)
def test_a_fitted_photo_lies_within_the_canvas_however_turned(photo: Size, canvas: Size, like: Viewport) -> None:
    view = Viewport.fitted(photo, canvas, like=like)
    assert (view.angle, view.flipped) == (like.angle, like.flipped)
    middle = view.to_photo(canvas.width / 2, canvas.height / 2)
    assert middle == pytest.approx((photo.width / 2, photo.height / 2), abs=1e-3)
    if view.scale > SMALLEST:
        for x, y in view.corners(Box.of(photo)):
            assert -1e-3 <= x <= canvas.width + 1e-3
            assert -1e-3 <= y <= canvas.height + 1e-3


@given(turned, sizes, canvases)
def test_a_turned_photo_cannot_be_lost(view: Viewport, photo: Size, canvas: Size) -> None:
    kept = view.kept_in_sight(photo, canvas)
    seen = kept.box_on_canvas(Box.of(photo)).intersect(Box.of(canvas))
    assert not seen.is_empty
    assert kept.kept_in_sight(photo, canvas) == kept


@given(turned, sizes, st.integers(-40, 700), st.integers(-30, 500))
def test_what_a_box_of_the_canvas_shows_is_in_its_box_of_the_photo(view: Viewport, photo: Size, x: int, y: int) -> None:
    px, py = view.to_photo(x, y)
    assert view.box_back(Box(-40, -30, 701, 501)).contains(math.floor(px), math.floor(py))
    if 0 <= px < photo.width and 0 <= py < photo.height:
        part = Box(math.floor(px), math.floor(py), math.floor(px) + 1, math.floor(py) + 1)
        assert view.box_on_canvas(part).grow(1).contains(x, y)
    m = view.matrix
    assert view.to_canvas(px, py) == pytest.approx(
        (m[0] * px + m[2] * py + m[4], m[1] * px + m[3] * py + m[5]), abs=1e-6
    )


@given(turned, st.sampled_from([(1, 0), (-1, 0), (0, 1), (0, -1)]))
def test_a_direction_of_the_screen_is_a_side_of_the_photo(view: Viewport, arrow: tuple[int, int]) -> None:
    """The nearest one; its opposite, and that beside it, are those of the photo as well."""
    x, y = view.towards(*arrow)
    assert abs(x) + abs(y) == 1
    start, end = view.to_canvas(0, 0), view.to_canvas(x, y)
    along = (end[0] - start[0]) * arrow[0] + (end[1] - start[1]) * arrow[1]
    assert along >= view.scale * (math.sqrt(0.5) - 1e-6)
    assert view.towards(-arrow[0], -arrow[1]) == (-x, -y)
    beside = view.towards(-arrow[1], arrow[0])
    assert abs(beside[0]) != abs(x)
