"""What the steps of a history hold, kept up as they change: asked after each stroke, and there may be ten thousand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.document.layers import Layer
from app.document.layers.layer import Alpha, Pixels
from app.document.layers.mask import Shares
from app.document.planes.tiles import Mask
from app.editor.history.commands import Step


class Holdings:
    """The bytes of each step's tiles, and the arrays of its layers, each counted once however many steps have it."""

    def __init__(self) -> None:
        self._tiles: list[int] = []
        self._layers: list[tuple[Layer, ...]] = []  # kept: the numbers below are true as long as the layers are there
        self._holders: dict[int, int] = {}  # by the id of a layer: how many steps have it
        self._arrays: dict[int, list[int]] = {}  # by the id of an array: its bytes, how many of those layers have it
        self._tile_bytes = self._layer_bytes = 0

    def look(self, number: int, step: Step) -> None:
        """Note what this step holds now; one behind the last is added."""
        if number == len(self._tiles):
            self._tiles.append(0)
            self._layers.append(())
        self._put(number, step.tile_bytes, step.layers)

    def forget_from(self, number: int) -> None:
        """The steps from this one on are gone."""
        for gone in range(number, len(self._tiles)):
            self._put(gone, 0, ())
        del self._tiles[number:], self._layers[number:]

    def used(self, present: Sequence[Layer]) -> int:
        """Bytes of all of it but what these layers hold, which are there anyway."""
        shared = {id(array) for layer in present for array in _arrays(layer) if id(array) in self._arrays}
        return self._tile_bytes + self._layer_bytes - sum(self._arrays[key][0] for key in shared)

    def _put(self, number: int, tile_bytes: int, layers: tuple[Layer, ...]) -> None:
        self._tile_bytes += tile_bytes - self._tiles[number]
        before, self._tiles[number], self._layers[number] = self._layers[number], tile_bytes, layers
        for layer in layers:  # first those that come: what both have is not let go in between
            self._take(layer)
        for layer in before:
            self._let_go(layer)

    def _take(self, layer: Layer) -> None:
        holders = self._holders.get(id(layer), 0)
        self._holders[id(layer)] = holders + 1
        if holders:
            return
        for array in _arrays(layer):
            entry = self._arrays.get(id(array))
            if entry is None:
                size = _size(array)
                self._arrays[id(array)] = [size, 1]
                self._layer_bytes += size
            else:
                entry[1] += 1

    def _let_go(self, layer: Layer) -> None:
        self._holders[id(layer)] -= 1
        if self._holders[id(layer)]:
            return
        del self._holders[id(layer)]
        for array in _arrays(layer):
            entry = self._arrays[id(array)]
            entry[1] -= 1
            if not entry[1]:
                del self._arrays[id(array)]
                self._layer_bytes -= entry[0]


def _arrays(layer: Layer) -> Iterator[Pixels | Alpha | Shares | Mask]:
    yield from (layer.pixels, layer.alpha)
    if layer.mask is not None:
        yield from layer.mask.tiles  # not the mask itself: its versions share them
    for candidate in layer.fill.candidates if layer.fill is not None else ():
        yield from (candidate.pixels, candidate.alpha)
    if layer.fill is not None and layer.fill.home is not None:
        # Those of its present place are the fill's own; those it was made with are counted with the strokes.
        yield from (*layer.fill.hole.values(), *layer.fill.sketch.values())
        yield from layer.fill.colours.values()


def _size(array: Pixels | Alpha | Shares | Mask) -> int:
    """Bytes. An empty layer is one pixel, read everywhere."""
    return array.nbytes if array.strides[0] else array.itemsize
