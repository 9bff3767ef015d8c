"""What wheel and touchpad do to the view, whichever tool is in the hand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

from app.editor.canvas.pointer import on_device
from app.editor.canvas.view import Canvas

WHEEL_NOTCH = 120  # Qt's eighths of a degree
ZOOM_A_NOTCH = 1.2
PAN_A_NOTCH = 96  # device pixels
CATCH = 0.05  # how far from 100 % the wheel is caught there


def roll(canvas: Canvas, event: QWheelEvent) -> None:
    """Zoom about the pointer; pan with two fingers, or sideways with Shift."""
    by_finger = event.device().type() == QInputDevice.DeviceType.TouchPad and not event.pixelDelta().isNull()
    if by_finger and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        ratio = canvas.devicePixelRatioF()
        canvas.pan(event.pixelDelta().x() * ratio, event.pixelDelta().y() * ratio)
        return
    notches = (event.angleDelta().y() or event.angleDelta().x()) / WHEEL_NOTCH
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
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
    scale = canvas.viewport.scale * factor
    if abs(scale - 1) < CATCH < abs(canvas.viewport.scale - 1):
        scale = 1.0  # the one zoom that is drawn without any smoothing
    canvas.zoom_to(scale, *on_device(canvas, position))
