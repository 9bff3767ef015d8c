"""Values on the border of a hole stretched over it like a skin: a smooth field without bumps of its own.

The field solves Laplace's equation in the hole with the border held fast (as in Poisson image editing: Pérez, Gangnet
and Blake 2003, doi:10.1145/882262.882269). Each size starts from the half size's answer and is relaxed a few rounds:
exact enough for differences of colour, in a few milliseconds.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

ROUNDS = 4
"""Rounds of relaxation at each size; twice as many changed no figure of the benchmark."""


def stretched(values: NDArray[np.float32], border: NDArray[np.bool_], hole: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The values of the border on the border, smoothly between them in the hole, 0 elsewhere: (h, w, C) float32.

    values: (h, w, C) float32, read on the border alone.  border, hole: (h, w) bool, disjoint.
    Where hole meets neither border nor hole (the picture's edge, excluded pixels), the field arrives level.
    Without any border it is 0. Never beyond the smallest and largest value of the border.
    """
    weight = border.astype(np.float32)[..., None]
    # Each size carries the values under a cell added up and, last, how many there are, by one factor smaller.
    return _level(np.concatenate([values * weight, weight], axis=2), (border | hole).astype(np.float32))


def _level(sums: NDArray[np.float32], inside: NDArray[np.float32]) -> NDArray[np.float32]:
    """The field at one size. sums: (h, w, C + 1), inside: (h, w), 1 on border and hole, float32 -> (h, w, C)."""
    weight = sums[..., -1:]
    held = weight > 0
    fixed: NDArray[np.float32] = np.where(held, sums[..., :-1] / np.where(held, weight, 1), 0).astype(np.float32)
    open_cells = (inside > 0) & ~held[..., 0]
    if not open_cells.any() or max(inside.shape) == 1:
        return fixed
    start = _doubled(_level(_halved(sums), (_halved(inside) > 0).astype(np.float32)), inside.shape)
    neighbours = _sums_of_nine(inside)
    share = np.where(open_cells, 1 / np.maximum(neighbours, 1), 0).astype(np.float32)
    # One value a channel: numpy multiplies arrays of one shape several times as fast as it stretches one over the last.
    share = np.repeat(share[..., None], fixed.shape[2], axis=2)
    field = np.where(held, fixed, start * inside[..., None])
    for _ in range(ROUNDS):
        field = _sums_of_nine(field)
        field *= share
        field += fixed
    return field


def _sums_of_nine(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    import cv2

    summed: NDArray[Any] = cv2.boxFilter(plane, -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return summed if summed.ndim == plane.ndim else summed[..., None]


def _halved(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means of 2 × 2 cells, nothing added to an odd last row or column: (h, w[, C]) -> (⌈h / 2⌉, ⌈w / 2⌉[, C])."""
    import cv2

    height, width = plane.shape[:2]
    even = cv2.copyMakeBorder(plane, 0, height % 2, 0, width % 2, cv2.BORDER_CONSTANT)
    halved: NDArray[Any] = cv2.resize(even, (-(-width // 2), -(-height // 2)), interpolation=cv2.INTER_AREA)
    return halved if halved.ndim == plane.ndim else halved[..., None]


def _doubled(plane: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Each cell twice as high and wide, cut to (h, w) of `shape`."""
    import cv2

    size = (2 * plane.shape[1], 2 * plane.shape[0])
    doubled: NDArray[Any] = cv2.resize(plane, size, interpolation=cv2.INTER_NEAREST)
    return (doubled if doubled.ndim == plane.ndim else doubled[..., None])[: shape[0], : shape[1]]
