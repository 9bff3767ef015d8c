"""Planes: bool pictures kept as sparse tiles that never change, so that undo is a swap of a few tiles.

A plane (hole, sketch or exclude) is a dictionary from (row, column) to a read-only (128, 128) bool tile. A tile
without any True pixel is not in the dictionary; in a patch it is None. There is no other empty tile. Pixels of a
border tile that lie outside the plane's size are False.

Tiles are replaced, never written to: a snapshot is a copy of the dictionary and stays true whatever is painted
afterwards, and a patch in the undo history costs only the tiles it names. On planes of 24 megapixels 128 was the
size with the best sum of memory and time for usual strokes.

`swap` is the only way to change a plane. It puts a patch in and returns the tiles that stood there, which is the
patch that undoes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from app.document.geometry import EMPTY, Box, Size
from app.document.observers import BoxCallback, BoxObservers

TILE = 128

Mask: TypeAlias = npt.NDArray[np.bool_]
Key: TypeAlias = tuple[int, int]
Patch: TypeAlias = dict[Key, Mask | None]
Tiles: TypeAlias = dict[Key, Mask]  # a plane's content: no key for what is empty


class LivePaint(Protocol):
    """What shows unfinished pixels in a plane and can take them off again: a draft."""

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


def tiles_of(pixels: Mask, box: Box) -> Tiles:
    """The tiles of a plane that holds these pixels, (h, w) bool, in a box of it and nothing else."""
    tiles: Tiles = {}
    for key, part in tiles_meeting(box):
        inside = pixels[part.shift(-box.x0, -box.y0).slices]
        if inside.any():
            tiles[key] = _new_tile(key, part, inside)
    return tiles


def shifted(tiles: Tiles, dx: int, dy: int, size: Size) -> Tiles:
    """The same pixels of a plane elsewhere on it; what would lie beyond its size is left out."""
    plane = Plane(size)
    plane.swap(dict(tiles))
    place = plane.bounds().shift(dx, dy).clip(size)
    return {} if place.is_empty else tiles_of(plane.read(place.shift(-dx, -dy)), place)


class Plane:
    """A bool picture of a fixed size, at first all False. Belongs to one thread; hand out snapshots or `read`."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._tiles: Tiles = {}
        self._observers = BoxObservers()
        self._live: LivePaint | None = None
        self._bounds: Box | None = EMPTY  # None: to be found again

    @property
    def size(self) -> Size:
        return self._size

    @property
    def is_empty(self) -> bool:
        """Whether no pixel is True."""
        return not self._tiles

    def tile(self, key: Key) -> Mask | None:
        """The read-only (128, 128) bool tile at (row, column), or None where all is False."""
        return self._tiles.get(key)

    def read(self, box: Box) -> Mask:
        """(h, w) bool, a fresh array of the box's pixels; those outside the plane are False."""
        pixels = np.zeros(box.size.shape, dtype=np.bool_)
        for key, part in tiles_meeting(box.clip(self._size)):
            tile = self._tiles.get(key)
            if tile is not None:
                pixels[part.shift(-box.x0, -box.y0).slices] = tile[inside_tile(key, part)]
        return pixels

    def bounds(self) -> Box:
        """The smallest box with all True pixels; EMPTY if there is none. Looks into the outermost tiles only."""
        if self._bounds is None:
            self._bounds = _tight_bounds(self._tiles)
        return self._bounds

    def snapshot(self) -> Tiles:
        """The tiles as they are now, a live draft included. Later changes of the plane do not reach it."""
        return dict(self._tiles)

    def swap(self, patch: Patch) -> Patch:
        """Put the patch's tiles in and return those that stood there: its inverse.

        patch: {(row, column): (128, 128) bool, read-only, or None for an empty tile}. A live draft is taken off
        first, since the history speaks of finished pixels only. Raises ValueError, with nothing changed, for a
        patch that does not fit this plane.
        """
        for key, tile in patch.items():
            self._check(key, tile)
        self.abort_live()
        return self._exchange(patch, box_of_tiles(patch))

    def patch_to(self, pixels: Mask) -> Patch:
        """The patch after whose swap the plane equals pixels, (H, W) bool. Takes a live draft off first."""
        if pixels.dtype != np.bool_ or pixels.shape != self._size.shape:
            raise ValueError(f"pixels are {pixels.dtype} {pixels.shape}: the plane needs bool {self._size.shape}")
        self.abort_live()
        patch: Patch = {}
        for key, part in tiles_meeting(Box.of(self._size)):
            wanted, present = pixels[part.slices], self._tiles.get(key)
            if present is None:
                if wanted.any():
                    patch[key] = _new_tile(key, part, wanted)
            elif not np.array_equal(present[inside_tile(key, part)], wanted):
                patch[key] = _new_tile(key, part, wanted) if wanted.any() else None
        return patch

    def clear_patch(self) -> Patch:
        """The patch after whose swap the plane is all False. Takes a live draft off first."""
        self.abort_live()
        return dict.fromkeys(self._tiles)

    def subscribe(self, callback: BoxCallback) -> Callable[[], None]:
        """Have the callback told each changed box, clipped to the size. Returns what unsubscribes it."""
        return self._observers.subscribe(callback)

    def begin_live(self, live: LivePaint) -> None:
        """For drafts alone: from now on this one may show unfinished pixels; an older one is aborted."""
        self.abort_live()
        self._live = live

    def show_live(self, patch: Patch, changed: Box) -> None:
        """For drafts alone: put unfinished tiles in; changed is the box in which they differ from the present ones."""
        self._exchange(patch, changed)

    def end_live(self, under: Patch, changed: Box) -> Patch:
        """For drafts alone: put back the tiles under the unfinished ones, and return those that showed."""
        self._live = None
        return self._exchange(under, changed)

    def abort_live(self) -> None:
        """Abort the draft that may show in this plane, if there is one."""
        if self._live is not None:
            self._live.abort()

    def _exchange(self, patch: Patch, changed: Box) -> Patch:
        inverse: Patch = {key: self._tiles.get(key) for key in patch}
        for key, tile in patch.items():
            if tile is None:
                self._tiles.pop(key, None)
            else:
                self._tiles[key] = tile
        if patch:
            self._bounds = None
            self._observers.tell(changed.clip(self._size))
        return inverse

    def _check(self, key: Key, tile: Mask | None) -> None:
        inside = tile_box(key).clip(self._size)
        if inside.is_empty or min(key) < 0:
            raise ValueError(f"tile {key} is outside a plane of {self._size}")
        if tile is None:
            return
        if tile.shape != (TILE, TILE) or tile.dtype != np.bool_ or tile.flags.writeable:
            raise ValueError(f"tile {key} must be a read-only bool array of {(TILE, TILE)}")
        if not tile.any():
            raise ValueError(f"tile {key} has no True pixel: it must be None")
        if tile[inside.height :].any() or tile[:, inside.width :].any():
            raise ValueError(f"tile {key} has True pixels beyond the plane's border")


