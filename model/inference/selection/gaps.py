"""Small gaps in a selected thing: an eye, a button, a highlight that has another colour."""

import numpy as np
from numpy.typing import NDArray

_LARGEST = 0.02  # of the thing: through larger gaps one sees what is behind it, as in the handle of a cup


def without_gaps(mask: NDArray[np.bool_], no: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(H, W) bool with its small enclosed gaps filled, but for those that a person has marked.

    no: (H, W) bool, strokes over what does not belong to it: a gap that has some of them is meant.
    """
    import cv2

    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return mask
    part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    thing = mask[part]
    # Side by side only: a gap that opens by a corner of a pixel alone is enclosed for all that a person sees.
    _, labels, found, _ = cv2.connectedComponentsWithStats((~thing).astype(np.uint8), connectivity=4)
    is_gap = found[:, cv2.CC_STAT_AREA] <= _LARGEST * np.count_nonzero(thing)
    for rim in (labels[0], labels[-1], labels[:, 0], labels[:, -1], labels[no[part]]):
        is_gap[rim] = False
    is_gap[0] = False  # the thing itself
    filled = mask.copy()
    filled[part] |= is_gap[labels]
    return filled
