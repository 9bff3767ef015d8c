"""Where the fill shows no more than a tone, because somebody painted one.

A painted colour is flat, and so is what the network continues from it. That is no calm place, as a flat sky is: the
paint says what the place is made of and not how rough that is, which is told by the photo's places of that tone.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

ALIKE = 0.2  # in [-1, 1], of each channel: what differs less from the paint has come from it


def rough_of(picture: NDArray[np.float32], hole: NDArray[np.bool_], painted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The painted places of the hole, and what is like the nearest of them and hangs together with it: (H, W) bool.

    picture: (H, W, 3) float32 in [-1, 1], the fill in the hole.  hole, painted: (H, W) bool.
    """
    import cv2

    painted = painted & hole
    if not painted.any():
        return painted
    _, labels = cv2.distanceTransformWithLabels(
        (~painted).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    colours = np.zeros((int(labels.max()) + 1, 3), np.float32)
    colours[labels[painted]] = picture[painted]
    nearest: NDArray[Any] = colours[labels]
    like = hole & (painted | (np.abs(picture - nearest).max(axis=2) < ALIKE))
    _, pieces = cv2.connectedComponents(like.astype(np.uint8), connectivity=4)
    return np.asarray(like & np.isin(pieces, np.unique(pieces[painted])))
