"""The thing under a few strokes, in one crop of a photo: found on it reduced, its edge drawn anew on finer pixels.

What is the thing is not only a matter of colours, which it may share with a busy surrounding: pixels that are reached
from the strokes without crossing edges are likelier, and those that are far from them, or nearer to the crop's sides,
are less likely. How much so is tried in some degrees, and the answer is taken whose outline lies on edges; a larger one
must be the better for it. So a scribble that says too little gives something small rather than a flood.

The answer is a shape of coarse pixels: a guided filter, which bends a mask to the edges of a picture, draws it anew on
up to four megapixels, and only then it is enlarged to the photo's own pixels.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from model.inference.selection.looking import Look, Rims, reduced

_ROUGH = 200  # longer side of the crop in which some outlines are tried
_LONGEST = 400  # and of that in which the best one is looked for again
_CLOSENESS = (8.0, 3.0, 1.2, 0.5)  # how much nearer to the strokes than to the sides of the crop the thing is
_GROWN = 0.05  # of an outline that must be on edges for a thing that is twice as large
_BROAD = 0.3  # so much more if the strokes spread over a square: such strokes say how large the thing is
_LIKELY_AT_LAST = 1.5  # odds that nearness is worth when colours are known
_FINEST = 2048  # of the crop on which the edge is drawn anew
_SMOOTH = 1e-4  # of the guided filter: how much contrast is an edge, of 1
_HIGHEST = 255  # of a byte

Mask: TypeAlias = NDArray[np.bool_]
Bytes: TypeAlias = NDArray[np.uint8]
Values: TypeAlias = NDArray[Any]


def thing_in(pixels: Bytes, yes: Mask, no: Mask, rims: Rims) -> Bytes:
    """The thing on reduced pixels, 1 for it; only what hangs together with the strokes.

    pixels: (H, W, 3), the crop.  yes, no: (H, W) strokes over the thing, and over what does not belong to it.
    rims: the crop's sides beyond which the photo goes on: what is there is taken as around the thing.
    """
    rough, fine = (Look(pixels, (yes, no), rims, longest) for longest in (_ROUGH, _LONGEST))
    if rough.is_all_there_is or fine.is_all_there_is:
        return fine.yes.astype(np.uint8)
    odds = rough.first_odds()
    ways = rough.ways(odds)
    answers = [rough.answer(odds, ways, closeness) for closeness in _CLOSENESS]
    smallest = max(1, int(np.count_nonzero(answers[0])))
    grown = _GROWN + _BROAD * rough.breadth
    worth = [rough.sharpness(each) - grown * float(np.log2(np.count_nonzero(each) / smallest)) for each in answers]
    best = int(np.argmax(worth))
    odds = fine.next_odds(fine.fitted(answers[best]) > 0.5)
    ways = fine.fitted(ways[0]), fine.fitted(ways[1])
    return fine.answer(odds, ways, _CLOSENESS[best], _LIKELY_AT_LAST).astype(np.uint8)


def with_fine_edge(found: Bytes, pixels: Bytes) -> Mask:
    """(H, W) bool of the pixels' size: the coarse shape of `thing_in` with its edge on theirs."""
    import cv2

    fine = reduced(pixels, _FINEST)
    shape = (fine.shape[1], fine.shape[0])
    coarse = cv2.resize(found.astype(np.float32), shape, interpolation=cv2.INTER_LINEAR)
    ratio = max(fine.shape[0] / found.shape[0], fine.shape[1] / found.shape[1])
    radius = max(2, round(2 * ratio))
    grey = cv2.cvtColor(fine, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    soft: Values = _guided(grey, coarse, radius)
    # Far from the edge nothing is to be decided: a filter across strong texture would make holes there.
    reach = 2 * radius + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    solid = (coarse > 0.5).astype(np.uint8)
    soft[cv2.erode(solid, kernel, borderValue=1) > 0] = 1
    soft[cv2.dilate(solid, kernel) == 0] = 0
    whole = (pixels.shape[1], pixels.shape[0])
    if shape == whole:
        return np.asarray(soft > 0.5)
    # In bytes: a photo's crop in floats would be four times as large.
    large = cv2.resize(_in_bytes(soft), whole, interpolation=cv2.INTER_LINEAR)
    return np.asarray(large > _HIGHEST // 2)


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
