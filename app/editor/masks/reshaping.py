"""Grow, shrink and smooth the hole by pixels that a person gives; and how far fills fade out beyond it."""

from __future__ import annotations

import functools

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.document.planes import Tiles
from app.document.planes.combining import patch_between
from app.editor.dialogs.number import ask_number
from app.editor.notices import failure, news
from app.editor.session import Session, paused, push_whole
from app.editor.tools.selecting import Selecting
from app.files.settings import RANGES
from app.language import mark, said, text
from app.worker.reshaping import Change, reshape

_WORDS: dict[Change, str] = {"grow": mark("Grow mask"), "shrink": mark("Shrink mask"), "smooth": mark("Smooth mask")}
_STEPS: dict[Change, str] = {
    "grow": mark("Grow mask by {pixels} px"),
    "shrink": mark("Shrink mask by {pixels} px"),
    "smooth": mark("Smooth mask by {pixels} px"),
}


class Reshaping(QObject):
    """Asks how far, has it done on a thread, and makes it one step."""

    notice = Signal(object)

    def __init__(self, window: QWidget, session: Session, selecting: Selecting) -> None:
        super().__init__(window)
        self._window, self._session, self._selecting = window, session, selecting

    def grow(self) -> None:
        self._selecting.after_search(lambda: self._ask("grow"))

    def quick_grow(self) -> None:
        """By as many pixels as a person gave last."""
        self._selecting.after_search(lambda: self.change("grow", self._session.settings.mask_pixels))

    def shrink(self) -> None:
        self._selecting.after_search(lambda: self._ask("shrink"))

    def smooth(self) -> None:
        self._selecting.after_search(lambda: self._ask("smooth"))

    def feather(self) -> None:
        """The hole itself is a yes or a no for each pixel: it is the fill that fades, as the bar says, too."""
        question = text("Pixels over which fills fade into the photo:")
        feather = self._session.settings.feather
        pixels = ask_number(self._window, text("Feather of fills"), question, feather, RANGES["feather"])
        if pixels is not None:
            self._session.change(feather=pixels)

    def change(self, change: Change, pixels: int) -> None:
        """By so many pixels, once it has been reckoned."""
        self._session.settling.emit()
        document = self._session.document
        if document is None or document.hole.is_empty:
            return
        step = said(_STEPS[change], pixels=pixels)
        done = functools.partial(self._on_done, document, self._session.revision, step)
        self._selecting.errands.run(said(_WORDS[change]), reshape(document, change, pixels), done, self._on_fault)

    def _ask(self, change: Change) -> None:
        self._session.settling.emit()
        if not self._session.has_hole:
            return
        usual = self._session.settings.mask_pixels
        pixels = ask_number(self._window, said(_WORDS[change]), text("By pixels:"), usual, RANGES["mask_pixels"])
        if pixels is not None:
            self._session.change(mask_pixels=pixels)
            self.change(change, pixels)

    def _on_done(self, document: Document, revision: int, step: str, tiles: Tiles) -> None:
        if self._session.document is not document:
            return
        with paused(self._session):
            if self._session.revision == revision:
                push_whole(self._session, step, document.hole, patch_between(document.hole, tiles))
            else:
                self.notice.emit(news(text("The mask was changed meanwhile: it is left as it is.")))

    def _on_fault(self, fault: Exception) -> None:
        self.notice.emit(failure(fault, text("The mask is as it was")))
