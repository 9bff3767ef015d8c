"""What a person draws while a fill runs: it is for the next one, and stays when this one takes its own off the view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Slot

from app.document import Document
from app.document.planes import Tiles
from app.document.planes.tiles import Mask, TiledPlane, TilesOf, Value
from app.editor.history.commands import Step
from app.editor.session import Session


class Since(QObject):
    """Follows a session from `begin` to `end`. A stroke that goes over the mask which is being filled is none of that
    mask: it stays as it was drawn, not only what of it lies beside."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._drawn: list[tuple[Step, TiledPlane[Any], Tiles]] = []
        self._is_on = False
        session.drew.connect(self._on_drew)

    def begin(self) -> None:
        """A fill was asked for."""
        self._drawn, self._is_on = [], True

    def end(self) -> None:
        """It is over."""
        self._drawn, self._is_on = [], False

    def spared(self, document: Document, taken: Mapping[str, TilesOf[Any]]) -> dict[str, TilesOf[Any]]:
        """What goes off the planes of these names: this, without what was drawn since and not undone."""
        history = self._session.history
        done = history.steps[: history.index]
        return {name: _less(tiles, self._on(getattr(document, name), done)) for name, tiles in taken.items()}

    def _on(self, plane: TiledPlane[Any], done: Sequence[Step]) -> list[Tiles]:
        return [tiles for step, where, tiles in self._drawn if where is plane and any(step is one for one in done)]

    @Slot(object, object, object)
    def _on_drew(self, step: Step, plane: TiledPlane[Any], tiles: Tiles) -> None:
        if self._is_on:
            self._drawn.append((step, plane, tiles))


def _less(tiles: TilesOf[Value], drawn: Sequence[Tiles]) -> TilesOf[Value]:
    """The tiles without these pixels."""
    if not drawn:
        return tiles
    left: TilesOf[Value] = {}
    for key, tile in tiles.items():
        gone = [part for part in (one.get(key) for one in drawn) if part is not None]
        rest = _emptied(tile, gone) if gone else tile
        if rest.any():
            left[key] = rest
    return left


def _emptied(tile: np.ndarray[Any, np.dtype[Value]], gone: Sequence[Mask]) -> np.ndarray[Any, np.dtype[Value]]:
    rest = tile.copy()
    for pixels in gone:
        rest[pixels] = 0
    rest.setflags(write=False)
    return rest
