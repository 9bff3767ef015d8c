"""All pixels that are like one of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import Bounds

_BAND = 128  # rows that are asked for at once: a whole photo of what is seen is large
_WANTED, _REACHED = 255, 128


def alike(
    read: Callable[[Bounds], NDArray[Any]],
    size: tuple[int, int],
    at: tuple[int, int],
    *,
    tolerance: int,
    contiguous: bool,
) -> tuple[Bounds, NDArray[np.bool_]]:
    """Pixels whose channels are all within the tolerance of those at (x, y): a box that holds them, and a mask of it.

    read: a box's pixels, (h, w, C) uint8 or uint16.  size: (width, height) of the whole picture.
    tolerance: how far each channel may be off, of 255.  contiguous: only what hangs together with that pixel, side by
    side.
    """
    import cv2  # 0.1 s, on the thread that first needs it

    (x, y), (width, height) = at, size
    pixel = read((x, y, x + 1, y + 1))[0, 0]
    highest, reach = int(np.iinfo(pixel.dtype).max), tolerance * (257 if pixel.dtype == np.uint16 else 1)
    low, high = (np.clip(pixel.astype(np.int64) + sign * reach, 0, highest).tolist() for sign in (-1, 1))
    marks = np.empty((height, width), np.uint8)
    for top in range(0, height, _BAND):
        bottom = min(top + _BAND, height)
        part = np.ascontiguousarray(read((0, top, width, bottom)))
        marks[top:bottom] = cv2.inRange(part, tuple(low), tuple(high))
    if not contiguous:
        return (0, 0, width, height), np.asarray(marks == _WANTED)
    _, _, _, (left, top, across, down) = cv2.floodFill(marks, None, (x, y), _REACHED)
    box = left, top, left + across, top + down
    return box, np.asarray(marks[box[1] : box[3], box[0] : box[2]] == _REACHED)
