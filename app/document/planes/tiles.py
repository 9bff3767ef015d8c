"""Planes: pictures kept as sparse tiles that never change, so that undo is a swap of a few tiles.

A plane (hole, sketch or exclude) is a dictionary from (row, column) to a read-only (128, 128) bool tile. A tile
without any True pixel is not in the dictionary; in a patch it is None. There is no other empty tile. Pixels of a
border tile that lie outside the plane's size are False. Painted colours (`colours.py`) are a plane of the same kind
with other pixels; for both, what is not painted is zero to the last byte.

Tiles are replaced, never written to: a snapshot is a copy of the dictionary and stays true whatever is painted
afterwards, and a patch in the undo history costs only the tiles it names. On planes of 24 megapixels 128 was the
size with the best sum of memory and time for usual strokes.

`swap` is the only way to change a plane. It puts a patch in and returns the tiles that stood there, which is the
patch that undoes it.
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Generic, Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from app.document.geometry import EMPTY, Box, Size
from app.document.observers import BoxCallback, BoxObservers

TILE = 128

Mask: TypeAlias = npt.NDArray[np.bool_]
Key: TypeAlias = tuple[int, int]
Value = TypeVar("Value", bound=np.generic)  # of a pixel: bool, or a channel of a colour
Shown = TypeVar("Shown", bound=np.generic, covariant=True)  # the same, of what is only looked at
PatchOf: TypeAlias = dict[Key, npt.NDArray[Value] | None]
TilesOf: TypeAlias = dict[Key, npt.NDArray[Value]]  # a plane's content: no key for what is empty
Patch: TypeAlias = PatchOf[np.bool_]
Tiles: TypeAlias = TilesOf[np.bool_]


class LivePaint(Protocol[Shown]):
    """What shows unfinished pixels in a plane and can take them off again: a draft."""

    @property
    def under(self) -> Mapping[Key, npt.NDArray[Shown] | None]:
        """The tiles that stand in the plane without it, where it has others."""

    def abort(self) -> None: ...


def tile_box(key: Key) -> Box:
    """The pixels of a tile, also those beyond the plane's border. key: (row, column)."""
    row, column = key
    return Box(column * TILE, row * TILE, (column + 1) * TILE, (row + 1) * TILE)


def inside_tile(key: Key, part: Box) -> tuple[slice, slice]:
    """Where a box, which lies in the tile, is in the tile's own array."""
    return part.shift(-key[1] * TILE, -key[0] * TILE).slices


