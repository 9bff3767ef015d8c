"""The same door without a thread: a job runs when `step` is called. For tests and for runs without a window."""

from __future__ import annotations

import threading
from functools import partial

from PySide6.QtCore import QObject

from app.worker.door import Failed, FillDoor, Finished, Progressed, Traced
from app.worker.requests import Job
from app.worker.thread import Engine
from app.worker.tracing import TraceJob
from model.inference import Progress
from model.inference.errors import Cancelled


class StepWorker(FillDoor):
    """Holds one job until it is told to go on."""

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._job: Job | TraceJob | None = None
        self._stop = threading.Event()

    def start(self) -> None:
        self.ready.emit(self._engine.device)

    def fill(self, job: Job) -> None:
        self.cancel()
        self._job, self._stop = job, threading.Event()

    def trace(self, job: TraceJob) -> None:
        self.cancel()
        self._job, self._stop = job, threading.Event()

    def step(self) -> None:
        """Run the job that waits, to its end, and answer before this returns."""
        job, stop, self._job = self._job, self._stop, None
        if job is None:
            return
        answer: Finished | Traced
        try:
            if isinstance(job, TraceJob):
                answer = Traced(job, job.contours())
            else:
                told = partial(self._tell, job)
                answer = Finished(job, self._engine.fill(job.request(), told, stop.is_set))
                if answer.result.report.moved:
                    self.ready.emit(self._engine.device)
                    self.moved.emit(answer.result.report.moved)
        except Exception as fault:  # noqa: BLE001 - the same border as the thread's
            self.failed.emit(Failed(job, fault, cancelled=isinstance(fault, Cancelled)))
        else:
            (self.traced if isinstance(answer, Traced) else self.done).emit(answer)

    def cancel(self) -> None:
        self._stop.set()
        if self._job is not None:
            job, self._job = self._job, None
            self.failed.emit(Failed(job, Cancelled("cancelled"), cancelled=True))

    def stop(self) -> None:
        self._stop.set()
        self._job = None

    def _tell(self, job: Job, progress: Progress) -> None:
        self.progress.emit(Progressed(job, progress))
