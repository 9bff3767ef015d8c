"""The edge of a coarse shape drawn anew on finer pixels, in the box around the shape and nowhere else."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import Bounds, bounds_of, widened
from model.inference.selection.looking import distance_from, halved

Mask: TypeAlias = NDArray[np.bool_]
Bytes: TypeAlias = NDArray[np.uint8]
Values: TypeAlias = NDArray[Any]

_FINEST = 8  # pixels of the picture on which the edge is drawn, for each one of the shape
_LONGEST = 2048  # of the sides of the thing on that picture
_SMOOTH = 1e-4  # of the guided filter: how much contrast is an edge, of 1
_HIGHEST = 255  # of a byte


def with_fine_edge(found: Bytes, pixels: Bytes) -> tuple[Bounds, Mask]:
    """A box of the crop that has all of the thing, and which of its pixels are the thing, (h, w) bool.

    found: the coarse shape, 1 for the thing.  pixels: (H, W, 3), the crop.
    """
    import cv2

    if not found.any():
        return (0, 0, 0, 0), np.zeros((0, 0), np.bool_)
    inside, whole = bounds_of(found), (pixels.shape[1], pixels.shape[0])
    share = max(inside[2] - inside[0], inside[3] - inside[1]) / max(found.shape)
    fine = halved(pixels, round(min(_FINEST * max(found.shape), _LONGEST / share)))
    size = (fine.shape[1], fine.shape[0])
    ratio = max(fine.shape[0] / found.shape[0], fine.shape[1] / found.shape[1])
    radius = max(2, round(2 * ratio))
    box = widened(_enlarged(inside, found.shape, size), round(ratio) + radius + 1, size)
    soft = _drawn(fine, cv2.resize(found.astype(np.float32), size, interpolation=cv2.INTER_LINEAR), box, radius)
    if size == whole:
        return box, np.asarray(soft > 0.5)
    x0, y0, x1, y1 = box = _enlarged(box, size[::-1], whole)
    # In bytes: a photo's crop in floats would be four times as large.
    large = cv2.resize(_in_bytes(soft), (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
    return box, np.asarray(large > _HIGHEST // 2)


def _enlarged(box: Bounds, shape: tuple[int, ...], size: tuple[int, int]) -> Bounds:
    """A box of a picture (height, width) in one of another size (width, height), to the whole pixels that it meets."""
    across, down = size[0] / shape[1], size[1] / shape[0]
    x0, y0, x1, y1 = box
    return int(x0 * across), int(y0 * down), min(size[0], -int(-x1 * across // 1)), min(size[1], -int(-y1 * down // 1))


def _drawn(fine: Bytes, coarse: Values, box: Bounds, radius: int) -> Values:
    """How much of the thing is in the pixels of a box, (h, w), 0 .. 1.

    fine: (H, W, 3).  coarse: (H, W), the shape at the same size.  radius: of the filter.
    """
    import cv2

    around = widened(box, 2 * radius, coarse.shape[::-1])  # so far the filter sees
    there = slice(around[1], around[3]), slice(around[0], around[2])
    shape = coarse[there]
    grey = cv2.cvtColor(fine[there], cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    soft = _guided(grey, shape, radius)
    # Far from the edge nothing is to be decided: a filter across strong texture would make holes there.
    solid = shape > 0.5
    soft[distance_from(~solid) > radius + 0.5] = 1
    soft[distance_from(solid) > radius + 0.5] = 0
    return soft[box[1] - around[1] : box[3] - around[1], box[0] - around[0] : box[2] - around[0]]


def _guided(guide: Values, mask: Values, radius: int) -> Values:
    """The guided filter of He, Sun and Tang: the mask as a local linear function of the guide. All (h, w), 0 .. 1."""
    import cv2

    def mean(values: Values) -> Values:
        side = 2 * radius + 1
        return cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT)

    mean_guide, mean_mask = mean(guide), mean(mask)
    slope = (mean(guide * mask) - mean_guide * mean_mask) / (mean(guide * guide) - mean_guide**2 + np.float32(_SMOOTH))
    offset = mean_mask - slope * mean_guide
    return mean(slope) * guide + mean(offset)


def _in_bytes(values: Values) -> Bytes:
    """Of 0 .. 1, and a little beyond."""
    return np.asarray(np.clip(np.rint(values * _HIGHEST), 0, _HIGHEST), np.uint8)
