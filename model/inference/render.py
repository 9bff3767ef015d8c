"""From working size to the photo's own pixels, tile by tile."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.crops import Tiles
from model.inference.planes import from_rgb
from model.inference.request import Bounds

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
    tiles = [tile for tile in _tiles(hole.shape[0], hole.shape[1]) if _part(hole, tile).any()]
    for done, tile in enumerate(tiles):
        between(done / len(tiles))
        rgb = picture(tile[0] + left, tile[1] + top, tile[2] + left, tile[3] + top)
        target, inside = _part(pixels, tile), _part(hole, tile)
        # Only the hole's pixels, by their places: half the time of a mask, and most tiles are mostly known.
        places = np.divmod(np.flatnonzero(inside), inside.shape[1])
        target[places] = from_rgb(rgb[places][None], target[places][None])[0]


def _tiles(height: int, width: int) -> list[Bounds]:
    return [
        (x, y, min(x + SIDE, width), min(y + SIDE, height))
        for y in range(0, height, SIDE)
        for x in range(0, width, SIDE)
    ]


def _part(plane: NDArray[Any], tile: Bounds) -> NDArray[Any]:
    x0, y0, x1, y1 = tile
    return plane[y0:y1, x0:x1]
