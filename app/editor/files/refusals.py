"""Files that could not be opened or added: all those that were asked for at once, in one line."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.editor.notices import failures


class Refusals(QObject):
    """There is room for one line: each fault would hide the one before."""

    notice = Signal(object)

    def __init__(self, what: str, parent: QObject | None = None) -> None:
        """what: did not happen, for people."""
        super().__init__(parent)
        self._what = what
        self._faults: list[Exception] = []

    def begin(self) -> None:
        """Other files are asked for: what was said of those before is over."""
        self._faults = []

    def add(self, fault: Exception) -> None:
        """One more."""
        self._faults.append(fault)
        self.tell()

    def tell(self) -> None:
        """Say them, or say them again: a photo that opens takes away what was said of the one before."""
        if self._faults:
            self.notice.emit(failures(self._faults, self._what))
