"""The border between fill and photo: how far the hole grows and how the fill fades out beyond it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALL = 12
"""Up to this radius laying a disc over every pixel is faster than measuring distances."""


def grown(hole: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    """Every pixel within `radius` of the hole: (H, W) bool -> (H, W) bool."""
    if radius == 0:
        return hole
    if radius > SMALL:
        return distance_to(hole) <= radius
    import cv2

    reach = np.arange(-radius, radius + 1)
    disc = (reach[:, None] ** 2 + reach**2 <= radius**2).astype(np.uint8)
    return np.asarray(cv2.dilate(hole.astype(np.uint8), disc) > 0)


def fade(hole: NDArray[np.bool_], *, grow: int, feather: int) -> NDArray[np.uint8]:
    """Opacity of the fill: 255 up to `grow` pixels from the hole, then falling to 0 over `feather` pixels.

    hole: (H, W) bool -> (H, W) uint8. The ramp lies outside the grown hole, on pixels that were filled too, so
    that the object under the brush never shines through.
    """
    if feather == 0:
        return grown(hole, grow) * np.uint8(255)
    distance = distance_to(hole)
    beyond = np.clip(distance - grow, 0.0, None)
    # One more than feather: the last pixel of the ramp is still a little covered, the first still fully.
    ramp = np.clip(1.0 - beyond / (feather + 1), 0.0, 1.0)
    smooth = ramp * ramp * (3.0 - 2.0 * ramp)
    alpha = np.rint(smooth * 255).astype(np.uint8)
    alpha[distance > grow + feather] = 0  # was not filled
    return alpha


def distance_to(hole: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Euclidean distance of every pixel to the nearest hole pixel, in pixels, 0 inside: (H, W) float32.

    The same bits for the same hole, always. Far beyond any hole of a photo it is only large, or infinite.
    """
    import cv2  # 0.2 s: only once a fill runs

    distance: NDArray[Any] = cv2.distanceTransform((~hole).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    # OpenCV's roots of one array differ in their last bit from call to call; their squares are whole numbers.
    with np.errstate(over="ignore"):
        np.multiply(distance, distance, out=distance)
    np.rint(distance, out=distance)
    np.sqrt(distance, out=distance)
    return distance
