"""Small gaps in a selected thing: an eye, a button, a highlight that has another colour."""

import numpy as np
from numpy.typing import NDArray

Place = tuple[slice, slice]

_MANY = 100  # gaps: so many one by one take as long as a whole photo
_LARGEST = 0.02  # of the thing: through larger gaps one sees what is behind it, as in the handle of a cup


def without_gaps(mask: NDArray[np.bool_], no: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(H, W) bool with its small enclosed gaps filled, but for those that a person has marked.

    no: (H, W) bool, strokes over what does not belong to it: a gap that has some of them is meant.
    """
    boxes = _around_gaps(mask)
    if not boxes:
        return mask
    most, filled = _LARGEST * np.count_nonzero(mask), mask.copy()
    for box in boxes:
        filled[box] |= _gaps_in(mask[box], no[box], most)
    return filled


def _gaps_in(thing: NDArray[np.bool_], no: NDArray[np.bool_], most: float) -> NDArray[np.bool_]:
    """Gaps of so many pixels that reach none of the sides."""
    import cv2

    # Side by side only: a gap that opens by a corner of a pixel alone is enclosed for all that a person sees.
    _, labels, found, _ = cv2.connectedComponentsWithStats((~thing).view(np.uint8), connectivity=4)
    is_gap = found[:, cv2.CC_STAT_AREA] <= most
    for rim in (labels[0], labels[-1], labels[:, 0], labels[:, -1], labels[no]):
        is_gap[rim] = False
    is_gap[0] = False  # the thing itself
    return np.asarray(is_gap[labels])


def _around_gaps(mask: NDArray[np.bool_]) -> list[Place]:
    """Boxes of all that is enclosed, each with what encloses it, or one around all of them where they are many.

    Outlines are found in a tenth of the time that the parts of a large mask take, and most things have few gaps.
    """
    import cv2

    outlines, levels = cv2.findContours(mask.view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    inner = [] if levels is None else np.flatnonzero(levels[0, :, 3] >= 0).tolist()
    boxes = [(x, y, x + width, y + height) for x, y, width, height in (cv2.boundingRect(outlines[at]) for at in inner)]
    if len(boxes) > _MANY:
        x0, y0, x1, y1 = np.array(boxes).T
        boxes = [(x0.min(), y0.min(), x1.max(), y1.max())]
    return [(slice(y0, y1), slice(x0, x1)) for x0, y0, x1, y1 in boxes]
