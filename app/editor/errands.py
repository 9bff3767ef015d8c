"""Reading and writing files without holding up the window: one thread, one errand after the other."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QThread, Signal, Slot

Answer = TypeVar("Answer")


class _Runner(QObject):
    done = Signal(int, object)
    failed = Signal(int, object)

    @Slot(int, object)
    def run(self, ticket: int, work: Callable[[], object]) -> None:
        try:
            answer = work()
        except BaseException as fault:  # noqa: BLE001 - the thread's border: a lost fault would look like an endless errand
            self.failed.emit(ticket, fault if isinstance(fault, Exception) else RuntimeError(repr(fault)))
        else:
            self.done.emit(ticket, answer)

    @Slot()
    def end(self) -> None:
        QThread.currentThread().quit()


class Errands(QObject):
    """run(what, work, then, otherwise): work on the thread, one of the last two on the thread that owns this.

    what: for people, while they wait.
    """

    busy_changed = Signal()
    _ask = Signal(int, object)
    _end = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread(self)
        self._thread.setObjectName("files")
        self._runner = _Runner()
        self._runner.moveToThread(self._thread)
        self._waiting: dict[int, tuple[str, Callable[[Any], None], Callable[[Exception], None]]] = {}
        self._tickets = itertools.count(1)
        self._ask.connect(self._runner.run)
        self._end.connect(self._runner.end)
        # Bound slots: a lambda would run on the thread, not here.
        self._runner.done.connect(self._on_done)
        self._runner.failed.connect(self._on_failed)

    def run(
        self,
        what: str,
        work: Callable[[], Answer],
        then: Callable[[Answer], None],
        otherwise: Callable[[Exception], None],
    ) -> None:
        if not self._thread.isRunning():
            self._thread.start()
        ticket = next(self._tickets)
        self._waiting[ticket] = (what, then, otherwise)
        self._ask.emit(ticket, work)
        self.busy_changed.emit()

    @property
    def doing(self) -> str:
        """The errand that is done now, for people; empty when there is none."""
        return next(iter(self._waiting.values()))[0] if self._waiting else ""

    def is_busy(self) -> bool:
        return bool(self._waiting)

    def stop(self) -> None:
        """Finish what was begun (a file half-written helps nobody) and end; no answers come any more."""
        self._waiting.clear()
        if self._thread.isRunning():
            self._end.emit()
            self._thread.wait()

    @Slot(int, object)
    def _on_done(self, ticket: int, answer: object) -> None:
        waiting = self._waiting.pop(ticket, None)
        if waiting is not None:
            self.busy_changed.emit()
            waiting[1](answer)

    @Slot(int, object)
    def _on_failed(self, ticket: int, fault: Exception) -> None:
        waiting = self._waiting.pop(ticket, None)
        if waiting is not None:
            self.busy_changed.emit()
            waiting[2](fault)
