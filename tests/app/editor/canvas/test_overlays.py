"""Planes at every zoom, against the plane itself."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from app.document.geometry import EMPTY, Box, Size
from app.document.planes import Draft, Plane
from app.editor.canvas.levels import PlaneLevels, sampled
from app.editor.canvas.overlays import tinted
from app.editor.canvas.viewport import Viewport
from tests.app.document.conftest import dab
from tests.app.editor.canvas.test_mipmaps import bgra
from tests.examples import examples

SIZE = Size(300, 270)


def painted(plane: Plane, x: float, y: float, radius: float, *, erase: bool = False) -> None:
    draft = Draft(plane)
    draft.paint(*dab((x, y), radius), erase=erase)
    plane.swap(draft.finish())


dabs = st.lists(
    st.tuples(st.floats(-20, 320), st.floats(-20, 300), st.floats(0.5, 60), st.booleans()), min_size=1, max_size=6
)


@examples(40)
@given(dabs, st.integers(0, 7), st.integers(0, 5))
def test_a_level_is_true_where_any_pixel_under_it_is(strokes: list, level: int, looked_after: int) -> None:
    plane = Plane(SIZE)
    levels = PlaneLevels(plane)
    for index, (x, y, radius, erase) in enumerate(strokes):
        painted(plane, x, y, radius, erase=erase)
        if index == looked_after:
            levels.rough_bounds()  # levels are renewed when they are looked at
    step = 1 << level
    size = levels.size_at(level)
    full = np.zeros((size.height * step, size.width * step), dtype=np.bool_)
    full[: SIZE.height, : SIZE.width] = plane.read(Box.of(SIZE))
    wanted = full.reshape(size.height, step, size.width, step).any(axis=(1, 3))
    assert np.array_equal(levels.read(level, Box.of(size)), wanted)
    bounds = plane.bounds()
    assert levels.rough_bounds().union(bounds) == levels.rough_bounds()


def test_bounds_of_nothing() -> None:
    assert PlaneLevels(Plane(SIZE)).rough_bounds() == EMPTY


def test_closed_levels_follow_no_more() -> None:
    plane = Plane(SIZE)
    levels = PlaneLevels(plane)
    levels.close()
    painted(plane, 100, 100, 20)
    assert levels.rough_bounds() == EMPTY


@examples(40)
@given(st.floats(1.0, 40.0), st.floats(-200, 200), st.floats(-200, 200))
def test_enlarged_each_device_pixel_shows_the_pixel_under_it(scale: float, left: float, top: float) -> None:
    plane = Plane(SIZE)
    painted(plane, 60, 50, 40)
    view = Viewport(scale, left, top)
    canvas = Box(-30, -20, 170, 140)
    seen = sampled(PlaneLevels(plane), view, canvas)
    pixels, snapped = plane.read(Box.of(SIZE)), view.snapped()
    for row, column in ((0, 0), (7, 90), (80, 33), (159, 199), (60, 120)):
        x, y = snapped.to_photo(canvas.x0 + column + 0.5, canvas.y0 + row + 0.5)
        inside = 0 <= x < SIZE.width and 0 <= y < SIZE.height
        assert seen[row, column] == (inside and pixels[int(y), int(x)])


def test_a_tint_has_an_inside_a_line_and_a_rim() -> None:
    mask = np.zeros((22, 22), dtype=np.bool_)
    mask[6:16, 6:16] = True
    shown = bgra(tinted(mask, QColor(255, 0, 0), 0.5, 1))
    assert shown.shape == (20, 20, 4)
    assert shown[10, 10].tolist() == [0, 0, 128, 128]
    assert shown[5, 10].tolist() == [0, 0, 255, 255]
    assert shown[4, 10].tolist() == [191, 191, 191, 191]
    assert not shown[3, 10].any()
