"""Steps of the history that change layers: all of them at once, one of them by a drag, and strokes on a mask."""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np
from PySide6.QtGui import QUndoCommand

from app.document import Document
from app.document.layers import Layer
from app.document.layers.mask import SharesPatch
from app.document.maskdraft import with_mask_patch
from app.editor.history.commands import ReplaceLayerCommand, Step

_Packed = dict[tuple[int, int], tuple[tuple[int, int], bytes] | None]


class LayersCommand(Step):
    """Other layers in the place of all: added, taken, in another order, or joined."""

    def __init__(self, text: str, document: Document, layers: tuple[Layer, ...]) -> None:
        super().__init__(text)
        self._document = document
        self._layers: tuple[Layer, ...] | None = layers

    def redo(self) -> None:
        if self._layers is not None:
            self._layers = self._document.put_layers(self._layers)

    undo = redo  # putting the old ones back undoes it

    @property
    def layers(self) -> tuple[Layer, ...]:
        return () if self._layers is None else self._layers

    def release(self) -> None:
        self._layers = None


class DragCommand(ReplaceLayerCommand):
    """A value of a layer that is dragged to: all of one drag become one step.

    drag: a number of the drag, above 0; the history joins a step with the one before it if both have the same.
    """

    def __init__(self, text: str, document: Document, layer: Layer, drag: int) -> None:
        super().__init__(text, document, layer)
        self._drag, self._of = drag, layer.id

    def id(self) -> int:
        return self._drag

    def mergeWith(self, other: QUndoCommand) -> bool:
        """The later value stands in the document; what stood there before the first one is kept here."""
        return isinstance(other, DragCommand) and other._of == self._of


class MaskCommand(Step):
    """Tiles of a layer's mask, swapped in and out. A layer that had no mask has none again after undo."""

    def __init__(self, text: str, document: Document, layer_id: int, patch: SharesPatch) -> None:
        super().__init__(text)
        self._document, self._id, self._patch = document, layer_id, patch
        self._packed: _Packed | None = None
        self._made_mask = False

    def redo(self) -> None:
        self._made_mask = self._document.layer(self._id).mask is None
        self._swap(drop_mask=False)

    def undo(self) -> None:
        self._swap(drop_mask=self._made_mask)

    @property
    def tile_bytes(self) -> int:
        if self._packed is None:
            return sum(tile.nbytes for tile in self._patch.values() if tile is not None)
        return sum(len(part[1]) for part in self._packed.values() if part is not None)

    def pack(self) -> None:
        """Keep the tiles in a few bytes until they are needed again."""
        if self._packed is None:
            self._packed = {
                key: None if tile is None else (tile.shape, zlib.compress(tile.tobytes(), 1))  # type: ignore[misc]
                for key, tile in self._patch.items()
            }
            self._patch = {}

    def release(self) -> None:
        self._packed, self._patch = None, {}

    def _swap(self, *, drop_mask: bool) -> None:
        if self._packed is not None:
            self._patch, self._packed = _unpacked(self._packed), None
        layer, self._patch, box = with_mask_patch(self._document.layer(self._id), self._patch)
        self._document.put_layer(replace(layer, mask=None) if drop_mask else layer, box)


def _unpacked(packed: _Packed) -> SharesPatch:
    patch: SharesPatch = {}
    for key, part in packed.items():
        if part is None:
            patch[key] = None
        else:  # of bytes, so that nobody can write to it
            patch[key] = np.frombuffer(zlib.decompress(part[1]), np.uint8).reshape(part[0])
    return patch
