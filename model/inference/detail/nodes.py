"""The lattice of places in the hole that choose an offset each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import bounds_of

STEP = 4  # px between the nodes
SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))  # down, across


@dataclass(frozen=True, slots=True)
class Nodes:
    """The lattice of places in the hole that choose an offset each.

    box: (x0, y0, x1, y1), multiples of STEP.  active: (rows, columns) bool.
    """

    box: tuple[int, int, int, int]
    active: NDArray[np.bool_]

    def middles(self, shape: tuple[int, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """y, x of the middles of all blocks, flat, kept inside a picture of this shape. shape: (H, W)."""
        x0, y0 = self.box[:2]
        rows, columns = self.active.shape
        y = np.minimum(y0 + STEP * np.arange(rows) + STEP // 2, shape[0] - 1)
        x = np.minimum(x0 + STEP * np.arange(columns) + STEP // 2, shape[1] - 1)
        return np.repeat(y, columns), np.tile(x, rows)

    def neighbours(self, down: int, across: int) -> NDArray[np.intp]:
        """For every node, flat, the flat index of the active one so many nodes away, -1 where there is none."""
        rows, columns = self.active.shape
        there = np.where(self.active, np.arange(rows * columns).reshape(rows, columns), -1)
        far = max(abs(down), abs(across))
        wide = np.pad(there, far, constant_values=-1)
        return wide[far + down : far + down + rows, far + across : far + across + columns].ravel()


def nodes_of(hole: NDArray[np.bool_]) -> Nodes:
    """A node for every STEP x STEP block that the hole touches. hole: (H, W) bool, not empty."""
    left, top, right, bottom = bounds_of(hole)
    x0, y0, x1, y1 = left // STEP * STEP, top // STEP * STEP, -(-right // STEP) * STEP, -(-bottom // STEP) * STEP
    padded = np.zeros((y1 - y0, x1 - x0), bool)
    part = hole[y0:y1, x0:x1]
    padded[: part.shape[0], : part.shape[1]] = part
    blocks = padded.reshape((y1 - y0) // STEP, STEP, (x1 - x0) // STEP, STEP)
    return Nodes((x0, y0, x1, y1), np.asarray(blocks.any(axis=(1, 3))))


def near_known(known: NDArray[np.bool_], y: NDArray[np.intp], x: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of these places have known pixels within STEP. known: (H, W) bool.  y, x: (n,) -> (n,) bool."""
    import cv2

    wide = cv2.dilate(known.astype(np.uint8), np.ones((2 * STEP + 1, 2 * STEP + 1), np.uint8))
    return np.asarray(wide[y, x] > 0)


def whole_blocks(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Places whose whole block of STEP x STEP pixels lies in the mask; the block begins STEP // 2 before them.

    mask: (H, W) bool -> (H, W) bool.
    """
    import cv2

    whole: NDArray[Any] = cv2.erode(
        mask.astype(np.uint8),
        np.ones((STEP, STEP), np.uint8),
        anchor=(STEP // 2, STEP // 2),
        borderValue=0,
        borderType=cv2.BORDER_CONSTANT,
    )
    return whole > 0
