"""What the status bar says while nothing is under way: how the last fill went, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from app.editor.window.window import Window

_MASKS = ("brush", "rectangle", "ellipse", "lasso", "polygon", "smart", "wand")


class Guidance(QObject):
    """Names the keys that the actions have now, since a person may have changed them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._told = ""
        window.filling.told.connect(self._on_told)
        window.session.opened.connect(self._on_step)
        window.session.history.changed.connect(self._on_step)
        window.toolbox.changed.connect(window.status.refresh)
        for action_id in ("fill", "clear", "edit_fill"):  # it may get other keys
            window.actions_[action_id].changed.connect(window.status.refresh)

    def line(self) -> str:
        """One line; empty when there is nothing to say."""
        return self._window.preview.status or self._told or self._next()

    def _next(self) -> str:
        window, document = self._window, self._window.session.document
        if document is None:
            return ""
        if window.fills.is_editing:
            return f"Change mask or strokes, then fill again{self._by('fill')}; done{self._by('edit_fill')}"
        if window.session.has_hole:
            return f"Fill the mask{self._by('fill')}, or clear it{self._by('clear')}"
        if not document.layers and window.toolbox.chosen in _MASKS:
            return "Mark what should go"
        return ""

    def _by(self, action_id: str) -> str:
        """« with Enter», or nothing for an action without a key."""
        keys = self._window.actions_[action_id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        return f" with {'Enter' if keys == 'Return' else keys}" if keys else ""

    def _on_told(self, text: str) -> None:
        self._told = f"{text}. Hold Tab to see the photo before"
        self._window.status.refresh()

    def _on_step(self) -> None:
        self._told = ""
        self._window.status.refresh()
