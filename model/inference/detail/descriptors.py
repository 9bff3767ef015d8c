"""What a place of a softened picture looks like, in few numbers that can be compared fast."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

TAPS = 5  # a side
GRID = 2  # px between the places that are described
LENGTH = 24
SAMPLE = 1000  # patches that settle the axes
MEAN_WEIGHT = 0.6  # of the patch's mean colour: only texture is moved, colour merely hints at the material


def describe(picture: NDArray[np.float32], stride: int, beat: Callable[[], None]) -> NDArray[np.float32]:
    """The patch around every GRID-th pixel on its principal axes.

    picture: (H, W, 3) float32.  stride: px between the TAPS x TAPS pixels of a patch.
    -> (ceil(H / GRID), ceil(W / GRID), LENGTH) float32; squared distances are those of the patches, a pixel's and
    channel's mean.
    """
    reach = TAPS // 2 * stride
    padded = np.pad(picture, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    height, width = picture.shape[:2]
    step = max(1, round((height * width / SAMPLE) ** 0.5))
    axes = _axes(_patches(padded, range(0, height, step), range(0, width, step), stride))
    columns = range(0, width, GRID)
    found = np.empty((-(-height // GRID), len(columns), axes.shape[1]), np.float32)
    rows = max(1, 8192 // len(columns))
    for top in range(0, len(found), rows):
        beat()
        part = range(top * GRID, min((top + rows) * GRID, height), GRID)
        found[top : top + len(part)] = _patches(padded, part, columns, stride) @ axes
    return found


def _patches(padded: NDArray[np.float32], rows: range, columns: range, stride: int) -> NDArray[np.float32]:
    """The patches of some places of the picture before padding, (n, m, D)."""
    taps = range(0, TAPS * stride, stride)
    parts = [
        padded[rows.start + v : rows.stop + v : rows.step, columns.start + u : columns.stop + u : columns.step]
        for v in taps
        for u in taps
    ]
    return np.concatenate(parts, axis=2)


def _axes(sample: NDArray[np.float32]) -> NDArray[np.float32]:
    """(D, at most LENGTH) float32: how patches are brought on their principal axes. sample: (n, m, D)."""
    size, count = sample.shape[2], TAPS * TAPS
    flat = sample.reshape(-1, size).astype(np.float64)
    weighting = np.eye(size) - (1 - MEAN_WEIGHT) * np.kron(np.full((count, count), 1 / count), np.eye(3))
    flat = (flat - flat.mean(axis=0)) @ weighting
    _, vectors = np.linalg.eigh(flat.T @ flat)  # of ascending eigenvalues
    axes = weighting @ vectors[:, ::-1][:, :LENGTH] / size**0.5
    return np.asarray(axes, np.float32)
