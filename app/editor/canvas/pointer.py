"""Mouse and pen as one kind of event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QWidget

from app.document.geometry import Box, Size
from app.editor.canvas.viewport import Viewport
from app.editor.keys import ARROWS
from app.editor.tools.base import Press


class Kind(Enum):
    """What happened. A double-click's second press is a press."""

    PRESS = auto()
    MOVE = auto()
    RELEASE = auto()


_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TabletPress)
_PENS = (QInputDevice.DeviceType.Stylus, QInputDevice.DeviceType.Airbrush, QInputDevice.DeviceType.Puck)
_RELEASES = (QEvent.Type.MouseButtonRelease, QEvent.Type.TabletRelease)


@dataclass(frozen=True, slots=True)
class Pointer:
    """position: in the widget.  pressure: 0 .. 1, of a mouse 1.  erases: the pen's other end is down."""

    kind: Kind
    position: QPointF
    button: Qt.MouseButton
    buttons: Qt.MouseButton
    modifiers: Qt.KeyboardModifier
    pressure: float = 1.0
    erases: bool = False


def pointer_of(event: QMouseEvent | QTabletEvent) -> Pointer:
    """The same for both."""
    kind = Kind.PRESS if event.type() in _PRESSES else Kind.RELEASE if event.type() in _RELEASES else Kind.MOVE
    pressure, erases = 1.0, False
    if isinstance(event, QTabletEvent):
        pressure = event.pressure()
        erases = event.pointerType() == QPointingDevice.PointerType.Eraser
    return Pointer(kind, event.position(), event.button(), event.buttons(), event.modifiers(), pressure, erases)


def is_echo(event: QMouseEvent) -> bool:
    """Whether it only repeats what a pen did: Qt sends a mouse's event after each of a pen's that nobody accepted.

    They are not accepted, since Qt tells by the mouse alone where the pointer enters and leaves a widget.
    """
    return event.deviceType() in _PENS


def on_device(widget: QWidget, position: QPointF) -> tuple[float, float]:
    """A point of the widget in the device pixels that its viewport counts in."""
    ratio = widget.devicePixelRatioF()
    return position.x() * ratio, position.y() * ratio


def press_of(event: QKeyEvent, view: Viewport, canvas: Size) -> Press:
    """A key for the tool. canvas: its size in device pixels."""
    held = event.modifiers()
    return Press(
        Qt.Key(event.key()),
        shift=bool(held & Qt.KeyboardModifier.ShiftModifier),
        ctrl=bool(held & Qt.KeyboardModifier.ControlModifier),
        grain=1 / view.scale,
        seen=view.box_back(Box.of(canvas)),
        arrow=view.towards(*ARROWS.get(Qt.Key(event.key()), (0, 0))),
    )
