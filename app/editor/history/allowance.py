"""How much the histories of all windows may hold together."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.editor.numbers import MIB

if TYPE_CHECKING:
    from app.editor.history.history import History


class Allowance(QObject):
    """Over it the oldest steps go first, whichever window they were made in. The last step of each can always be
    undone.

    size: bytes.
    """

    changed = Signal()  # what is held, or how much may be

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.size = 512 * MIB
        self._histories: list[History] = []
        self._numbers = itertools.count()

    @property
    def used(self) -> int:
        """Bytes that all of them hold."""
        return sum(history.used for history in self._histories)

    def join(self, history: History) -> None:
        self._histories.append(history)
        history.changed.connect(self.changed)

    def leave(self, history: History) -> None:
        """Its window is closed."""
        self._histories.remove(history)
        history.changed.disconnect(self.changed)
        self.changed.emit()

    def next_number(self) -> int:
        """Of a step that is made now: greater than that of every step before it."""
        return next(self._numbers)

    def set_size(self, size: int) -> None:
        """size: bytes. What is over it goes at once."""
        if size != self.size:
            self.size = size
            self.keep()
            self.changed.emit()

    def keep(self) -> None:
        """Empty the oldest steps until the rest is within it."""
        dropped: Counter[History] = Counter()
        used = self.used
        while used > self.size:
            droppable = [history for history in self._histories if history.oldest is not None]
            if not droppable:
                break
            oldest = min(droppable, key=lambda history: history.oldest or 0)
            used += oldest.drop_oldest()
            dropped[oldest] += 1
        for history, count in dropped.items():
            history.tell_dropped(count)
