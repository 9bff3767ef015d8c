"""The known places that look most like what the network painted, by brute force."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

GROUPS = 64  # of neighbouring sources; each proposes its best, so that the candidates come from different places
MOST_SOURCES = 16384
BLOCK = 500_000  # distances at a time: 2 MB, which a core keeps to itself


def thinned(places: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Flat indices of at most MOST_SOURCES of the places, on a regular grid. places: (H, W) bool.

    Some wherever there are any: places that the grid misses, as rows of odd numbers do, are counted off instead.
    """
    stride = 1 if places.sum() < MOST_SOURCES // 4 else 2
    found = _on_grid(places, stride)
    while found.size > MOST_SOURCES:
        stride += 1
        found = _on_grid(places, stride)
    if found.size:
        return found
    every = np.flatnonzero(places)
    return every[:: max(1, -(-every.size // MOST_SOURCES))]


def _on_grid(places: NDArray[np.bool_], stride: int) -> NDArray[np.intp]:
    grid = np.zeros_like(places)
    grid[::stride, ::stride] = places[::stride, ::stride]
    return np.flatnonzero(grid)


def nearest(
    targets: NDArray[np.float32], sources: NDArray[np.float32], count: int, heartbeat: Callable[[], None]
) -> NDArray[np.intp]:
    """Rows of the sources nearest to each target, one from each of the best groups, best first.

    targets (T, D), sources (S, D) float32 -> (T, min(count, S)).
    """
    groups = min(GROUPS, len(sources))
    length = len(sources) // groups
    # The few left over would make groups of two lengths.
    kept = sources[: groups * length]
    # |t - s|² without |t|², which is the same for all: one product of [t, 1] and [-2 s, |s|²].
    scaled = np.vstack([np.float32(-2.0) * kept.T, np.einsum("sd,sd->s", kept, kept)])
    targets = np.column_stack([targets, np.ones(len(targets), np.float32)])
    firsts = np.arange(groups) * length
    count = min(count, groups)
    found = np.empty((len(targets), count), np.intp)
    rows = max(1, min(BLOCK // len(kept), len(targets)))
    distances = np.empty((rows, len(kept)), np.float32)
    for top in range(0, len(targets), rows):
        heartbeat()
        part = targets[top : top + rows]
        grouped = np.matmul(part, scaled, out=distances[: len(part)]).reshape(-1, groups, length)
        best = grouped.argmin(axis=2)
        values = grouped.take(np.arange(best.size).reshape(best.shape) * length + best)
        order = np.argsort(values, axis=1, kind="stable")[:, :count]
        found[top : top + rows] = np.take_along_axis(best + firsts, order, axis=1)
    return found
