"""A layer shown where it is about to be: the canvas paints it there, and nobody else knows of it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.document import Document, compose, compose_picked
from app.document.compose import Placed
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.layers.layer import Pixels
from app.document.picking import Places
from app.editor.canvas.mipmaps import Mipmaps


class StandIn(QObject):
    """Costs what is seen, not what the layer holds: in another size its pixels are repeated or left out."""

    repaint = Signal(object)  # Box of the photo

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mipmaps: Mipmaps | None = None
        self._home: Box | None = None  # of the layer that is shown elsewhere
        self._at: Box | None = None

    def look_at(self, mipmaps: Mipmaps) -> None:
        """The picture of the photo that was opened."""
        self._mipmaps, self._home, self._at = mipmaps, None, None

    def show(self, document: Document, layer: Layer, box: Box) -> None:
        """The document's picture as it would be with this layer of it in the box."""
        if self._mipmaps is None:
            return
        seen, is_moved = Document(document.photo), box.size == layer.box.size
        there = replace(layer, box=box) if is_moved else layer
        seen.put_layers(tuple(there if one.id == layer.id else one for one in document.layers))
        if is_moved:
            self._mipmaps.show(functools.partial(compose, seen), functools.partial(compose_picked, seen))
        else:
            pick = functools.partial(compose_picked, seen, placed=Placed(layer.id, box))
            self._mipmaps.show(functools.partial(_all_of, pick), pick)
        before, self._at, self._home = self._at or layer.box, box, layer.box
        for changed in (before, box):
            self.repaint.emit(changed.clip(document.size))

    def hide(self) -> None:
        """Show the document again."""
        boxes, self._home, self._at = (self._home, self._at), None, None
        if self._mipmaps is None:
            return
        for box in boxes:
            if box is not None:
                self._mipmaps.show(None)
                self.repaint.emit(box.clip(self._mipmaps.size))


def _all_of(pick: Callable[[Places, Places], Pixels], box: Box) -> Pixels:
    return pick(np.arange(box.y0, box.y1), np.arange(box.x0, box.x1))
