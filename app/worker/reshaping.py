"""A hole grown, shrunk or smoothed by some pixels. For a thread: at 50 megapixels it takes about a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from app.document import Document, Plane, Size, Tiles
from app.document.tiles import Mask, tiles_of

Change = Literal["grow", "shrink", "smooth"]


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
    return tiles_of({"grow": _grown, "shrink": _shrunk, "smooth": _smoothed}[change](mask, pixels), window)


def _grown(mask: Mask, pixels: int) -> Mask:
    return np.asarray(_distances(~mask) <= pixels)


def _shrunk(mask: Mask, pixels: int) -> Mask:
    return np.asarray(_distances(mask) > pixels)


def _distances(mask: Mask) -> npt.NDArray[Any]:
    """(h, w) float32: from each True pixel to the nearest False one; 0 where it is False."""
    import cv2  # 0.1 s, on the thread that first needs it

    if mask.all():
        return np.full(mask.shape, np.inf, np.float32)
    return cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)


def _smoothed(mask: Mask, pixels: int) -> Mask:
    import cv2

    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), pixels / 2, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(soft > 0.5)
