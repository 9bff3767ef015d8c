"""Pens, smoothing, the exclude brush, and fills that begin by themselves."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document.geometry import Box
from app.editor.tools.string import String
from app.editor.window.window import Window
from tests.app.editor.conftest import Button, Modifier, on_widget, press, steps, stroke

Key = Qt.Key
LINE = [(60.0, 60.0), (120.0, 90.0)]
TIP, ERASER = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser
points = st.tuples(st.floats(-500, 500), st.floats(-500, 500))


@pytest.fixture
def sharp(window: Window) -> Window:
    window.canvas.zoom_to(1.0)
    return window


def plane_of(window: Window, name: str = "hole") -> np.ndarray:
    document = window.session.document
    assert document is not None
    return getattr(document, name).read(Box.of(document.size))


def pen(window: Window, line: list[tuple[float, float, float]], end: QPointingDevice.PointerType = TIP) -> None:
    """A stroke of a pen: x, y and pressure of each point, each repeated as by a mouse, which is what Qt does."""
    device = QPointingDevice("pen", 1, QInputDevice.DeviceType.Stylus, end, QInputDevice.Capability.Pressure, 1, 2)
    kinds = [QEvent.Type.TabletPress, *[QEvent.Type.TabletMove] * (len(line) - 2), QEvent.Type.TabletRelease]
    echoes = {
        QEvent.Type.TabletPress: QEvent.Type.MouseButtonPress,
        QEvent.Type.TabletMove: QEvent.Type.MouseMove,
        QEvent.Type.TabletRelease: QEvent.Type.MouseButtonRelease,
    }
    for kind, (x, y, pressure) in zip(kinds, line, strict=True):
        at = QPointF(on_widget(window.canvas, x, y))
        button = Button.NoButton if kind == QEvent.Type.TabletMove else Button.LeftButton
        held = Button.NoButton if kind == QEvent.Type.TabletRelease else Button.LeftButton
        place = window.canvas.mapToGlobal(at)
        event = QTabletEvent(kind, device, at, place, pressure, 0, 0, 0, 0, 0, Modifier.NoModifier, button, held)
        event.setAccepted(False)
        QApplication.sendEvent(window.canvas, event)
        if not event.isAccepted():
            echo = QMouseEvent(echoes[kind], at, place, button, held, Modifier.NoModifier, device)
            QApplication.sendEvent(window.canvas, echo)


def thickness(window: Window, x: int) -> int:
    return int(plane_of(window)[:, x].sum())


def test_a_brush_is_as_broad_as_the_pen_presses(sharp: Window) -> None:
    sharp.session.change(brush_radius=20.0)
    pen(sharp, [(50, 150, 0.0), (200, 150, 0.5), (350, 150, 1.0), (350, 150, 1.0)])
    assert steps(sharp) == ["Paint mask"]
    assert thickness(sharp, 60) < 12
    assert abs(thickness(sharp, 200) - 40 * (0.15 + 0.85 * 0.5)) <= 2
    assert thickness(sharp, 349) == 40
    widths = [thickness(sharp, x) for x in range(60, 340)]
    assert max(abs(a - b) for a, b in itertools.pairwise(widths)) <= 2  # no steps in its sides


def test_pressure_can_be_left_out(sharp: Window) -> None:
    sharp.session.change(brush_radius=20.0)
    sharp.options.brush.pressure.click()
    assert not sharp.session.settings.pen_pressure
    pen(sharp, [(50, 150, 0.1), (200, 150, 0.1), (200, 150, 0.1)])
    assert thickness(sharp, 100) == 40


def test_a_mouse_presses_with_all_its_might(sharp: Window) -> None:
    sharp.session.change(brush_radius=20.0)
    stroke(sharp.canvas, [(50, 150), (200, 150)])
    assert thickness(sharp, 100) == 40


def test_the_other_end_of_the_pen_erases(sharp: Window) -> None:
    sharp.session.invert_mask()
    pen(sharp, [(50, 150, 1.0), (200, 150, 1.0), (200, 150, 1.0)], ERASER)
    assert not plane_of(sharp)[150, 100]
    assert steps(sharp)[-1] == "Erase mask"
    QTest.keyClick(sharp.canvas, Key.Key_R)
    pen(sharp, [(250, 50, 1.0), (300, 100, 1.0), (300, 100, 1.0)], ERASER)
    assert steps(sharp)[-1] == "Take away rectangle"


@pytest.mark.parametrize(
    ("tool", "plane", "drawn", "erased"),
    [
        ("pen", "sketch", "Draw sketch", "Erase sketch"),
        ("colour_brush", "colours", "Paint colour", "Erase colour"),
        ("exclude", "exclude", "Exclude from copying", "Allow copying"),
    ],
)
def test_each_brush_follows_both_ends_of_a_pen(sharp: Window, tool: str, plane: str, drawn: str, erased: str) -> None:
    sharp.actions_[tool].trigger()
    line = [(100.0, 150.0, 1.0), (200.0, 150.0, 1.0), (200.0, 150.0, 1.0)]
    pen(sharp, line)
    assert steps(sharp) == [drawn]
    assert not getattr(sharp.session.document, plane).is_empty
    pen(sharp, line, ERASER)
    assert steps(sharp) == [drawn, erased]
    assert getattr(sharp.session.document, plane).is_empty


@given(start=points, line=st.lists(points, max_size=20), length=st.floats(0.5, 80))
def test_a_string_is_never_longer_than_it_is(start, line, length) -> None:
    string, at = String(start, length), start
    for pointer in line:
        at = string.follow(pointer) or at
        assert math.dist(at, pointer) <= length + 1e-6


def test_a_string_leaves_out_the_tremor() -> None:
    rng = np.random.default_rng(1)
    string = String((0.0, 0.0), 20.0)
    ways = [string.follow((float(x), float(rng.normal(0, 3)))) for x in range(1, 200)]
    seen = [at for at in ways if at is not None]
    assert np.std([y for _, y in seen]) < 1.0


def test_a_smoothed_stroke_still_ends_at_the_pointer(sharp: Window) -> None:
    sharp.options.brush.smoothing.setValue(60)
    press(sharp.canvas, [(60, 150), (110, 150), (200, 150)])
    assert plane_of(sharp)[150, 100]
    assert not plane_of(sharp)[150, 170]
    QTest.mouseRelease(sharp.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(sharp.canvas, 200, 150))
    assert plane_of(sharp)[150, 200]
    assert steps(sharp) == ["Paint mask"]


def test_what_is_excluded_is_shown_and_told_to_fills(sharp: Window, door, engine) -> None:
    before = sharp.canvas.grab().toImage()
    QTest.keyClick(sharp.canvas, Key.Key_X)
    stroke(sharp.canvas, [(150, 130), (180, 130)])
    assert steps(sharp) == ["Exclude from copying"]
    assert plane_of(sharp, "exclude")[130, 170]
    place = on_widget(sharp.canvas, 170, 130)
    QTest.mouseMove(sharp.canvas, on_widget(sharp.canvas, 20, 20))
    assert sharp.canvas.grab().toImage().pixelColor(place) != before.pixelColor(place)
    QTest.keyClick(sharp.canvas, Key.Key_B)
    stroke(sharp.canvas, LINE)
    sharp.filling.start()
    door.step()
    exclude = engine.requests[0].exclude
    assert exclude is not None
    assert exclude.sum() == plane_of(sharp, "exclude").sum()
    assert plane_of(sharp, "exclude")[130, 170]  # a fill leaves it for the next one
    stroke(sharp.canvas, [(60, 200)])
    sharp.actions_["clear_exclude"].trigger()
    assert not plane_of(sharp, "exclude").any()
    assert not sharp.actions_["clear_exclude"].isEnabled()
    sharp.session.stack.undo()
    assert plane_of(sharp, "exclude")[130, 170]


def test_alt_lets_copy_again(sharp: Window) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_X)
    stroke(sharp.canvas, [(250, 200), (300, 200)])
    stroke(sharp.canvas, [(250, 200), (300, 200)], held=Modifier.AltModifier)
    assert not plane_of(sharp, "exclude").any()
    assert steps(sharp)[-1] == "Allow copying"


def test_a_project_keeps_what_is_excluded(sharp: Window, open_window, door, tmp_path: Path, qtbot) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_X)
    stroke(sharp.canvas, [(250, 200), (300, 200)])
    kept = plane_of(sharp, "exclude")
    with qtbot.waitSignal(sharp.filing.saved):
        sharp.filing.save(tmp_path / "kept.ora")
    other = open_window(door, tmp_path / "kept.ora")
    assert np.array_equal(plane_of(other, "exclude"), kept)
    assert other.actions_["clear_exclude"].isEnabled()


def test_each_stroke_fills_when_asked_to(sharp: Window, door, qtbot) -> None:
    stroke(sharp.canvas, LINE)
    QApplication.processEvents()
    assert not sharp.filling.is_busy
    sharp.actions_["auto_fill"].trigger()
    assert sharp.actions_["auto_fill"].isChecked()
    stroke(sharp.canvas, [(60, 200)])
    qtbot.waitUntil(lambda: sharp.filling.is_busy)
    door.step()
    assert not sharp.session.has_hole
    QTest.keyClick(sharp.canvas, Key.Key_R)
    stroke(sharp.canvas, [(200, 100), (260, 160)])
    qtbot.waitUntil(lambda: sharp.filling.is_busy)
    stroke(sharp.canvas, [(300, 200), (340, 240)])  # while the other is filled: comes next
    door.step()
    qtbot.waitUntil(lambda: sharp.filling.is_busy)
    door.step()
    assert not sharp.session.has_hole
    QTest.keyClick(sharp.canvas, Key.Key_B)
    stroke(sharp.canvas, LINE, held=Modifier.AltModifier)
    QApplication.processEvents()
    assert not sharp.filling.is_busy
    assert [one for one in steps(sharp) if one.startswith("Fill")] == ["Fill 1", "Fill 2", "Fill 3"]


@pytest.mark.parametrize("fails", [False, True])
def test_a_cancelled_or_failed_fill_does_not_begin_again(sharp: Window, door, engine, qtbot, *, fails: bool) -> None:
    sharp.actions_["auto_fill"].trigger()
    stroke(sharp.canvas, LINE)
    qtbot.waitUntil(lambda: sharp.filling.is_busy)
    QTest.keyClick(sharp.canvas, Key.Key_R)
    stroke(sharp.canvas, [(300, 200), (340, 240)])  # would come next
    QApplication.processEvents()
    if fails:
        engine.fault = RuntimeError("broken")
        door.step()
    else:
        sharp.actions_["cancel"].trigger()
    QApplication.processEvents()
    assert not sharp.filling.is_busy
