"""A hole grown, shrunk or smoothed by some pixels. For a thread: at 50 megapixels it takes about a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

from app.document import Document
from app.document.geometry import Size
from app.document.planes import Plane, Tiles
from app.document.planes.tiles import tiles_of
from model.inference.selection import grown, shrunk, smoothed

Change = Literal["grow", "shrink", "smooth"]
Mask = npt.NDArray[np.bool_]


def reshape(document: Document, change: Change, pixels: int) -> Callable[[], Tiles]:
    """The question, to be asked on a thread: the hole as it is now."""
    size, tiles = document.size, document.hole.snapshot()
    return lambda: reshaped(size, tiles, change, pixels)


def reshaped(size: Size, tiles: Tiles, change: Change, pixels: int) -> Tiles:
    """The changed plane's tiles.

    grow: all pixels whose centres are within so many pixels of a hole pixel's centre.  shrink: those that are farther
    than that from every pixel outside; beyond the photo is not outside.  smooth: corners and spots that are smaller
    go, straight sides stay where they are.
    """
    plane = Plane(size)
    plane.swap(dict(tiles))
    if plane.is_empty:
        return {}
    reach = {"grow": pixels, "shrink": 1, "smooth": 2 * pixels}[change]
    window = plane.bounds().grow(reach + 1).clip(size)
    mask = plane.read(window)
    changes: dict[Change, Callable[[Mask, int], Mask]] = {"grow": grown, "shrink": shrunk, "smooth": smoothed}
    return tiles_of(changes[change](mask, pixels), window)
