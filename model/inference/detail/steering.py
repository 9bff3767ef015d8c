"""How strong the moved texture is, measured and steered at the photo's own resolution.

What is copied has the strength of the place that it comes from, and a soft guide leans towards soft places. So what
was put together is measured by the steps between direct neighbours, which are what an eye calls sharp, and drawn to
what those of the known pixels around the hole let expect.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.softness import blurred, luma_of, ring_around, sharpness
from model.inference.detail.sources import REDUCED, Sources
from model.inference.detail.surroundings import SMALLER, WINDOW, Surroundings
from model.inference.masked import on_colours
from model.inference.planes import to_rgb

BROAD = 20.0  # px of working size, sigma of the window in which a texture is made stronger
WEAKEST, STRONGEST = 0.7, 1.4  # times what was copied: beyond that a texture no longer looks like itself
NOTHING = 1e-7  # squared step that is none
LINES = 1  # of the photo's lines under a working pixel, so many are looked at: neighbours tell the same


def steered(sources: Sources, photo: NDArray[Any], known: NDArray[np.bool_]) -> Sources:
    """The same sources; where the photo was reduced, with a texture as strong as its surroundings let expect.

    photo: (H, W, C) uint8 or uint16, the crop at its own resolution.  known: (H, W) bool, which of it may be looked at.
    """
    hole = sources.hole
    scale = photo.shape[0] / hole.shape[0]
    # At the photo's own size the fill is no nearer to the photo in features with it, and farther off in l1.
    if not sources.used or scale < REDUCED:
        return sources
    steps, there = steps_of(photo, known, hole.shape)
    there &= ~hole
    if not there.any():
        return sources
    wanted = Surroundings(there).carried(steps) * sources.calm
    gain = np.where(hole, _gain(wanted, _found(sources, steps, scale), hole), np.float32(1))
    moved = sources.moved * on_colours(gain)
    after = sharpness(sources.picture + moved, hole, ring_around(hole, there))
    return replace(sources, moved=moved, finest=sources.finest * gain, sharpness=(sources.sharpness[0], after))


def steps_of(
    photo: NDArray[Any], known: NDArray[np.bool_], shape: tuple[int, ...]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Mean squared difference of luma between known direct neighbours, of the photo's pixels under each working one.

    photo: (H, W, C) uint8 or uint16.  known: (H, W) bool.  shape: (h, w), of working size.
    -> (h, w) float32, luma in [-1, 1], and (h, w) bool, where there are such neighbours.
    """
    import cv2

    sums, counts = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for axis in (0, 1):
        every = max(1, photo.shape[1 - axis] // shape[1 - axis] // LINES)
        lines = (slice(None), slice(None, None, every)) if axis == 0 else (slice(None, None, every),)
        before, after = ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:]))[axis]
        luma: NDArray[Any] = cv2.cvtColor(
            np.ascontiguousarray(to_rgb(photo[lines], largest=int(np.iinfo(photo.dtype).max))), cv2.COLOR_RGB2GRAY
        )
        seen = known[lines]
        both, squares = np.zeros(luma.shape, np.float32), np.zeros(luma.shape, np.float32)
        both[after] = seen[after] & seen[before]
        squares[after] = (luma[after] - luma[before]) ** 2
        sums += cv2.resize(squares * both, shape[::-1], interpolation=cv2.INTER_AREA)
        counts += cv2.resize(both, shape[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(sums / np.maximum(counts, np.float32(1e-6)), np.float32), np.asarray(counts > 0)


def _found(sources: Sources, steps: NDArray[np.float32], scale: float) -> NDArray[np.float32]:
    """What the steps of the filled hole will be, 0 elsewhere: (h, w) float32.

    Those of the working picture, each shared out over the photo's pixels, and those that are finer, of the places
    that are copied.
    """
    shared = np.float32(1 / scale**2)
    finer = np.maximum(steps - shared * _squares(luma_of(sources.picture)), 0) * sources.fit
    hole = sources.hole
    height, width = hole.shape
    y, x = np.nonzero(hole)
    from_y = np.clip(y + sources.dy[hole], 0, height - 1)
    from_x = np.clip(x + sources.dx[hole], 0, width - 1)
    found = shared * _squares(luma_of(sources.picture + sources.moved)) * hole
    found[y, x] += finer[from_y, from_x] * sources.finest[hole] ** 2
    return np.asarray(found, np.float32)


def _gain(wanted: NDArray[np.float32], found: NDArray[np.float32], hole: NDArray[np.bool_]) -> NDArray[np.float32]:
    """By how much to multiply what is added; it means something in the hole alone. All (h, w).

    Stronger by what a wide window lacks as a whole: what is calm in it stays calmer than the rest. Weaker by what a
    narrow one has too much too: a find that does not belong shows by itself.
    """
    weight = hole.astype(np.float32)
    near, broad = (
        (mean(wanted * weight) + NOTHING) / (mean(found) + NOTHING)
        for mean in (lambda plane: blurred(plane, WINDOW), _broad)
    )
    ratio = np.where(near < 1, np.minimum(near, broad), broad)
    return np.asarray(np.clip(np.sqrt(ratio), WEAKEST, STRONGEST), np.float32)


def _broad(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Blurred by BROAD: a quarter of the size shows so wide a window as well."""
    import cv2

    height, width = plane.shape
    small = cv2.resize(plane, (max(1, width // SMALLER), max(1, height // SMALLER)), interpolation=cv2.INTER_AREA)
    wide = blurred(np.asarray(small, np.float32), BROAD / SMALLER)
    return np.asarray(cv2.resize(wide, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _squares(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean squared difference to the neighbours before each pixel: (h, w) float32."""
    squares = np.zeros_like(luma)
    squares[:, 1:] += np.diff(luma, axis=1) ** 2
    squares[1:] += np.diff(luma, axis=0) ** 2
    return np.asarray(squares / 2, np.float32)
