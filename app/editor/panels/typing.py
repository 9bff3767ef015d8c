"""Keys that belong to a field while it is typed into, though the window has shortcuts on them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def ends_typing(event: QEvent) -> bool:
    """Whether the event is of a key that ends typing, to keep or to drop what was typed."""
    keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
    return isinstance(event, QKeyEvent) and event.key() in keys
