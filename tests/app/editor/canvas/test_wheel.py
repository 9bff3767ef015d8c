"""Wheel and touchpad: where the view goes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document.geometry import Box
from app.editor.canvas.view import Canvas
from app.editor.canvas.wheel import ZOOM_A_NOTCH
from app.editor.window.window import Window
from tests.app.editor.conftest import Button, Modifier, on_widget, press, turn_wheel


def test_a_notch_zooms_about_the_pointer(window: Window) -> None:
    canvas = window.canvas
    place = QPointF(on_widget(canvas, 100, 80))
    scale = canvas.viewport.scale
    turn_wheel(canvas, place, 2)
    assert canvas.viewport.scale == pytest.approx(scale * ZOOM_A_NOTCH**2)
    assert (QPointF(on_widget(canvas, 100, 80)) - place).manhattanLength() <= 2
    turn_wheel(canvas, place, -2)
    assert canvas.viewport.scale == pytest.approx(scale)


def test_the_wheel_catches_at_100_percent_and_goes_on(window: Window) -> None:
    canvas = window.canvas
    canvas.zoom_to(1.17)
    turn_wheel(canvas, QPointF(50, 50), -1)
    assert canvas.viewport.scale == 1.0
    turn_wheel(canvas, QPointF(50, 50), -1)
    assert canvas.viewport.scale == pytest.approx(1 / ZOOM_A_NOTCH)


def test_shift_pans_sideways(window: Window) -> None:
    canvas = window.canvas
    canvas.zoom_to(8.0)
    before = canvas.viewport
    turn_wheel(canvas, QPointF(50, 50), 1, Modifier.ShiftModifier)
    assert canvas.viewport.scale == before.scale
    assert canvas.viewport.left != before.left
    assert canvas.viewport.top == before.top


def test_two_fingers_pan_and_zoom_with_ctrl(window: Window) -> None:
    canvas = window.canvas
    canvas.zoom_to(8.0)
    before = canvas.viewport.to_photo(100, 100)
    turn_wheel(canvas, QPointF(50, 50), 0, fingers=QPoint(16, -8))
    after = canvas.viewport.to_photo(100, 100)
    assert (before[0] - after[0], before[1] - after[1]) == pytest.approx((2.0, -1.0))
    turn_wheel(canvas, QPointF(50, 50), 1, Modifier.ControlModifier, fingers=QPoint(0, 16))
    assert canvas.viewport.scale == pytest.approx(8.0 * ZOOM_A_NOTCH)


def gesture(canvas: Canvas, kind: Qt.NativeGestureType, value: float, x: float, y: float) -> None:
    place = QPointF(on_widget(canvas, x, y))
    device = QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(
        kind, device, 2, place, canvas.mapTo(canvas.window(), place), canvas.mapToGlobal(place), value, QPointF()
    )
    QApplication.sendEvent(canvas, event)


def test_two_fingers_zoom_and_turn_about_the_point_between_them(window: Window) -> None:
    canvas = window.canvas
    place = on_widget(canvas, 100, 80)
    scale = canvas.viewport.scale
    gesture(canvas, Qt.NativeGestureType.ZoomNativeGesture, 0.5, 100, 80)
    assert canvas.viewport.scale == pytest.approx(1.5 * scale)
    gesture(canvas, Qt.NativeGestureType.RotateNativeGesture, 20.0, 100, 80)
    assert canvas.viewport.angle == pytest.approx(20)
    there = on_widget(canvas, 100, 80)
    assert (there - place).manhattanLength() <= 3
    gesture(canvas, Qt.NativeGestureType.SmartZoomNativeGesture, 1.0, 100, 80)
    assert canvas.viewport.scale < scale * 1.5


def test_a_slow_pinch_does_not_stick_at_100_percent(window: Window) -> None:
    canvas = window.canvas
    canvas.zoom_to(0.9)
    scales = []
    for _ in range(30):
        gesture(canvas, Qt.NativeGestureType.ZoomNativeGesture, 0.01, 100, 80)
        scales.append(canvas.viewport.scale)
    assert scales == sorted(scales)
    assert scales[-1] > 1.1
    for _ in range(40):
        gesture(canvas, Qt.NativeGestureType.ZoomNativeGesture, -0.01, 100, 80)
    assert canvas.viewport.scale < 0.9


def test_a_pinch_in_the_middle_of_a_stroke_keeps_the_stroke(window: Window) -> None:
    canvas = window.canvas
    press(canvas, [(100, 100), (120, 100)])
    gesture(canvas, Qt.NativeGestureType.ZoomNativeGesture, 0.2, 110, 100)
    QTest.mouseRelease(canvas, Button.LeftButton, Modifier.NoModifier, on_widget(canvas, 120, 100))
    assert window.session.stack.count() == 1
    document = window.session.document
    assert document is not None
    assert document.hole.read(Box.of(document.size))[100, [100, 110, 120]].all()


@pytest.mark.parametrize(("start", "notches"), [(0.5, 1), (0.93, 2), (0.6, 3), (7.3, -1), (3.5, -4)])
def test_the_wheel_stops_at_100_and_200_percent(window: Window, start: float, notches: int) -> None:
    canvas = window.canvas
    canvas.zoom_to(start)
    scales = []
    for _ in range(12):
        turn_wheel(canvas, QPointF(50, 50), notches)
        scales.append(canvas.viewport.scale)
    assert {1.0, 2.0} <= set(scales)
    assert scales == sorted(scales, reverse=notches < 0)
    assert len(set(scales)) > 8 or abs(notches) > 1
