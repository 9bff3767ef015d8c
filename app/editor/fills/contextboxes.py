"""What a fill would look at, as thin boxes over the photo, while a person wants to see them."""

from __future__ import annotations

import functools

from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.document.geometry import Box
from app.editor.canvas.marks import Marks, Outline
from app.editor.clocks import single_shot
from app.editor.errands import Errands
from app.editor.session import Session
from app.language import text
from app.worker.contexts import Context, contexts

MARK = "contexts"
DELAY_MS = 60  # several changes at once, as an undo makes them, are one question


class ContextBoxes(QObject):
    """Follows hole and settings, but not within a stroke; asks on a thread."""

    changed = Signal()  # other boxes, or none

    def __init__(self, session: Session, marks: Marks, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._marks = session, marks
        self._errands = Errands(self)  # of its own: nothing that a person waits for stands behind it
        self.found: tuple[Context, ...] = ()  # that show now
        self._is_held = self._has_ended = False
        self._asks = False  # a question is under way
        self._is_old = False  # and its answer will be one to another hole
        self._clock = single_shot(self, DELAY_MS, self._ask)
        session.history.changed.connect(self.refresh)
        session.settings_changed.connect(self.refresh)
        session.opened.connect(self._on_opened)

    def toggle(self) -> None:
        self._session.change(context_boxes=not self._session.settings.context_boxes)

    def hold(self, *, on: bool) -> None:
        """Show them whatever the settings say: a tool that moves them is in the hand."""
        if on != self._is_held:
            self._is_held = on
            self.refresh()

    def show(self, box: Box | None = None, instead: Box | None = None) -> None:
        """Show what was found, one box in the place of another."""
        shown = [box if box is not None and one.box == instead else one.box for one in self.found]
        self._marks.show(MARK, *(Outline.around(one, faint=one != box) for one in shown))

    def stop(self) -> None:
        """The window closes: no answers come any more."""
        self._has_ended = True
        self._clock.stop()
        self._errands.stop()

    def refresh(self) -> None:
        """Ask anew, or show none."""
        is_wanted = self._session.settings.context_boxes or self._is_held
        if is_wanted and self._session.has_hole and not self._has_ended:
            self._clock.start()
        else:
            self._clear()

    def _on_opened(self) -> None:
        """A project brings its mask along, and no step of the history will tell of it."""
        self._clear()
        self.refresh()

    def _clear(self) -> None:
        self._clock.stop()
        self._is_old = self._asks
        self._take(())

    def _take(self, found: tuple[Context, ...]) -> None:
        if found != self.found:
            self.found = found
            self.changed.emit()
        self.show()

    def _ask(self) -> None:
        document = self._session.document
        if document is None or self._asks:
            self._is_old = self._asks
            return
        self._asks, self._is_old = True, False
        found = functools.partial(self._on_found, document)
        self._errands.run(
            text("Looking at the mask"), contexts(document, self._session.settings), found, self._on_fault
        )

    def _on_found(self, document: Document, found: tuple[Context, ...]) -> None:
        self._asks = False
        if self._is_old or self._session.document is not document:
            self.refresh()
        else:
            self._take(found)

    def _on_fault(self, fault: Exception) -> None:  # noqa: ARG002 - nobody misses a box that only tells
        self._asks = False
        if self._is_old:
            self.refresh()
        else:
            self._clear()
