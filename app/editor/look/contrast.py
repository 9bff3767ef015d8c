"""A colour for the overlay that can be told from the photo, and the same one all over it where that is possible."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from app.document import Document
from app.document.geometry import Box, Size
from app.editor.look.oklab import oklab

Floats = npt.NDArray[np.float64]

# Far from each other and from the blues of strokes and of what is excluded, also where they are a tint: a green with
# some blue in it swallowed guide strokes in a sky. The first that does is taken.
PALETTE = ("#ff3b5c", "#7dff00", "#ffd400", "#ff4df0", "#8a3ffc")
ENOUGH = 0.05  # in OKLab: a tint so far from the photo's own colours is told at a glance
_LEAST = 0.035  # and one that is nearer in some place gives way there,
_BETTER = 1.5  # where none is far enough, another one has to be so many times as far as the preferred one
_CELLS = 8  # of the photo's longer side: places are no finer than this
_GRID = (4, 5)  # parts of the photo, down and across, that one colour should do for
_MOST = 0.1  # of them it may fail in
_SAMPLES, _PART_SAMPLES = 12, 8  # pixels on each side of a place and of a part that are looked at


def main_colour(photo: npt.NDArray[Any], preferred: str, opacity: float) -> str:
    """The preferred colour if it can be told from the photo nearly everywhere, else one that can; at some thousand
    pixels, whatever the photo's size. opacity: of the tint."""
    height, width = photo.shape[:2]
    parts = _Ground(np.stack([_sampled(photo, box, _PART_SAMPLES) for box in _parts(Size(width, height))]))
    return _first(preferred, lambda colour: float(np.quantile(parts.told(colour, opacity), _MOST)))


def colour_over(document: Document, main: str, opacity: float) -> str:
    """The photo's main colour, unless just that can hardly be told from what lies under the hole and around it.

    The same hole gets the same colour whichever way it came about: undone, reopened, recovered.
    """
    below = _Ground(_sampled(document.photo, _around(document), _SAMPLES)[np.newaxis])
    if below.told(main, opacity)[0] >= _LEAST:
        return main
    return _first(main, lambda colour: float(below.told(colour, opacity)[0]))


def _first(preferred: str, told: Callable[[str], float]) -> str:
    """The first of them that is told well enough, else the one that is told best, if that is much better."""
    found: dict[str, float] = {}
    for colour in (preferred, *PALETTE):
        found[colour] = told(colour)
        if found[colour] >= ENOUGH:
            return colour
    best = max(found, key=found.__getitem__)
    return best if found[best] > _BETTER * found[preferred] else preferred


def _parts(size: Size) -> list[Box]:
    """A grid over the photo, of parts that overlap by a quarter: the tint is seen beside what lies around it."""
    (down, across), found = _GRID, []
    for row in range(down):
        for column in range(across):
            x0, x1 = (column - 0.25) / across * size.width, (column + 1.25) / across * size.width
            y0, y1 = (row - 0.25) / down * size.height, (row + 1.25) / down * size.height
            found.append(Box(math.floor(x0), math.floor(y0), math.ceil(x1), math.ceil(y1)).clip(size))
    return found


def _around(document: Document) -> Box:
    """Out to the borders of coarse cells, so that the colour does not change with each stroke."""
    bounds, size = document.hole.bounds(), document.size
    if bounds.is_empty:
        return Box.of(size)
    cell = max(1, max(size.shape) // _CELLS)
    box = bounds.grow(max(8, bounds.width // 4))
    x0, y0 = box.x0 // cell * cell, box.y0 // cell * cell
    return Box(x0, y0, -(-box.x1 // cell) * cell, -(-box.y1 // cell) * cell).clip(size)


class _Ground:
    """Pixels of some parts of a photo. below: (parts, N, 3) of 0 .. 255."""

    def __init__(self, below: Floats) -> None:
        self._below, self._seen = below, oklab(below)
        self._squares = (self._seen**2).sum(axis=2)

    def told(self, colour: str, opacity: float) -> Floats:
        """(parts,): how far most tinted pixels, all but the nearest quarter, are from any colour that is there without
        a tint."""
        tinted = oklab(self._below * (1 - opacity) + np.array(_rgb(colour)) * opacity)
        across = tinted @ self._seen.transpose(0, 2, 1)
        nearest = (self._squares[:, np.newaxis] - 2 * across).min(axis=2) + (tinted**2).sum(axis=2)
        return np.asarray(np.sqrt(np.quantile(np.maximum(nearest, 0), 0.25, axis=1)))


def _sampled(photo: npt.NDArray[Any], box: Box, samples: int) -> Floats:
    """(samples², 3) of 0 .. 255: pixels of the box, spread evenly over it."""
    rows, columns = (
        (start + (np.arange(samples) + 0.5) * side / samples).astype(int)
        for start, side in ((box.y0, box.height), (box.x0, box.width))
    )
    pixels = photo[np.ix_(rows, columns)].astype(np.float64)
    if photo.dtype == np.uint16:
        pixels = pixels / 257
    colours = pixels[..., :3] if pixels.shape[2] >= 3 else np.repeat(pixels[..., :1], 3, axis=2)
    return np.asarray(colours.reshape(-1, 3))


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
