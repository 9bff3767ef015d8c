"""The last rung: a fill without the network, for when no memory is left for it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

NAME = "classical fill (Navier-Stokes)"
LONGEST = 384
RADIUS = 3


def diffused(rgb: NDArray[np.float32], hole: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Colours carried into the hole along lines of equal brightness (Bertalmio et al. 2001), by OpenCV, in 8 bits.

    rgb: (h, w, 3) float32 in [-1, 1]; hole: (h, w) bool -> (h, w, 3) float32 in [-1, 1].
    """
    import cv2

    stored = np.rint((np.clip(rgb, -1, 1) + 1) * 127.5).astype(np.uint8)
    filled: NDArray[Any] = cv2.inpaint(stored, hole.astype(np.uint8), RADIUS, cv2.INPAINT_NS)
    return filled.astype(np.float32) / np.float32(127.5) - np.float32(1)
