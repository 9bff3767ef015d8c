"""The restore brush: the photo comes back where it paints, softly, as one step that holds a few tiles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document import compose
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.planes import TILE
from app.editor.tools.base import Spot
from app.editor.window.window import Window
from tests.app.editor.conftest import Button, Modifier, on_widget, press, stroke


@pytest.fixture
def filled(window: Window) -> Window:
    """A layer of one grey over all of the photo, the restore brush in the hand."""
    document = window.session.document
    assert document is not None
    shape = document.size.shape
    pixels, alpha = np.full((*shape, 3), 77, np.uint8), np.full(shape, 255, np.uint8)
    document.insert_layer(0, Layer(document.new_layer_id(), "Fill 1", Box.of(document.size), pixels, alpha))
    QTest.keyClick(window, Qt.Key.Key_Y)
    assert window.toolbox.chosen == "restore"
    return window


def seen(window: Window) -> Any:
    document = window.session.document
    assert document is not None
    return compose(document, Box.of(document.size))


def photo(window: Window) -> Any:
    document = window.session.document
    assert document is not None
    return document.photo


def test_the_photo_comes_back_and_goes_again(filled: Window) -> None:
    before = seen(filled)
    stroke(filled.canvas, [(100, 100), (200, 100)])
    after = seen(filled)
    assert np.array_equal(after[98:102, 100:200], photo(filled)[98:102, 100:200])
    assert np.array_equal(after[130:], before[130:])
    assert filled.session.stack.undoText() == "Restore below Fill 1"
    stroke(filled.canvas, [(120, 100), (140, 100)], button=Button.RightButton)
    assert (seen(filled)[98:102, 120:140] == 77).all()
    assert filled.session.stack.undoText() == "Paint Fill 1 back"
    stroke(filled.canvas, [(160, 100)], held=Modifier.AltModifier)
    assert (seen(filled)[100, 160] == 77).all()
    for _ in range(3):
        filled.session.history.undo()
    np.testing.assert_array_equal(seen(filled), before)
    assert filled.layers.current is not None
    assert filled.layers.current.mask is None


def test_hardness_makes_the_edge(filled: Window) -> None:
    widths = []
    for hardness in (1.0, 0.0):
        filled.session.change(restore_hardness=hardness)
        stroke(filled.canvas, [(200, 150)])
        layer = filled.layers.current
        assert layer is not None
        assert layer.mask is not None
        shares = layer.mask.read()
        widths.append(int(((shares > 0) & (shares < 255)).sum()))
        filled.session.history.undo()
    assert widths[1] > 2 * widths[0]


def test_a_stroke_is_one_step_of_the_tiles_it_touches(filled: Window) -> None:
    stroke(filled.canvas, [(10, 10), (60, 20), (110, 10)])
    stroke(filled.canvas, [(20, 15), (100, 15)])
    assert filled.session.stack.count() == 2
    touched = 1 * TILE * TILE  # all within the first tile and its border
    assert 0 < filled.session.history.used <= 1.5 * 2 * touched


def test_esc_takes_a_stroke_back(filled: Window) -> None:
    before = seen(filled)
    press(filled.canvas, [(100, 100), (150, 100)])
    assert (seen(filled) != before).any()
    filled.actions_["cancel"].trigger()
    np.testing.assert_array_equal(seen(filled), before)
    assert filled.session.stack.count() == 0


def test_a_verb_in_the_middle_of_a_stroke_comes_after_it(filled: Window) -> None:
    press(filled.canvas, [(100, 100), (150, 100)])
    filled.layering.set_opacity(1, 0.5, 1)
    assert filled.session.stack.count() == 2
    QTest.mouseRelease(filled.canvas, Button.LeftButton, Modifier.NoModifier)
    filled.session.history.undo()
    filled.session.history.undo()
    assert (seen(filled) == 77).all()


@pytest.mark.parametrize("why", ["photo", "locked", "hidden"])
def test_what_cannot_be_painted_on_says_why(filled: Window, why: str) -> None:
    lines: list[str] = []
    filled.layering.notice.connect(lambda notice: lines.append(notice.text))
    if why == "photo":
        filled.layers.view.setCurrentIndex(filled.layers.view.model().index(1, 0))
    elif why == "locked":
        filled.layering.toggle_lock()
    else:
        filled.layering.toggle()
    before, count = seen(filled), filled.session.stack.count()
    stroke(filled.canvas, [(100, 100), (150, 100)])
    np.testing.assert_array_equal(seen(filled), before)
    assert filled.session.stack.count() == count
    assert len(lines) == 1


def test_a_stroke_beside_the_layer_is_no_step_and_says_so(filled: Window) -> None:
    document = filled.session.document
    assert document is not None
    small = Box(0, 0, 20, 20)
    layer = Layer(9, "Small", small, np.zeros((20, 20, 3), np.uint8), np.full((20, 20), 255, np.uint8))
    document.insert_layer(1, layer)
    filled.layers.choose_layer(9)
    lines: list[str] = []
    filled.layering.notice.connect(lambda notice: lines.append(notice.text))
    stroke(filled.canvas, [(200, 200)])
    assert filled.session.stack.count() == 0
    assert "beside «Small»" in lines[0]


def test_painting_in_a_turned_view_goes_where_the_pointer_is(filled: Window) -> None:
    filled.canvas.turn(30, mirror=True)
    stroke(filled.canvas, [(150, 120), (250, 120)])
    after = seen(filled)
    assert np.array_equal(after[119:121, 160:240], photo(filled)[119:121, 160:240])
    assert (after[:95] == 77).all()


def test_the_canvas_follows_a_stroke(filled: Window, qtbot) -> None:
    qtbot.waitUntil(lambda: filled.canvas.is_sharp)
    press(filled.canvas, [(100, 100), (200, 100)])
    qtbot.waitUntil(lambda: filled.canvas.is_sharp)
    shown = filled.canvas.grab().toImage()
    at = filled.canvas.viewport.to_canvas(150.5, 100.5)
    ratio = filled.canvas.devicePixelRatioF()
    colour = shown.pixelColor(round(at[0] / ratio - 0.5), round(at[1] / ratio - 0.5))
    assert (colour.red(), colour.green(), colour.blue()) != (77, 77, 77)
    QTest.mouseRelease(filled.canvas, Button.LeftButton, Modifier.NoModifier)
    QApplication.processEvents()


def test_the_bar_has_a_page_for_it(filled: Window) -> None:
    page = filled.options.tools.currentWidget()
    names = [child.accessibleName() for child in page.findChildren(object) if hasattr(child, "accessibleName")]
    assert "Hardness of the restore brush" in names
    assert "Brush size" in names


def test_the_brush_stays_behind_and_still_ends_at_the_pointer(filled: Window) -> None:
    filled.session.change(smoothing=40)
    press(filled.canvas, [(100, 100), (120, 100), (220, 100)])
    assert (seen(filled)[100, 215] == 77).all()
    QTest.mouseRelease(filled.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(filled.canvas, 220, 100))
    assert np.array_equal(seen(filled)[100, 215], photo(filled)[100, 215])


def test_a_pen_that_hardly_presses_paints_thinly(filled: Window) -> None:
    tool, document = filled.toolbox.tool, filled.session.document
    assert document is not None
    widths = []
    for pressure in (1.0, 0.1):
        tool.press(Spot(200.0, 150.0, pressure=pressure))
        tool.release()
        mask = document.layers[0].mask
        assert mask is not None
        widths.append(int((mask.read()[150] < 128).sum()))
        filled.session.history.undo()
    assert widths[1] < widths[0] / 2
