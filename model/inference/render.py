"""From working size to the photo's own pixels, tile by tile."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import Bounds, bounds_of
from model.inference.crops import Tiles
from model.inference.masked import chosen
from model.inference.planes import from_rgb

SIDE = 512


def paint(
    pixels: NDArray[Any],
    hole: NDArray[np.bool_],
    picture: Tiles,
    *,
    at: tuple[int, int],
    between: Callable[[float], None],
) -> None:
    """Write a crop's picture into the hole.

    pixels: (h, w, C) uint8 or uint16, a part of the crop, written in place; alpha stays.  hole: (h, w) bool.
    picture: of the whole crop, in [-1, 1].  at: (x, y) of `pixels` in the crop.
    between: called before every tile with the share that is done; what it raises ends the painting.
    """
    left, top = at
    tiles = [*_tiles(hole)]
    for done, tile in enumerate(tiles):
        between(done / len(tiles))
        rgb = picture(tile[0] + left, tile[1] + top, tile[2] + left, tile[3] + top)
        target = _part(pixels, tile)
        target[...] = chosen(_part(hole, tile), from_rgb(rgb, target), target)


def _tiles(hole: NDArray[np.bool_]) -> Iterator[Bounds]:
    """What of each tile of the plane holds all of the hole that is in it."""
    height, width = hole.shape
    for y in range(0, height, SIDE):
        for x in range(0, width, SIDE):
            part = hole[y : y + SIDE, x : x + SIDE]
            if part.any():
                x0, y0, x1, y1 = bounds_of(part)
                yield x + x0, y + y0, x + x1, y + y1


def _part(plane: NDArray[Any], tile: Bounds) -> NDArray[Any]:
    x0, y0, x1, y1 = tile
    return plane[y0:y1, x0:x1]
