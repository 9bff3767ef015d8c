"""A working-size picture at the photo's size, tile by tile, so that the whole of it never has to exist."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

TAPS = np.arange(-1, 3)
SHARPNESS = -0.75  # of the cubic kernel, as OpenCV has it

Tiles = Callable[[int, int, int, int], NDArray[np.float32]]
"""A picture of a crop's own resolution, in parts: x0, y0, x1, y1 -> (y1 - y0, x1 - x0, 3) float32."""


class Enlargement:
    """Cubic enlargement (Keys 1981), equal to OpenCV's INTER_CUBIC of the whole picture to rounding errors.

    picture: (h, w, C) float32.  size: (width, height) of the enlarged one, at least (w, h).
    """

    def __init__(self, picture: NDArray[np.float32], size: tuple[int, int]) -> None:
        self._picture, self._is_same = picture, picture.shape[1::-1] == size
        self._planes = np.ascontiguousarray(picture.transpose(2, 0, 1), np.float32)  # (C, h, w)
        self._size = size

    def tile(self, x0: int, y0: int, x1: int, y1: int) -> NDArray[np.float32]:
        """(y1 - y0, x1 - x0, C) float32, not to be written to; tilings differ by the rounding of float32 alone."""
        import cv2

        if self._is_same:
            return self._picture[y0:y1, x0:x1]
        height, width = self._planes.shape[1:]
        top, down = _weights(y0, y1, height, self._size[1])
        left, across = _weights(x0, x1, width, self._size[0])
        part = self._planes[:, top : top + down.shape[1], left : left + across.shape[1]]
        merged: NDArray[Any] = cv2.merge([*(down @ part @ across.T)])  # a tenth of the time of a transposed copy
        return merged.reshape(y1 - y0, x1 - x0, -1)


def _weights(begin: int, end: int, length: int, enlarged: int) -> tuple[int, NDArray[np.float32]]:
    """(first, weights): pixels begin..end of the enlarged axis = weights (end - begin, n) @ old pixels from `first`."""
    place = (np.arange(begin, end) + 0.5) * (length / enlarged) - 0.5
    nearest = np.floor(place).astype(np.int64)
    taps = _cubic((place - nearest)[:, None] - TAPS)
    source = np.clip(nearest[:, None] + TAPS, 0, length - 1)  # beyond the border its last pixel is repeated
    first = int(source.min())
    weights = np.zeros((end - begin, int(source.max()) - first + 1), np.float32)
    np.add.at(weights, (np.arange(end - begin)[:, None], source - first), taps)
    return first, weights


def _cubic(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    x = np.abs(distance)
    near = (SHARPNESS + 2) * x**3 - (SHARPNESS + 3) * x**2 + 1
    far = SHARPNESS * (x**3 - 5 * x**2 + 8 * x - 4)
    return np.where(x <= 1, near, np.where(x < 2, far, 0.0))
