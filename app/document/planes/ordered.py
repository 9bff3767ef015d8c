"""Pixels of a plane that stand in an order, as strokes do of which a person may want fewer: the first so many as tiles.

A tile holds for each of its pixels the place of what lies there, from 0; what is empty has a place after all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.document.planes.tiles import TILE, Key, Tiles

Places: TypeAlias = npt.NDArray[np.int32]

_EMPTY = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """Never changes. tiles: {(row, column): (128, 128) int32}.

    count: of what stands in the order.  usual: how many of them are taken where nobody says otherwise.
    """

    tiles: dict[Key, Places]
    count: int
    usual: int

    def first(self, count: int) -> Tiles:
        """The pixels of the first so many, as tiles of a plane."""
        taken: Tiles = {}
        for key, places in self.tiles.items():
            tile = places < count
            if tile.any():
                tile.setflags(write=False)
                taken[key] = tile
        return taken


def ordered(
    rows: npt.NDArray[np.integer],
    columns: npt.NDArray[np.integer],
    places: npt.NDArray[np.integer],
    *,
    count: int,
    usual: int,
) -> Ordered:
    """Of pixels, each (N,) with its place. One that is named twice has the first of its places."""
    across = int(columns.max(initial=0)) // TILE + 1
    tile_numbers = rows // TILE * across + columns // TILE
    order = np.argsort(tile_numbers, kind="stable")
    numbers, begins = np.unique(tile_numbers[order], return_index=True)
    tiles: dict[Key, Places] = {}
    for number, part in zip(numbers.tolist(), np.split(order, begins)[1:], strict=True):
        tile = np.full((TILE, TILE), _EMPTY, np.int32)
        np.minimum.at(tile, (rows[part] % TILE, columns[part] % TILE), places[part].astype(np.int32))
        tile.setflags(write=False)
        tiles[number // across, number % across] = tile
    return Ordered(tiles, count, usual)
