"""Shapes cover exactly the pixels whose centres they hold: checked pixel by pixel."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import Box, Size
from app.document.planes import TILE, Plane, Tiles
from app.document.planes.shapes import FULL, Rectangle, ellipse, polygon, rectangle

SIZE = Size(300, 200)
LARGE = Size(8660, 5774)
coordinates = st.floats(-60, 360, width=32)
points = st.tuples(coordinates, coordinates)


def drawn(tiles: Tiles, size: Size = SIZE) -> np.ndarray:
    plane = Plane(size)
    plane.swap(dict(tiles))  # refuses tiles that are empty, writeable or reach over the border
    return plane.read(Box.of(size))


def centres(size: Size = SIZE) -> tuple[np.ndarray, np.ndarray]:
    return np.meshgrid(np.arange(size.width) + 0.5, np.arange(size.height) + 0.5)


@given(a=points, b=points)
def test_a_rectangle_holds_the_centres_between_its_corners(a, b) -> None:
    x, y = centres()
    shape = Rectangle.between(a, b)
    wanted = (x >= shape.x0) & (x < shape.x1) & (y >= shape.y0) & (y < shape.y1)
    assert np.array_equal(drawn(rectangle(shape, SIZE)), wanted)


@given(a=points, b=points)
def test_an_ellipse_holds_the_centres_inside_it(a, b) -> None:
    x, y = centres()
    shape = Rectangle.between(a, b)
    found = drawn(ellipse(shape, SIZE))
    if min(shape.x1 - shape.x0, shape.y1 - shape.y0) < 1e-3:
        assert found.sum() <= SIZE.width
        return
    across = (x - (shape.x0 + shape.x1) / 2) / ((shape.x1 - shape.x0) / 2)
    down = (y - (shape.y0 + shape.y1) / 2) / ((shape.y1 - shape.y0) / 2)
    distance = across**2 + down**2
    is_clear = np.abs(distance - 1) > 1e-6  # what lies on the line itself may fall to either side
    assert np.array_equal(found[is_clear], (distance < 1)[is_clear])


def winding(corners: list[tuple[float, float]]) -> np.ndarray:
    """How often the closed line goes round each pixel's centre, edge by edge."""
    x, y = centres()
    turns = np.zeros(x.shape, dtype=int)
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        if y0 == y1:
            continue
        sign, (top_x, top_y, low_x, low_y) = (1, (x0, y0, x1, y1)) if y1 > y0 else (-1, (x1, y1, x0, y0))
        meets = (y >= top_y) & (y < low_y)
        across = top_x + (y - top_y) / (low_y - top_y) * (low_x - top_x)
        turns += sign * (meets & (across <= x))
    return turns


@given(corners=st.lists(points, min_size=3, max_size=9))
def test_a_polygon_holds_what_its_line_goes_round(corners) -> None:
    assert np.array_equal(drawn(polygon(corners, SIZE)), winding(corners) != 0)


def test_a_loop_drawn_twice_is_inside_too() -> None:
    loop = [(20.0, 20.0), (100.0, 20.0), (100.0, 100.0), (20.0, 100.0)]
    assert np.array_equal(drawn(polygon(loop * 2, SIZE)), drawn(polygon(loop, SIZE)))


@pytest.mark.parametrize("corners", [[], [(1.0, 1.0)], [(1.0, 1.0), (90.0, 90.0)], [(5.0, 5.0)] * 4])
def test_fewer_than_three_corners_have_no_inside(corners) -> None:
    assert polygon(corners, SIZE) == {}


def test_a_polygon_of_no_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        polygon([(0.0, 0.0), (math.nan, 3.0), (9.0, 9.0)], SIZE)


@pytest.mark.parametrize("draw", [rectangle, ellipse])
def test_shapes_beside_the_photo_cover_nothing(draw) -> None:
    assert draw(Rectangle(-80, -80, -5, -5), SIZE) == {}
    assert draw(Rectangle(400, 10, 500, 90), SIZE) == {}


def test_the_inside_of_a_large_shape_is_one_array() -> None:
    around = [(4330 + 4200 * math.cos(turn), 2887 + 2800 * math.sin(turn)) for turn in np.linspace(0, 6.28, 400)]
    for tiles in (
        rectangle(Rectangle(0, 0, 8660, 5774), LARGE),
        ellipse(Rectangle(0, 0, 8660, 5774), LARGE),
        polygon(around, LARGE),
    ):
        shared = sum(tile is FULL for tile in tiles.values())
        assert shared > 0.85 * len(tiles)
        assert len(tiles) <= -(-LARGE.width // TILE) * -(-LARGE.height // TILE)
