"""The lattice of places in the hole that choose an offset each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEP = 4  # px between the nodes


@dataclass(frozen=True, slots=True)
class Nodes:
    """The lattice of places in the hole that choose an offset each.

    box: (x0, y0, x1, y1), multiples of STEP.  active: (rows, columns) bool.
    """

    box: tuple[int, int, int, int]
    active: NDArray[np.bool_]


def nodes_of(hole: NDArray[np.bool_]) -> Nodes:
    """A node for every STEP x STEP block that the hole touches. hole: (H, W) bool, not empty."""
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    x0, y0 = int(columns[0]) // STEP * STEP, int(rows[0]) // STEP * STEP
    x1, y1 = -(-(int(columns[-1]) + 1) // STEP) * STEP, -(-(int(rows[-1]) + 1) // STEP) * STEP
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
