"""A mask made smaller or smoother by some pixels; `seam.grown` makes it larger. (H, W) bool -> (H, W) bool."""

import numpy as np
from numpy.typing import NDArray

from model.inference.seam import grown


def shrunk(mask: NDArray[np.bool_], pixels: int) -> NDArray[np.bool_]:
    """Those that are farther than so many pixels from every False one; beyond the mask's sides nothing is False."""
    if mask.all():
        return mask
    return ~grown(~mask, pixels)


def smoothed(mask: NDArray[np.bool_], pixels: int) -> NDArray[np.bool_]:
    """Corners and spots that are smaller go, straight sides stay where they are."""
    import cv2  # 0.1 s, on the thread that first needs it

    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), pixels / 2, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(soft > 0.5)
