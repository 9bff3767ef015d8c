"""The thing under a few strokes, in one crop of a photo: GrabCut on it reduced, its edge drawn anew on finer pixels.

GrabCut tells the thing from what is around it by colours and edges, and takes about a second for a quarter of a
megapixel: it sees the crop reduced to that size. Its answer is a shape of coarse pixels: a guided filter, which bends a
mask to the edges of a picture, draws it anew on up to four megapixels, and only then it is enlarged to the photo's own
pixels.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

_LONGEST = 560  # of the crop that GrabCut sees
_FINEST = 2048  # of the crop on which the edge is drawn anew
_ROUNDS = 3
_NEAR = 0.12  # of the strokes' longer side: so far around them is probably the thing
_SMOOTH = 1e-4  # of the guided filter: how much contrast is an edge, of 1
_HIGHEST = 255  # of a byte
_SEED = 7  # GrabCut begins with random colours: the same strokes must give the same thing

Mask: TypeAlias = NDArray[np.bool_]
Bytes: TypeAlias = NDArray[np.uint8]
Values: TypeAlias = NDArray[Any]
Rims: TypeAlias = list[tuple[slice, slice]]


def thing_in(pixels: Bytes, yes: Mask, no: Mask, rims: Rims) -> Bytes:
    """GrabCut's answer on reduced pixels, 1 for the thing; of it only what hangs together with the strokes.

    pixels: (H, W, 3), the crop.  yes, no: (H, W) strokes over the thing, and over what does not belong to it.
    rims: the crop's sides beyond which the photo goes on: what is there is taken as around the thing.
    """
    import cv2  # 0.1 s, on the thread that first needs it

    small = _reduced(pixels, _LONGEST)
    marks = np.full(small.shape[:2], cv2.GC_PR_BGD, np.uint8)
    shape = (small.shape[1], small.shape[0])
    is_yes = cv2.resize(yes.astype(np.float32), shape, interpolation=cv2.INTER_AREA) > 0.25
    is_no = cv2.resize(no.astype(np.float32), shape, interpolation=cv2.INTER_AREA) > 0.25
    if not is_yes.any():  # thinner than the reduced pixels
        is_yes = cv2.resize(yes.astype(np.float32), shape, interpolation=cv2.INTER_AREA) > 0
    _guess_into(marks, is_yes)
    for rim in rims:
        marks[rim] = cv2.GC_BGD
    marks[is_no], marks[is_yes] = cv2.GC_BGD, cv2.GC_FGD
    if not np.isin(marks, (cv2.GC_BGD, cv2.GC_PR_BGD)).any():  # nothing is around the thing, which GrabCut asks for
        return is_yes.astype(np.uint8)
    cv2.setRNGSeed(_SEED)
    models = np.zeros((1, 65), np.float64), np.zeros((1, 65), np.float64)
    nowhere = (0, 0, 1, 1)  # a rectangle is asked for, but not looked at: the marks say all
    colours = cv2.cvtColor(small, cv2.COLOR_RGB2Lab)
    cv2.grabCut(colours, marks, nowhere, *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = ((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)).astype(np.uint8)
    _, labels = cv2.connectedComponents(found, connectivity=4)
    kept = np.unique(labels[is_yes])
    return np.isin(labels, kept[kept > 0]).astype(np.uint8)


def _guess_into(marks: Bytes, is_yes: Mask) -> None:
    """Near the strokes is probably the thing; the outermost pixels are not it."""
    import cv2

    rows, columns = np.nonzero(is_yes)
    near = max(3, round(_NEAR * max(int(np.ptp(rows)), int(np.ptp(columns)))))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * near + 1, 2 * near + 1))
    marks[cv2.dilate(is_yes.astype(np.uint8), kernel) > 0] = cv2.GC_PR_FGD


def with_fine_edge(found: Bytes, pixels: Bytes) -> Mask:
    """(H, W) bool of the pixels' size: the coarse shape of `thing_in` with its edge on theirs."""
    import cv2

    fine = _reduced(pixels, _FINEST)
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


def _reduced(pixels: Bytes, longest: int) -> Bytes:
    import cv2

    height, width = pixels.shape[:2]
    share = longest / max(height, width)
    if share >= 1:
        return pixels
    shape = (max(1, round(width * share)), max(1, round(height * share)))
    return np.asarray(cv2.resize(pixels, shape, interpolation=cv2.INTER_AREA), np.uint8)
