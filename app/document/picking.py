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
        return array[down, across].copy()
    # First to the columns between the outermost ones: whole rows of a large photo would be copied otherwise.
    left = int(columns[0])
    return array[:, left : int(columns[-1]) + 1][rows][:, columns - left]


def _evenly(places: Places) -> slice | None:
    """The places as a slice; None where they are not all equally far apart."""
    first, last, count = int(places[0]), int(places[-1]), len(places)
    step = int(places[1]) - first if count > 1 else 1
    if step < 1 or last - first != step * (count - 1) or (np.diff(places) != step).any():
        return None
    return slice(first, last + 1, step)
