"""Fills by others: OpenCV's two diffusions and PatchMatch. None of them sees the truth in the hole."""

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from model.evaluation.fills import Fill

RADIUS = 3


class RivalMissing(Exception):
    """The package of a rival is not installed; one line says which."""


def diffusion(method: int) -> Fill:
    """OpenCV's diffusion fills, radius 3. method: cv2.INPAINT_…"""

    def fill(photo: NDArray[np.uint8], hole: NDArray[np.bool_], _: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
        return np.asarray(cv2.inpaint(hidden(photo, hole), hole.astype(np.uint8), RADIUS, method), np.uint8)

    return fill


def patchmatch() -> Fill:
    """PatchMatch (Barnes et al., 2009) of the package pypatchmatch, patch radius 3; one seed, so repeatable."""
    try:
        from patchmatch import patch_match
    except ImportError as fault:
        raise RivalMissing("patchmatch is left out: pip install pypatchmatch==2.2.0 (in .[test])") from fault
    if not patch_match.patchmatch_available:
        raise RivalMissing("patchmatch is left out: pypatchmatch's native library does not load here")

    def fill(photo: NDArray[np.uint8], hole: NDArray[np.bool_], _: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
        patch_match.set_random_seed(1)
        return patch_match.inpaint(hidden(photo, hole), hole.astype(np.uint8) * 255, patch_size=RADIUS)

    return fill


def hidden(photo: NDArray[np.uint8], hole: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The photo, white in the hole: (H, W, 3) uint8."""
    return np.where(hole[..., None], np.uint8(255), photo)


RIVALS: dict[str, Callable[[], Fill]] = {
    "telea": partial(diffusion, cv2.INPAINT_TELEA),
    "navier-stokes": partial(diffusion, cv2.INPAINT_NS),
    "patchmatch": patchmatch,
}
"""How to open each, by the name of its row; one more is one more line. RivalMissing where its package is not there."""
