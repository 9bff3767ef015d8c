"""How soft a fill is against the known pixels around it, and the same softness for the photo."""

import numpy as np
from numpy.typing import NDArray

from model.inference.masked import chosen, on_colours
from model.inference.planes import LUMA
from model.inference.seam import distance_to

RING = 24  # px of known surroundings that tell how sharp the fill should be
FEWEST = 12  # pairs of neighbours below which an energy means nothing
NEAR = 1e-3  # of a blur's weight on the mask, from which on it tells something
TINY = 1e-7  # energy of a plane that is as good as flat


def luma_of(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """(H, W, 3) float32 -> (H, W) float32."""
    return np.asarray(picture @ LUMA)


def blurred(plane: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Gaussian blur, looking three sigma far: OpenCV would look four sigma far, for a third more time.

    (H, W) or (H, W, C) float32 -> the same.
    """
    import cv2

    side = 2 * round(3 * sigma) + 1
    return np.asarray(cv2.GaussianBlur(plane, (side, side), sigma), np.float32)


def edge_energy(luma: NDArray[np.float32], mask: NDArray[np.bool_]) -> float:
    """Mean squared difference of direct neighbours that both lie in `mask`, 0 where there are too few."""
    across = np.diff(luma, axis=1)[mask[:, 1:] & mask[:, :-1]]
    down = np.diff(luma, axis=0)[mask[1:] & mask[:-1]]
    count = across.size + down.size
    return float((across @ across + down @ down) / count) if count >= FEWEST else 0.0


def ring_around(hole: NDArray[np.bool_], usable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Usable pixels near the hole; all usable ones where there are none near it. All (H, W) bool."""
    ring = usable & (distance_to(hole) <= RING)
    return ring if int(ring.sum()) >= FEWEST else usable


def softened(picture: NDArray[np.float32], mask: NDArray[np.bool_], sigma: float) -> NDArray[np.float32]:
    """Gaussian blur of the pixels in `mask` alone; elsewhere what they say of the place, or the picture itself
    where none is near. (H, W, 3) float32 in the picture's range -> the same.
    """
    weight = mask.astype(np.float32)
    share = blurred(weight, sigma)
    near = share > NEAR
    divisor = np.where(near, share, np.float32(1.0))
    return chosen(near, blurred(picture * on_colours(weight), sigma) / on_colours(divisor), picture)


def sharpness(picture: NDArray[np.float32], hole: NDArray[np.bool_], ring: NDArray[np.bool_]) -> float:
    """Edge energy of the fill over that of the ring, 1 where the ring is flat. picture: (H, W, 3) float32."""
    luma = luma_of(picture)
    around = edge_energy(luma, ring)
    return edge_energy(luma, hole) / around if around > TINY else 1.0
