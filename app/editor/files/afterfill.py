"""A picture that another program waits for is written once a fill that is running is in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from app.editor.fills.filling import Filling
from app.editor.session import Session
from app.language import text


class AfterFill(QObject):
    """Holds the save that waits, if any. It is given up together with its fill."""

    def __init__(self, session: Session, filling: Filling, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._then: Callable[[], None] | None = None
        self._name = ""
        filling.kept.connect(self._on_kept)
        filling.ask_waiting = self.give_up
        session.opened.connect(self.give_up)

    def wait(self, name: str, then: Callable[[], None]) -> None:
        """Do this after the fill, in the place of what waited before. name: of the file."""
        self._name, self._then = name, then

    @Slot()
    def give_up(self) -> str:
        """Forget it; a sentence on what was not done, empty where nothing waited."""
        waited, self._then = self._then is not None, None
        return text("{name} was not saved.", name=self._name) if waited else ""

    @Slot()
    def _on_kept(self) -> None:
        then, self._then = self._then, None
        if then is not None:  # not at once: it may ask, and what else there is to say of the fill comes first
            QTimer.singleShot(0, self, then)
