"""The conversation with the worker: ask, wait, keep or explain. The document changes only when a fill is kept."""

from __future__ import annotations

import re
import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.document import Box, Layer
from app.editor.notices import Notice, failure, news, warning
from app.editor.session import Session
from app.worker import Failed, FillDoor, FillResult, Finished, Job, Progressed, TraceJob, request_for

CLOCK_MS = 100
_NUMBERED = re.compile(r"Fill ([0-9]{1,9})\b")


class Filling(QObject):
    """At most one fill is waited for; answers to any other job are dropped."""

    changed = Signal()  # busy or not, another step, another tenth of a second
    notice = Signal(object)
    kept = Signal()

    def __init__(self, session: Session, door: FillDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._door = session, door
        self._job: Job | None = None
        self._began_s = 0.0
        self._step: Progressed | None = None
        self._is_cancelling = False
        self.device = ""
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MS)
        self._clock.timeout.connect(self.changed)
        door.ready.connect(self._on_ready)
        door.progress.connect(self._on_progress)
        door.done.connect(self._on_done)
        door.failed.connect(self._on_failed)
        session.opened.connect(self.forget)

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    @property
    def share(self) -> float | None:
        """How much is done, 0 .. 1; None while that is not known."""
        if self._step is None or self._step.progress.total == 0:
            return None
        return self._step.progress.done / self._step.progress.total

    @property
    def status(self) -> str:
        """One line for the status bar; empty when nothing is under way."""
        if self._job is None:
            return ""
        if self._is_cancelling:
            what = "Cancelling"
        elif not self.device:
            what = "Loading the network"
        elif self._step is not None and self._step.progress.total > 1:
            now = min(int(self._step.progress.done) + 1, self._step.progress.total)
            what = f"Filling, pass {now} of {self._step.progress.total}"
        else:
            what = "Filling"
        parts = [what, self.device, f"{time.perf_counter() - self._began_s:.1f} s"]
        return " · ".join(part for part in parts if part)

    def start(self) -> None:
        """Ask for a fill of the present hole."""
        document = self._session.document
        if document is None or self.is_busy:
            return
        self._session.settling.emit()
        if document.hole.is_empty:
            self.notice.emit(news("Nothing to fill yet: brush over what should go."))
            return
        self._job, self._step, self._is_cancelling = request_for(document, self._session.settings), None, False
        self._began_s = time.perf_counter()
        self._clock.start()
        self._door.fill(self._job)
        self.changed.emit()

    def cancel(self) -> bool:
        """Cancel the fill under way; False when there is none."""
        if self._job is None:
            return False
        self._is_cancelling = True
        self._door.cancel()
        self.changed.emit()
        return True

    @Slot()
    def forget(self) -> None:
        """Cancel, and do not wait for the answer: it belongs to another document."""
        if self._job is not None:
            self._end()
            self._door.cancel()

    @Slot(str)
    def _on_ready(self, device: str) -> None:
        self.device = device.upper()
        self.changed.emit()

    @Slot(object)
    def _on_progress(self, progressed: Progressed) -> None:
        if self._is_pending(progressed.job):
            self._step = progressed
            self.changed.emit()

    @Slot(object)
    def _on_done(self, finished: Finished) -> None:
        if not self._is_pending(finished.job):
            return
        seconds = time.perf_counter() - self._began_s
        self._end()
        layers = self._layers_of(finished.job, finished.result, seconds)
        if not layers:
            self.notice.emit(news("Nothing to fill: the mask is empty."))
            return
        self._session.keep_fill(layers, finished.job.hole, finished.job.sketch)
        self.kept.emit()
        if finished.result.report.warnings:
            self.notice.emit(warning("; ".join(finished.result.report.warnings)))

    @Slot(object)
    def _on_failed(self, failed: Failed) -> None:
        if failed.job is None:
            self.notice.emit(failure(failed.error, "Filling is not possible here"))
        elif self._is_pending(failed.job):
            self._end()
            self.notice.emit(_why(failed))

    def _is_pending(self, job: Job | TraceJob) -> bool:
        return self._job is not None and self._job.id == job.id

    def _end(self) -> None:
        self._job, self._step = None, None
        self._clock.stop()
        self.changed.emit()

    def _layers_of(self, job: Job, result: FillResult, seconds: float) -> list[Layer]:
        """One layer a candidate, the plain one on top and alone visible."""
        document = self._session.document
        if document is None:
            return []
        number = _next_number(document.layers)
        made_by = f"{result.report.device.upper()} · {seconds:.1f} s"
        note = f"{made_by} · {job.settings.quality}" if result.report.by_network else f"{made_by} · classical"
        layers = []
        for index, candidate in enumerate(result.candidates):
            layers.append(
                Layer(
                    id=document.new_layer_id(),
                    name=f"Fill {number}" if index == 0 else f"Fill {number}, variant {index + 1}",
                    box=Box(*candidate.box).shift(*job.origin),
                    pixels=candidate.pixels,
                    alpha=candidate.alpha,
                    visible=index == 0,
                    note=note,
                )
            )
        return layers[::-1]


def _next_number(layers: tuple[Layer, ...]) -> int:
    """Above every number in use. Counting layers would not do: fills have variants, and layers are deleted."""
    names = (_NUMBERED.match(layer.name) for layer in layers)
    return 1 + max((int(name[1]) for name in names if name is not None), default=0)


def _why(failed: Failed) -> Notice:
    if failed.cancelled:
        return news("Cancelled: nothing was changed.")
    return failure(failed.error, "Not filled")
