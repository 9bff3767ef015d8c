"""The door between the editor and the model: what both the thread and its stand-in for tests offer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.document.planes.ordered import Ordered
from app.worker.requests import Job
from app.worker.tracing import TraceJob
from model.inference import FillResult, Progress


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far a job is."""

    job: Job
    progress: Progress


@dataclass(frozen=True, slots=True)
class Finished:
    """A job's answer."""

    job: Job
    result: FillResult


@dataclass(frozen=True, slots=True)
class Traced:
    """The contours that were asked for."""

    job: TraceJob
    contours: Ordered


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a job has no answer. job is None when the engine itself did not start."""

    job: Job | TraceJob | None
    error: Exception
    cancelled: bool


class FillDoor(QObject):
    """Ask for fills and contours here; answers come as signals on the thread that owns the door.

    What a door must offer raises NotImplementedError here: a QObject cannot be an abstract base class as well, since
    both bring a metaclass of their own.

    ready(str): the device that fills will run on, said anew where it is another one.  moved(str): why it is, or why
    another runtime fills from now on.  turn(): a job that had to wait is begun.
    progress(Progressed).  done(Finished).  traced(Traced).  failed(Failed).
    """

    ready = Signal(str)
    moved = Signal(object)
    turn = Signal()
    progress = Signal(object)
    done = Signal(object)
    traced = Signal(object)
    failed = Signal(object)

    @property
    def waits(self) -> bool:
        """Whether the job that was asked for stands behind one of another window."""
        return False

    def start(self) -> None:
        """Get the engine ready. Called once, after the first paint."""
        raise NotImplementedError

    def fill(self, job: Job) -> None:
        """Begin a job. One that is under way is cancelled: a newer question makes the older one moot."""
        raise NotImplementedError

    def trace(self, job: TraceJob) -> None:
        """Look for contours. As with `fill`, a job that is under way is cancelled. Needs no engine."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Cancel the job under way, if any. It ends with `failed`, cancelled True."""
        raise NotImplementedError

    def stop(self) -> None:
        """Cancel what is under way and end for good; nothing is emitted after this returns."""
        raise NotImplementedError