def _new_tile(key: Key, part: Box, pixels: Mask) -> Mask:
    tile = np.zeros((TILE, TILE), dtype=np.bool_)
    tile[inside_tile(key, part)] = pixels
    tile.setflags(write=False)
    return tile


def box_of_tiles(patch: Patch) -> Box:
    """A box with all pixels of these tiles."""
    if not patch:
        return EMPTY
    rows, columns = [key[0] for key in patch], [key[1] for key in patch]
    return tile_box((min(rows), min(columns))).union(tile_box((max(rows), max(columns))))


def is_same_tile(first: Mask | None, second: Mask | None) -> bool:
    """Whether two tiles have the same pixels; None is one without any."""
    if first is None or second is None or first is second:
        return first is second
    return np.array_equal(first, second)


def _tight_bounds(tiles: Tiles) -> Box:
    if not tiles:
        return EMPTY
    rows, columns = {key[0] for key in tiles}, {key[1] for key in tiles}
    top, bottom, left, right = min(rows), max(rows), min(columns), max(columns)
    # No tile in the dictionary is all False, so the outermost tiles hold the outermost pixels.
    y0 = min(int(tile.any(axis=1).argmax()) for (row, _), tile in tiles.items() if row == top)
    y1 = min(int(tile[::-1].any(axis=1).argmax()) for (row, _), tile in tiles.items() if row == bottom)
    x0 = min(int(tile.any(axis=0).argmax()) for (_, column), tile in tiles.items() if column == left)
    x1 = min(int(tile[:, ::-1].any(axis=0).argmax()) for (_, column), tile in tiles.items() if column == right)
    return Box(left * TILE + x0, top * TILE + y0, (right + 1) * TILE - x1, (bottom + 1) * TILE - y1)
