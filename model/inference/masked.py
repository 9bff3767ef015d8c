"""Pixels by a plane or by their places, at the speed of memory.

numpy takes ten times as long to stretch a plane over the channels as OpenCV, and twice as long to copy scattered
pixels channel by channel as it takes for items of the same size.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def chosen(mask: NDArray[np.bool_], these: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """These pixels where the mask is, the others elsewhere: (H, W) bool, twice (H, W, C) of one dtype -> the same.

    Raises ValueError where the three do not fit.
    """
    import cv2

    if these.shape != others.shape or these.dtype != others.dtype or mask.shape != others.shape[:2]:
        # OpenCV would write into another array, and the answer be the others alone.
        raise ValueError(
            f"mask {mask.shape}, these {these.shape} {these.dtype}, others {others.shape} {others.dtype}: "
            "give one size and one dtype"
        )
    answer = np.array(others, order="C")
    cv2.copyTo(these, np.ascontiguousarray(mask).view(np.uint8), answer)
    return answer


def on_colours(plane: NDArray[Any]) -> NDArray[np.float32]:
    """The plane for each of three channels: (H, W) float32 -> (H, W, 3) float32."""
    import cv2

    plane = np.asarray(plane, np.float32)
    return np.asarray(cv2.merge([plane, plane, plane]))


def as_items(pixels: NDArray[Any]) -> NDArray[np.void]:
    """A view of the pixels as items that numpy copies whole: (..., C) -> (...)."""
    size = pixels.shape[-1] * pixels.itemsize
    return pixels.view(np.dtype((np.void, size)))[..., 0]
