"""One thread with one engine behind it, and a door to it for each window."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.worker.door import Failed, FillDoor, Finished, Progressed, Traced
from app.worker.requests import Job
from app.worker.thread import Engine, FillWorker, load_inpainter
from app.worker.tracing import TraceJob
from model.inference.errors import Cancelled


class Worker(QObject):
    """The thread, and the line of jobs before it. However many doors there are, the network is in memory once. The
    thread begins with the first door that is opened, and ends with the last that is stopped.

    Jobs are done in the order in which they were asked for. A door has one at most that anybody waits for, so no
    window waits for more than one fill of each other.
    """

    _load = Signal()
    _ask = Signal(object, object)
    _ask_trace = Signal(object, object)
    _close = Signal()

    def __init__(self, load: Callable[[], Engine] = load_inpainter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread(self)
        self._thread.setObjectName("fill")
        self._worker = FillWorker(load)
        self._worker.moveToThread(self._thread)
        self._doors: list[_Door] = []
        self._line: dict[int, _Door] = {}  # by the jobs' ids, in their order: the thread is at the first
        self._device = ""  # that the engine runs on, once it is there
        self._why_not: Failed | None = None  # or why it is not
        self._load.connect(self._worker.open_engine)
        self._ask.connect(self._worker.fill)
        self._ask_trace.connect(self._worker.trace)
        self._close.connect(self._worker.close_engine)
        # Signals of the worker arrive here as queued calls of bound slots.
        self._worker.ready.connect(self._on_ready)
        self._worker.moved.connect(self._on_moved)
        self._worker.progress.connect(self._on_progress)
        self._worker.done.connect(self._on_done)
        self._worker.traced.connect(self._on_traced)
        self._worker.failed.connect(self._on_failed)

    def door(self) -> FillDoor:
        """Another one. What is asked, cancelled or stopped there concerns no other door."""
        door = _Door(self)
        self._doors.append(door)
        return door

    def begin(self, door: _Door) -> None:
        """For a door that is opened: get the engine ready, or say how that went."""
        if not self._thread.isRunning():
            self._thread.start()
            self._load.emit()
        elif self._device:
            door.ready.emit(self._device)
        elif self._why_not is not None:
            door.failed.emit(self._why_not)

    def ask(self, door: _Door, job: Job | TraceJob, stop: threading.Event) -> None:
        """Put a door's job at the end of the line. stop: ends it, before it has begun or later."""
        self._line[job.id] = door
        (self._ask_trace if isinstance(job, TraceJob) else self._ask).emit(job, stop)

    def waits(self, door: _Door, job_id: int) -> bool:
        """Whether this job of the door stands behind one of another door."""
        for other_id, other in self._line.items():
            if other_id == job_id:
                return False
            if other is not door:
                return job_id in self._line
        return False

    def leave(self, job_id: int) -> None:
        """Take a job out of the line that has not begun; the thread passes over it."""
        self._line.pop(job_id, None)

    def forget(self, door: _Door) -> None:
        """A door is stopped. Its job stays in the line until the thread is through with it; after the last door the
        thread ends, and is waited for."""
        self._doors.remove(door)
        if not self._doors and self._thread.isRunning():
            # Not quit(): that would drop what still waits in the thread's queue, and the engine would never be closed.
            self._close.emit()
            self._thread.wait()

    @Slot(str)
    def _on_ready(self, device: str) -> None:
        self._device = device
        for door in self._opened():
            door.ready.emit(device)

    @Slot(object, object)
    def _on_moved(self, job: Job, why: str) -> None:
        """Said once, where the fill was asked for; whether anybody still waits for that changes nothing."""
        door = self._line.get(job.id)
        if door is not None and door.is_open:
            door.moved.emit(why)

    @Slot(object)
    def _on_progress(self, progressed: Progressed) -> None:
        door = self._line.get(progressed.job.id)
        if door is not None and door.is_wanted(progressed.job):
            door.progress.emit(progressed)

    @Slot(object)
    def _on_done(self, finished: Finished) -> None:
        door = self._through(finished.job)
        if door is not None and door.takes(finished.job):
            door.done.emit(finished)

    @Slot(object)
    def _on_traced(self, traced: Traced) -> None:
        door = self._through(traced.job)
        if door is not None and door.takes(traced.job):
            door.traced.emit(traced)

    @Slot(object)
    def _on_failed(self, failed: Failed) -> None:
        if failed.job is None:
            self._why_not = failed
            for opened in self._opened():
                opened.failed.emit(failed)
            return
        door = self._through(failed.job)
        if door is not None:
            door.fail(failed)

    def _opened(self) -> list[_Door]:
        return [door for door in self._doors if door.is_open]

    def _through(self, job: Job | TraceJob) -> _Door | None:
        """The thread has ended this job: whose it is, if anybody's, and on to the next in the line."""
        if job.id not in self._line:
            return None
        door = self._line.pop(job.id)
        for following in list(self._line.values())[:1]:
            following.turn.emit()
        return door


class _Door(FillDoor):
    """That of one window, on the GUI thread."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self._asked: dict[int, tuple[Job | TraceJob, threading.Event]] = {}  # that have no answer yet, by their ids
        self.is_open = self._is_stopped = False

    @property
    def waits(self) -> bool:
        return any(not stop.is_set() and self._worker.waits(self, number) for number, (_, stop) in self._asked.items())

    def start(self) -> None:
        if not self.is_open and not self._is_stopped:
            self.is_open = True
            self._worker.begin(self)

    def fill(self, job: Job) -> None:
        self._ask(job)

    def trace(self, job: TraceJob) -> None:
        self._ask(job)

    def cancel(self) -> None:
        for job, stop in list(self._asked.values()):
            stop.set()
            if self._worker.waits(self, job.id):  # told at once: the job before it may take minutes
                self._worker.leave(job.id)
                self.fail(Failed(job, Cancelled("cancelled before it began"), cancelled=True))

    def stop(self) -> None:
        if not self._is_stopped:
            self._is_stopped, self.is_open = True, False
            for _, stop in self._asked.values():
                stop.set()
            self._asked.clear()
            self._worker.forget(self)

    def is_wanted(self, job: Job | TraceJob) -> bool:
        """Whether the job's answer is still waited for."""
        return job.id in self._asked and not self._asked[job.id][1].is_set()

    def takes(self, job: Job | TraceJob) -> bool:
        """The job is done: whether its answer is still waited for. It is not from now on."""
        _, stop = self._asked.pop(job.id, (job, None))
        if stop is not None and stop.is_set():  # cancelled while the answer was on its way
            self.failed.emit(Failed(job, Cancelled("cancelled"), cancelled=True))
        return stop is not None and not stop.is_set()

    def fail(self, failed: Failed) -> None:
        """The job has no answer."""
        if failed.job is not None and self._asked.pop(failed.job.id, None) is not None:
            self.failed.emit(failed)

    def _ask(self, job: Job | TraceJob) -> None:
        """Those before it are cancelled now. The event is what cancels this one."""
        self.cancel()
        self.start()
        stop = threading.Event()
        self._asked[job.id] = (job, stop)
        self._worker.ask(self, job, stop)
