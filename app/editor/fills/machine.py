"""What fills run on, and what is to be said where that has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.editor.notices import sentence, warning
from app.worker.door import FillDoor


class Machine(QObject):
    """Listens to the door for the engine itself; the fills of it are not its business."""

    changed = Signal()
    notice = Signal(object)

    def __init__(self, door: FillDoor, is_filling: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.device = ""
        self._is_filling = is_filling
        self._moved = ""  # why another engine fills from now on, until that is said
        door.ready.connect(self._on_ready)
        door.moved.connect(self._on_moved)

    def say(self, warnings: Sequence[str] = ()) -> None:
        """One notice at the end of a fill, of what was done otherwise than asked and of an engine that gave way."""
        moved, self._moved = self._moved, ""
        if moved or warnings:
            told = warning(sentence([moved, *warnings] if moved else warnings))
            self.notice.emit(replace(told, until_change=not moved))

    @Slot(str)
    def _on_ready(self, device: str) -> None:
        self.device = device.upper()
        self.changed.emit()

    @Slot(object)
    def _on_moved(self, why: str) -> None:
        """Said at the end of a fill that is under way, whose own notices would cover it."""
        self._moved = why
        if not self._is_filling():
            self.say()
