"""Parts of the photo and its planes at a crop's working size, reflected to the size that the network takes."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.crops.planning import Crop

LEAST_ALPHA = 128  # of a painted colour that counts, as white counts in a mask


def cut(photo: NDArray[Any], crop: Crop) -> NDArray[np.float32]:
    """The photo at the crop's working size, reflected to its padded size.

    photo: (H, W, C) uint8 or uint16 -> (h, w, C) float32 in the photo's own range. Reduced by the mean of the pixels
    under each new one, in the photo's own dtype: a crop of a hundred megapixels never exists as floats.
    """
    import cv2

    x0, y0, x1, y1 = crop.box
    part: NDArray[Any] = photo[y0:y1, x0:x1]
    if part.shape[1::-1] != crop.size:
        part = np.asarray(cv2.resize(part, crop.size, interpolation=cv2.INTER_AREA))
    if part.ndim == 2:  # OpenCV drops a single channel
        part = part[..., None]
    return _padded(part.astype(np.float32), crop)


def cut_plane(plane: NDArray[np.bool_], crop: Crop) -> NDArray[np.bool_]:
    """A plane at the crop's working size, reflected to its padded size: (H, W) bool -> (h, w) bool.

    A reduced pixel counts as soon as any pixel under it does, even in part: no hole and no stroke is lost.
    """
    x0, y0, x1, y1 = crop.box
    part: NDArray[Any] = plane[y0:y1, x0:x1]
    part = _touched(part, crop.size[1])
    part = _touched(np.ascontiguousarray(part.T), crop.size[0]).T
    return _padded(part, crop)


def cut_strokes(sketch: NDArray[np.bool_], crop: Crop) -> NDArray[np.bool_]:
    """Strokes as `cut_plane`, none wider than the 3 pixels that the network was trained on.

    A thin stroke on a large photo stays a stroke, and a thick one does not become a blot.
    """
    import cv2

    from model.inference.thinning import thin

    strokes = cut_plane(sketch, crop)
    middle = thin(strokes).astype(np.uint8)
    return strokes & (np.asarray(cv2.dilate(middle, np.ones((3, 3), np.uint8))) > 0)


def cut_colours(colours: NDArray[np.uint8], crop: Crop) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Painted colours at the crop's working size, reflected to its padded size, and which pixels have some.

    colours: (H, W, 4) uint8, painted where A is at least LEAST_ALPHA -> (h, w, 3) float32 in [-1, 1], and (h, w) bool.
    A reduced pixel has the mean of what is painted under it, and counts from half of it on: paint does not widen.
    """
    import cv2

    x0, y0, x1, y1 = crop.box
    part = colours[y0:y1, x0:x1]
    painted = part[..., 3] >= LEAST_ALPHA
    # Memory is taken where something is written, and paint is mostly little. Rows in their order whatever the part has,
    # since OpenCV writes to no others.
    alone = np.zeros(part.shape, np.uint8)
    cv2.copyTo(part, painted.view(np.uint8), alone)
    alone[painted, 3] = 255
    reduced = cut(alone, replace(crop, box=(0, 0, x1 - x0, y1 - y0)))
    share = reduced[..., 3:] / np.float32(255)
    mean = reduced[..., :3] / np.maximum(share, np.float32(1 / 255))
    return np.clip(mean * np.float32(2 / 255) - np.float32(1), -1, 1), share[..., 0] >= 0.5


def _touched(plane: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Reduce the first axis to `length`: each new pixel is the «or» of all pixels that it covers, even in part."""
    full = plane.shape[0]
    if full == length:
        return plane
    # In whole numbers, since a border that lies a rounding error beside a pixel would count that pixel twice.
    first = np.arange(length) * full // length
    last = -(-np.arange(1, length + 1) * full // length) - 1
    # Whole rows at a time: numpy's reduceat takes eight times as long.
    reduced = plane[first]
    for step in range(1, int((last - first).max()) + 1):
        reduced |= plane[np.minimum(first + step, last)]
    return np.asarray(reduced)


def _padded(part: NDArray[Any], crop: Crop) -> NDArray[Any]:
    pads = [(0, crop.padded[1] - part.shape[0]), (0, crop.padded[0] - part.shape[1])]
    # Reflected, not zero: a black frame would bleed into holes at the border.
    return np.pad(part, pads + [(0, 0)] * (part.ndim - 2), mode="symmetric")
