"""Guide strokes: lines and curves placed with mouse and keys, one step each, and their page of the bar."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from app.document.geometry import Box
from app.editor.window.window import Window
from tests.app.editor.conftest import Button, Modifier, on_widget, press, stroke

Key = Qt.Key


def sketch(window: Window) -> np.ndarray:
    document = window.session.document
    assert document is not None
    return document.sketch.read(Box.of(document.size))


def click(window: Window, x: float, y: float) -> None:
    QTest.mouseClick(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, x, y))


def steps(window: Window) -> int:
    return window.session.stack.count()


@pytest.fixture
def lines(window: Window) -> Window:
    window.actions_["pen_line"].trigger()
    return window


@pytest.fixture
def curves(window: Window) -> Window:
    window.actions_["pen_curve"].trigger()
    return window


def test_a_line_follows_the_pointer_and_is_one_step(lines: Window) -> None:
    press(lines.canvas, [(50, 50), (90, 60), (150, 50)])
    assert sketch(lines)[50, 60:140].all()
    assert not sketch(lines)[60, 90]
    assert steps(lines) == 0
    QTest.mouseRelease(lines.canvas, Button.LeftButton, pos=on_widget(lines.canvas, 150, 50))
    assert (steps(lines), lines.session.stack.undoText()) == (1, "Draw sketch line")
    assert sketch(lines)[50, 60:140].all()
    lines.session.history.undo()
    assert not sketch(lines).any()


def test_shift_turns_the_way_to_the_pointer_at_once(curves: Window) -> None:
    click(curves, 50, 50)
    QTest.mouseMove(curves.canvas, on_widget(curves.canvas, 150, 62))
    aslant = curves.canvas.marks.all
    QTest.keyPress(curves.canvas, Key.Key_Shift, Modifier.ShiftModifier)
    straight = curves.canvas.marks.all[0].points
    assert abs(straight[-1][1] - straight[0][1]) < 1e-6
    QTest.keyRelease(curves.canvas, Key.Key_Shift)
    assert curves.canvas.marks.all == aslant


def test_shift_keeps_a_line_straight(lines: Window) -> None:
    press(lines.canvas, [(50, 50), (150, 58)])
    QTest.keyPress(lines.canvas, Key.Key_Shift)
    QTest.mouseRelease(lines.canvas, Button.LeftButton, pos=on_widget(lines.canvas, 150, 58))
    rows = np.flatnonzero(sketch(lines).any(axis=1))
    assert rows.max() - rows.min() <= 3


def test_escape_drops_a_line(lines: Window) -> None:
    press(lines.canvas, [(50, 50), (150, 50)])
    QTest.keyClick(lines.canvas, Key.Key_Escape)
    assert not sketch(lines).any()
    QTest.mouseRelease(lines.canvas, Button.LeftButton, pos=on_widget(lines.canvas, 150, 50))
    assert steps(lines) == 0


def test_the_right_button_takes_strokes_away(lines: Window) -> None:
    stroke(lines.canvas, [(50, 50), (150, 50)])
    stroke(lines.canvas, [(80, 50), (110, 50)], button=Button.RightButton)
    assert not sketch(lines)[50, 85:105].any()
    assert sketch(lines)[50, 120]
    assert lines.session.stack.undoText() == "Erase sketch line"


def test_a_curve_of_clicks_and_handles_is_laid_down_by_enter(curves: Window) -> None:
    click(curves, 50, 100)
    stroke(curves.canvas, [(120, 50), (160, 50)])  # the handle makes it pass 120, 50 level
    click(curves, 190, 100)
    assert steps(curves) == 0
    assert curves.canvas.marks.all
    shown = sketch(curves)
    assert shown[50, 120]
    assert shown[100, 190]
    assert not shown[75, 85]  # not the straight line from 50, 100 to 120, 50
    QTest.keyClick(curves.canvas, Key.Key_Return)
    assert not curves.filling.is_busy
    assert (steps(curves), curves.session.stack.undoText()) == (1, "Draw sketch curve")
    assert np.array_equal(sketch(curves), shown)
    assert not curves.canvas.marks.all
    QTest.keyClick(curves.canvas, Key.Key_Return)  # nothing under way: Enter is for the fill again
    assert "Nothing to fill" in curves.notices.text


def test_backspace_takes_back_a_point_and_escape_all(curves: Window) -> None:
    for x, y in ((50, 100), (120, 50), (190, 100)):
        click(curves, x, y)
    QTest.keyClick(curves.canvas, Key.Key_Backspace)
    assert not sketch(curves)[:, 150:].any()
    assert sketch(curves)[50, 120]
    QTest.keyClick(curves.canvas, Key.Key_Escape)
    assert not sketch(curves).any()
    assert not curves.canvas.marks.all
    assert steps(curves) == 0


def test_backspace_to_the_start_leaves_nothing(curves: Window) -> None:
    click(curves, 50, 100)
    QTest.keyClick(curves.canvas, Key.Key_Backspace)
    assert not sketch(curves).any()
    QTest.keyClick(curves.canvas, Key.Key_Return)
    assert steps(curves) == 0


def test_a_click_on_the_first_point_closes_a_curve(curves: Window) -> None:
    for x, y in ((50, 50), (150, 50), (150, 150), (50, 50)):
        click(curves, x, y)
    assert steps(curves) == 1
    assert sketch(curves)[100, 100]  # on the way back


def test_a_double_click_and_another_tool_lay_a_curve_down(curves: Window) -> None:
    for x, y in ((50, 50), (150, 50), (150, 50)):
        click(curves, x, y)
    assert steps(curves) == 1
    for x, y in ((50, 150), (150, 150)):
        click(curves, x, y)
    curves.actions_["brush"].trigger()
    assert steps(curves) == 2
    assert not curves.canvas.marks.all


def test_one_click_alone_is_no_stroke(curves: Window) -> None:
    click(curves, 50, 50)
    curves.actions_["brush"].trigger()
    assert steps(curves) == 0
    assert not sketch(curves).any()


def test_a_curve_under_way_counts_for_the_fill(curves: Window, door, engine) -> None:
    curves.actions_["brush"].trigger()
    stroke(curves.canvas, [(60, 60), (140, 60)])
    curves.actions_["pen_curve"].trigger()
    click(curves, 60, 60)
    click(curves, 140, 60)
    curves.filling.start()
    door.step()
    assert engine.requests[-1].sketch is not None
    assert engine.requests[-1].sketch.any()


@pytest.fixture
def waiting(window: Window) -> Window:
    """A fill of a hole at the upper left is under way."""
    stroke(window.canvas, [(60, 60), (140, 60)])
    window.filling.start()
    return window


def test_a_curve_goes_on_when_a_fill_comes(waiting: Window, door) -> None:
    waiting.actions_["pen_curve"].trigger()
    click(waiting, 200, 200)
    click(waiting, 260, 200)
    before = sketch(waiting)
    assert before.any()
    door.step()
    assert waiting.session.stack.text(steps(waiting) - 1) == "Fill 1"  # and the curve is no step yet
    np.testing.assert_array_equal(sketch(waiting), before)
    click(waiting, 260, 260)
    QTest.keyClick(waiting.canvas, Key.Key_Return)
    assert waiting.session.stack.text(steps(waiting) - 1) == "Draw sketch curve"
    assert sketch(waiting)[195:205, 210:250].any()
    assert sketch(waiting)[230:240, 255:265].any()
    waiting.session.stack.undo()
    assert not sketch(waiting).any()


def test_a_curve_that_a_fill_has_passed_by_can_be_dropped(waiting: Window, door) -> None:
    waiting.actions_["pen_curve"].trigger()
    click(waiting, 200, 200)
    click(waiting, 260, 200)
    door.step()
    before = steps(waiting)
    QTest.keyClick(waiting.canvas, Key.Key_Escape)
    assert not sketch(waiting).any()
    assert steps(waiting) == before


def test_a_line_goes_on_when_a_fill_comes(waiting: Window, door) -> None:
    """What showed by then is no line that anybody drew."""
    waiting.actions_["pen_line"].trigger()
    press(waiting.canvas, [(200, 200), (260, 200)])
    door.step()
    assert sketch(waiting)[200, 250]
    QTest.mouseMove(waiting.canvas, on_widget(waiting.canvas, 200, 260))
    QTest.mouseRelease(waiting.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(waiting.canvas, 200, 260))
    assert [waiting.session.stack.text(n) for n in range(steps(waiting))][-2:] == ["Fill 1", "Draw sketch line"]
    assert sketch(waiting)[250, 200]
    assert not sketch(waiting)[200, 250]


def test_undo_takes_back_the_points_of_a_curve_and_then_steps(curves: Window) -> None:
    curves.actions_["brush"].trigger()
    stroke(curves.canvas, [(60, 60), (140, 60)])
    curves.actions_["pen_curve"].trigger()
    for x, y in ((60, 60), (140, 60), (140, 140)):
        click(curves, x, y)
    curves.actions_["undo"].trigger()
    assert sketch(curves)[60, 100]
    assert not sketch(curves)[100:].any()
    curves.actions_["undo"].trigger()
    curves.actions_["undo"].trigger()
    assert not sketch(curves).any()
    assert curves.session.has_hole
    curves.actions_["undo"].trigger()
    assert not curves.session.has_hole


def test_the_hint_says_what_next(curves: Window) -> None:
    assert "drag for a curve" in curves.status._message.text()
    click(curves, 60, 60)
    assert "Enter lays" in curves.status._message.text()


def test_the_sketch_eraser_erases_strokes_alone(lines: Window) -> None:
    stroke(lines.canvas, [(50, 50), (150, 50)])
    lines.actions_["brush"].trigger()
    stroke(lines.canvas, [(50, 50), (150, 50)])
    lines.actions_["pen_eraser"].trigger()
    stroke(lines.canvas, [(100, 50), (110, 50)])
    assert not sketch(lines)[50, 100:110].any()
    assert lines.session.document is not None
    assert lines.session.document.hole.read(Box(100, 50, 110, 51)).all()


def test_the_page_of_the_bar_is_that_of_the_pen(lines: Window) -> None:
    page = lines.options.tools.currentWidget()
    page.width_field.setValue(9)
    assert lines.session.settings.pen_width == 9
    stroke(lines.canvas, [(50, 50), (150, 50)])
    assert sketch(lines)[:, 100].sum() in (8, 9, 10)
    lines.actions_["larger"].trigger()
    assert (page.width_field.value(), lines.session.settings.brush_radius) == (10, 8.0)
    lines.actions_["pen_eraser"].trigger()
    assert page.width_field.value() == 16
    page.width_field.setValue(30)
    assert (lines.session.settings.brush_radius, lines.session.settings.pen_width) == (15.0, 10)


def test_the_colour_is_asked_for(lines: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    page = lines.options.tools.currentWidget()
    answers = [None, QColor("#ff8800")]
    monkeypatch.setattr("app.editor.panels.sketchpage.ask_colour", lambda *_: answers.pop(0))
    page.swatch.click()
    assert lines.session.settings.sketch_colour == "#29c5d6"
    page.swatch.click()
    assert lines.session.settings.sketch_colour == "#ff8800"
    assert lines.canvas._tints["sketch"].colour == QColor("#ff8800")


def test_strokes_can_be_hidden_and_count_all_the_same(lines: Window) -> None:
    stroke(lines.canvas, [(50, 50), (150, 50)])
    lines.actions_["strokes"].trigger()
    assert "sketch" not in lines.canvas._tints
    assert not lines.actions_["strokes"].isChecked()
    assert sketch(lines).any()
    lines.actions_["strokes"].trigger()
    assert list(lines.canvas._tints)[-1] == "sketch"  # painted over the hole, as before
