"""Live preview: after a pause in drawing, a quick fill is shown that is no part of the document.

It is painted by the canvas in the place of the document's own pixels, and is gone as soon as layers change, a fill is
kept, the hole is empty, or a person says so. Nothing else ever sees it: saving, copying and filling look at the
document.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.layers.fills import with_fill
from app.editor.canvas.mipmaps import Mipmaps
from app.editor.clocks import single_shot
from app.editor.fills.filling import Filling
from app.editor.fills.keeping import fill_of
from app.editor.fills.reopening import Reopening
from app.editor.fills.tracing import Tracing
from app.editor.notices import failure
from app.editor.session import Session
from app.language import text
from app.worker.door import Failed, FillDoor, Finished
from app.worker.requests import Job, request_for

PAUSE_MS = 400


class Preview(QObject):
    """Asks the worker when it has nothing else to do, and shows its answer while it is true."""

    changed = Signal()  # under way, shown, or neither
    repaint = Signal(object)  # Box of the photo

    def __init__(
        self, session: Session, filling: Filling, tracing: Tracing, reopening: Reopening, door: FillDoor
    ) -> None:
        super().__init__(session)
        self._session, self._filling, self._tracing = session, filling, tracing
        self._reopening, self._door = reopening, door
        self.is_wanted: Callable[[], bool] = lambda: True  # whether a person is at this window: others may be waiting
        self.gives_way: Callable[[], bool] = lambda: False  # whether something else is shown for the document
        self._mipmaps: Mipmaps | None = None
        self._job: Job | None = None
        self._is_due = False  # once the person is at this window
        self._shown: Box | None = None
        self._fault = ""
        self._asked_with = self._wishes()
        self._pause = single_shot(self, PAUSE_MS, self._ask)
        door.done.connect(self._on_done)
        door.failed.connect(self._on_failed)
        door.turn.connect(self.changed)
        session.planes_changed.connect(self._on_planes)
        session.layers_changed.connect(self._on_layers)
        session.settings_changed.connect(self.compare)
        session.history.changed.connect(self.compare)
        filling.changed.connect(self._on_other_work)
        tracing.changed.connect(self._on_other_work)

    @property
    def is_on(self) -> bool:
        return self._session.settings.live_preview

    @property
    def is_under_way(self) -> bool:
        """Whether one shows, is asked for, or will be in a moment."""
        return self._shown is not None or self._job is not None or self._pause.isActive()

    @property
    def is_shown(self) -> bool:
        return self._shown is not None

    @property
    def status(self) -> str:
        """One line for the status bar; empty when there is nothing to say."""
        if self._fault:
            return self._fault
        if self._job is not None:
            return text("The preview waits for another window") if self._door.waits else text("Making a preview")
        return text("Preview: Enter fills, Esc drops it") if self.is_shown else ""

    def toggle(self) -> None:
        self._session.change(live_preview=not self.is_on)

    def look_at(self, mipmaps: Mipmaps) -> None:
        """The picture of the photo that was opened."""
        self.drop()
        self._mipmaps = mipmaps

    def resume(self) -> None:
        """The person is at this window again."""
        if self._is_due:
            self._pause.start()

    def drop(self) -> bool:
        """Show the document again and wait for no preview; False when there was none."""
        there_was = self.is_under_way
        self._pause.stop()
        self._is_due = False
        self._give_up()
        self._hide()
        self._fault = ""
        self.changed.emit()
        return there_was

    @Slot()
    def _ask(self) -> None:
        document = self._session.document
        if document is None or document.hole.is_empty or self._is_busy() or self.gives_way() or not self.is_on:
            return
        self._is_due = not self.is_wanted()
        if self._is_due:
            return
        edited = self._reopening.layer
        settings = replace(self._session.settings, quality="fast", variants=1, detail="off")
        self._fault = ""
        under = None if edited is None else edited.id
        self._job = request_for(document, settings, under=under, chosen=self._filling.looked_at)
        self._door.fill(self._job)
        self.changed.emit()

    @Slot(object)
    def _on_done(self, finished: Finished) -> None:
        if self._job is None or finished.job is not self._job:
            return
        self._job = None
        document = self._session.document
        if document is not None and finished.result.candidates:
            self._show(document, finished)
        self.changed.emit()

    @Slot(object)
    def _on_failed(self, failed: Failed) -> None:
        if self._job is None or failed.job is not self._job:
            return
        self._job = None
        if not failed.cancelled:  # said where the eye may rest, not in a notice: nobody asked for it just now
            self._hide()
            self._fault = failure(failed.error, text("No preview")).text
        self.changed.emit()

    def _show(self, document: Document, finished: Finished) -> None:
        """The document's picture as it would be with this fill."""
        if self._mipmaps is None:
            return
        fill, edited = fill_of(finished.job, finished.result), self._reopening.layer
        one = fill.candidates[0]
        if edited is None:
            made = Layer(
                max((layer.id for layer in document.layers), default=0) + 1, "", one.box, one.pixels, one.alpha
            )
            layers = (*document.layers, made)
        else:
            made = replace(with_fill(edited, fill), visible=True)
            layers = tuple(made if layer.id == edited.id else layer for layer in document.layers)
        seen = Document(document.photo)
        seen.put_layers(layers)
        self._hide()
        self._shown = one.box if edited is None else one.box.union(edited.box)
        self._mipmaps.show(functools.partial(compose, seen))
        self.repaint.emit(self._shown)

    def _hide(self) -> None:
        box, self._shown = self._shown, None
        if box is not None and self._mipmaps is not None:
            self._mipmaps.show(None)
            self.repaint.emit(box)

    def _give_up(self) -> None:
        """Do not wait for the answer; whatever else the worker does goes on."""
        if self._job is not None:
            self._job = None
            if not self._is_busy():
                self._door.cancel()

    def _is_busy(self) -> bool:
        return self._filling.is_busy or self._tracing.is_busy

    def _wishes(self) -> tuple[object, ...]:
        """What a preview is made with beside planes and layers, which tell of themselves."""
        settings, document = self._session.settings, self._session.document
        looked_at = self._filling.looked_at if settings.sample == "layer" else None
        contexts = () if document is None else document.contexts
        numbers = settings.grow, settings.feather, settings.guidance
        return settings.live_preview, numbers, settings.sample, looked_at, contexts

    @Slot()
    def _on_planes(self) -> None:
        """Drawing: the preview that is shown stays until there is a newer one."""
        document = self._session.document
        if not self.is_on:
            return
        if document is None or document.hole.is_empty:
            self.drop()
            return
        was_asked = self._job is not None
        self._give_up()
        self._pause.start()
        if was_asked:
            self.changed.emit()

    @Slot()
    def _on_layers(self) -> None:
        if self.is_shown or self._job is not None:
            self.drop()
        self.again()

    @Slot()
    def compare(self) -> None:
        """Ask anew if what the preview was made with is not so any more."""
        before, self._asked_with = self._asked_with, self._wishes()
        if before != self._asked_with:
            self.drop()
            self.again()

    @Slot()
    def again(self) -> None:
        """Ask after a pause, if there is something to ask."""
        if self.is_on and self._session.has_hole:
            self._pause.start()

    @Slot()
    def _on_other_work(self) -> None:
        if self._is_busy() and (self._job is not None or self._pause.isActive()):
            self._job = None  # the worker has been given something else, which cancelled it
            self._pause.stop()
            self.changed.emit()
