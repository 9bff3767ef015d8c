"""Releases that go elsewhere: what was under way ends, and nothing goes on by itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from app.document.geometry import Box
from app.editor.canvas.navigation import PAN_FAR, PAN_STEP
from app.editor.canvas.view import Canvas
from app.editor.window.window import Window
from tests.app.conftest import noise
from tests.app.editor.conftest import Button, Modifier, hole_of, on_widget, press, stroke, turn_wheel

LINE = [(60.0, 60.0), (120.0, 90.0)]


def move(canvas: Canvas, x: float, y: float, held: Qt.MouseButton = Button.NoButton) -> None:
    """A move to a point of the photo, with the buttons that the system says are held."""
    place = QPointF(on_widget(canvas, x, y))
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, canvas.mapToGlobal(place), Button.NoButton, held, Modifier.NoModifier
    )
    QApplication.sendEvent(canvas, event)


def test_a_move_without_the_button_ends_the_stroke(window: Window) -> None:
    press(window.canvas, LINE)
    move(window.canvas, 300, 200)
    move(window.canvas, 320, 220)
    assert not hole_of(window)[200, 300]
    assert window.session.stack.undoText() == "Paint mask"
    stroke(window.canvas, [(200, 250)])
    assert hole_of(window)[250, 200]
    assert window.session.stack.count() == 2


def test_a_move_with_the_button_goes_on(window: Window) -> None:
    press(window.canvas, LINE)
    move(window.canvas, 300, 200, Button.LeftButton | Button.RightButton)
    assert hole_of(window)[200, 300]
    QTest.mouseRelease(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, 300, 200))


def test_a_second_press_of_the_button_is_another_stroke(window: Window) -> None:
    press(window.canvas, LINE)
    stroke(window.canvas, [(300, 200)])
    assert hole_of(window)[200, 300]
    assert not hole_of(window)[145, 210]  # half way: not joined
    assert window.session.stack.count() == 2


def test_a_move_without_the_button_ends_a_drag(window: Window) -> None:
    QTest.mousePress(window.canvas, Button.MiddleButton, Modifier.NoModifier, on_widget(window.canvas, *LINE[0]))
    before = window.canvas.viewport
    move(window.canvas, 300, 200)
    assert window.canvas.viewport == before
    stroke(window.canvas, LINE)
    assert window.session.has_hole


def test_a_dialog_in_the_middle_of_a_stroke_makes_it_a_step(window: Window, qtbot) -> None:
    press(window.canvas, LINE)
    box = QMessageBox(window)
    box.open()
    qtbot.waitUntil(box.isVisible)
    assert window.session.stack.undoText() == "Paint mask"
    box.close()
    move(window.canvas, 300, 200)
    assert not hole_of(window)[200, 300]


def test_the_first_press_on_another_photo_paints(window: Window, tmp_path: Path, qtbot) -> None:
    other = tmp_path / "other.png"
    Image.fromarray(noise(200, 200)).save(other)
    press(window.canvas, LINE)
    with qtbot.waitSignal(window.filing.loaded):
        window.filing.open(other)
    QApplication.processEvents()
    press(window.canvas, [(100, 100)])
    assert hole_of(window)[100, 100]
    QTest.mouseRelease(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, 100, 100))
    assert window.session.stack.count() == 1


def test_another_photo_leaves_the_tool_in_the_hand(window: Window, tmp_path: Path, qtbot) -> None:
    other = tmp_path / "other.png"
    Image.fromarray(noise(200, 200)).save(other)
    window.actions_["lasso"].trigger()
    with qtbot.waitSignal(window.filing.loaded):
        window.filing.open(other)
    assert window.toolbox.chosen == "lasso"
    assert window.actions_["lasso"].isChecked()


def test_a_notice_under_the_pointer_takes_nothing_away(window: Window, monkeypatch) -> None:
    """A tool may say something when it is pressed, and what says it may lie where the pointer is."""

    def spoken(_: object) -> None:
        QApplication.sendEvent(window.canvas, QEvent(QEvent.Type.Leave))

    monkeypatch.setattr(window.toolbox.tool, "press", spoken)
    seen: list[object] = []
    window.gestures.hovered.connect(seen.append)
    QTest.mousePress(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, 100, 100))
    assert seen[-1] is not None
    monkeypatch.undo()
    QTest.mouseRelease(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, 100, 100))


def test_arrows_move_the_view_where_the_tool_has_no_use_for_them(window: Window) -> None:
    canvas = window.canvas
    canvas.zoom_to(4.0)
    ratio = canvas.devicePixelRatioF()
    before = canvas.viewport
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.viewport == before.panned(-PAN_STEP * ratio, 0)
    QTest.keyClick(canvas, Qt.Key.Key_Down, Modifier.ShiftModifier)
    assert canvas.viewport == before.panned(-PAN_STEP * ratio, -PAN_FAR * ratio)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_Up, Modifier.ShiftModifier)
    assert canvas.viewport == before
    press(canvas, [(200, 150)])  # under a stroke the photo stays
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.viewport == before
    QTest.mouseRelease(canvas, Button.LeftButton, Modifier.NoModifier, on_widget(canvas, 200, 150))
    window.actions_["rectangle"].trigger()
    QTest.keyClick(canvas, Qt.Key.Key_Right)  # lays one
    assert canvas.viewport == before
    assert len(canvas.marks.all) == 1


@pytest.mark.parametrize(("tool", "step"), [("brush", "Paint mask"), ("pen", "Draw sketch"), ("eraser", "Erase mask")])
def test_a_stroke_over_the_end_of_a_fill_is_one_step_after_it(window: Window, door, tool: str, step: str) -> None:
    canvas, stack = window.canvas, window.session.stack
    stroke(canvas, LINE)
    window.actions_["fill"].trigger()
    if tool == "eraser":  # of what the fill was not asked for
        stroke(canvas, [(100.0, 250.0), (300.0, 250.0)])
    window.actions_[tool].trigger()
    before, steps = hole_of(window), stack.count()
    press(canvas, [(100.0, 250.0), (150.0, 250.0)])
    door.step()
    for x in (200, 250):
        QTest.mouseMove(canvas, on_widget(canvas, x, 250))
    QTest.mouseRelease(canvas, Button.LeftButton, Modifier.NoModifier, on_widget(canvas, 250, 250))
    assert [stack.text(n) for n in range(steps, stack.count())] == ["Fill 1", step]
    document = window.session.document
    assert document is not None
    drawn = document.sketch.read(Box.of(document.size)) if tool == "pen" else hole_of(window)
    assert (drawn[250, 101:249] == (tool != "eraser")).all()
    window.session.history.undo()
    window.session.history.undo()
    assert np.array_equal(hole_of(window), before)


def test_esc_after_the_end_of_a_fill_takes_back_the_whole_stroke(window: Window, door) -> None:
    stroke(window.canvas, LINE)
    window.actions_["fill"].trigger()
    press(window.canvas, [(100.0, 250.0), (150.0, 250.0)])
    door.step()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not hole_of(window).any()
    assert window.session.stack.undoText() == "Fill 1"


@pytest.mark.parametrize("tool", ["brush", "pen", "colour_brush", "lasso", "rectangle", "pen_line", "smart"])
def test_keys_that_move_the_view_wait_for_the_end_of_a_stroke(window: Window, tool: str) -> None:
    canvas = window.canvas
    canvas.zoom_to(1.0)
    window.actions_[tool].trigger()
    before = canvas.viewport
    press(canvas, [(100.0, 100.0), (180.0, 100.0)])
    for verb in ("mirror", "turn_left", "zoom_in", "fit", "actual", "zoom_out"):
        window.actions_[verb].trigger()
        assert canvas.viewport == before
    QTest.mouseRelease(canvas, Button.LeftButton, Modifier.NoModifier, on_widget(canvas, 180, 100))
    assert (canvas.viewport.flipped, canvas.viewport.angle) == (True, 345)
    assert canvas.viewport.scale < 1
    drawn = [hole_of(window)]
    document = window.session.document
    assert document is not None
    drawn += [document.sketch.read(Box.of(document.size)), document.colours.read(Box.of(document.size)).any(axis=2)]
    marked = np.logical_or.reduce(drawn)
    assert not marked[130:].any()
    assert not marked[:70].any()
    window.actions_["upright"].trigger()
    assert canvas.viewport.is_upright


def test_the_wheel_does_not_take_the_photo_from_under_a_stroke(window: Window) -> None:
    canvas = window.canvas
    canvas.zoom_to(4.0)
    press(canvas, [(200.0, 150.0), (210.0, 150.0)])
    before = canvas.viewport
    place = QPointF(on_widget(canvas, 210, 150))
    turn_wheel(canvas, place, 1, Modifier.ShiftModifier)
    turn_wheel(canvas, place, 0, fingers=QPoint(16, -8))
    assert canvas.viewport == before
    QTest.mouseRelease(canvas, Button.LeftButton, Modifier.NoModifier, on_widget(canvas, 210, 150))
    turn_wheel(canvas, place, 1, Modifier.ShiftModifier)
    assert canvas.viewport != before
