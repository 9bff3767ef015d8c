"""What mouse, wheel and held keys mean on the canvas."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QCursor, QInputDevice, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit

from app.editor.canvas.painting import Ring
from app.editor.canvas.view import Canvas
from app.editor.tools.base import Spot, Tool

WHEEL_NOTCH = 120
ZOOM_A_NOTCH = 1.2
DIVIDER_REACH = 6.0  # logical pixels to both sides of the line between before and after
SMALLEST_RING = 3.0  # device pixels; below it a cross is easier to aim with

_Button = Qt.MouseButton
_Modifier = Qt.KeyboardModifier


class Gestures(QObject):
    """Watches a canvas: pans and zooms it, passes strokes to the tool, keeps ring and cursor true."""

    hovered = Signal(object)  # (x, y) of the pixel under the pointer, or None
    tool_changed = Signal()

    def __init__(self, canvas: Canvas, tool: Tool) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._tool = tool
        self._pointer: tuple[float, float] | None = None  # device pixels
        self._pan_from: tuple[float, float] | None = None
        self._splits = False  # the line between before and after is being dragged
        self._button: Qt.MouseButton | None = None  # of the stroke or of the drag under way
        self._space = False
        self._alt = False
        canvas.installEventFilter(self)
        canvas.viewport_changed.connect(self.refresh)
        canvas.scene_changed.connect(self._on_scene)

    @property
    def tool(self) -> Tool:
        return self._tool

    def set_tool(self, tool: Tool) -> None:
        if tool is not self._tool:
            self._tool.release()
            self._tool = tool
            self.tool_changed.emit()
            self.refresh()

    def abort(self) -> bool:
        """Take back the stroke under way; False when there is none."""
        self._button, self._pan_from, self._splits = None, None, False
        return self._tool.abort()

    def finish(self) -> None:
        """End what is under way as if the button had been released here."""
        draws = self._button is not None and self._pan_from is None and not self._splits
        self._button, self._pan_from, self._splits = None, None, False
        if draws:
            self._tool.release()

    def refresh(self) -> None:
        """Ring and cursor as tool, zoom and pointer want them now."""
        ring, shape = None, Qt.CursorShape.ArrowCursor
        if self._canvas.is_empty:
            pass
        elif self._splits or (self._button is None and self._is_on_divider()):
            shape = Qt.CursorShape.SplitHCursor
        elif self._pan_from is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space or self._tool.pans:
            shape = Qt.CursorShape.OpenHandCursor
        else:
            radius = self._tool.radius * self._canvas.viewport.scale
            shape = Qt.CursorShape.CrossCursor if radius < SMALLEST_RING else Qt.CursorShape.BlankCursor
            if self._pointer is not None:
                erases = self._tool.erases(takes=self._alt or self._button == _Button.RightButton)
                ring = Ring(*self._pointer, max(radius, 1.0), erases)
        self._canvas.set_ring(ring)
        if self._canvas.cursor().shape() != shape:
            self._canvas.setCursor(QCursor(shape))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            return self._on_mouse(event)
        if isinstance(event, QWheelEvent):
            self._on_wheel(event)
            return True
        if isinstance(event, QKeyEvent):
            return self._on_key(event)
        if isinstance(event, QNativeGestureEvent):
            return self._on_pinch(event)
        if event.type() == QEvent.Type.Enter:
            self._take_keyboard()
        elif event.type() == QEvent.Type.Leave:
            self._pointer = None
            self.hovered.emit(None)
            self.refresh()
        elif event.type() == QEvent.Type.FocusOut:
            self._let_go()
        elif event.type() == QEvent.Type.WindowBlocked:
            self.finish()  # a dialog opens: the release will go to it
        return super().eventFilter(watched, event)

    def _take_keyboard(self) -> None:
        """The pointer came in: Tab and space are meant for the photo, unless something is being typed."""
        if self._canvas.isActiveWindow() and not isinstance(QApplication.focusWidget(), QLineEdit | QAbstractSpinBox):
            self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)

    def _on_scene(self) -> None:
        self.abort()  # it was of the photo that is gone
        self.refresh()

    def _let_go(self) -> None:
        """The keys' releases will go elsewhere."""
        self._space = self._alt = False
        self._canvas.compare(on=False)
        self.refresh()

    def _on_mouse(self, event: QMouseEvent) -> bool:
        if self._canvas.is_empty:
            return False
        self._alt = bool(event.modifiers() & _Modifier.AltModifier)
        self._pointer = self._device(event.position())
        kind = event.type()
        self._notice_lost_release(event)
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self._on_press(event)
        elif kind == QEvent.Type.MouseButtonRelease:
            self._on_release(event)
        elif self._splits:
            self._canvas.set_split(self._pointer[0] / max(self._canvas.device_size.width, 1))
        elif self._pan_from is not None:
            before, self._pan_from = self._pan_from, self._pointer
            self._canvas.pan(self._pointer[0] - before[0], self._pointer[1] - before[1])
        elif self._button is not None:
            self._tool.move(self._spot(event))
        x, y = self._canvas.viewport.to_photo(*self._pointer)
        self.hovered.emit((math.floor(x), math.floor(y)))
        self.refresh()
        return True

    def _notice_lost_release(self, event: QMouseEvent) -> None:
        """A release may go elsewhere: to a dialog, or to whatever took the pointer away."""
        if self._button is None or event.type() == QEvent.Type.MouseButtonRelease:
            return
        if event.button() == self._button or not event.buttons() & self._button:
            self.finish()

    def _on_press(self, event: QMouseEvent) -> None:
        if self._button is not None:
            return  # a second button during a stroke means nothing
        self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        drags = event.button() == _Button.LeftButton and (self._space or self._tool.pans)
        if event.button() == _Button.LeftButton and self._is_on_divider():
            self._button, self._splits = event.button(), True
        elif drags or event.button() == _Button.MiddleButton:
            self._button, self._pan_from = event.button(), self._pointer
        elif event.button() in (_Button.LeftButton, _Button.RightButton) and not self._canvas.compares:
            self._button = event.button()
            self._tool.press(self._spot(event))

    def _is_on_divider(self) -> bool:
        split, pointer = self._canvas.split, self._pointer
        if split is None or pointer is None or self._canvas.compares:
            return False
        return (
            abs(pointer[0] - split * self._canvas.device_size.width) <= DIVIDER_REACH * self._canvas.devicePixelRatioF()
        )

    def _on_release(self, event: QMouseEvent) -> None:
        if event.button() == self._button:
            self.finish()

    def _on_wheel(self, event: QWheelEvent) -> None:
        by_finger = event.device().type() == QInputDevice.DeviceType.TouchPad and not event.pixelDelta().isNull()
        if by_finger and not event.modifiers() & _Modifier.ControlModifier:
            ratio = self._canvas.devicePixelRatioF()
            self._canvas.pan(event.pixelDelta().x() * ratio, event.pixelDelta().y() * ratio)
            return
        notches = (event.angleDelta().y() or event.angleDelta().x()) / WHEEL_NOTCH
        if event.modifiers() & _Modifier.ShiftModifier:
            self._canvas.pan(notches * 96, 0)
            return
        self._zoom_by(ZOOM_A_NOTCH**notches, event.position())

    def _on_pinch(self, event: QNativeGestureEvent) -> bool:
        """Two fingers on a touchpad: spread to zoom, turned to turn, a double tap for all of it or 100 %."""
        match event.gestureType():
            case Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom_by(1 + event.value(), event.position())
            case Qt.NativeGestureType.RotateNativeGesture:
                self._canvas.turn(event.value(), about=self._device(event.position()))
            case Qt.NativeGestureType.SmartZoomNativeGesture:
                if self._canvas.viewport.scale < 1:
                    self._canvas.zoom_to(1.0, *self._device(event.position()))
                else:
                    self._canvas.fit()
            case _:
                return False
        return True

    def _zoom_by(self, factor: float, position: QPointF) -> None:
        scale = self._canvas.viewport.scale * factor
        if abs(scale - 1) < 0.05 < abs(self._canvas.viewport.scale - 1):
            scale = 1.0  # the wheel catches at 100 %, the one zoom that is drawn without any smoothing
        self._canvas.zoom_to(scale, *self._device(position))

    def _on_key(self, event: QKeyEvent) -> bool:
        down = event.type() == QEvent.Type.KeyPress
        if not down and event.type() != QEvent.Type.KeyRelease:
            return False
        if event.key() == Qt.Key.Key_Alt:
            self._alt = down
            self.refresh()
            return False
        plain = event.modifiers() in (_Modifier.NoModifier, _Modifier.KeypadModifier)
        if event.key() == Qt.Key.Key_Space and (plain or not down):
            if not event.isAutoRepeat():
                self._space = down
                self.refresh()
            return True
        if event.key() == Qt.Key.Key_Tab and (plain or not down):
            if not event.isAutoRepeat():
                self._canvas.compare(on=down)
                self.refresh()
            return True
        return False

    def _device(self, position: QPointF) -> tuple[float, float]:
        ratio = self._canvas.devicePixelRatioF()
        return position.x() * ratio, position.y() * ratio

    def _spot(self, event: QMouseEvent) -> Spot:
        x, y = self._canvas.viewport.to_photo(*self._device(event.position()))
        takes = self._alt or self._button == _Button.RightButton
        return Spot(x, y, takes=takes, line=bool(event.modifiers() & _Modifier.ShiftModifier))
