"""Boxes of pixels: x0, y0, x1, y1, half open."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bounds = tuple[int, int, int, int]
"""x0, y0, x1, y1, half open."""


def bounds_of(mask: NDArray[Any]) -> Bounds:
    """The smallest box around all pixels that are not 0. mask: (H, W), not empty."""
    rows = np.flatnonzero(mask.any(axis=1))
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(mask[top:bottom].any(axis=0))
    return int(columns[0]), top, int(columns[-1]) + 1, bottom


def widened(box: Bounds, margin: int, size: tuple[int, ...]) -> Bounds:
    """A box with so many pixels more on each side, as far as there are any. size: (width, height) of the picture."""
    x0, y0, x1, y1 = box
    return max(x0 - margin, 0), max(y0 - margin, 0), min(x1 + margin, size[0]), min(y1 + margin, size[1])


def shifted(box: Bounds, by: Bounds) -> Bounds:
    """A box moved by another's upper left corner."""
    return box[0] + by[0], box[1] + by[1], box[2] + by[0], box[3] + by[1]
