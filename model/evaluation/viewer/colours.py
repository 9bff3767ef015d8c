"""The viewer's fixed colour maps: one for gates, one for changes, one for places. All give (..., 3) uint8 RGB."""

import cv2
import numpy as np
from numpy.typing import NDArray

CHANGE_STOPS = np.array([(33, 80, 170), (246, 246, 244), (190, 40, 30)], np.float32)
CORNERS = np.array([[(226, 60, 48), (248, 204, 48)], [(48, 84, 208), (40, 190, 110)]], np.float32)


def gate_colours(gates: NDArray[np.float32]) -> NDArray[np.uint8]:
    """0 (closed) is black, over violet and orange, 1 (open) is light yellow. gates: (H, W) in 0..1."""
    levels = np.rint(np.clip(gates, 0, 1) * 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(cv2.applyColorMap(levels, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB), np.uint8)


def change_colours(change: NDArray[np.float32], largest: float) -> NDArray[np.uint8]:
    """Less open is blue, the same is white, more open is red. change: any shape, in -largest..largest."""
    share = np.clip(change / max(largest, 1e-6), -1, 1)[..., None]
    low, middle, high = CHANGE_STOPS
    mixed = np.where(share < 0, middle + (low - middle) * -share, middle + (high - middle) * share)
    return np.rint(mixed).astype(np.uint8)


def place_colours(rows: int, columns: int) -> NDArray[np.float32]:
    """A colour for each cell by its position: red, yellow, blue and green in the corners, mixed between.

    (rows, columns, 3) float32 in 0..255, linear along both axes, so that a weighted mean of colours shows a weighted
    mean of places.
    """
    down, across = np.linspace(0, 1, rows, dtype=np.float32), np.linspace(0, 1, columns, dtype=np.float32)
    left, right = (CORNERS[0, side] + (CORNERS[1, side] - CORNERS[0, side]) * down[:, None] for side in (0, 1))
    return left[:, None] + (right - left)[:, None] * across[None, :, None]
