"""What fields keep to themselves while they are typed into, and what they let pass while they are not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


def ends_typing(event: QEvent) -> bool:
    """Whether the event is of a key that ends typing, to keep or to drop what was typed.

    It is the field's own, though the window has shortcuts on it.
    """
    keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
    return isinstance(event, QKeyEvent) and event.key() in keys


def wheel_passes(field: QObject, event: QEvent) -> bool:
    """Whether the wheel turns over a field that nobody types into, which it must not change."""
    return event.type() == QEvent.Type.Wheel and isinstance(field, QWidget) and not field.hasFocus()
