"""What fields keep to themselves while they are typed into, and what they let pass while they are not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget

from app.editor.keys import ENTER
from app.editor.panels.numberfields import DecimalField, WholeField


def is_enter(event: QEvent) -> bool:
    """Whether the event is of Enter, of either one, with nothing held."""
    held = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return isinstance(event, QKeyEvent) and event.key() in ENTER and event.modifiers() in held


def ends_typing(event: QEvent) -> bool:
    """Whether the event is of a key that ends typing, to keep or to drop what was typed.

    It is the field's own, though the window has shortcuts on it.
    """
    keys = (*ENTER, Qt.Key.Key_Escape)
    return isinstance(event, QKeyEvent) and event.key() in keys


def wheel_passes(field: QObject, event: QEvent) -> bool:
    """Whether the wheel turns over a field that nobody types into, which it must not change."""
    return event.type() == QEvent.Type.Wheel and isinstance(field, QWidget) and not field.hasFocus()


def stays_in_field(field: QObject, event: QEvent, leave: Callable[[], None] | None) -> bool:
    """What a panel's event filter keeps from the window for its fields; True where the event is used up.

    Enter keeps what was typed, Esc drops it, and neither fills; the wheel changes a field only while it is typed into.
    Nobody types into a choice: Enter fills from there, too.
    leave: called when typing ends. None: the field itself takes the key.
    """
    if wheel_passes(field, event):
        event.ignore()
        return True
    if not ends_typing(event):
        return False
    if event.type() == QEvent.Type.ShortcutOverride:
        if isinstance(field, QComboBox) and is_enter(event):
            return False
        event.accept()
        return True
    if event.type() == QEvent.Type.KeyPress and leave is not None:
        if isinstance(field, WholeField | DecimalField) and not is_enter(event):
            field.drop_typed()
        leave()
        return True
    return False
