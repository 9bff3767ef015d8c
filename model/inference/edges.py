"""A soft edge map without a network, for photos that have no HED map (arXiv 1504.06375).

Differences of light and colour across each place, weighed against the differences within its two sides, so that
grain counts for little (Fisher's ratio), and against what is usual around it, so that an outline before a plain wall
counts for more than one leaf among a thousand (divisive normalisation). The figures were fitted to strokes traced
from HED maps of training photos.
"""

import numpy as np
from numpy.typing import NDArray

USUAL_SIDE = 256  # shorter side of the pictures that the lengths are for
WORKING_SIDE = 384  # shorter side to which larger pictures are reduced
BLUR = 0.6
REACH = 1.0  # from a place to the middles of its two sides
DIRECTIONS = 8
CHROMA = 0.9  # a and b of Lab against L
GRAIN = 2.0  # how much differences within the sides weigh
NOISE = 4.25  # in units of L: less than this is no difference
SURROUND = 26.0
PLAIN, USUAL_SHARE = 5.7, 2.0  # what a difference is measured by: a constant, and so much of what is usual around
GAIN, POWER = 1.1, 0.77


def soft_edges(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """How surely an edge runs through each place, as a person sees edges.

    photo: (H, W, 3) uint8 RGB -> (H, W) uint8, 255 = sure edge.  A photo whose shorter side is above WORKING_SIDE is
    looked at reduced to that.
    """
    import cv2

    small = as_looked_at(photo)
    scale = scale_of(small)
    contrast = contrast_of(small, BLUR * scale, REACH * scale)
    usual = cv2.GaussianBlur(contrast, (0, 0), SURROUND * scale)
    strength = GAIN * (contrast / (PLAIN + USUAL_SHARE * usual)) ** POWER
    soft = np.rint(255 * (1 - np.exp(-strength))).astype(np.uint8)
    return soft if small is photo else np.asarray(cv2.resize(soft, photo.shape[1::-1]), np.uint8)


def as_looked_at(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A photo of which edges are looked for: reduced if it is large, else itself. (H, W, 3) uint8 -> the same."""
    import cv2

    height, width = photo.shape[:2]
    shrink = max(1.0, min(height, width) / WORKING_SIDE)
    if shrink <= 1:
        return photo
    size = (max(1, round(width / shrink)), max(1, round(height / shrink)))
    return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8)


def scale_of(photo: NDArray[np.uint8]) -> float:
    """By what all lengths grow in a picture of this size, of edges and of the strokes along them; 1 and more."""
    return max(1.0, float(min(photo.shape[:2])) / USUAL_SIDE)


def contrast_of(photo: NDArray[np.uint8], blur: float, reach: float) -> NDArray[np.float32]:
    """How far the two sides of each place differ, in units of L; what differs within them counts for little.

    photo: (H, W, 3) uint8 RGB -> (H, W) float32.  blur: how broad the sides are.  reach: how far away their middles.
    """
    import cv2

    lab = np.asarray(cv2.cvtColor(photo.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    lab[..., 1:] *= CHROMA
    mean = np.asarray(cv2.GaussianBlur(lab, (0, 0), blur), np.float32)
    square = np.asarray(cv2.GaussianBlur(lab * lab, (0, 0), blur), np.float32)
    within = np.maximum(square - mean * mean, 0).sum(axis=2)
    return _contrast(mean, within, max(1, round(reach)))


def _contrast(mean: NDArray[np.float32], within: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """The largest difference between opposite sides, over all directions.

    mean: (H, W, 3), within: (H, W), the local means and variances of Lab -> (H, W) float32 in units of L.
    """
    height, width = within.shape
    means = np.pad(mean, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    variances = np.pad(within, reach, mode="edge")
    largest = np.zeros((height, width), np.float32)
    for angle in np.arange(DIRECTIONS) * np.pi / DIRECTIONS:
        dx, dy = round(reach * np.cos(angle)), round(reach * np.sin(angle))
        one, other = (
            (slice(reach + sign * dy, reach + sign * dy + height), slice(reach + sign * dx, reach + sign * dx + width))
            for sign in (1, -1)
        )
        between = np.square(means[one] - means[other]).sum(axis=2)
        grain = GRAIN * (variances[one] + variances[other])
        np.maximum(largest, between / np.sqrt(between + grain + np.float32(NOISE**2)), out=largest)
    return largest
