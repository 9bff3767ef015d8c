"""No thin lines of colour along strokes.

Where a stroke has no second colour to put on one side, in grey water or in front of a white wall, the network draws it
with a pale green line beside a violet one. Their light is the edge that was asked for; their colours are of no photo.
A median keeps the colours of both sides, and of a bar between two strokes, and leaves out what is thinner than that.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.planes import LUMA, PLANES

BAND = 5.0  # px from a stroke: fringes are narrower
SIDE = 9  # px, of the median's window: a fringe is a third of it
MOST = 127  # OpenCV's median of so large a window takes bytes
TINY = 1e-6
_HOLE = PLANES.index("hole")
# Red and blue without luma tell a colour's distance from grey; green follows from them.
_RED_BLUE = (0, 2)


def without_fringes(
    answer: NDArray[np.float32], planes: NDArray[np.float32], strokes: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The answer with the colours beside its strokes smoothed across them; luma stays.

    answer: (1, 3, H, W) float32 in [-1, 1].  planes: (1, 6, H, W) float32, what the network saw: painted colours are
    among the known pixels.  strokes: (H, W) bool, some of it True -> (1, 3, H, W) float32.
    """
    import cv2

    known = planes[0, _HOLE] == 0
    away = cv2.distanceTransform((~strokes).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    beside = (away <= BAND) & ~known
    if not beside.any():
        return answer
    picture = np.where(known, planes[0, :3], answer[0])
    luma = np.tensordot(LUMA, picture, 1)
    red, blue = (_median(picture[channel] - luma) for channel in _RED_BLUE)
    green = -(LUMA[0] * red + LUMA[2] * blue) / LUMA[1]
    result = answer.copy()
    result[0] = np.where(beside, np.clip(luma + np.stack([red, green, blue]), -1, 1), answer[0])
    return result


def _median(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """The median around each place, (H, W) float32, in MOST steps to either side of 0 that a blur evens out."""
    import cv2

    step = np.float32(max(float(np.abs(plane).max()), TINY) / MOST)
    levels: NDArray[Any] = np.rint(plane / step + MOST).astype(np.uint8)
    middle = (cv2.medianBlur(levels, SIDE).astype(np.float32) - MOST) * step
    return np.asarray(cv2.GaussianBlur(middle, (0, 0), 1.0), np.float32)
