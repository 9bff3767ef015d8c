"""Where the fill shows no more than a tone, and what of the photo suits it.

A painted colour is flat, and so is what the network continues from it. That is no calm place, as a flat sky is: the
paint says what the place is made of and not how rough that is, which is told by the photo's places of that tone. So it
is where the network itself knew no more than the tone (`flatness`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.correlate import Correlator
from model.inference.detail.softness import luma_of, softened
from model.inference.detail.surroundings import Surroundings

ALIKE = 0.2  # in [-1, 1], of each channel: what differs less from the paint has come from it, or is of its tone
TONE_SIGMA = 10.0  # px: so softened, a place of the photo shows little but its tone
TEXTURE_SIGMA = 4.0  # px: what such a softening takes away is its texture
SHADES = 16  # levels by which painted colours are told apart
MOST_SHADES = 8
LEAST_SUITED = 0.05  # of what may be copied: where less is of the tone, the nearest tones count as well
ROUGHEST = 0.75  # quantile of the texture of what has the tone ...
CALMER = 0.4  # ... and how much of that a place must have: the cloud beside a snowy ridge has its tone, too
DONORS = 6  # offsets that are proposed to all rough places
APART = 9  # px on the coarse grid, of the window in which an offset has to be the best
COARSE = 2  # donors are looked for at this reduction
SERVED = 0.3  # of the rough places has to find pixels that suit


@dataclass(frozen=True, slots=True)
class Paint:
    """What the detail step is to know of painted places.

    rough: (H, W) bool, the places of the hole of which the fill tells the tone alone.  by_hand: (H, W) bool, those
    among them that a person painted, and what has come from that.
    suits: (H, W) bool, pixels that may be copied and have the tone and the texture of something that was painted.
    softer: (H, W, 3) float32, the photo softened by TONE_SIGMA.  donors: (2, K) int32, see `donors_of`.
    """

    rough: NDArray[np.bool_]
    by_hand: NDArray[np.bool_]
    suits: NDArray[np.bool_]
    softer: NDArray[np.float32]
    donors: NDArray[np.int32]

    def told(self, plane: NDArray[np.float32], surroundings: Surroundings) -> NDArray[np.float32]:
        """What rough places may expect of a plane that the photo has: its mean over what suits where a person painted,
        since a rock may be drawn far from all rocks; what is around where the network knew no more. (H, W) float32."""
        carried = surroundings.carried(plane)
        return np.where(self.by_hand, np.mean(plane[self.suits], dtype=np.float32), carried)


def paint_of(
    picture: NDArray[np.float32],
    hole: NDArray[np.bool_],
    painted: NDArray[np.bool_] | None,
    flat: NDArray[np.bool_] | None,
    surroundings: Surroundings,
    fit: NDArray[np.bool_],
) -> Paint | None:
    """What is to be known of painted and of flat places; None without any.

    picture: (H, W, 3) float32 in [-1, 1], the fill in the hole.  hole, painted, fit: (H, W) bool, fit pixels may be
    copied.  flat: (H, W) bool, see `flatness.flat_of`.
    """
    nothing = np.zeros_like(hole)
    painted, flat = (nothing if places is None else places & hole for places in (painted, flat))
    if not (painted | flat).any():
        return None
    by_hand = rough_of(picture, hole, painted)
    rough = by_hand | rough_of(picture, hole, flat)
    softer = softened(picture, surroundings.usable, TONE_SIGMA)
    texture = luma_of(picture - softened(picture, surroundings.usable, TEXTURE_SIGMA))
    strength = np.sqrt(surroundings.local(texture**2))
    suits = suited(softer, picture[painted | flat], strength, fit)
    return Paint(rough, by_hand, suits, softer, donors_of(rough, suits))


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


def suited(
    softer: NDArray[np.float32],
    colours: NDArray[np.float32],
    strength: NDArray[np.float32],
    fit: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """The pixels that may be copied where the photo has the tone of a painted colour, and the texture of that tone.

    softer: (H, W, 3) float32.  colours: (n, 3) float32, what was painted, in [-1, 1].  strength: (H, W) float32, of
    the texture.  fit: (H, W) bool -> (H, W) bool, some of it True if some of fit is.
    """
    shades, counts = np.unique(np.rint(colours * (SHADES / 2)), axis=0, return_counts=True)
    apart = np.full(fit.shape, np.inf, np.float32)
    for shade in shades[np.argsort(-counts, kind="stable")][:MOST_SHADES]:
        apart = np.minimum(apart, np.abs(softer - np.float32(2 / SHADES) * shade).max(axis=2))
    limit = max(ALIKE, float(np.quantile(apart[fit], LEAST_SUITED)))
    of_tone = fit & (apart <= limit)
    return of_tone & (strength >= CALMER * np.quantile(strength[of_tone], ROUGHEST))


def donors_of(rough: NDArray[np.bool_], suits: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Offsets that take most rough places to some that suit them, the best first: (2, K), dy and dx.

    rough, suits: (H, W) bool.
    Every rough place looks alike, so each would find the same few pixels, and copies of those make a lattice. Moved as
    one they bring a part of the photo as it is.
    """
    import cv2

    small = -(-rough.shape[0] // COARSE), -(-rough.shape[1] // COARSE)

    def reduced(plane: NDArray[np.bool_]) -> NDArray[np.float32]:
        return np.asarray(cv2.resize(plane.astype(np.float32), small[::-1], interpolation=cv2.INTER_AREA), np.float32)

    here, there = reduced(rough), reduced(suits)
    correlator = Correlator(small)
    served = correlator.sums(correlator.spectrum(here), correlator.spectrum(there)) / np.float32(here.sum())
    best = (served >= SERVED) & (served >= np.asarray(cv2.dilate(served, np.ones((APART, APART), np.uint8))))
    peaks = np.flatnonzero(best)
    peaks = peaks[np.argsort(-served.ravel()[peaks], kind="stable")][:DONORS]
    rows, columns = np.divmod(peaks, served.shape[1])
    return np.asarray(COARSE * np.stack([correlator.down[rows], correlator.across[columns]]), np.int32)
