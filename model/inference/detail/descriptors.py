"""What a place of a softened picture looks like, in few numbers that can be compared fast."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

TAPS = 5  # a side
GRID = 2  # px between the places that are described
LENGTH = 24
SAMPLE = 1000  # patches that settle the axes
BLOCK = 2048  # patches at a time: what a core keeps to itself
MEAN_WEIGHT = 0.6  # of the patch's mean colour: only texture is moved, colour merely hints at the material


def looks_of(
    pictures: Sequence[NDArray[np.float32]], strides: Sequence[int], beat: Callable[[], None]
) -> NDArray[np.float32]:
    """Some softened versions of a picture, each described with a stride of its own: (N, h, w, LENGTH), see `describe`.

    In one array from the start: bringing them together afterwards would take a third as long as making them.
    """
    height, width = pictures[0].shape[:2]
    looks = np.empty((len(pictures), -(-height // GRID), -(-width // GRID), LENGTH), np.float32)
    for picture, stride, found in zip(pictures, strides, looks, strict=True):
        describe(picture, stride, found, beat)
    return looks


def describe(picture: NDArray[np.float32], stride: int, found: NDArray[np.float32], beat: Callable[[], None]) -> None:
    """The patch around every GRID-th pixel on its principal axes.

    picture: (H, W, 3) float32.  stride: px between the TAPS x TAPS pixels of a patch.
    found: (ceil(H / GRID), ceil(W / GRID), LENGTH) float32, where it is written to; squared distances are those of the
    patches, a pixel's and channel's mean.
    """
    reach = TAPS // 2 * stride
    padded = np.pad(picture, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    height, width = picture.shape[:2]
    axes = _axes(_sample(padded, height, width, stride))
    planes = _planes(padded)
    rows = max(1, BLOCK // found.shape[1])
    for top in range(0, len(found), rows):
        beat()
        part = found[top : top + rows]
        np.matmul(_patches(planes, top, part.shape[:2], stride).T, axes, out=part.reshape(-1, LENGTH))


def _sample(padded: NDArray[np.float32], height: int, width: int, stride: int) -> NDArray[np.float32]:
    """Some SAMPLE patches of the picture before padding, on a regular grid: (n, D)."""
    step = max(1, round((height * width / SAMPLE) ** 0.5))
    taps = range(0, TAPS * stride, stride)
    parts = [padded[v : height + v : step, u : width + u : step] for v in taps for u in taps]
    return np.concatenate(parts, axis=2).reshape(-1, 3 * len(parts))


def _planes(padded: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every GRID-th pixel from each start, so that what patches are copied from lies side by side.

    (H, W, 3) -> (GRID, GRID, 3, ceil(H / GRID), ceil(W / GRID)).
    """
    height, width = (-(-side // GRID) for side in padded.shape[:2])
    planes = np.zeros((GRID, GRID, 3, height, width), np.float32)
    for y in range(GRID):
        for x in range(GRID):
            part = padded[y::GRID, x::GRID].transpose(2, 0, 1)
            planes[y, x, :, : part.shape[1], : part.shape[2]] = part
    return planes


def _patches(planes: NDArray[np.float32], top: int, shape: tuple[int, int], stride: int) -> NDArray[np.float32]:
    """The patches of some rows of places from `top` on: (D, n), n of rows and columns in `shape`."""
    rows, columns = shape
    patches = np.empty((TAPS, TAPS, 3, rows, columns), np.float32)
    for v in range(TAPS):
        y, down = divmod(v * stride, GRID)
        for u in range(TAPS):
            x, across = divmod(u * stride, GRID)
            patches[v, u] = planes[down, across, :, top + y : top + y + rows, x : x + columns]
    return patches.reshape(-1, rows * columns)


def _axes(sample: NDArray[np.float32]) -> NDArray[np.float32]:
    """(D, LENGTH) float32: how patches are brought on their principal axes. sample: (n, D)."""
    size, count = sample.shape[1], TAPS * TAPS
    flat = sample.astype(np.float64)
    weighting = np.eye(size) - (1 - MEAN_WEIGHT) * np.kron(np.full((count, count), 1 / count), np.eye(3))
    flat = (flat - flat.mean(axis=0)) @ weighting
    _, vectors = np.linalg.eigh(flat.T @ flat)  # of ascending eigenvalues
    axes = weighting @ vectors[:, ::-1][:, :LENGTH] / size**0.5
    return np.asarray(axes, np.float32)
