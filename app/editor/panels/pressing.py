"""Enter presses the button that has the keyboard, as Space does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.editor.panels.typing import is_enter


class Pressing(QObject):
    """Watches a window, to which the keys come that its parts leave alone. Without it Enter would fill there, too."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and is_enter(event):  # first: a window that is going has no focus to ask for
            button = self._window.focusWidget()
            if isinstance(button, QAbstractButton) and self._is_pressed(button, event):
                return True
        return super().eventFilter(watched, event)

    def _is_pressed(self, button: QAbstractButton, event: QKeyEvent) -> bool:
        """Whether the event is used up."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # so that it comes as a press, and not as a shortcut
            return True
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            button.click()
        return event.type() == QEvent.Type.KeyPress
