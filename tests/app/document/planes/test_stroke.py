"""Coverage is what a distance test of every pixel gives."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import EMPTY, Box, Point
from app.document.planes.stroke import segment
from tests.app.document.conftest import dab
from tests.examples import examples

Mask = npt.NDArray[np.bool_]
CANVAS = Box(-70, -70, 110, 110)

# Floats of any kind, and eighths, which put pixel centres exactly on the border and lines exactly on the axes.
coordinates = st.floats(-20, 60) | st.integers(-160, 480).map(lambda eighths: eighths / 8)
points = st.tuples(coordinates, coordinates)
radii = st.floats(0, 45) | st.integers(0, 360).map(lambda eighths: eighths / 8)


def squared_distances(a: Point, b: Point) -> npt.NDArray[np.float64]:
    """(h, w) of CANVAS: from each pixel's centre to the nearest point of the line from a to b, squared."""
    x = np.arange(CANVAS.x0, CANVAS.x1)[np.newaxis, :] + 0.5
    y = np.arange(CANVAS.y0, CANVAS.y1)[:, np.newaxis] + 0.5
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    along = np.clip(((x - a[0]) * dx + (y - a[1]) * dy) / square, 0, 1) if square else np.zeros((1, 1))
    return np.asarray((x - a[0] - along * dx) ** 2 + (y - a[1] - along * dy) ** 2)


def on_canvas(box: Box, coverage: Mask) -> Mask:
    assert coverage.dtype == np.bool_
    assert coverage.shape == box.size.shape
    canvas = np.zeros(CANVAS.size.shape, dtype=np.bool_)
    if not box.is_empty:
        assert box.intersect(CANVAS) == box
        canvas[box.shift(-CANVAS.x0, -CANVAS.y0).slices] = coverage
    return canvas


@given(points, points, radii)
@examples(300)
def test_a_segment_covers_what_is_within_the_radius(a: Point, b: Point, radius: float) -> None:
    distances = squared_distances(a, b)
    covered = on_canvas(*segment(a, b, radius))
    # Where float64 itself cannot tell, either answer is right.
    is_clear = np.abs(distances - radius**2) > 1e-9 * (1 + radius**2)
    np.testing.assert_array_equal(covered[is_clear], (distances <= radius**2)[is_clear])


@given(points.map(lambda point: (round(point[0] * 8) / 8, round(point[1] * 8) / 8)), st.integers(0, 360))
@examples(150)
def test_a_dab_is_exact_on_its_border(center: Point, eighths: int) -> None:
    # Eighths are exact in float64, so the pixels exactly on the border count too.
    covered = on_canvas(*dab(center, eighths / 8))
    np.testing.assert_array_equal(covered, squared_distances(center, center) <= (eighths / 8) ** 2)


@given(points, points, radii, st.tuples(*[st.integers(-30, 70)] * 2), st.tuples(*[st.integers(0, 60)] * 2))
@examples(100)
def test_within_only_cuts(a: Point, b: Point, radius: float, corner: tuple[int, int], extent: tuple[int, int]) -> None:
    window = Box(*corner, corner[0] + extent[0], corner[1] + extent[1])
    box, coverage = segment(a, b, radius, within=window)
    assert box.intersect(window) == box
    expected = on_canvas(*segment(a, b, radius))
    outside = np.ones_like(expected)
    outside[window.shift(-CANVAS.x0, -CANVAS.y0).slices] = False
    np.testing.assert_array_equal(on_canvas(box, coverage), expected & ~outside)


def test_the_border_belongs_to_the_dab() -> None:
    box, coverage = dab((10.5, 10.5), 5.0)
    assert box == Box(5, 5, 16, 16)
    assert coverage[5, 0]  # the centre is exactly 5 to the left
    assert coverage[1, 2]  # 3 to the left and 4 up
    assert not coverage[1, 1]


def test_a_brush_between_all_centres_covers_nothing() -> None:
    box, coverage = dab((10.0, 10.0), 0.4)
    assert box == EMPTY
    assert coverage.shape == (0, 0)


def test_a_line_far_out_of_the_photo_needs_no_array_of_its_size() -> None:
    window = Box(0, 0, 100, 80)
    box, coverage = segment((-1e6, -1e6 + 3), (1e6, 1e6 + 3), 4.0, within=window)
    assert box == window
    assert coverage[13, 10]
    assert segment((-1e6, 500.0), (1e6, 500.0), 4.0, within=window)[0] == EMPTY


@pytest.mark.parametrize("tiny", [5e-324, 1e-300, 1e-12, 1e-6, 1e-5])
def test_a_line_next_to_upright_or_short_is_no_trouble(tiny: float) -> None:
    upright = segment((20.5, 5.0), (20.5 + tiny, 30.0), 6.3)
    np.testing.assert_array_equal(upright[1], segment((20.5, 5.0), (20.5, 30.0), 6.3)[1])
    level = segment((5.0, 20.5), (30.0, 20.5 - tiny), 6.3)
    np.testing.assert_array_equal(level[1], segment((5.0, 20.5), (30.0, 20.5), 6.3)[1])
    short = segment((20.3, 20.4), (20.3 + tiny, 20.4 + tiny), 6.3)
    np.testing.assert_array_equal(short[1], dab((20.3, 20.4), 6.3)[1])


@pytest.mark.parametrize("radius", [-1.0, float("nan"), float("inf")])
def test_a_radius_that_is_none_is_refused(radius: float) -> None:
    with pytest.raises(ValueError, match="radius"):
        dab((1.0, 1.0), radius)


def test_a_point_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        segment((1.0, 1.0), (float("nan"), 1.0), 3.0)
