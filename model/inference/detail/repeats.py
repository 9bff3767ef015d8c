"""Offsets by which the surroundings of a hole repeat themselves: along planks, by a course of bricks, by a window."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.correlate import Correlator

MOST = 8  # offsets
NEAREST = 8  # px: nearer places are alike only because textures are smooth
APART = 7  # px on the coarse grid, of the window in which an offset has to be the best
SEEN = 0.4  # of the ring has to find known pixels at the other end of an offset
SERVED = 0.1  # of the hole has to find pixels that may be copied
LEAST = 0.5  # correlation from which the surroundings count as repeating themselves
COARSE = 2  # the correlation of all offsets is taken at this reduction
NUDGES = np.arange(-COARSE + 1, COARSE)
CLOSE = 8  # px from the hole: the ring by which the best offsets are settled to the pixel


@dataclass(frozen=True, slots=True)
class Repeats:
    """dy, dx: (K,) int32, offsets along which the surroundings are alike.  alike: (K,) float32, their correlation,
    LEAST to 1. The first are those that are most alike and serve most of the hole. None in most photos.
    """

    dy: NDArray[np.int32]
    dx: NDArray[np.int32]
    alike: NDArray[np.float32]

    def astray(self, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """How much less alike any offset is than the best one, 0..1; those that are none of these are not alike at all.

        shape: (H, W) -> (2 H + 1, 2 W + 1), of which [dy + H, dx + W] is an offset's; empty where nothing repeats.
        """
        if not self.alike.size:
            return np.zeros((0, 0), np.float32)
        best = self.alike.max()
        plane = np.full((2 * shape[0] + 1, 2 * shape[1] + 1), best, np.float32)
        for dy, dx, alike in zip(self.dy + shape[0], self.dx + shape[1], self.alike, strict=True):
            # A step beside it may be the same repetition, of lines that run together.
            plane[dy - 1 : dy + 2, dx - 1 : dx + 2] = best - alike
        return plane


def find_repeats(
    texture: NDArray[np.float32],
    usable: NDArray[np.bool_],
    hole: NDArray[np.bool_],
    fit: NDArray[np.bool_],
    ring: NDArray[np.bool_],
) -> Repeats:
    """Compare the ring around the hole with the known pixels at all offsets at once.

    texture: (H, W) float32, 0 where not usable.  usable, hole, fit, ring: (H, W) bool, fit pixels may be copied.
    A soft guide does not say where exactly a line runs. Where the surroundings repeat themselves they do: what goes
    on along an offset outside the hole is taken to go on along it inside.
    """
    import cv2

    small = tuple(-(-side // COARSE) for side in hole.shape)

    def reduced(plane: NDArray[Any]) -> NDArray[np.float32]:
        return np.asarray(cv2.resize(plane.astype(np.float32), small[::-1], interpolation=cv2.INTER_AREA))

    score, alike, correlator = _correlation(reduced(texture), *(reduced(plane) for plane in (usable, hole, fit, ring)))
    best = (score > 0) & (alike > LEAST) & (score >= np.asarray(cv2.dilate(score, np.ones((APART, APART), np.uint8))))
    peaks = np.flatnonzero(best)
    peaks = peaks[np.argsort(-score.ravel()[peaks], kind="stable")][:MOST]
    rows, columns = np.divmod(peaks, score.shape[1])
    peaks_y, peaks_x = COARSE * correlator.down[rows], COARSE * correlator.across[columns]
    dy, dx, found = _settled(texture, usable, hole, peaks_y.astype(np.int32), peaks_x.astype(np.int32))
    kept = found > LEAST
    return Repeats(dy[kept], dx[kept], found[kept])


def _correlation(
    texture: NDArray[np.float32],
    usable: NDArray[np.float32],
    hole: NDArray[np.float32],
    fit: NDArray[np.float32],
    ring: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32], Correlator]:
    """How good and how alike each offset is, and what names the offsets. All (h, w) float32."""
    correlator = Correlator((texture.shape[0], texture.shape[1]))
    spectrum, sums = correlator.spectrum, correlator.sums
    around, known = spectrum(ring), spectrum(usable)
    seen = sums(around, known)
    products = sums(spectrum(ring * texture), spectrum(texture))
    squares = sums(spectrum(ring * texture**2), known) * sums(around, spectrum(texture**2))
    served = sums(spectrum(hole), spectrum(fit)) / np.float32(hole.sum())
    alike = products / np.sqrt(np.maximum(squares, np.float32(1e-6) * squares.max() + np.float32(1e-30)))
    score = alike * np.sqrt(np.maximum(served, 0))
    near = correlator.down[:, None] ** 2 + correlator.across**2 < (NEAREST / COARSE) ** 2
    score[near | (seen < SEEN * ring.sum()) | (served < SERVED)] = 0
    return score, alike, correlator


def _settled(
    texture: NDArray[np.float32],
    usable: NDArray[np.bool_],
    hole: NDArray[np.bool_],
    dy: NDArray[np.int32],
    dx: NDArray[np.int32],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    """Each offset moved to where what lies close to the hole is most alike, and how alike that is. dy, dx: (K,)."""
    import cv2

    side = 2 * CLOSE + 1
    near: NDArray[Any] = cv2.dilate(hole.astype(np.uint8), np.ones((side, side), np.uint8))
    y, x = np.nonzero((near > 0) & usable)
    ours = texture[y, x]
    nudged_y, nudged_x = (plane.ravel() for plane in np.meshgrid(NUDGES, NUDGES, indexing="ij"))
    alike = np.zeros(dy.size, np.float32)
    for index, (down, across) in enumerate(zip(dy.copy(), dx.copy(), strict=True)):
        from_y, from_x = y[:, None] + (down + nudged_y), x[:, None] + (across + nudged_x)
        inside = (from_y >= 0) & (from_x >= 0) & (from_y < hole.shape[0]) & (from_x < hole.shape[1])
        from_y, from_x = np.where(inside, from_y, 0), np.where(inside, from_x, 0)
        inside &= usable[from_y, from_x]
        theirs = texture[from_y, from_x] * inside
        scale = np.sqrt(((ours[:, None] * inside) ** 2).sum(axis=0) * (theirs**2).sum(axis=0))
        found = (ours[:, None] * theirs).sum(axis=0) / np.maximum(scale, np.float32(1e-12))
        best = int(found.argmax())
        dy[index], dx[index], alike[index] = down + nudged_y[best], across + nudged_x[best], found[best]
    return dy, dx, alike
