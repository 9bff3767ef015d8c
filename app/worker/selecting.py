"""What a person means who points at a colour: all pixels like it, as tiles of a plane. For a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy.typing as npt

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.planes import Tiles
from app.document.planes.tiles import tiles_of
from app.worker.requests import pixels_in
from model.inference.selection import alike


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

    def read(box: tuple[int, int, int, int]) -> npt.NDArray[Any]:
        return pixels_in(photo, layers, Box(*box))

    size = (photo.shape[1], photo.shape[0])
    box, mask = alike(read, size, at, tolerance=tolerance, contiguous=contiguous)
    return tiles_of(mask, Box(*box))
