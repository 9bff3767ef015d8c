"""How far pixels are from strokes, along a picture: a step across an edge is longer than one across an even field."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Values = NDArray[Any]

_SWEEPS = 2  # over the picture, down and up: a way that winds more is taken as longer than it is
_DIAGONAL = np.float32(2**0.5)


def reach(start: Mask, cost: Values) -> Values:
    """The length of the shortest way to each pixel from where it starts. (h, w) float32, 1e6 where there is no start.

    cost: (h, w) float32 above 0, of a step to the neighbouring pixel.
    """
    far = np.where(start, np.float32(0), np.float32(1e6))
    sums = np.cumsum(cost, axis=1, dtype=np.float32)
    for _ in range(_SWEEPS):
        _swept_into(far, cost, sums)
        _swept_into(far[::-1], cost[::-1], sums[::-1])
    return far


def _swept_into(far: Values, cost: Values, sums: Values) -> None:
    """From the first row to the last: along each row both ways, and from it to the next."""
    for row in range(far.shape[0]):
        here = far[row]
        if row:
            above, step = far[row - 1], cost[row]
            np.minimum(here, above + step, out=here)
            np.minimum(here[1:], above[:-1] + _DIAGONAL * step[1:], out=here[1:])
            np.minimum(here[:-1], above[1:] + _DIAGONAL * step[:-1], out=here[:-1])
        along = sums[row]
        np.minimum(here, np.minimum.accumulate(here - along) + along, out=here)
        np.minimum(here, np.minimum.accumulate((here + along)[::-1])[::-1] - along, out=here)
