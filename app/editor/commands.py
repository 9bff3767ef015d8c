"""Steps of the history. A step is checked before it is made: `redo` and `undo` cannot fail."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QUndoCommand

from app.document import TILE, Document, Layer, Patch, Plane

_Packed = dict[tuple[int, int], bytes | None]


class PatchCommand(QUndoCommand):
    """Tiles of one plane, swapped in and out."""

    def __init__(self, text: str, plane: Plane, patch: Patch) -> None:
        super().__init__(text)
        self._plane = plane
        self._patch = patch
        self._packed: _Packed | None = None

    def redo(self) -> None:
        patch = self._patch if self._packed is None else unpacked(self._packed)
        self._packed = None
        self._patch = self._plane.swap(patch)

    undo = redo  # a swap undoes itself

    def pack(self) -> None:
        """Keep the tiles in a few bytes until they are needed again; done to steps far back."""
        if self._packed is None:
            self._packed, self._patch = packed(self._patch), {}


class FillCommand(QUndoCommand):
    """A fill kept: its layers above all others, and its hole taken off the view."""

    def __init__(
        self, text: str, document: Document, layers: Sequence[Layer], patches: Sequence[tuple[Plane, Patch]]
    ) -> None:
        super().__init__(text)
        self._document, self._layers = document, tuple(layers)
        self._patches = tuple(patches)

    def redo(self) -> None:
        self._swap()
        for layer in self._layers:
            self._document.insert_layer(len(self._document.layers), layer)

    def undo(self) -> None:
        for layer in reversed(self._layers):
            self._document.take_layer(layer.id)
        self._swap()

    def _swap(self) -> None:
        self._patches = tuple((plane, plane.swap(patch)) for plane, patch in self._patches)


class RemoveLayerCommand(QUndoCommand):
    """A layer taken out."""

    def __init__(self, document: Document, layer: Layer) -> None:
        super().__init__(f"Delete {layer.name}")
        self._document, self._layer, self._index = document, layer, 0

    def redo(self) -> None:
        self._index, self._layer = self._document.take_layer(self._layer.id)

    def undo(self) -> None:
        self._document.insert_layer(self._index, self._layer)


class ReplaceLayerCommand(QUndoCommand):
    """A layer in the place of the one with the same id: shown, hidden or renamed."""

    def __init__(self, text: str, document: Document, layer: Layer) -> None:
        super().__init__(text)
        self._document, self._layer = document, layer

    def redo(self) -> None:
        self._layer = self._document.put_layer(self._layer)

    undo = redo  # putting the old one back undoes it


def packed(patch: Patch) -> _Packed:
    """Each tile as compressed bits: 16 KiB become some hundred bytes."""
    return {key: None if tile is None else zlib.compress(np.packbits(tile).tobytes(), 1) for key, tile in patch.items()}


def unpacked(tiles: _Packed) -> Patch:
    """The inverse of `packed`."""
    patch: Patch = {}
    for key, part in tiles.items():
        if part is None:
            patch[key] = None
            continue
        bits = np.frombuffer(zlib.decompress(part), dtype=np.uint8)
        tile = np.unpackbits(bits, count=TILE * TILE).reshape(TILE, TILE).astype(np.bool_)
        tile.setflags(write=False)
        patch[key] = tile
    return patch
