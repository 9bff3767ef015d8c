"""Where the network painted no more than a mean colour, though all that is around is texture.

Of grass, fur or gravel it knows the colour and not the blades. What it paints then is as flat as a calm place, such as
the sky beside a flower; it is told from one by what is around. Flat places are filled as painted ones are (`painted`):
with texture as strong as that of their tone in the photo, and taken from there in large pieces.
"""

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.softness import blurred, luma_of, softened
from model.inference.detail.surroundings import Surroundings
from model.inference.detail.tones import Tones

FINE = 4.0  # px, sigma: what such a softening takes away is texture
BLADE, WINDOW = 1.5, 8.0  # px, sigmas of what counts as one place, and of the window in which places are compared
DENSE = 0.78  # of 1: texture leaves no gaps; a drawing of lines, a wing or spokes, is mostly gaps
CALM = 0.2  # quantile of the ring that has to be dense and strong still
STRONG = 0.0011  # squared luma in [-1, 1] that it has to have: less is noise, or out of focus
COARSE = (2.0, 6.0)  # px, sigmas between which the network paints what it knows
WIDE = 8.0  # px, sigma of the window in which it may know something
FLAT = 0.1  # of the usual energy around, in that band: with less a place is flat
ENOUGH = 0.25  # of the hole has to be flat: of less than that the network knew more
LEAST = 1e-6


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
    if not _is_texture(picture[near], usable[near], ring[near]):
        return None
    finer, coarser = (softened(picture, usable, sigma) for sigma in COARSE)
    around = np.log(surroundings.local(luma_of(finer - coarser) ** 2) + np.float32(LEAST))
    # The mean of logarithms: a few strong edges do not make the usual energy.
    usual = np.exp(tones.carried(around - np.float32(np.log(LEAST))) + np.float32(np.log(LEAST)))
    finer, coarser = (softened(picture, hole, sigma) for sigma in COARSE)
    own = _mean(luma_of(finer - coarser) ** 2, hole.astype(np.float32), WIDE)
    flat = hole & (own < FLAT * usual)
    return flat if flat.sum() >= ENOUGH * hole.sum() else None


def _around(ring: NDArray[np.bool_]) -> tuple[slice, slice]:
    """The part of a picture that decides what the ring is: its windows look no farther."""
    reach = round(3 * WINDOW)
    rows, columns = np.flatnonzero(ring.any(axis=1)), np.flatnonzero(ring.any(axis=0))
    down, across = (slice(max(int(places[0]) - reach, 0), int(places[-1]) + 1 + reach) for places in (rows, columns))
    return down, across


def _is_texture(picture: NDArray[np.float32], usable: NDArray[np.bool_], ring: NDArray[np.bool_]) -> bool:
    """Whether nearly all of the ring is dense texture. picture: (H, W, 3) float32.  usable, ring: (H, W) bool."""
    weight = usable.astype(np.float32)
    energy = _mean(luma_of(picture - softened(picture, usable, FINE)) ** 2, weight, BLADE)
    mean = _mean(energy, weight, WINDOW)
    # 1 where all places of a window have the same energy, less the more of it lies in few of them.
    density = _mean(np.sqrt(energy), weight, WINDOW) ** 2 / np.maximum(mean, np.float32(LEAST**2))
    return bool(np.quantile(density[ring], CALM) >= DENSE and np.quantile(mean[ring], CALM) >= STRONG)


def _mean(plane: NDArray[np.float32], weight: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """The weighted mean over a window. (H, W) float32 each."""
    return np.asarray(blurred(plane * weight, sigma) / np.maximum(blurred(weight, sigma), np.float32(1e-3)), np.float32)
