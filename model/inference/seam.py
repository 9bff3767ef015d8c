"""The border between fill and photo: how far the hole grows and how the fill fades out beyond it."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Heartbeat = Callable[[], None]
Kind = TypeVar("Kind", bound=np.generic)

SMALL = 12
"""Up to this radius laying a disc over every pixel is faster than measuring distances."""

PART = 512
"""Side of the parts that a plane is worked on in; some milliseconds each."""


def grown(hole: NDArray[np.bool_], radius: int, *, heartbeat: Heartbeat | None = None) -> NDArray[np.bool_]:
    """Every pixel within `radius` of the hole: (H, W) bool -> (H, W) bool.

    heartbeat: called between parts; what it raises ends the work.
    """
    if radius == 0:
        return hole
    work = _within_far(radius) if radius > SMALL else _within(radius)
    return _in_parts(hole, radius, work, np.ones((), bool), heartbeat)


def fade(hole: NDArray[np.bool_], *, grow: int, feather: int, heartbeat: Heartbeat | None = None) -> NDArray[np.uint8]:
    """Opacity of the fill: 255 up to `grow` pixels from the hole, then falling to 0 over `feather` pixels.

    hole: (H, W) bool -> (H, W) uint8. The ramp lies outside the grown hole, on pixels that were filled too, so
    that the object under the brush never shines through.  heartbeat: as for `grown`.
    """
    if feather == 0:
        return grown(hole, grow, heartbeat=heartbeat) * np.uint8(255)

    def ramp(part: NDArray[np.bool_]) -> NDArray[np.uint8]:
        distance = distance_to(part)
        beyond = np.clip(distance - grow, 0.0, None)
        # One more than feather: the last pixel of the ramp is still a little covered, the first still fully.
        falling = np.clip(1.0 - beyond / (feather + 1), 0.0, 1.0)
        smooth = falling * falling * (3.0 - 2.0 * falling)
        alpha = np.rint(smooth * 255).astype(np.uint8)
        alpha[distance > grow + feather] = 0  # was not filled
        return alpha

    return _in_parts(hole, grow + feather, ramp, np.full((), 255, np.uint8), heartbeat)


def _within(radius: int) -> Callable[[NDArray[np.bool_]], NDArray[np.bool_]]:
    import cv2

    reach = np.arange(-radius, radius + 1)
    disc = (reach[:, None] ** 2 + reach**2 <= radius**2).astype(np.uint8)
    return lambda hole: np.asarray(cv2.dilate(hole.astype(np.uint8), disc) > 0)


def _within_far(radius: int) -> Callable[[NDArray[np.bool_]], NDArray[np.bool_]]:
    return lambda hole: distance_to(hole) <= radius


def _in_parts(
    hole: NDArray[np.bool_],
    reach: int,
    work: Callable[[NDArray[np.bool_]], NDArray[Kind]],
    inside: NDArray[Kind],
    heartbeat: Heartbeat | None,
) -> NDArray[Kind]:
    """What `work` makes of the hole, part by part, since only what lies at the border of a large one costs anything.

    reach: how far `work` looks; beyond it there is 0.  inside: () of what it gives where all around is hole.
    """
    found = np.zeros(hole.shape, inside.dtype)
    side = max(PART, 2 * reach)
    for y in range(0, hole.shape[0], side):
        for x in range(0, hole.shape[1], side):
            if heartbeat is not None:
                heartbeat()
            top, left = max(y - reach, 0), max(x - reach, 0)
            around, part = hole[top : y + side + reach, left : x + side + reach], found[y : y + side, x : x + side]
            if around.all():
                part[...] = inside
            elif around.any():
                part[...] = work(around)[y - top :, x - left :][: part.shape[0], : part.shape[1]]
    return found


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
