"""What mouse, pen and keys mean on the canvas: strokes of the tool, panning, the line between before and after."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent, QNativeGestureEvent, QTabletEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit

from app.document.geometry import Point
from app.editor.canvas.cursor import Drag, is_on_divider, look_over
from app.editor.canvas.navigation import pan_by_arrow
from app.editor.canvas.pointer import Kind, Pointer, is_echo, on_device, pointer_of, press_of
from app.editor.canvas.stroke import Stroke
from app.editor.canvas.view import Canvas
from app.editor.canvas.wheel import pinch, roll
from app.editor.tools.base import Spot, Tool

_Button = Qt.MouseButton
_Modifier = Qt.KeyboardModifier


class Gestures(QObject):
    """Watches a canvas: passes strokes to the tool, keeps ring and cursor true; wheel and touchpad go to `wheel`."""

    hovered = Signal(object)  # (x, y) of the pixel under the pointer, or None
    tool_changed = Signal()
    hint_changed = Signal(str)  # what the tool says can be done next
    pressed = Signal()  # the tool is about to begin something
    placing_changed = Signal()  # there are points or scribbles to take back now, or none any more

    def __init__(self, canvas: Canvas, tool: Tool) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._tool = tool
        self._pointer: Point | None = None  # device pixels
        self._drag: Drag | None = None
        self._button: Qt.MouseButton | None = None  # that drags
        self._pan_from: Point = (0.0, 0.0)  # device pixels, while the photo is dragged
        self._space = False
        self._alt = self._shift = self._ctrl = False
        self._erases = False  # by the other end of a pen
        self._had_parts = False
        self._last: Spot | None = None  # of the stroke under way
        self.stroke = Stroke(self, lambda: self._tool, self._on_moved)
        canvas.ask_pressed, canvas.ask_in_use = lambda: self.is_down, lambda: self.is_in_use
        canvas.setTabletTracking(True)
        canvas.installEventFilter(self)
        canvas.shifted.connect(self._on_moved)
        canvas.viewport_changed.connect(self.refresh)
        canvas.viewport_changed.connect(self._tell_pixel)
        canvas.scene_changed.connect(self.abort)  # it was of the photo that is gone

    @property
    def tool(self) -> Tool:
        return self._tool

    def set_tool(self, tool: Tool) -> None:
        if tool is not self._tool:
            self.stroke.flush()
            self._tool.leave()
            self._tool = tool
            self.tool_changed.emit()
            self.refresh()

    def abort(self) -> bool:
        """Take back the stroke under way; False when there is none."""
        self._drag = self._button = None
        was_busy = self.stroke.abort()
        self.refresh()
        return was_busy

    @property
    def is_down(self) -> bool:
        """Whether a button is."""
        return self._button is not None

    @property
    def place(self) -> Point | None:
        """Where the pointer is over the canvas, in device pixels; None where it is elsewhere."""
        return self._pointer

    @property
    def is_in_use(self) -> bool:
        """Whether a button is down, or something was begun that Enter would end: an outline, a curve, a move."""
        return self.is_down or (not self._canvas.is_empty and self._tool.wants(Qt.Key.Key_Return))

    @property
    def has_parts(self) -> bool:
        """Whether what is under way was made bit by bit, and can be taken back so."""
        return not self._canvas.is_empty and self._tool.wants(Qt.Key.Key_Backspace)

    def step_back(self) -> bool:
        """Take back the last point or scribble of what is under way, else all of it; False when there is nothing."""
        if not self.has_parts:
            return self.abort()
        self.stroke.flush()
        back = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Backspace, _Modifier.NoModifier)
        self._tool.key(press_of(back, self._canvas.viewport, self._canvas.device_size))
        self.refresh()
        return True

    def finish(self) -> None:
        """End what is under way as if the button had been released here."""
        drag, self._drag, self._button = self._drag, None, None
        if drag is Drag.STROKE:
            self.stroke.end()

    def refresh(self) -> None:
        """Ring and cursor as tool, zoom and pointer want them now."""
        shape, ring = look_over(
            self._canvas, self._tool, self._pointer, self._drag, space=self._space, takes=self._takes
        )
        self._canvas.set_ring(ring)
        self.hint_changed.emit(self._tool.hint)
        if self.has_parts != self._had_parts:
            self._had_parts = self.has_parts
            self.placing_changed.emit()
        if self._canvas.cursor().shape() != shape:
            self._canvas.setCursor(QCursor(shape))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and is_echo(event):
            return not self._canvas.is_empty
        if isinstance(event, QMouseEvent | QTabletEvent):
            return self.point(pointer_of(event))
        if isinstance(event, QWheelEvent):
            roll(self._canvas, event, may_pan=self._drag is not Drag.STROKE)
            return True
        if isinstance(event, QKeyEvent):
            return self._on_key(event)
        if isinstance(event, QNativeGestureEvent):
            return pinch(self._canvas, event)
        if event.type() == QEvent.Type.Enter:
            self._take_keyboard()
        elif event.type() == QEvent.Type.Leave:
            self.forget_pointer()
        elif event.type() == QEvent.Type.FocusOut:
            self._let_go()
        elif event.type() == QEvent.Type.WindowBlocked:
            self.finish()  # a dialog opens: the release will go to it
        return super().eventFilter(watched, event)

    def forget_pointer(self) -> None:
        """It is not over the canvas any more."""
        self._pointer = None
        self.hovered.emit(None)
        self.refresh()

    def _tell_pixel(self, at: Point | None = None) -> None:
        """at: of the canvas. None: where the pointer rests, since the view has moved under it."""
        at = self._pointer if at is None else at
        if at is not None and not self._canvas.is_empty:
            x, y = self._canvas.viewport.snapped().to_photo(*at)  # as in a spot
            self.hovered.emit((math.floor(x), math.floor(y)))

    def _take_keyboard(self) -> None:
        """The pointer came in: Tab and space are meant for the photo, unless something is being typed."""
        if self._canvas.isActiveWindow() and not isinstance(QApplication.focusWidget(), QLineEdit | QAbstractSpinBox):
            self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)

    def _let_go(self) -> None:
        """The keys' releases will go elsewhere."""
        self._space = self._alt = self._shift = False
        self._canvas.compare(on=False)
        self._on_modifier(Qt.Key.Key_Control, down=False)

    def point(self, pointer: Pointer) -> bool:
        """What a mouse, a pen or keys in their place did; False where there is nothing to point at."""
        if self._canvas.is_empty:
            return False
        self._alt = bool(pointer.modifiers & _Modifier.AltModifier)
        self._shift = bool(pointer.modifiers & _Modifier.ShiftModifier)
        self._ctrl = bool(pointer.modifiers & _Modifier.ControlModifier)
        self._erases = pointer.erases
        # A copy: what a tool says may lay a notice under the pointer, which leaves the canvas then.
        at = self._pointer = on_device(self._canvas, pointer.position)
        self._notice_lost_release(pointer)
        if pointer.kind is Kind.PRESS:
            self._on_press(pointer, at)
        elif pointer.kind is Kind.RELEASE:
            if pointer.button == self._button:
                self.finish()
        elif self._drag is Drag.DIVIDER:
            self._canvas.set_split(at[0] / max(self._canvas.device_size.width, 1))
        elif self._drag is Drag.PHOTO:
            before, self._pan_from = self._pan_from, at
            self._canvas.pan(at[0] - before[0], at[1] - before[1])
        elif self._drag is Drag.STROKE:
            if not self.stroke.add(self._spot(pointer)):
                return True
        else:
            self._tool.hover(self._spot(pointer))
        self._tell_pixel(at)
        self.refresh()
        return True

    def _on_moved(self, dx: float = 0.0, dy: float = 0.0) -> None:
        """The tool has what had to wait; or the canvas went elsewhere under a pointer that rests, of which no event
        tells. dx, dy: device pixels, from where the pointer was on it to where it is."""
        if self._pointer is not None:
            self._pointer = self._pointer[0] + dx, self._pointer[1] + dy
        self._pan_from = self._pan_from[0] + dx, self._pan_from[1] + dy
        self._tell_pixel()
        self.refresh()

    def _notice_lost_release(self, pointer: Pointer) -> None:
        """A release may go elsewhere: to a dialog, or to whatever took the pointer away."""
        if self._button is None or pointer.kind is Kind.RELEASE:
            return
        if pointer.button == self._button or not pointer.buttons & self._button:
            self.finish()

    def _on_press(self, pointer: Pointer, at: Point) -> None:
        if self._button is not None:
            return  # a second button during a stroke means nothing
        self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        pans = pointer.button == _Button.LeftButton and (self._space or self._tool.pans)
        if pointer.button == _Button.LeftButton and is_on_divider(self._canvas, at):
            self._button, self._drag = pointer.button, Drag.DIVIDER
        elif pans or pointer.button == _Button.MiddleButton:
            self._button, self._drag, self._pan_from = pointer.button, Drag.PHOTO, at
        elif pointer.button in (_Button.LeftButton, _Button.RightButton) and not self._canvas.compares:
            self._button, self._drag = pointer.button, Drag.STROKE
            spot = self._spot(pointer)  # before anything goes for it that lies beside the photo, and the canvas grows
            self.stroke.begin(spot)
            self.pressed.emit()
            self._tool.press(spot)

    def _on_key(self, event: QKeyEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and self._is_for_tool(event):
            event.accept()  # so that it comes as a press, and not as a shortcut
            return True
        down = kind == QEvent.Type.KeyPress
        if not down and kind != QEvent.Type.KeyRelease:
            return False
        if event.key() in (Qt.Key.Key_Alt, Qt.Key.Key_Shift, Qt.Key.Key_Control):
            self._on_modifier(event.key(), down=down)
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
        if down and self._is_for_tool(event):
            self.stroke.flush()
            self._tool.key(press_of(event, self._canvas.viewport, self._canvas.device_size))
            self.refresh()
            return True
        # In the middle of a stroke the photo should not move under it.
        return down and self._button is None and not self._canvas.is_empty and pan_by_arrow(self._canvas, event)

    def _on_modifier(self, key: int, *, down: bool) -> None:
        """What is held changes the ring, and the shape that is being dragged."""
        if key == Qt.Key.Key_Alt:
            self._alt = down
        elif key == Qt.Key.Key_Shift:
            self._shift = down
        else:
            self._ctrl = down
        if self._last is not None and self._drag in (None, Drag.STROKE):
            self._last = replace(self._last, takes=self._takes, line=self._shift, alt=self._alt, ctrl=self._ctrl)
            if self._drag is not None:
                self.stroke.flush()
                self._tool.move(self._last)
            elif self._pointer is not None:  # it may rest while the view goes on
                x, y = self._canvas.viewport.snapped().to_photo(*self._pointer)
                self._tool.hover(replace(self._last, x=x, y=y, grain=1 / self._canvas.viewport.scale))
            else:  # it left with the key held, as where a dialog opens over it: the tool must not think it still is
                self._tool.hover(self._last)
        self.refresh()

    def _is_for_tool(self, event: QKeyEvent) -> bool:
        if self._canvas.is_empty or event.modifiers() & _Modifier.AltModifier:
            return False  # with Alt the arrows turn the view, whichever tool is in the hand
        return self._tool.wants(Qt.Key(event.key()))

    @property
    def _takes(self) -> bool:
        return self._alt or self._erases or self._button == _Button.RightButton

    def _spot(self, pointer: Pointer) -> Spot:
        view = self._canvas.viewport.snapped()  # what is painted: half a pixel counts where a side is drawn
        x, y = view.to_photo(*on_device(self._canvas, pointer.position))
        ratio, pressure = self._canvas.devicePixelRatioF(), pointer.pressure
        self._last = Spot(x, y, self._takes, self._shift, self._alt, pressure, 1 / view.scale, self._ctrl, ratio)
        return self._last
