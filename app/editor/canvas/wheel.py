"""What wheel and touchpad do to the view, whichever tool is in the hand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

from app.editor.canvas.pointer import on_device
from app.editor.canvas.view import Canvas

WHEEL_NOTCH = 120  # Qt's eighths of a degree
ZOOM_A_NOTCH = 1.2
PAN_A_NOTCH = 96  # device pixels
ROUND = (1.0, 2.0)  # zooms that the wheel does not pass by: each pixel of the photo is as large there
CATCH = 0.05  # how far from 100 % the wheel is caught there
_SAME = 1e-6  # by how much a scale may differ from a round one by reckoning alone


def roll(canvas: Canvas, event: QWheelEvent, *, may_pan: bool) -> None:
    """Zoom about the pointer; pan with two fingers, or sideways with Shift, unless the photo must not go from under the
    pointer."""
    by_finger = event.device().type() == QInputDevice.DeviceType.TouchPad and not event.pixelDelta().isNull()
    if by_finger and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        if may_pan:
            ratio = canvas.devicePixelRatioF()
            canvas.pan(event.pixelDelta().x() * ratio, event.pixelDelta().y() * ratio)
        return
    notches = (event.angleDelta().y() or event.angleDelta().x()) / WHEEL_NOTCH
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        if may_pan:
            canvas.pan(notches * PAN_A_NOTCH, 0)
        return
    _zoom_by(canvas, ZOOM_A_NOTCH**notches, event.position())


def pinch(canvas: Canvas, event: QNativeGestureEvent) -> bool:
    """Two fingers on a touchpad: spread to zoom, turned to turn, a double tap for all of it or 100 %.

    False for a gesture that means nothing here.
    """
    match event.gestureType():
        case Qt.NativeGestureType.ZoomNativeGesture:
            _zoom_by(canvas, 1 + event.value(), event.position())
        case Qt.NativeGestureType.RotateNativeGesture:
            canvas.turn(event.value(), about=on_device(canvas, event.position()))
        case Qt.NativeGestureType.SmartZoomNativeGesture:
            if canvas.viewport.scale < 1:
                canvas.zoom_to(1.0, *on_device(canvas, event.position()))
            else:
                canvas.fit()
        case _:
            return False
    return True


def _zoom_by(canvas: Canvas, factor: float, position: QPointF) -> None:
    canvas.zoom_to(_caught(canvas.viewport.scale, canvas.viewport.scale * factor), *on_device(canvas, position))


def _caught(before: float, after: float) -> float:
    """Where a zoom from one scale to another ends."""
    low, high = sorted((before, after))
    passed = [stop for stop in ROUND if low * (1 + _SAME) < stop < high * (1 - _SAME)]
    if passed:
        return min(passed, key=lambda stop: abs(stop - before))
    return 1.0 if abs(after - 1) < CATCH < abs(before - 1) else after
