"""The dialogs of a window's files: one at a time, and nothing happens to the photo while one is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer


class Asking(QObject):
    """Knows whether a dialog is open, and what waits for its answer."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._open = 0  # dialogs
        self._later: list[Callable[[], None]] = []

    @property
    def is_under_way(self) -> bool:
        """Whether a dialog is open."""
        return self._open > 0

    def put_off(self, deed: Callable[[], None]) -> None:
        """Do it once the dialog that is open has been answered."""
        self._later.append(deed)

    def forget(self) -> None:
        """Nothing that was put off is done any more."""
        self._later.clear()

    @contextmanager
    def dialog(self) -> Iterator[None]:
        """While a dialog is open, no photo takes the place of the one that it is about, and no second one opens."""
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1
            if self._later:
                QTimer.singleShot(0, self, self._resume)

    def _resume(self) -> None:
        while self._later and not self.is_under_way:  # which one of them may change, or close the window
            self._later.pop(0)()
