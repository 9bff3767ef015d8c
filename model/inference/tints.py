"""No specks of violet and green beside each other where the photo has none.

Into some stone, snow, wood or feathers the network strews them, as an even texture a few pixels fine: it is the tint,
the way from green to violet, that it is least sure of. An eye sees them at once, since light seldom changes that way;
what it does change is brightness, and blue to orange. So the tint may vary in the hole as much as it does around it.
What varies slowly stays: a leaf or a petal is larger than a speck.
"""

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import bounds_of, widened
from model.inference.detail.softness import NEAR, blurred
from model.inference.detail.surroundings import REACH, Surroundings
from model.inference.planes import LUMA

SPECK = 5.0
"""Sigma in pixels: what such a softening takes away is a speck."""

WINDOW = 5.0
"""Sigma in pixels of the window in which specks are counted."""

NONE = 1e-4
"""A mean difference of tint, [-1, 1], that nobody sees."""


def without_specks(
    picture: NDArray[np.float32], hole: NDArray[np.bool_], known: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The picture with specks of tint in the hole held down to what the known pixels around have; its luma stays.

    picture: (h, w, 3) float32 in [-1, 1], the photo and in the hole the fill.  hole, known: (h, w) bool, disjoint.
    -> (h, w, 3) float32, bit for bit the same outside the hole.
    """
    if not hole.any() or not known.any():
        return picture
    # As far as the surroundings tell of a place.
    x0, y0, x1, y1 = widened(bounds_of(hole), round(3 * REACH), hole.shape[::-1])
    near = (slice(y0, y1), slice(x0, x1))
    part, inside, around = picture[near], hole[near], known[near]
    if not around.any():
        return picture
    tint = part[..., 1] - (part[..., 0] + part[..., 2]) * np.float32(0.5)
    theirs = np.abs(tint - _mean(tint, around, SPECK))
    own = tint - _mean(tint, inside, SPECK)
    usual = Surroundings(around).carried(theirs)
    kept = np.minimum(1, usual / np.maximum(_mean(np.abs(own), inside, WINDOW), np.float32(NONE)))
    change = np.where(inside, (kept - np.float32(1)) * own, np.float32(0))
    # Green moves one way, red and blue the other, so that their luma is 0.
    green = change * (1 - LUMA[1])
    answer = picture.copy()
    answer[near] += np.stack([green - change, green, green - change], axis=2)
    return answer


def _mean(plane: NDArray[np.float32], mask: NDArray[np.bool_], sigma: float) -> NDArray[np.float32]:
    """The mean over the mask's part of a window; it means something in the mask alone. (h, w) float32 -> the same."""
    weight = mask.astype(np.float32)
    return np.asarray(blurred(plane * weight, sigma) / np.maximum(blurred(weight, sigma), np.float32(NEAR)), np.float32)
