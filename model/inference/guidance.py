"""How clearly a fill follows its guide strokes.

The network answers twice, with the strokes and without; the difference is what the strokes ask for, and a multiple of
it makes them be followed more or less (as classifier-free guidance does for diffusion, arXiv 2207.12598, formula 6).
Where what is asked for would be too faint to be seen as an edge, in fog or in a clear sky, it is lifted besides: who
draws a line there wants to see one.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model.inference.fringes import without_fringes
from model.inference.planes import LUMA, PLANES

Pass = Callable[[NDArray[np.float32], float, float], NDArray[np.float32]]
"""(1, 6, H, W) float32 planes, and from where to where this pass is of the whole -> (1, 3, H, W) float32."""

STRONGEST = 1.5
"""Largest multiple that may be asked for: at 2 edges glow, and what they surround has colours of no photo."""

_SKETCH = PLANES.index("sketch")
# Slope of the luma in [-1, 1] a pixel that six in seven of the strokes traced in photos have (40 photos at 256²).
_SEEN = 0.1
_LIFTED = 2.0  # at most, times what is asked for
_REACH = 3  # pixels from a stroke within which its edge is looked for
_ALONG = 6.0  # sigma in pixels: a lift changes slowly along its stroke
_FULL, _FADED = 4.0, 24.0  # pixels from a stroke up to which a lift is whole, and where it has ended
_COLOURS = 0.5  # share of colours in what is added: at all of it, edges get fringes of violet and green


def answer(planes: NDArray[np.float32], strength: float, one_pass: Pass) -> NDArray[np.float32]:
    """The network's answer to the planes: one pass, or two where strokes are to be followed otherwise than it would.

    planes: (1, 6, H, W) float32.  strength: 0 to STRONGEST; 0 leaves the strokes out, 1 follows them as the network
    does, and makes them at least so clear that they are seen.  -> (1, 3, H, W) float32 in [-1, 1].
    """
    strokes = planes[0, _SKETCH] > 0
    if not strokes.any():
        return one_pass(planes, 0.0, 1.0)
    if strength == 0:
        return one_pass(_without_strokes(planes), 0.0, 1.0)
    guided = one_pass(planes, 0.0, 0.5)
    lifted = lift(guided[0], strokes)
    # Both ask for more: what is lifted already is as clear as it should be.
    times = strength * lifted if strength < 1 else np.maximum(np.float32(strength), lifted)
    if (times == 1).all():
        return without_fringes(guided, planes, strokes)
    plain = one_pass(_without_strokes(planes), 0.5, 1.0)
    return without_fringes(followed(guided, plain, times), planes, strokes)


def lift(picture: NDArray[np.float32], strokes: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How many times what strokes ask for has to be taken for it to be seen, 1 or more: (H, W) float32.

    picture: (3, H, W) float32 in [-1, 1].  strokes: (H, W) bool, some of it True.
    """
    import cv2

    missing = np.clip(_SEEN / np.maximum(slope_beside(picture), np.float32(1e-4)), 1, _LIFTED) - 1
    on_strokes = np.where(strokes, missing, np.float32(0))
    if not on_strokes.any():
        return np.ones(strokes.shape, np.float32)
    share = cv2.GaussianBlur(strokes.astype(np.float32), (0, 0), _ALONG)
    mean = cv2.GaussianBlur(on_strokes, (0, 0), _ALONG) / np.maximum(share, np.float32(1e-6))
    away = cv2.distanceTransform((~strokes).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    fading = np.clip((_FADED - away) / (_FADED - _FULL), 0, 1)
    return np.asarray(1 + mean * fading, np.float32)


def slope_beside(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """The steepest edge within reach of each pixel: luma in [-1, 1] a pixel. (3, H, W) float32 -> (H, W) float32.

    Slopes are averaged over 3 × 3 pixels, in which those around a lone dot cancel out.
    """
    import cv2

    luma = cv2.GaussianBlur(_luma_of(picture), (0, 0), 1.0)
    down, across = (cv2.blur(cv2.Sobel(luma, cv2.CV_32F, 1 - axis, axis, scale=1 / 8), (3, 3)) for axis in (1, 0))
    side = 2 * _REACH + 1
    return np.asarray(cv2.dilate(np.hypot(down, across), np.ones((side, side), np.uint8)))


def followed(
    guided: NDArray[np.float32], plain: NDArray[np.float32], times: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The answer in which the strokes' difference is there so many times: guided at 1, plain at 0.

    guided, plain: (1, 3, H, W) float32 in [-1, 1].  times: (H, W) float32, 0 or more.
    """
    asked = guided - plain
    grey = _luma_of(asked[0])
    # What is taken away is taken with its colours, or the plain answer would not be reached.
    added = np.where(times > 1, grey + np.float32(_COLOURS) * (asked - grey), asked)
    return np.asarray(np.clip(guided + (times - 1) * added, -1, 1), np.float32)


def _without_strokes(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    left = planes.copy()
    left[:, _SKETCH] = 0
    return left


def _luma_of(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.tensordot(LUMA, picture, 1), np.float32)