def tiles_meeting(box: Box) -> Iterator[tuple[Key, Box]]:
    """Each tile that meets the box, with the part of the box inside it (in the plane's pixels)."""
    if box.is_empty:
        return
    for row in range(box.y0 // TILE, (box.y1 - 1) // TILE + 1):
        for column in range(box.x0 // TILE, (box.x1 - 1) // TILE + 1):
            yield (row, column), box.intersect(tile_box((row, column)))


def tiles_of(pixels: npt.NDArray[Value], box: Box) -> TilesOf[Value]:
    """The tiles of a plane that holds these pixels, as it reads them, in a box of it and nothing else."""
    tiles: TilesOf[Value] = {}
    for key, part in tiles_meeting(box):
        inside = pixels[part.shift(-box.x0, -box.y0).slices]
        if inside.any():
            tiles[key] = _new_tile(key, part, inside)
    return tiles


def shifted(tiles: TilesOf[Value], dx: int, dy: int, size: Size) -> TilesOf[Value]:
    """The same pixels of a plane elsewhere on it; what would lie beyond its size is left out."""
    moved: TilesOf[Value] = {}
    for key, tile in tiles.items():
        for place, part in tiles_meeting(tile_box(key).shift(dx, dy).clip(size)):
            pixels = tile[inside_tile(key, part.shift(-dx, -dy))]
            if pixels.any():
                if place not in moved:
                    moved[place] = np.zeros(tile.shape, tile.dtype)
                moved[place][inside_tile(place, part)] = pixels
    for tile in moved.values():
        tile.setflags(write=False)
    return moved


class TiledPlane(ABC, Generic[Value]):
    """A picture of a fixed size, at first all zero. Belongs to one thread; hand out snapshots or `read`."""

    def __init__(self, size: Size, dtype: np.dtype[Value], channels: tuple[int, ...] = ()) -> None:
        """channels: the shape of a pixel."""
        self._size = size
        self._dtype, self._channels = dtype, channels
        self._tiles: TilesOf[Value] = {}
        self._observers = BoxObservers()
        self._live: LivePaint[Value] | None = None
        self._bounds: Box | None = EMPTY  # None: to be found again

    @property
    def size(self) -> Size:
        return self._size

    @property
    def is_empty(self) -> bool:
        """Whether no pixel is painted."""
        return not self._tiles

    @property
    def is_live(self) -> bool:
        """Whether a draft shows that is not finished."""
        return self._live is not None

    def tile(self, key: Key) -> npt.NDArray[Value] | None:
        """The read-only tile at (row, column), (128, 128) pixels, or None where nothing is painted."""
        return self._tiles.get(key)

    def read(self, box: Box) -> npt.NDArray[Value]:
        """(h, w) pixels, a fresh array of what the box has; outside the plane there are none."""
        pixels = np.zeros((*box.size.shape, *self._channels), self._dtype)
        inside = box.clip(self._size)
        for key in self._keys_in(inside):
            part = inside.intersect(tile_box(key))
            if not part.is_empty:
                pixels[part.shift(-box.x0, -box.y0).slices] = self._tiles[key][inside_tile(key, part)]
        return pixels

    def bounds(self) -> Box:
        """The smallest box with all painted pixels; EMPTY if there is none. Looks into the outermost tiles only."""
        if self._bounds is None:
            self._bounds = self._tight_bounds()
        return self._bounds

    def snapshot(self) -> TilesOf[Value]:
        """The tiles as they are now, a live draft included. Later changes of the plane do not reach it."""
        return dict(self._tiles)

    def finished(self) -> TilesOf[Value]:
        """The same without a live draft, which may yet be taken off: as the history knows the plane."""
        tiles = dict(self._tiles)
        for key, tile in {} if self._live is None else self._live.under.items():
            if tile is None:
                tiles.pop(key, None)
            else:
                tiles[key] = tile
        return tiles

    def swap(self, patch: PatchOf[Value]) -> PatchOf[Value]:
        """Put the patch's tiles in and return those that stood there: its inverse.

        patch: {(row, column): (128, 128) pixels, read-only, or None for an empty tile}. A live draft is taken off
        first, since the history speaks of finished pixels only. Raises ValueError, with nothing changed, for a
        patch that does not fit this plane.
        """
        for key, tile in patch.items():
            self._check(key, tile)
        self.abort_live()
        return self._exchange(patch, box_of_tiles(patch))

    def patch_to(self, pixels: npt.NDArray[Value]) -> PatchOf[Value]:
        """The patch after whose swap the plane equals pixels, all (H, W) of it. Takes a live draft off first."""
        shape = (*self._size.shape, *self._channels)
        if pixels.dtype != self._dtype or pixels.shape != shape:
            raise ValueError(f"pixels are {pixels.dtype} {pixels.shape}: the plane needs {self._dtype} {shape}")
        self.abort_live()
        patch: PatchOf[Value] = {}
        for key, part in tiles_meeting(Box.of(self._size)):
            wanted, present = pixels[part.slices], self._tiles.get(key)
            if present is None:
                if wanted.any():
                    patch[key] = _new_tile(key, part, wanted)
            elif not np.array_equal(present[inside_tile(key, part)], wanted):
                patch[key] = _new_tile(key, part, wanted) if wanted.any() else None
        return patch

    def clear_patch(self) -> PatchOf[Value]:
        """The patch after whose swap nothing is painted. Takes a live draft off first."""
        self.abort_live()
        return dict.fromkeys(self._tiles)

    def subscribe(self, callback: BoxCallback) -> Callable[[], None]:
        """Have the callback told each changed box, clipped to the size. Returns what unsubscribes it."""
        return self._observers.subscribe(callback)

    def begin_live(self, live: LivePaint[Value]) -> None:
        """For drafts alone: from now on this one may show unfinished pixels; an older one is aborted."""
        self.abort_live()
        self._live = live

    def show_live(self, patch: PatchOf[Value], changed: Box) -> None:
        """For drafts alone: put unfinished tiles in; changed is the box in which they differ from the present ones."""
        self._exchange(patch, changed)

    def end_live(self, under: PatchOf[Value], changed: Box) -> PatchOf[Value]:
        """For drafts alone: put back the tiles under the unfinished ones, and return those that showed."""
        self._live = None
        return self._exchange(under, changed)

    def abort_live(self) -> None:
        """Abort the draft that may show in this plane, if there is one."""
        if self._live is not None:
            self._live.abort()

    @staticmethod
    @abstractmethod
    def painted(tile: npt.NDArray[Value]) -> Mask:
        """(128, 128) bool: which pixels of a tile are painted."""

    @staticmethod
    @abstractmethod
    def without(tile: npt.NDArray[Value], gone: npt.NDArray[Value]) -> npt.NDArray[Value]:
        """A tile, fresh, from which the painted pixels of another one are gone, where they are what it has there."""

    def _keys_in(self, box: Box) -> list[Key]:
        """Those of the tiles that may meet a box: a few strokes on a large photo have far fewer than the box."""
        if box.is_empty:
            return []
        top, left, bottom, right = box.y0 // TILE, box.x0 // TILE, -(-box.y1 // TILE), -(-box.x1 // TILE)
        if len(self._tiles) < (bottom - top) * (right - left):
            return [key for key in self._tiles if top <= key[0] < bottom and left <= key[1] < right]
        return [key for key in itertools.product(range(top, bottom), range(left, right)) if key in self._tiles]

    def _exchange(self, patch: PatchOf[Value], changed: Box) -> PatchOf[Value]:
        inverse: PatchOf[Value] = {key: self._tiles.get(key) for key in patch}
        for key, tile in patch.items():
            if tile is None:
                self._tiles.pop(key, None)
            else:
                self._tiles[key] = tile
        if patch:
            self._bounds = None
            self._observers.tell(changed.clip(self._size))
        return inverse

    def _tight_bounds(self) -> Box:
        if not self._tiles:
            return EMPTY
        rows, columns = {key[0] for key in self._tiles}, {key[1] for key in self._tiles}
        top, bottom, left, right = min(rows), max(rows), min(columns), max(columns)
        edges = {
            key: self.painted(tile)
            for key, tile in self._tiles.items()
            if key[0] in (top, bottom) or key[1] in (left, right)
        }
        # No tile in the dictionary is empty, so the outermost tiles hold the outermost pixels.
        y0 = min(int(tile.any(axis=1).argmax()) for (row, _), tile in edges.items() if row == top)
        y1 = min(int(tile[::-1].any(axis=1).argmax()) for (row, _), tile in edges.items() if row == bottom)
        x0 = min(int(tile.any(axis=0).argmax()) for (_, column), tile in edges.items() if column == left)
        x1 = min(int(tile[:, ::-1].any(axis=0).argmax()) for (_, column), tile in edges.items() if column == right)
        return Box(left * TILE + x0, top * TILE + y0, (right + 1) * TILE - x1, (bottom + 1) * TILE - y1)

    def _check(self, key: Key, tile: npt.NDArray[Value] | None) -> None:
        inside = tile_box(key).clip(self._size)
        if inside.is_empty or min(key) < 0:
            raise ValueError(f"tile {key} is outside a plane of {self._size}")
        if tile is None:
            return
        shape = (TILE, TILE, *self._channels)
        if tile.shape != shape or tile.dtype != self._dtype or tile.flags.writeable:
            raise ValueError(f"tile {key} must be a read-only {self._dtype} array of {shape}")
        if not tile.any():
            raise ValueError(f"tile {key} has no painted pixel: it must be None")
        if tile[inside.height :].any() or tile[:, inside.width :].any():
            raise ValueError(f"tile {key} has painted pixels beyond the plane's border")


class Plane(TiledPlane[np.bool_]):
    """A bool picture of a fixed size, at first all False; True is painted."""

    def __init__(self, size: Size) -> None:
        super().__init__(size, np.dtype(np.bool_))

    @staticmethod
    def painted(tile: Mask) -> Mask:
        return tile

    @staticmethod
    def without(tile: Mask, gone: Mask) -> Mask:
        return tile & ~gone


def _new_tile(key: Key, part: Box, pixels: npt.NDArray[Value]) -> npt.NDArray[Value]:
    tile = np.zeros((TILE, TILE, *pixels.shape[2:]), pixels.dtype)
    tile[inside_tile(key, part)] = pixels
    tile.setflags(write=False)
    return tile


def box_of_tiles(patch: Mapping[Key, object]) -> Box:
    """A box with all pixels of these tiles."""
    if not patch:
        return EMPTY
    rows, columns = [key[0] for key in patch], [key[1] for key in patch]
    return tile_box((min(rows), min(columns))).union(tile_box((max(rows), max(columns))))


def is_same_tile(first: npt.NDArray[Value] | None, second: npt.NDArray[Value] | None) -> bool:
    """Whether two tiles have the same pixels; None is one without any."""
    if first is None or second is None or first is second:
        return first is second
    return np.array_equal(first, second)
