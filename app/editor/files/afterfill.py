"""A picture that another program waits for is written once a fill that is running is in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from app.editor.clocks import single_shot
from app.editor.fills.filling import Filling
from app.editor.session import Session
from app.language import text

Then = Callable[[], None] | None


class AfterFill(QObject):
    """Holds the save that waits, if any. It is done however its fill ends, and given up where that is given up."""

    def __init__(self, session: Session, filling: Filling, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._save: Callable[[Then], None] | None = None
        self._then: Then = None
        self._name = ""
        # not at once: it may ask, and what else there is to say of the fill comes first
        self._soon = single_shot(self, 0, self._do)
        filling.kept.connect(self._on_over)
        filling.unchanged.connect(self._on_over)
        session.opened.connect(self.give_up)

    def wait(self, name: str, save: Callable[[Then], None], then: Then) -> None:
        """Save after the fill, once however often it is asked for. name: of the file.

        then: for the save, in the place of an earlier one; a save with nothing to follow leaves that as it is.
        """
        self._name, self._save, self._then = name, save, then or self._then

    @Slot()
    def give_up(self) -> str:
        """Forget it; a sentence on what was not done, empty where nothing waited."""
        waited = self._save is not None
        self._soon.stop()
        self._save = self._then = None
        return text("{name} was not saved.", name=self._name) if waited else ""

    @Slot()
    def _on_over(self) -> None:
        if self._save is not None:
            self._soon.start()

    @Slot()
    def _do(self) -> None:
        save, then = self._save, self._then
        self._save = self._then = None
        if save is not None:
            save(then)
