"""Painted colours at every zoom, inside the mask and beside it, against the plane itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QColorSpace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document.geometry import EMPTY, Box, Size
from app.document.planes import ColourDraft, ColourPlane
from app.editor.canvas.levels import ColourLevels, sampled, shades_of
from app.editor.canvas.overlays import coloured
from app.editor.canvas.viewport import Viewport
from app.editor.window.window import Window
from tests.app.document.conftest import dab
from tests.app.editor.canvas.test_mipmaps import bgra
from tests.app.editor.conftest import on_widget, stroke
from tests.examples import examples

SIZE = Size(300, 270)
RUST = (183, 65, 14)
tones = st.tuples(*[st.integers(0, 255)] * 3)
dabs = st.lists(
    st.tuples(st.floats(-20, 320), st.floats(-20, 300), st.floats(0.5, 60), tones, st.booleans()),
    min_size=1,
    max_size=6,
)


def painted(plane: ColourPlane, x: float, y: float, radius: float, colour=RUST, *, erase: bool = False) -> None:
    draft = ColourDraft(plane, colour)
    draft.paint(*dab((x, y), radius), erase=erase)
    plane.swap(draft.finish())


def test_a_large_patch_costs_its_border_here_too() -> None:
    plane = ColourPlane(SIZE)
    painted(plane, 128, 128, 181)
    levels = ColourLevels(plane)
    assert np.array_equal(levels.read(0, Box.of(SIZE)), shades_of(plane.read(Box.of(SIZE))))
    shades = levels.tile((0, 0))
    assert shades is not None
    assert shades.shape == (128, 128)
    assert shades.strides == (0, 0)


@examples(40)
@given(dabs, st.integers(0, 7), st.integers(0, 5))
def test_a_level_has_a_colour_that_is_under_it(strokes: list, level: int, looked_after: int) -> None:
    plane = ColourPlane(SIZE)
    levels = ColourLevels(plane)
    for index, (x, y, radius, colour, erase) in enumerate(strokes):
        painted(plane, x, y, radius, colour, erase=erase)
        if index == looked_after:
            levels.rough_bounds()
            levels.read(0, Box.of(SIZE))
    step, size = 1 << level, levels.size_at(level)
    full = np.zeros((size.height * step, size.width * step), dtype=np.uint32)
    full[: SIZE.height, : SIZE.width] = shades_of(plane.read(Box.of(SIZE)))
    areas = full.reshape(size.height, step, size.width, step).swapaxes(1, 2).reshape(size.height, size.width, -1)
    shown = levels.read(level, Box.of(size))
    assert np.array_equal(shown != 0, areas.any(axis=2))
    assert (shown[..., np.newaxis] == areas).any(axis=2).all()
    bounds = plane.bounds()
    assert levels.rough_bounds().union(bounds) == levels.rough_bounds()


def test_shades_are_the_screens() -> None:
    pixels = np.array([[(1, 2, 3, 255), (0, 0, 0, 0), (0, 0, 0, 255)]], np.uint8)
    assert shades_of(pixels).tolist() == [[0xFF010203, 0, 0xFF000000]]
    wide, narrow = QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb), QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    to_screen = wide.transformationToColorSpace(narrow)
    pixels = np.array([[(120, 130, 110, 255), (0, 0, 0, 0)]], np.uint8)
    wanted = to_screen.map(QColor(120, 130, 110))
    assert shades_of(pixels, to_screen).tolist() == [[wanted.rgba(), 0]]
    assert wanted.rgba() != 0xFF78826E


def test_colours_that_are_gone_are_not_shown() -> None:
    plane = ColourPlane(SIZE)
    levels = ColourLevels(plane)
    assert levels.rough_bounds() == EMPTY
    painted(plane, 100, 100, 20)
    assert sampled(levels, Viewport(0.5), Box(0, 0, 150, 135))[50, 50] == 0xFFB7410E
    plane.swap(plane.clear_patch())
    assert levels.rough_bounds() == EMPTY
    levels.close()
    painted(plane, 100, 100, 20)
    assert levels.rough_bounds() == EMPTY


def test_outside_the_hole_they_are_faint() -> None:
    shades = np.zeros((12, 22), dtype=np.uint32)
    shades[2:10, 2:20] = 0xFFB7410E
    counts = np.zeros((10, 20), dtype=np.bool_)
    counts[:, :10] = True
    shown = bgra(coloured(shades, counts, 0.8, 1))
    assert shown.shape == (10, 20, 4)
    assert shown[5, 5].tolist() == [14, 65, 183, 204]
    assert shown[5, 1].tolist() == [14, 65, 183, 255]
    assert shown[5, 15, 3] < 100
    assert shown[1, 15, 3] < 150
    assert shown[0, 5, 3] == shown[5, 19, 3] == 0
    outline = bgra(coloured(shades, counts, 0.0, 1))
    assert (outline[5, 5, 3], outline[5, 15, 3]) == (0, 0)
    assert outline[5, 1, 3] == 255


def look(window: Window, x: float, y: float) -> QColor:
    QTest.mouseMove(window.canvas, on_widget(window.canvas, 3, 3))
    return window.canvas.grab().toImage().pixelColor(on_widget(window.canvas, x, y))


def off(seen: QColor) -> int:
    return max(abs(a - b) for a, b in zip(seen.getRgb()[:3], RUST, strict=True))


@pytest.fixture
def halved(window: Window) -> Window:
    """Colours over the whole middle, and a mask over the left half."""
    document = window.session.document
    assert document is not None
    mask = np.zeros((300, 400), bool)
    mask[:, :200] = True
    window.session.set_mask("Mask", mask)
    painted(document.colours, 200, 150, 120)
    return window


@pytest.mark.parametrize("scale", [0.37, 0.8, 1.0, 1.33, 5.5])
@pytest.mark.parametrize(("degrees", "mirror"), [(0, False), (30, False), (90, True), (0, True)])
def test_they_lie_where_they_were_painted(halved: Window, scale: float, degrees: int, *, mirror: bool) -> None:
    halved.canvas.turn(degrees, mirror=mirror)
    for x, y, counts in ((150, 140, True), (250, 160, False)):
        size = halved.canvas.device_size
        halved.canvas.show_box(Box(x - 2, y - 2, x + 2, y + 2))
        halved.canvas.zoom_to(scale, size.width / 2, size.height / 2)
        near = [off(look(halved, x + d, y)) for d in (-5 / scale, 0, 5 / scale)]
        assert (max(near) < 30) == counts


def test_they_are_hidden_with_the_strokes_and_in_the_photo_before(halved: Window) -> None:
    halved.canvas.zoom_to(1.0)
    shown = look(halved, 150, 140)
    halved.actions_["strokes"].trigger()
    hidden = look(halved, 150, 140)
    assert hidden != shown
    halved.actions_["strokes"].trigger()
    assert look(halved, 150, 140) == shown
    halved.session.invert_mask()
    assert off(look(halved, 150, 140)) > 30
    halved.session.stack.undo()
    QTest.keyPress(halved.canvas, Qt.Key.Key_Tab)
    before = look(halved, 150, 140)
    QTest.keyRelease(halved.canvas, Qt.Key.Key_Tab)
    assert before not in (shown, hidden)


def test_without_any_mask_none_of_them_is_pale(halved: Window) -> None:
    halved.canvas.zoom_to(1.0)
    QApplication.processEvents()
    assert off(look(halved, 250, 160)) > 30
    halved.canvas.repaint()
    dirty: list[Box] = []
    halved.canvas._scene._on_plane = dirty.append
    halved.session.clear_mask()
    assert off(look(halved, 150, 140)) < 30
    assert off(look(halved, 250, 160)) < 30
    stroke(halved.canvas, [(20.0, 20.0), (40.0, 20.0)])
    assert off(look(halved, 150, 140)) > 30
    assert len(dirty) >= 2, "once the mask is gone, and once there is another"
    assert all(box.contains(250, 160) for box in dirty)


def test_strokes_are_seen_on_them(halved: Window) -> None:
    halved.canvas.zoom_to(1.0)
    document = halved.session.document
    assert document is not None
    sketch = np.zeros((300, 400), bool)
    sketch[138:143, 100:300] = True
    document.sketch.swap(document.sketch.patch_to(sketch))
    assert off(look(halved, 150, 140)) > 60
