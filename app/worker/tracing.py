"""From the document to its contours: strokes inside the hole, in the order in which a person would keep them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.planes import Tiles
from app.document.planes.ordered import Ordered, ordered
from app.worker.requests import new_job_id, pixels_in, plane_in
from model.inference.contours import contours_of
from model.inference.crops import window_for


@dataclass(frozen=True, slots=True, eq=False)
class TraceJob:
    """Contours that were asked for: the document as it was at that moment, of which nothing is copied.

    id: as in Job.  window: the part of the photo whose contours are looked for.
    photo: (H, W, C), the whole of it.  hole: the plane's tiles, see Plane.snapshot.
    """

    window: Box
    photo: npt.NDArray[Any]
    layers: tuple[Layer, ...]
    hole: Tiles
    id: int = field(default_factory=new_job_id)

    def contours(self) -> Ordered:
        """The contours inside the hole, outlines first; none where there is no contour."""
        photo = as_rgb(pixels_in(self.photo, self.layers, self.window))
        found = contours_of(photo, plane_in(self.photo, self.hole, self.window))
        rows, columns = found.rows + self.window.y0, found.columns + self.window.x0
        return ordered(rows, columns, found.places, count=found.count, usual=found.outlines)


def trace_for(document: Document) -> TraceJob:
    """A job for the contours of what a person sees inside the document's hole. Takes microseconds.

    Raises ValueError for an empty hole.
    """
    bounds = document.hole.bounds()
    if bounds.is_empty:
        raise ValueError("the hole is empty: there is nothing to trace")
    size = (document.size.width, document.size.height)
    window = Box(*window_for((bounds.x0, bounds.y0, bounds.x1, bounds.y1), size))
    return TraceJob(window, document.photo, document.layers, document.hole.snapshot())


def as_rgb(pixels: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """(H, W, 1 to 4) uint8 or uint16 -> (H, W, 3) uint8, without alpha."""
    colours = pixels[..., :3] if pixels.shape[2] >= 3 else np.repeat(pixels[..., :1], 3, axis=2)
    if colours.dtype == np.uint16:
        colours = colours >> 8
    return np.ascontiguousarray(colours, np.uint8)
