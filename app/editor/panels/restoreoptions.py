"""The page of the restore brush in the bar: size and hardness."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.editor.panels.fields import label, set_quietly, slider
from app.editor.panels.tooloptions import BrushSize, row_of
from app.editor.session import Session
from app.language import text


class RestoreOptions(QWidget):
    """Shows and changes Settings."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._size = BrushSize(session)
        self._hardness = slider(
            100, 60, text("Hardness of the restore brush"), text("Hardness: at 0 it is soft to its middle")
        )
        row_of(self, self._size, label(text("Hardness"), self._hardness), self._hardness)
        self._hardness.valueChanged.connect(self._on_hardness)
        session.settings_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._size.refresh()
        set_quietly(self._hardness, round(100 * self._session.settings.restore_hardness))

    def _on_hardness(self, percent: int) -> None:
        self._session.change(restore_hardness=percent / 100)
