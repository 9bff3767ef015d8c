"""What the network's fill lacks to agree with the photo: its colours, and the step where the two meet."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import bounds_of, widened
from model.inference.masked import chosen, on_colours
from model.inference.membrane import stretched
from model.inference.seam import distance_to, grown

RING = 8
"""Width in pixels of the known ring on which colours are compared; holes whose rings touch count as one piece."""

LARGEST_STEP = 0.2
"""Larger differences at the border, in units of [-1, 1], are of content, not of colour: they are carried no farther."""

ALIKE = 0.3
"""Up to this mean difference, in units of [-1, 1], what lies beyond an unseen border may be what the fill shows too."""

ALONG = 33
"""Side in pixels of the neighbourhood in which that mean is taken: single blades and petals differ anyway, another
thing does on the whole."""


def correction(
    picture: NDArray[np.float32],
    photo: NDArray[np.float32],
    hole: NDArray[np.bool_],
    known: NDArray[np.bool_],
    *,
    blend: float,
    match: float,
    beside: NDArray[np.bool_] | None = None,
) -> NDArray[np.float32]:
    """What to add to the network's answer inside the hole: (h, w, 3) float32, 0 outside it, always finite.

    picture: the network's own answer for the whole crop, known pixels too, (h, w, 3) float32.
    photo: (h, w, 3) float32 in [-1, 1].  hole: (h, w) bool.  known: (h, w) bool, pixels to agree with.
    match: how far the colours of a piece of the hole may be moved as a whole, as a share of the range from black to
    white (0.1 is 0.2 in these units); 0 = off.
    blend: over how many pixels the difference left at the border fades out inside the hole; 0 = off.
    beside: (h, w) bool, pixels of the hole that the network was not shown though they stay in the picture. Nothing is
    matched to their colours; at the border the fill meets those that look like what was painted beside them.
    """
    added = np.zeros(picture.shape, np.float32)
    if not hole.any() or not (blend > 0 or match > 0):
        return added
    x0, y0, x1, y1 = widened(bounds_of(hole), RING, hole.shape[::-1])  # nothing beyond the ring counts
    hole, known = hole[y0:y1, x0:x1], known[y0:y1, x0:x1]
    with np.errstate(invalid="ignore", over="ignore"):
        difference = photo[y0:y1, x0:x1] - picture[y0:y1, x0:x1]
    # What is no number would spread through every sum: it counts as unknown.
    finite = np.isfinite(difference).all(axis=2)
    usable = known & ~hole & finite
    difference = np.clip(chosen(~finite, np.zeros_like(difference), difference), -2, 2)
    part = np.zeros(difference.shape, np.float32)
    if match > 0:
        part = colour_offsets(difference, hole, usable, limit=2 * match)
    if blend > 0:
        left, inside = np.clip(difference - part, -LARGEST_STEP, LARGEST_STEP), hole
        if beside is not None:
            unseen = beside[y0:y1, x0:x1]
            inside = hole & ~unseen
            met = alike(difference - part, grown(inside, 1) & unseen & finite)
            left *= on_colours(np.where(usable, np.float32(1), met))
            usable |= met > 0
        part += border_step(left, inside, usable, blend=blend)
    added[y0:y1, x0:x1] = chosen(hole, part, np.zeros_like(part))
    return added


def colour_offsets(
    difference: NDArray[np.float32], hole: NDArray[np.bool_], usable: NDArray[np.bool_], *, limit: float
) -> NDArray[np.float32]:
    """By how much each piece of the hole is off in colour, on it and its ring, at most `limit`: (h, w, 3) float32.

    difference: (h, w, 3) float32, photo less network.  usable: (h, w) bool, known pixels outside the hole.
    The mean of the middle half of the differences on the ring: neither an edge that the network blurs nor a thing
    that it leaves out moves it. 0 where the ring has no usable pixel.
    """
    import cv2

    near = grown(hole, RING)
    count, labels = cv2.connectedComponents(near.astype(np.uint8), connectivity=8)
    ring = near & usable
    pieces = np.asarray(labels[ring])
    offsets = np.stack([_middle_means(difference[ring][:, c], pieces, count) for c in range(difference.shape[2])], 1)
    offsets[0] = 0.0  # label 0 is all that lies far from any hole
    return np.asarray(np.clip(offsets, -limit, limit).astype(np.float32)[labels])


def border_step(
    difference: NDArray[np.float32], hole: NDArray[np.bool_], usable: NDArray[np.bool_], *, blend: float
) -> NDArray[np.float32]:
    """The differences along the border, carried into the hole and fading out there: (h, w, 3) float32.

    difference, usable: as for `colour_offsets`.  Whole next to the border, 0 beyond `blend` pixels from it.
    """
    border = grown(hole, 1) & usable
    if not border.any():
        return np.zeros(difference.shape, np.float32)
    away = distance_to(border) - 1.0
    # A piece without a border of its own takes over what it still reaches of another's.
    ramp = np.clip(1.0 - away / np.float32(blend), 0.0, 1.0)
    weight = np.where(hole, ramp * ramp * (3.0 - 2.0 * ramp), np.float32(0))
    return stretched(difference, border, hole) * on_colours(weight)


def alike(difference: NDArray[np.float32], border: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How much the pixels of a border look like the fill beside them, seen from some way off: (h, w) float32 in 0..1.

    difference: (h, w, 3) float32, read on the border alone.  border: (h, w) bool -> 0 outside it. 1 where the mean
    along the border is off by ALIKE at most, 0 from twice that on, which is another thing.
    """
    import cv2

    mask = border.astype(np.float32)
    sums: NDArray[Any] = cv2.boxFilter(difference * on_colours(mask), -1, (ALONG, ALONG), normalize=False)
    count: NDArray[Any] = cv2.boxFilter(mask, -1, (ALONG, ALONG), normalize=False)
    off = np.abs(sums).max(axis=2) / np.maximum(count, 1)
    return np.asarray(mask * np.clip(2 - off / ALIKE, 0, 1), np.float32)


def _middle_means(values: NDArray[Any], pieces: NDArray[Any], count: int) -> NDArray[np.float64]:
    """Mean of the middle half of the values of each piece, 0 where it has none: (count,) float64.

    values: (N,) float32 within [-2, 2].  pieces: (N,) numbers from 0 to count - 1.
    """
    # Differences lie within 2 of 0, so that one quick sort orders by piece first and by value within it.
    keys = np.sort(pieces * 8.0 + values)
    pieces = np.rint(keys / 8.0).astype(np.intp)
    values = keys - pieces * 8.0
    sizes = np.bincount(pieces, minlength=count)
    rank = np.arange(values.size) - (np.cumsum(sizes) - sizes)[pieces]
    # As many are left out below as above, so that a single value stays.
    cut = (sizes // 4)[pieces]
    middle = (rank >= cut) & (rank < sizes[pieces] - cut)
    sums = np.bincount(pieces[middle], weights=values[middle], minlength=count)
    return np.asarray(sums / np.maximum(sizes - 2 * (sizes // 4), 1))
