"""The magic wand: a click selects what has the colour under it."""

from __future__ import annotations

import functools
import math

from PySide6.QtCore import QObject

from app.document import Document
from app.document.geometry import Box
from app.document.planes import Tiles
from app.document.planes.combining import Mode
from app.editor.tools.base import Spot
from app.editor.tools.selecting import Selecting, SelectionTool
from app.language import text
from app.worker.selecting import similar_to


class Wand(SelectionTool):
    """Asks for the pixels of a colour on a thread, and takes them when they come."""

    drags = False

    def __init__(self, selecting: Selecting, parent: QObject) -> None:
        super().__init__(selecting, parent)
        self._waiting = 0  # questions without an answer
        selecting.session.opened.connect(self._forget)

    @property
    def hint(self) -> str:
        return text("Looking for the colour") if self._waiting else ""

    def press(self, spot: Spot) -> None:
        document, settings = self.selecting.session.document, self.selecting.session.settings
        at = math.floor(spot.x), math.floor(spot.y)
        if document is None or not Box.of(document.size).contains(*at):
            return
        self.selecting.session.settling.emit()
        work = similar_to(document, at, tolerance=settings.wand_tolerance, contiguous=settings.wand_contiguous)
        self._waiting += 1
        self.selecting.errands.run(
            text("Looking for the colour"),
            work,
            functools.partial(self._on_found, document, self.selecting.mode_at(spot)),
            self._on_fault,
        )

    def move(self, spot: Spot) -> None: ...

    def abort(self) -> bool:
        return False

    def _on_found(self, document: Document, mode: Mode, tiles: Tiles) -> None:
        self._end()
        if self.selecting.session.document is document:
            self.selecting.session.settling.emit()
            self.selecting.commit("colour", tiles, mode)

    def _on_fault(self, fault: Exception) -> None:
        self._end()
        self.selecting.fail(fault)

    def _end(self) -> None:
        self._waiting = max(0, self._waiting - 1)
        self.selecting.hinted.emit()

    def _forget(self) -> None:
        self._waiting = 0
