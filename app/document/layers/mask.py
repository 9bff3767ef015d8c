"""A layer's mask: how far each of its pixels shows, as sparse tiles that never change.

A mask is a dictionary from (row, column) to a read-only (128, 128) uint8 tile, smaller at the right and lower border;
no tile stands for 255, all of the layer. Masks are never written to: `swapped` gives the next one, which shares all
tiles but those of the patch, and the patch that leads back. So a stroke on the mask of a layer of 50 megapixels costs
the tiles that it touches, and what was handed to another thread stays true.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.document.geometry import Box, Size
from app.document.planes.tiles import TILE, Key, inside_tile, tile_box, tiles_meeting

Shares: TypeAlias = npt.NDArray[np.uint8]
"""How far something goes, pixel by pixel: 0 not at all, 255 wholly."""
SharesPatch: TypeAlias = dict[Key, Shares | None]

_SHOWN = 255


class LayerMask:
    """(h, w) uint8 of a layer's own pixels: 255 shows them, 0 what lies below."""

    __slots__ = ("_size", "_tiles")

    def __init__(self, size: Size) -> None:
        """All of a layer of this size is shown."""
        self._size = size
        self._tiles: dict[Key, Shares] = {}

    @classmethod
    def of(cls, shares: Shares) -> LayerMask:
        """The mask that reads as this array, (h, w) uint8. Equal tiles of one value are kept once."""
        if shares.ndim != 2 or shares.dtype != np.uint8:
            raise ValueError(f"a mask is {shares.dtype} {shares.shape}: it must be uint8 (height, width)")
        mask = cls(Size(shares.shape[1], shares.shape[0]))
        flat: dict[tuple[int, tuple[int, int]], Shares] = {}
        for key, part in tiles_meeting(Box.of(mask.size)):
            tile = shares[part.slices].copy()
            tile.setflags(write=False)
            value = int(tile[0, 0])
            if (tile == value).all():
                if value == _SHOWN:
                    continue
                tile = flat.setdefault((value, tile.shape), tile)
            mask._tiles[key] = tile
        return mask

    @property
    def size(self) -> Size:
        return self._size

    @property
    def tiles(self) -> Collection[Shares]:
        """The read-only tiles. One that stands at several places comes for each; other versions may share it."""
        return self._tiles.values()

    @property
    def nbytes(self) -> int:
        """What its tiles hold; those that stand at several places once."""
        return sum({id(tile): tile.nbytes for tile in self._tiles.values()}.values())

    def tile(self, key: Key) -> Shares | None:
        """The read-only tile at (row, column), or None where all is 255."""
        return self._tiles.get(key)

    def read(self, box: Box | None = None) -> Shares:
        """(h, w) uint8, a fresh array of a box inside the mask; None: all of it."""
        box = Box.of(self._size) if box is None else box
        shares = np.full(box.size.shape, _SHOWN, np.uint8)
        for key, part in tiles_meeting(box):
            tile = self._tiles.get(key)
            if tile is not None:
                shares[part.shift(-box.x0, -box.y0).slices] = tile[inside_tile(key, part)]
        return shares

    def pick(self, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> Shares:
        """(len(rows), len(columns)) uint8: the pixels where these cross. Both: ascending, inside the mask."""
        shares = np.full((len(rows), len(columns)), _SHOWN, np.uint8)
        for top, (y0, y1) in _runs(rows):
            for left, (x0, x1) in _runs(columns):
                tile = self._tiles.get((top, left))
                if tile is not None:
                    shares[y0:y1, x0:x1] = tile[rows[y0:y1] - top * TILE][:, columns[x0:x1] - left * TILE]
        return shares

    def swapped(self, patch: SharesPatch) -> tuple[LayerMask, SharesPatch]:
        """The mask with the patch's tiles in place of its own, and the patch that undoes it.

        patch: {(row, column): read-only uint8 tile of the size that it has there, or None for all 255}.
        """
        for key, tile in patch.items():
            self._check(key, tile)
        changed = LayerMask(self._size)
        changed._tiles = self._tiles.copy()
        for key, tile in patch.items():
            if tile is None:
                changed._tiles.pop(key, None)
            else:
                changed._tiles[key] = tile
        return changed, {key: self._tiles.get(key) for key in patch}

    def inverted(self) -> LayerMask:
        """What was shown is hidden, and the other way round."""
        return LayerMask.of(_SHOWN - self.read())

    def _check(self, key: Key, tile: Shares | None) -> None:
        inside = tile_box(key).clip(self._size)
        if inside.is_empty or min(key) < 0:
            raise ValueError(f"tile {key} is outside a mask of {self._size}")
        if tile is not None and (tile.shape != inside.size.shape or tile.dtype != np.uint8 or tile.flags.writeable):
            raise ValueError(f"tile {key} must be a read-only uint8 array of {inside.size.shape}")


def _runs(places: npt.NDArray[np.intp]) -> Iterator[tuple[int, tuple[int, int]]]:
    """(which tile, (from, to)) of each run of ascending places that lie in one tile."""
    tiles = places // TILE
    ends = [0, *(np.flatnonzero(np.diff(tiles)) + 1).tolist(), len(places)]
    for start, end in itertools.pairwise(ends):
        if start < end:
            yield int(tiles[start]), (start, end)
