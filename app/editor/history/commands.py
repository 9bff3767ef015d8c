"""Steps of the history. A step is checked before it is made: `redo` and `undo` cannot fail."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from typing import Any, Generic, NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QUndoCommand

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.planes.tiles import Key, PatchOf, TiledPlane, Value
from app.language import text


class _Packed(NamedTuple):
    """A tile in a few bytes. shape: of its array."""

    content: bytes
    shape: tuple[int, ...]
    is_bits: bool


_PackedPatch = dict[Key, _Packed | None]


class Step(QUndoCommand):
    """What the history asks of its steps beside redo and undo."""

    @property
    def tile_bytes(self) -> int:
        """What its tiles hold."""
        return 0

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Those it holds, whether or not they are in the document."""
        return ()

    def pack(self) -> None:
        """Hold the same in fewer bytes: it is far back."""

    def release(self) -> None:
        """Let go of everything: it will not be undone any more."""


class PatchCommand(Step, Generic[Value]):
    """Tiles of one plane, swapped in and out."""

    def __init__(self, name: str, plane: TiledPlane[Value], patch: PatchOf[Value]) -> None:
        super().__init__(name)
        self._plane = plane
        self._patch = patch
        self._packed: _PackedPatch | None = None

    def redo(self) -> None:
        patch: PatchOf[Value] = self._patch if self._packed is None else unpacked(self._packed)
        self._packed = None
        self._patch = self._plane.swap(patch)

    undo = redo  # a swap undoes itself

    @property
    def tile_bytes(self) -> int:
        if self._packed is None:
            return _bytes_of(self._patch)
        return sum(len(part.content) for part in {part for part in self._packed.values() if part is not None})

    def pack(self) -> None:
        """Keep the tiles in a few bytes until they are needed again."""
        if self._packed is None:
            self._packed, self._patch = packed(self._patch), {}

    def release(self) -> None:
        self._packed, self._patch = None, {}


class ContextsCommand(Step):
    """Other boxes that holes are filled from."""

    def __init__(self, document: Document, contexts: tuple[Box, ...]) -> None:
        super().__init__(text("Change what a fill looks at"))
        self._document, self._contexts = document, contexts

    def redo(self) -> None:
        self._contexts = self._document.put_contexts(self._contexts)

    undo = redo  # putting the old ones back undoes it


class FillCommand(Step):
    """A fill kept: its layers above all others, and its hole taken off the view."""

    def __init__(
        self,
        name: str,
        document: Document,
        layers: Sequence[Layer],
        patches: Sequence[tuple[TiledPlane[Any], PatchOf[Any]]],
    ) -> None:
        super().__init__(name)
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

    @property
    def tile_bytes(self) -> int:
        return sum(_bytes_of(patch) for _, patch in self._patches)

    @property
    def layers(self) -> tuple[Layer, ...]:
        return self._layers

    def release(self) -> None:
        self._layers, self._patches = (), ()

    def _swap(self) -> None:
        self._patches = tuple((plane, plane.swap(patch)) for plane, patch in self._patches)


class RemoveLayerCommand(Step):
    """A layer taken out."""

    def __init__(self, document: Document, layer: Layer) -> None:
        super().__init__(text("Delete {name}", name=layer.name))
        self._document, self._id = document, layer.id
        self._taken: tuple[int, Layer] | None = None

    def redo(self) -> None:
        self._taken = self._document.take_layer(self._id)

    def undo(self) -> None:
        if self._taken is not None:
            self._document.insert_layer(*self._taken)
            self._taken = None

    @property
    def layers(self) -> tuple[Layer, ...]:
        return () if self._taken is None else self._taken[1:]

    def release(self) -> None:
        self._taken = None


class ReplaceLayerCommand(Step):
    """A layer in the place of the one with the same id, whatever of it changed."""

    def __init__(self, name: str, document: Document, layer: Layer) -> None:
        super().__init__(name)
        self._document = document
        self._layer: Layer | None = layer

    def redo(self) -> None:
        if self._layer is not None:
            self._layer = self._document.put_layer(self._layer)

    undo = redo  # putting the old one back undoes it

    @property
    def layers(self) -> tuple[Layer, ...]:
        return () if self._layer is None else (self._layer,)

    def release(self) -> None:
        self._layer = None


class JointStep(Step):
    """Several steps that are made and taken back as one."""

    def __init__(self, name: str, steps: Sequence[Step]) -> None:
        super().__init__(name)
        self._steps = tuple(steps)

    def redo(self) -> None:
        for step in self._steps:
            step.redo()

    def undo(self) -> None:
        for step in reversed(self._steps):
            step.undo()

    @property
    def tile_bytes(self) -> int:
        return sum(step.tile_bytes for step in self._steps)

    @property
    def layers(self) -> tuple[Layer, ...]:
        return tuple(layer for step in self._steps for layer in step.layers)

    def pack(self) -> None:
        for step in self._steps:
            step.pack()

    def release(self) -> None:
        for step in self._steps:
            step.release()


def _bytes_of(patch: PatchOf[Value]) -> int:
    """A tile that stands in many places counts once."""
    return sum(tile.nbytes for tile in _distinct(patch))


def packed(patch: PatchOf[Value]) -> _PackedPatch:
    """Each tile compressed, as bits where it has no more: 16 KiB become some hundred bytes."""
    parts = {id(tile): _packed(tile) for tile in _distinct(patch)}
    return {key: None if tile is None else parts[id(tile)] for key, tile in patch.items()}


def unpacked(tiles: _PackedPatch) -> PatchOf[Any]:
    """The inverse of `packed`."""
    made = {part: _unpacked(part) for part in {part for part in tiles.values() if part is not None}}
    return {key: None if part is None else made[part] for key, part in tiles.items()}


def _packed(tile: npt.NDArray[Any]) -> _Packed:
    is_bits = tile.dtype == np.bool_
    return _Packed(zlib.compress((np.packbits(tile) if is_bits else tile).tobytes(), 1), tile.shape, is_bits)


def _unpacked(part: _Packed) -> npt.NDArray[Any]:
    tile = np.frombuffer(zlib.decompress(part.content), dtype=np.uint8)
    if part.is_bits:
        tile = np.unpackbits(tile, count=math.prod(part.shape)).view(np.bool_)
    tile = tile.reshape(part.shape)
    tile.setflags(write=False)
    return tile


def _distinct(patch: PatchOf[Value]) -> list[npt.NDArray[Value]]:
    """Each tile once, however many places it stands in: a large selection is mostly one and the same."""
    return list({id(tile): tile for tile in patch.values() if tile is not None}.values())
