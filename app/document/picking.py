"""Some rows and columns of a picture where they cross, in the time that those take."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Places: TypeAlias = npt.NDArray[np.intp]


def picked(array: npt.NDArray[Any], rows: Places, columns: Places) -> npt.NDArray[Any]:
    """(len(rows), len(columns), …), fresh. Both: ascending, inside the array, at least one."""
    down, across = _evenly(rows), _evenly(columns)
    if down is not None and across is not None:
        return _in_whole_pixels(array, down, across)
    # First to the columns between the outermost ones: whole rows of a large photo would be copied otherwise.
    left = int(columns[0])
    return array[:, left : int(columns[-1]) + 1][rows][:, columns - left]


def _in_whole_pixels(array: npt.NDArray[Any], down: slice, across: slice) -> npt.NDArray[Any]:
    """The same as array[down, across].copy(): the channels of a pixel in one piece, in two thirds of the time."""
    if array.ndim < 3 or array.strides[-1] != array.itemsize:
        return array[down, across].copy()
    pixels = array.view(np.dtype((np.void, array.shape[2] * array.itemsize)))[down, across, 0].copy()
    return pixels[..., np.newaxis].view(array.dtype)


def _evenly(places: Places) -> slice | None:
    """The places as a slice; None where they are not all equally far apart."""
    first, last, count = int(places[0]), int(places[-1]), len(places)
    step = int(places[1]) - first if count > 1 else 1
    if step < 1 or last - first != step * (count - 1) or (places[1:] - places[:-1] != step).any():
        return None
    return slice(first, last + 1, step)
