"""What lives on the worker's thread: it owns the engine, from its loading to its end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.files.line import Line
from app.worker.door import Failed, Finished, Progressed, Traced
from app.worker.requests import Job
from app.worker.tracing import TraceJob
from model.inference import FillRequest, FillResult, Progress
from model.inference.aside import Side
from model.inference.errors import Cancelled, NoEngine

PROGRESS_GAP_S = 0.05  # a person sees no more than 20 steps a second, and each costs the window a turn


class Engine(Protocol):
    """What the worker needs of an Inpainter."""

    @property
    def device(self) -> str: ...

    def fill(
        self,
        request: FillRequest,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> FillResult: ...

    def close(self) -> None: ...


def load_inpainter() -> Engine:
    """The real engine. Takes tenths of a second: imports the runtime and reads the weights."""
    from model.inference import Inpainter

    return Inpainter.load()


def as_exception(fault: BaseException) -> Exception:
    """The fault, or what stands for one that is no Exception: some native extensions end in such."""
    return fault if isinstance(fault, Exception) else RuntimeError(f"{type(fault).__name__}: {fault}")


class FillWorker(QObject):
    """Lives on the worker's thread and runs one job after the other."""

    ready = Signal(str)
    moved = Signal(object, object)
    progress = Signal(object)
    done = Signal(object)
    traced = Signal(object)
    failed = Signal(object)

    def __init__(self, load: Callable[[], Engine]) -> None:
        super().__init__()
        self._load = load
        self._engine: Engine | None = None
        self._why_not: Exception = NoEngine(Line("the engine is not loaded yet: try again in a moment"))
        self._last_told_s = 0.0
        self._side = Side("request-aside")

    @Slot()
    def open_engine(self) -> None:
        try:
            self._engine = self._load()
        except BaseException as fault:  # noqa: BLE001 - the thread's border: a lost fault would look like an endless start
            self._why_not = as_exception(fault)
            self.failed.emit(Failed(None, self._why_not, cancelled=False))
        else:
            self.ready.emit(self._engine.device)

    @Slot(object, object)
    def fill(self, job: Job, stop: threading.Event) -> None:
        # The event is born with the job: one shared by all jobs could be cleared between a person's «cancel» and
        # the start of the fill it was meant for.
        try:
            if stop.is_set():
                raise Cancelled("cancelled before it began")
            if self._engine is None:
                # Not raised once more: it would hold the frames of every fill that it was raised for, photos and all.
                self.failed.emit(Failed(job, self._why_not, cancelled=False))
                return
            self._last_told_s = 0.0
            result = self._engine.fill(
                self._request(job, stop), lambda progress: self._tell(job, progress), stop.is_set
            )
            if result.report.moved:  # before a cancel can drop the report: it is true of all that follows
                self.ready.emit(self._engine.device)
                self.moved.emit(job, result.report.moved)
            if stop.is_set():
                raise Cancelled("cancelled when it was nearly done")
        except BaseException as fault:  # noqa: BLE001 - the thread's border: a lost fault would look like an endless fill
            self.failed.emit(Failed(job, as_exception(fault), cancelled=isinstance(fault, Cancelled)))
        else:
            self.done.emit(Finished(job, result))

    @Slot(object, object)
    def trace(self, job: TraceJob, stop: threading.Event) -> None:
        try:
            if stop.is_set():
                raise Cancelled("cancelled before it began")
            contours = job.contours()
            if stop.is_set():
                raise Cancelled("cancelled when it was nearly done")
        except BaseException as fault:  # noqa: BLE001 - the thread's border: a lost fault would look like an endless search
            self.failed.emit(Failed(job, as_exception(fault), cancelled=isinstance(fault, Cancelled)))
        else:
            self.traced.emit(Traced(job, contours))

    @Slot()
    def close_engine(self) -> None:
        engine, self._engine = self._engine, None
        try:
            if engine is not None:
                engine.close()
            self._side.settle()
        finally:
            QThread.currentThread().quit()  # whatever a driver says to its end: the window waits for the thread's

    def _request(self, job: Job, stop: threading.Event) -> FillRequest:
        """The job's request, made aside: a hundred megapixels take a second. A cancel ends it between two rows."""

        def look_up() -> None:
            if stop.is_set():
                raise Cancelled("cancelled before it began")

        return self._side.do(lambda: job.request(look_up), look_up)

    def _tell(self, job: Job, progress: Progress) -> None:
        now_s = time.perf_counter()
        if now_s - self._last_told_s >= PROGRESS_GAP_S or progress.done == progress.total:
            self._last_told_s = now_s
            self.progress.emit(Progressed(job, progress))
