"""Mouse and pen as one kind of event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QWidget


class Kind(Enum):
    """What happened. A double-click's second press is a press."""

    PRESS = auto()
    MOVE = auto()
    RELEASE = auto()


_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TabletPress)
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


def on_device(widget: QWidget, position: QPointF) -> tuple[float, float]:
    """A point of the widget in the device pixels that its viewport counts in."""
    ratio = widget.devicePixelRatioF()
    return position.x() * ratio, position.y() * ratio
