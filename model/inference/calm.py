"""Calm places stay calm: where all around a hole lies one smooth gradient, such as sky, the fill may not wander off it.

The network is free to paint what it likes into the middle of a hole, and a blotch of a few levels that is nothing in
foliage is all that one sees in a plain sky. So the surroundings are described by a smooth surface, and how far they
themselves stay from it bounds how far the fill may. Where something else stands in the surroundings, such as a branch
before the sky, the surface is laid through the rest, and holds nearer to the rest than to that.
"""

import numpy as np
from numpy.typing import NDArray

from model.inference.seam import grown

RING = 24
"""Width in pixels of the known surroundings that a surface is laid through."""

CALM, LIVELY = 0.015, 0.03
"""Root mean square distance of the surroundings from their surface, in units of [-1, 1]: up to the first the bound
holds wholly, from the second on not at all."""

COARSE = 4
"""Everything is looked at at this part of the size: what is finer is no blotch but grain or texture, and stays."""

SMALLEST = 256
"""Pixels of a hole below which no blotch has room."""

MOST = 0.6
"""Share of the surroundings that must lie on the surface where something else stands in them."""

FROM, WHOLLY = 0.45, 0.6
"""How much nearer to the calm surroundings than to the others a place must be: d(others) / (d(others) + d(calm))."""

BLOTCH, THING = 0.1, 0.2
"""Root mean square of the channels' distances from such a surface, [-1, 1]: what is farther off is no blotch."""

FEWEST = 24
"""Known pixels of the reduced picture that a surface of six numbers is trusted with."""


def calmed(
    picture: NDArray[np.float32],
    hole: NDArray[np.bool_],
    known: NDArray[np.bool_],
    asked: NDArray[np.bool_] | None = None,
) -> NDArray[np.float32]:
    """The picture with what wanders in the hole held down to how far its calm surroundings wander.

    picture: (h, w, 3) float32 in [-1, 1], the photo and in the hole the fill.  hole, known: (h, w) bool, disjoint.
    asked: (h, w) bool, where somebody drew or painted what is wanted; a piece of the hole with some of it is left as
    it is.
    -> (h, w, 3) float32, bit for bit the same outside the hole.
    """
    import cv2

    pieces, labels, boxes, _ = cv2.connectedComponentsWithStats(hole.astype(np.uint8), connectivity=8)
    answer = picture
    for number in range(1, pieces):
        x, y, width, height, size = (int(value) for value in boxes[number])
        if size < SMALLEST:
            continue
        around = np.s_[max(y - RING, 0) : y + height + RING, max(x - RING, 0) : x + width + RING]
        piece = labels[around] == number
        if asked is not None and (asked[around] & piece).any():
            continue
        held = _held_down(picture[around], piece, known[around])
        if held is not None:
            answer = picture.copy() if answer is picture else answer
            answer[around][piece] += held
    return answer


def _held_down(
    picture: NDArray[np.float32], piece: NDArray[np.bool_], known: NDArray[np.bool_]
) -> NDArray[np.float32] | None:
    """What to add to the piece's n pixels, (n, 3) float32, or None where nothing is. All of one part of the picture."""
    ring, place = _share(grown(piece, RING) & known) > 0.5, _share(piece) > 0
    if int(ring.sum()) < FEWEST:
        return None
    around = _coarse(picture, known)[ring]
    terms = _terms(ring.shape)
    calm = np.ones(len(around), np.bool_)
    surface, wandering = _laid(terms[ring], around, calm)
    if wandering >= LIVELY:
        calm, surface, wandering = _without_things(terms[ring], around)
    share = float(np.clip((LIVELY - wandering) / (LIVELY - CALM), 0.0, 1.0))
    if share == 0.0 or calm.mean() < MOST:
        return None
    # A surface of second degree runs away where nothing holds it, as in a corner of the picture.
    expected = np.clip(terms @ surface, around[calm].min(axis=0), around[calm].max(axis=0))
    off = np.where(place[..., None], _coarse(picture, known | piece) - expected, 0.0)
    if not calm.all():
        off *= _trust(ring, calm, off)[..., None]
    kept = min(1.0, wandering / max(_size(off[place]), 1e-9))
    if kept == 1.0:
        return None
    return _enlarged((kept - 1.0) * share * off, piece.shape)[piece]


def _laid(
    terms: NDArray[np.float64], values: NDArray[np.float64], chosen: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], float]:
    """The surface (6, 3) through the chosen, and how far these stay from it: infinitely, where none can be."""
    at, wanted = terms[chosen], values[chosen]
    try:
        # Six numbers a channel from many pixels: the normal equations are exact enough, and quick.
        surface = np.asarray(np.linalg.solve(at.T @ at, at.T @ wanted), np.float64)
    except np.linalg.LinAlgError:  # they are a line
        return np.zeros((6, 3)), np.inf
    return surface, _size(wanted - at @ surface)


def _without_things(
    terms: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.float64], float]:
    """Which of n values lie on one surface, that surface, and how far they stay from it.

    Least squares again and again, each time without what lies far off the surface of the time before.
    """
    calm = np.ones(len(values), np.bool_)
    surface, wandering = _laid(terms, values, calm)
    for _ in range(6):
        away = np.sqrt(np.mean((values - terms @ surface) ** 2, axis=1))
        calm = away <= max(2.0 * float(np.median(away)), CALM)
        if calm.sum() < FEWEST:
            return calm, surface, np.inf
        surface, wandering = _laid(terms, values, calm)
    return calm, surface, wandering


def _trust(ring: NDArray[np.bool_], calm: NDArray[np.bool_], off: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the surface holds at each place, 0..1: (h, w).

    ring: (h, w).  calm: which of its pixels lie on the surface, in their order.  off: (h, w, 3), the distances from it.
    """
    import cv2

    at_calm, at_things = np.zeros_like(ring), np.zeros_like(ring)
    at_calm[ring], at_things[ring] = calm, ~calm
    to_calm, to_things = (
        cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE).astype(np.float64)
        for mask in (at_calm, at_things)
    )
    nearer = to_things / np.maximum(to_things + to_calm, 1e-9)
    blotch = (THING - np.sqrt(np.mean(off**2, axis=2))) / (THING - BLOTCH)
    return np.asarray(np.clip((nearer - FROM) / (WHOLLY - FROM), 0.0, 1.0) * np.clip(blotch, 0.0, 1.0))


def _share(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How much of each pixel of the reduced picture the mask covers: (h, w) bool -> (h', w') float32 in 0..1."""
    import cv2

    size = tuple(max(1, side // COARSE) for side in mask.shape[::-1])
    return np.asarray(cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA))


def _coarse(picture: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Means of the pixels in `mask` alone, blurred; they count only where it is: (h', w', 3) float64."""
    import cv2

    weight = _share(mask)
    size = weight.shape[::-1]
    sums = cv2.resize(picture * mask[..., None].astype(np.float32), size, interpolation=cv2.INTER_AREA)
    sums, share = cv2.GaussianBlur(sums, (3, 3), 0), np.asarray(cv2.GaussianBlur(weight, (3, 3), 0))
    return np.asarray(sums / np.maximum(share, np.float32(1e-3))[..., None], np.float64)


def _enlarged(plane: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float32]:
    import cv2

    return np.asarray(cv2.resize(plane.astype(np.float32), shape[::-1], interpolation=cv2.INTER_LINEAR))


def _terms(shape: tuple[int, ...]) -> NDArray[np.float64]:
    """1, x, y, x², xy, y² of every pixel, x and y within [-1, 1]: (h, w, 6)."""
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=2)


def _size(values: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(values**2)))
