"""A pointer that keys move: each tool takes it for the mouse, so that none of them needs one."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTabletEvent

from app.document.geometry import Box, Point
from app.editor.canvas.gestures import Gestures
from app.editor.canvas.marks import Cross
from app.editor.canvas.paintmarks import CROSS
from app.editor.canvas.pointer import Kind, Pointer, pointer_of
from app.editor.canvas.view import Canvas
from app.editor.canvas.viewport import MARGIN
from app.editor.clocks import single_shot
from app.editor.keys import ARROWS, ASLANT, ENTER
from app.editor.session import Session
from app.language import text

STEP, FAR = 8, 5  # logical pixels that an arrow goes, and how many times that with Shift
EDGE = 48  # logical pixels from the canvas's border from which the view moves along
TELL_MS = 500  # between two places that are spoken
_SHARE = 0.4  # of the brush's radius: a fifth of its width, so that strokes have no dents
_MOST = 8  # one in so many of the canvas is as far as an arrow goes at most
_INSIDE = 0.01  # pixels within the photo: at its border, too, the pointer is over one of its pixels
_SLACK = 4  # logical pixels that a mouse lying still may seem to move by
_MARK = "pointer"
_WAYS = ARROWS | ASLANT

_Key, _Modifier = Qt.Key, Qt.KeyboardModifier


class KeyPointer(QObject):
    """While it is on: arrows move it, Space presses and lets go, a mouse that moves takes over.

    Space held while an arrow is pressed lets go when it is released, as a button would. What was held at the press
    counts until the release: Shift as with the mouse, Ctrl as Alt, which many desktops keep for themselves. With the
    arrows Shift and Ctrl mean how far.
    """

    changed = Signal()  # it is on or off, down or up
    told = Signal(str)  # for those who hear where it is

    def __init__(self, canvas: Canvas, gestures: Gestures, session: Session) -> None:
        super().__init__(canvas)
        self._canvas, self._gestures, self._session = canvas, gestures, session
        self.is_on = False
        self._is_new = False  # nothing was pressed with it since it came
        self._at: Point = (math.nan, math.nan)  # of the photo, also while it is off
        self._held = _Modifier.NoModifier  # at the press
        self._holds = self._went = False  # Space, and whether the pointer moved meanwhile
        self._mouse: QPointF | None = None  # where it lies
        self._said: tuple[int, int] | None = None
        self._clock = single_shot(self, TELL_MS, self._tell_place)
        canvas.installEventFilter(self)  # after that of the gestures, and so asked before it
        canvas.viewport_changed.connect(self._on_view)
        canvas.scene_changed.connect(self._on_scene)
        gestures.tool_changed.connect(self._let_go)

    @property
    def hint(self) -> str:
        """How it is used, as long as nobody has used it."""
        if not self.is_on or not self._is_new:
            return ""
        return text("Space presses and lets go, arrows move the pointer, Ctrl+Space takes away, Esc leaves")

    @property
    def way_on(self) -> str:
        """How a stroke under way ends; empty where none is."""
        is_down = self.is_on and self._gestures.is_down
        return text("Space lets go, Esc takes it back") if is_down else ""

    @property
    def place(self) -> Point | None:
        """Where it is on the canvas, in device pixels; None while it is off or out of sight."""
        return self._spot if self.is_on and self._is_in_sight else None

    def toggle(self) -> None:
        """Take the keyboard for it, or leave."""
        if self.is_on and self._canvas.window().focusWidget() is self._canvas:
            self.leave()
            return
        self._canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
        document = self._session.document
        if self.is_on or document is None:
            return
        self._gestures.finish()
        if not self._is_in_sight:
            seen = self._canvas.viewport.box_in_photo(Box.of(self._canvas.device_size), document.size)
            self._at = (seen.x0 + seen.x1) // 2 + 0.5, (seen.y0 + seen.y1) // 2 + 0.5
        self.is_on = self._is_new = True
        self._mouse = self._said = None
        self._move()
        self.changed.emit()
        self.told.emit(text("Keyboard pointer at {x}, {y}. {hint}", x=self._pixel[0], y=self._pixel[1], hint=self.hint))

    def leave(self) -> bool:
        """Whether it was on. What is under way ends as if the button had been let go."""
        if not self.is_on:
            return False
        self._end()
        self._gestures.forget_pointer()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.is_on:
            return False
        if isinstance(event, QKeyEvent):
            return self._on_key(event)
        if isinstance(event, QMouseEvent | QTabletEvent):
            return self._on_mouse(event)
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self._let_go()
            self._clock.stop()
        if event.type() == QEvent.Type.Leave:
            return True  # the mouse, which is not what points
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        kind, key = event.type(), Qt.Key(event.key())
        way = _WAYS.get(key)
        is_ours = not self._gestures.tool.pans and (
            key == _Key.Key_Space or (way is not None and not event.modifiers() & _Modifier.AltModifier)
        )
        if kind == QEvent.Type.ShortcutOverride:
            if key in ENTER:
                self._let_go()  # a stroke is whole before it is filled or laid down
            event.setAccepted(is_ours)
            return is_ours
        if key in (_Key.Key_Alt, _Key.Key_Shift, _Key.Key_Control):
            event.ignore()
            return True  # what was held at the press counts, whatever is held with the arrows
        if key == _Key.Key_Space and is_ours:
            if not event.isAutoRepeat():
                self._on_space(event, down=kind == QEvent.Type.KeyPress)
            return True
        if way is not None and is_ours:
            if kind == QEvent.Type.KeyPress:
                self._went = True
                self._step(way, event.modifiers())
            return True
        return False

    def _on_space(self, event: QKeyEvent, *, down: bool) -> None:
        if not down:
            if self._holds and self._went:
                self._let_go()
            self._holds = False
        elif self._gestures.is_down:
            self._let_go()
        else:
            self._holds, self._went, self._is_new = True, False, False
            self._press(event.modifiers())

    def _press(self, held: Qt.KeyboardModifier) -> None:
        takes = bool(held & (_Modifier.ControlModifier | _Modifier.AltModifier))
        self._held = held & _Modifier.ShiftModifier | (_Modifier.AltModifier if takes else _Modifier.NoModifier)
        self._feed(Kind.PRESS)
        self._on_view()
        if not self._gestures.is_down:
            return  # there is nothing to be pressed, as while the photo is shown as it was
        self.changed.emit()
        self.told.emit(text("Pressed, takes away") if takes else text("Pressed"))
        if not self._gestures.tool.drags:
            self._let_go()

    def _let_go(self) -> None:
        """Let the button go, if it is down."""
        self._holds = False
        if self.is_on and self._gestures.is_down:
            self._feed(Kind.RELEASE)
            self._on_view()
            self.changed.emit()
            if self._gestures.tool.drags:
                self.told.emit(text("Let go"))

    def _step(self, way: tuple[int, int], held: Qt.KeyboardModifier) -> None:
        """One key on: with Ctrl by a pixel of the photo, else as far as it looks on the screen."""
        view = self._canvas.viewport.snapped()
        if held & _Modifier.ControlModifier:
            dx, dy = view.towards(*way)
            self._at = self._at[0] + dx, self._at[1] + dy
        else:
            x, y = self._spot
            step = self._stride * (FAR if held & _Modifier.ShiftModifier else 1)
            self._at = view.to_photo(x + way[0] * step, y + way[1] * step)
        self._move()
        if not self._clock.isActive():
            self._clock.start()

    @property
    def _stride(self) -> float:
        """Device pixels that an arrow goes."""
        size = self._canvas.device_size
        brush = _SHARE * self._gestures.tool.radius * self._canvas.viewport.scale
        return min(max(STEP * self._canvas.devicePixelRatioF(), brush), min(size.width, size.height) / _MOST)

    def _move(self) -> None:
        """To where it should be, within the photo; the view moves along."""
        document = self._session.document
        if document is None:
            return
        self._at = _within(self._at[0], document.size.width), _within(self._at[1], document.size.height)
        whole, size = self._canvas.viewport.box_on_canvas(Box.of(document.size)), self._canvas.device_size
        (x, y), edge = self._spot, EDGE * self._canvas.devicePixelRatioF()
        dx = _followed(x, whole.x0, whole.x1, size.width, edge)
        dy = _followed(y, whole.y0, whole.y1, size.height, edge)
        if dx or dy:
            self._canvas.pan(dx, dy)  # tells us, too
        else:
            self._on_view()

    def _on_view(self) -> None:
        """Show it, and tell the tool, after it or the view has moved."""
        if self.is_on:
            self._feed(Kind.MOVE)
            reach = CROSS * self._canvas.devicePixelRatioF() / self._canvas.viewport.scale
            self._canvas.marks.show(_MARK, Cross(self._at, reach, self._gestures.is_down))  # above those of the tool

    def _on_scene(self) -> None:
        self.leave()
        self._at = (math.nan, math.nan)  # of another photo

    def _feed(self, kind: Kind) -> None:
        ratio, (x, y), left = self._canvas.devicePixelRatioF(), self._spot, Qt.MouseButton.LeftButton
        is_down = kind is Kind.PRESS or self._gestures.is_down
        button = Qt.MouseButton.NoButton if kind is Kind.MOVE else left
        buttons = left if is_down and kind is not Kind.RELEASE else Qt.MouseButton.NoButton
        held = self._held if is_down else _Modifier.NoModifier
        self._gestures.point(Pointer(kind, QPointF(x / ratio, y / ratio), button, buttons, held))

    @property
    def _spot(self) -> Point:
        """Where it is on the canvas, in device pixels."""
        return self._canvas.viewport.snapped().to_canvas(*self._at)

    @property
    def _is_in_sight(self) -> bool:
        (x, y), size = self._spot, self._canvas.device_size
        return 0 <= x < size.width and 0 <= y < size.height

    @property
    def _pixel(self) -> tuple[int, int]:
        return math.floor(self._at[0]), math.floor(self._at[1])

    def _tell_place(self) -> None:
        if self.is_on and self._pixel != self._said:
            self._said = x, y = self._pixel
            self.told.emit(f"{x}, {y}")

    def _on_mouse(self, event: QMouseEvent | QTabletEvent) -> bool:
        """A press or a real move take over; a window that changes under a mouse lying still moves it only for Qt."""
        at = event.globalPosition()
        is_press = pointer_of(event).kind is Kind.PRESS
        if self._mouse is None and not is_press:
            self._mouse = at
        if not is_press and self._mouse is not None and (at - self._mouse).manhattanLength() < _SLACK:
            return True
        self._end()
        return False

    def _end(self) -> None:
        self._let_go()
        self.is_on = False
        self._clock.stop()
        self._canvas.marks.show(_MARK)
        self.changed.emit()
        self.told.emit(text("Keyboard pointer off"))


def _within(value: float, length: int) -> float:
    return min(max(value, _INSIDE), length - _INSIDE)


def _followed(at: float, start: float, end: float, length: int, edge: float) -> float:
    """By how much the view moves so that a point is not at the canvas's edge.

    start, end: of the photo, which comes no further in than one that is fitted.
    """
    edge = min(edge, length / 4)
    if at > length - edge:
        return max(length - edge - at, min(0.0, length - MARGIN - end))
    if at < edge:
        return min(edge - at, max(0.0, MARGIN - start))
    return 0.0
