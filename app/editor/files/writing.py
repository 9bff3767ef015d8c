"""The file that is written now: how far it is, and that it can be cancelled."""

from __future__ import annotations

import functools
import itertools
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.editor.clocks import single_shot
from app.editor.errands import Errands
from app.files.course import Cancelled, Course
from app.language import text

SOON_MS = 500
"""What is written by then does not show: a bar that flashes says nothing."""
TELL_S = 0.1

Answer = TypeVar("Answer")


class _Write:
    """One file. stop: is set to cancel it.  share: of it that is done, 0 .. 1, None while nobody knows."""

    def __init__(self, what: str, tell: Callable[[float | None], None]) -> None:
        """tell: is called on the thread that writes, now and then."""
        self.what, self.stop = what, threading.Event()
        self.share: float | None = None
        self.has_begun = False
        self._tell = tell
        self._told: float | None = -1.0
        self._told_s = 0.0

    def hear(self, share: float | None) -> None:
        """For the thread that writes: as Course calls it."""
        if self.stop.is_set():
            raise Cancelled
        now_s = time.monotonic()
        is_other = (share is None) != (self._told is None) or self._told == -1.0
        if is_other or (share != self._told and now_s - self._told_s >= TELL_S):
            self._told, self._told_s = share, now_s
            self._tell(share)


class Writing(QObject):
    """Has files written by errands, one after the other."""

    changed = Signal()  # another file, farther, shown, cancelled or over
    _heard = Signal(int, object)

    def __init__(self, errands: Errands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = errands
        self._writes: dict[int, _Write] = {}
        self._numbers = itertools.count(1)
        self._soon = single_shot(self, SOON_MS, self.changed.emit)
        self._heard.connect(self._on_heard)  # a bound slot: it comes from the other thread

    def run(
        self,
        what: str,
        work: Callable[[Course], Answer],
        then: Callable[[Answer], None],
        otherwise: Callable[[Exception], None],
        given_up: Callable[[], None],
    ) -> None:
        """As Errands.run. work: is given the course that it tells how far it is.  given_up: once it was cancelled."""
        number = next(self._numbers)
        write = _Write(what, functools.partial(self._heard.emit, number))
        if not self._writes:
            self._soon.start()
        self._writes[number] = write

        def done(answer: Answer) -> None:
            self._end(number)
            then(answer)

        def failed(fault: Exception) -> None:
            self._end(number)
            if isinstance(fault, Cancelled):
                given_up()
            else:
                otherwise(fault)

        self._errands.run(what, functools.partial(_written, work, write), done, failed)

    @property
    def is_shown(self) -> bool:
        """Whether a file is being written, and for a while already."""
        return self._present is not None and not self._soon.isActive()

    @property
    def share(self) -> float | None:
        """How much of it is done, 0 .. 1; None while that is not known."""
        return None if self._present is None else self._present.share

    @property
    def status(self) -> str:
        """One line for the status bar; empty when nothing shows."""
        if self._present is None or not self.is_shown:
            return ""
        return text("Cancelling") if self._present.stop.is_set() else self._present.what

    @property
    def can_cancel(self) -> bool:
        return self.is_shown and self._present is not None and not self._present.stop.is_set()

    @Slot()
    def cancel(self) -> bool:
        """Give up the file that shows; False when there is none. The older file stays as it is.

        It ends as soon as whoever writes it looks up; one that is in its place by then was written.
        """
        if not self.is_shown or self._present is None:
            return False
        self._present.stop.set()
        self.changed.emit()
        return True

    @property
    def _present(self) -> _Write | None:
        """The one that the thread is at: those behind it wait."""
        first = next(iter(self._writes.values()), None)
        return first if first is not None and first.has_begun else None

    @Slot(int, object)
    def _on_heard(self, number: int, share: float | None) -> None:
        write = self._writes.get(number)
        if write is not None:
            write.share, write.has_begun = share, True
            self.changed.emit()

    def _end(self, number: int) -> None:
        del self._writes[number]
        if not self._writes:
            self._soon.stop()
        self.changed.emit()


def _written(work: Callable[[Course], Answer], write: _Write) -> Answer:
    write.hear(0.0)
    return work(Course(write.hear))
