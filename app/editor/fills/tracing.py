"""«Trace Contours»: ask the worker for the photo's contours inside the hole, and offer them as guide strokes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.editor.fills.contourchoice import ContourChoice
from app.editor.fills.filling import Filling
from app.editor.notices import failure, news
from app.editor.session import Session
from app.language import text
from app.worker.door import Failed, FillDoor, Traced
from app.worker.tracing import TraceJob, trace_for


class Tracing(QObject):
    """At most one search for contours is waited for, and none while a fill is: they share the worker's thread."""

    changed = Signal()  # busy or not
    notice = Signal(object)

    def __init__(self, session: Session, filling: Filling, door: FillDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._filling, self._door = session, filling, door
        self._job: TraceJob | None = None
        self.choice = ContourChoice(session, self)  # what is done with the answer
        self.choice.notice.connect(self.notice)
        self.choice.changed.connect(self.changed)
        door.traced.connect(self._on_traced)
        door.failed.connect(self._on_failed)
        door.turn.connect(self.changed)
        session.opened.connect(self.forget)

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    @property
    def status(self) -> str:
        """One line for the status bar; empty when nothing is under way."""
        if not self.is_busy:
            return text("Enter takes the strokes, Esc drops them") if self.choice.is_pending else ""
        return text("Waiting for another window") if self._door.waits else text("Tracing contours")

    def start(self) -> None:
        """Ask for the contours inside the present hole."""
        document = self._session.document
        if document is None or self.is_busy or self._filling.is_busy:
            return
        self._session.settling.emit()
        if document.hole.is_empty:
            self.notice.emit(news(text("Nothing to trace yet: brush over where the strokes should go.")))
            return
        self._job = trace_for(document)
        self._door.trace(self._job)
        self.changed.emit()

    def cancel(self) -> bool:
        """Cancel the search under way; False when there is none."""
        if self._job is None:
            return False
        self._door.cancel()
        return True

    @Slot()
    def forget(self) -> None:
        """Cancel, and do not wait for the answer: it belongs to another document."""
        if self._job is not None:
            self._end()
            self._door.cancel()

    @Slot(object)
    def _on_traced(self, traced: Traced) -> None:
        if not self._is_pending(traced.job):
            return
        self._end()
        if traced.contours.count:
            self.choice.offer(traced.contours)
        else:
            self.notice.emit(news(text("No contour found inside the mask: draw one with the sketch pen (P).")))

    @Slot(object)
    def _on_failed(self, failed: Failed) -> None:
        if failed.job is not None and self._is_pending(failed.job):
            self._end()
            self.notice.emit(
                news(text("Cancelled: nothing was changed."))
                if failed.cancelled
                else failure(failed.error, text("Not traced"))
            )

    def _is_pending(self, job: object) -> bool:
        return self._job is not None and job is self._job

    def _end(self) -> None:
        self._job = None
        self.changed.emit()
