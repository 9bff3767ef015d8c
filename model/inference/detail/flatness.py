"""Where the network painted no more than a mean colour, though there is texture around.

Of grass, fur or gravel it often knows the colour and not the blades. What it paints then is as flat as a calm place,
such as the sky beside a flower; it is told from one by what is around. Flat places are filled as painted ones are
(`painted`): with texture as strong as that of their tone in the photo, and taken from there in large pieces.
"""

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.softness import blurred, luma_of, softened
from model.inference.detail.surroundings import Surroundings
from model.inference.detail.tones import Tones

FINE = 4.0  # px, sigma: what such a softening takes away is texture
BLADE, WINDOW = 1.5, 8.0  # px, sigmas of what counts as one place, and of the window in which places are compared
DENSE = 0.78  # of 1: texture leaves no gaps; a drawing of lines, a wing or spokes, is mostly gaps
CALM = 0.2  # quantile of the ring that has to be so dense still
STRONG = 0.0011  # squared luma in [-1, 1] of the texture next to a flat place: less is noise, or out of focus
COARSE = (2.0, 6.0)  # px, sigmas between which the network paints what it knows
WIDE = 8.0  # px, sigma of the window in which it may know something
FLAT = 0.2  # of the usual energy around, in that band: with less a place is flat ...
SEEN = 0.001  # ... unless it has so much that one sees it
ENOUGH = 0.33  # of the hole has to be flat: of less than that the network knew more
LEAST = np.float32(1e-6)


def flat_of(
    picture: NDArray[np.float32],
    hole: NDArray[np.bool_],
    ring: NDArray[np.bool_],
    surroundings: Surroundings,
    tones: Tones,
) -> NDArray[np.bool_] | None:
    """The flat places of the hole, (H, W) bool; None where the surroundings are no texture, or little is flat.

    picture: (H, W, 3) float32 in [-1, 1], the fill in the hole.  hole, ring: (H, W) bool, ring as
    `softness.ring_around`.
    """
    usable = surroundings.usable
    near = _around(ring)
    if not _is_dense(_texture(picture[near], usable[near]), usable[near], ring[near]):
        return None
    strong = _mean(_texture(picture, usable), usable, WINDOW)
    finer, coarser = (softened(picture, usable, sigma) for sigma in COARSE)
    usual = surroundings.local(luma_of(finer - coarser) ** 2)
    # Means of logarithms: a few strong edges do not make the usual energy.
    strong, usual = (
        np.exp(carried(np.log(plane / LEAST + 1))) * LEAST
        for carried, plane in ((surroundings.carried, strong), (tones.carried, usual))
    )
    finer, coarser = (softened(picture, hole, sigma) for sigma in COARSE)
    own = _mean(luma_of(finer - coarser) ** 2, hole, WIDE)
    flat = hole & (strong >= STRONG) & (own < np.minimum(FLAT * usual, SEEN))
    return flat if flat.sum() >= ENOUGH * hole.sum() else None


def _around(ring: NDArray[np.bool_]) -> tuple[slice, slice]:
    """The part of a picture that decides what the ring is: its windows look no farther."""
    reach = round(3 * WINDOW)
    rows, columns = np.flatnonzero(ring.any(axis=1)), np.flatnonzero(ring.any(axis=0))
    down, across = (slice(max(int(places[0]) - reach, 0), int(places[-1]) + 1 + reach) for places in (rows, columns))
    return down, across


def _texture(picture: NDArray[np.float32], usable: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The energy of what is fine at each usable place: (H, W, 3) and (H, W) bool -> (H, W) float32."""
    return _mean(luma_of(picture - softened(picture, usable, FINE)) ** 2, usable, BLADE)


def _is_dense(energy: NDArray[np.float32], usable: NDArray[np.bool_], ring: NDArray[np.bool_]) -> bool:
    """Whether nearly all of the ring has texture without gaps: 1 where all places of a window have the same energy,
    less the more of it lies in few of them. All (H, W)."""
    mean = np.maximum(_mean(energy, usable, WINDOW), LEAST**2)
    density = _mean(np.sqrt(energy), usable, WINDOW) ** 2 / mean
    return bool(np.quantile(density[ring], CALM) >= DENSE)


def _mean(plane: NDArray[np.float32], mask: NDArray[np.bool_], sigma: float) -> NDArray[np.float32]:
    """The mean over the mask's part of a window. (H, W) float32 -> the same."""
    weight = mask.astype(np.float32)
    return np.asarray(blurred(plane * weight, sigma) / np.maximum(blurred(weight, sigma), np.float32(1e-3)), np.float32)
