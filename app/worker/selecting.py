"""What a person means who points at a colour: all pixels like it, as tiles of a plane. For a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from app.document import TILE, Box, Document, Layer, Tiles
from app.document.tiles import tiles_of
from app.worker.requests import pixels_in

_WANTED, _REACHED = 255, 128


def similar_to(document: Document, at: tuple[int, int], *, tolerance: int, contiguous: bool) -> Callable[[], Tiles]:
    """The question, to be asked on a thread: the document as it is now, of which nothing is copied.

    at: (x, y) of a pixel of the photo.  tolerance: how far each channel may be off, of 255.
    contiguous: only what hangs together with that pixel, side by side.
    """
    photo, layers = document.photo, document.layers
    return lambda: similar(photo, layers, at, tolerance=tolerance, contiguous=contiguous)


def similar(
    photo: npt.NDArray[Any],
    layers: tuple[Layer, ...],
    at: tuple[int, int],
    *,
    tolerance: int,
    contiguous: bool,
) -> Tiles:
    """Pixels of what is seen, whose channels are all within the tolerance of those at (x, y)."""
    import cv2  # 0.1 s, on the thread that first needs it

    x, y = at
    height, width = photo.shape[:2]
    reach = tolerance * (257 if photo.dtype == np.uint16 else 1)
    middle = pixels_in(photo, layers, Box(x, y, x + 1, y + 1))[0, 0].astype(np.int64)
    highest = int(np.iinfo(photo.dtype).max)
    low, high = (np.clip(middle + sign * reach, 0, highest).tolist() for sign in (-1, 1))
    alike = np.empty((height, width), np.uint8)
    for top in range(0, height, TILE):  # bands: what is seen is composed, and a whole photo of it is large
        band = Box(0, top, width, min(top + TILE, height))
        part = np.ascontiguousarray(pixels_in(photo, layers, band))
        alike[band.slices] = cv2.inRange(part, tuple(low), tuple(high))
    if not contiguous:
        return tiles_of(alike == _WANTED, Box(0, 0, width, height))
    _, _, _, (left, top, across, down) = cv2.floodFill(alike, None, (x, y), _REACHED)
    box = Box(left, top, left + across, top + down)
    return tiles_of(alike[box.slices] == _REACHED, box)
