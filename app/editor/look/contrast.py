"""A colour for the overlay that can be told from what is below it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from app.document import Document
from app.document.geometry import Box

Colour = tuple[int, int, int]

# Far from each other and from the blues of strokes and of what is excluded.
PALETTE = ("#ff3b5c", "#00e5a0", "#ffd400", "#ff4df0", "#8a3ffc")
ENOUGH = 230.0  # distance at which a colour is told at a glance: nobody needs another one then
_CELLS = 8  # of the photo's longer side
_SAMPLES = 48  # on each side of the box that is looked at


def colour_over(document: Document, preferred: str) -> str:
    """The preferred colour while it can be told from what lies under the hole and around it, else the best of some.

    Looks at the photo alone: at some thousand pixels, whatever its size. The same hole gets the same colour whichever
    way it came about: undone, reopened, recovered.
    """
    below = _sampled(document.photo, _around(document))
    if _told(preferred, below) >= ENOUGH:
        return preferred
    return max((preferred, *PALETTE), key=lambda colour: _told(colour, below))


def _around(document: Document) -> Box:
    """Out to the borders of coarse cells, so that the colour does not change with each stroke."""
    bounds, size = document.hole.bounds(), document.size
    if bounds.is_empty:
        return Box.of(size)
    cell = max(1, max(size.shape) // _CELLS)
    box = bounds.grow(max(8, bounds.width // 4))
    x0, y0 = box.x0 // cell * cell, box.y0 // cell * cell
    return Box(x0, y0, -(-box.x1 // cell) * cell, -(-box.y1 // cell) * cell).clip(size)


def _told(colour: str, below: npt.NDArray[np.float64]) -> float:
    """How far the colour is from most of what is below: from all but the nearest quarter of it."""
    return float(np.quantile(_distances(_rgb(colour), below), 0.25))


def _distances(colour: Colour, others: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(N,) from (N, 3), 0 .. 765, weighed as the eye does without leaving RGB («redmean»)."""
    red = (others[:, 0] + colour[0]) / 2
    squares = (others - np.asarray(colour, dtype=np.float64)) ** 2
    weights = np.stack([2 + red / 256, np.full(red.shape, 4.0), 2 + (255 - red) / 256], axis=1)
    return np.asarray(np.sqrt((weights * squares).sum(axis=1)))


def _sampled(photo: npt.NDArray[Any], box: Box) -> npt.NDArray[np.float64]:
    """(N, 3) of 0 .. 255, some pixels of the box."""
    rows, columns = (max(1, math.ceil(side / _SAMPLES)) for side in (box.height, box.width))
    pixels = photo[box.y0 : box.y1 : rows, box.x0 : box.x1 : columns].astype(np.float64)
    if photo.dtype == np.uint16:
        pixels = pixels / 257
    colours = pixels[..., :3] if pixels.shape[2] >= 3 else np.repeat(pixels[..., :1], 3, axis=2)
    return np.asarray(colours.reshape(-1, 3))


def _rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
