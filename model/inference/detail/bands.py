"""The photo and the fill in bands of fineness: what the fill lacks of each, and what the moved photo brings."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import bounds_of, widened
from model.inference.detail.painted import Paint
from model.inference.detail.paste import cuts_of
from model.inference.detail.softness import blurred, luma_of, softened
from model.inference.detail.surroundings import FLOOR, WINDOW, Surroundings
from model.inference.detail.tones import Tones
from model.inference.masked import on_colours

SIGMAS = (1.0, 2.0, 4.0)
# Of what is missing in each band: the coarser, the more the network knows better than the copied place.
WEIGHTS = (1.05, 0.85, 0.15)
ROUGH_WEIGHTS = (1.05, 1.0, 0.9)  # the same where a person painted no more than a tone: nobody knows better there
# How many times the surroundings' energy a band may have: more is a find from elsewhere that does not belong.
LIMIT = 3.0
ROUGH = len(SIGMAS)  # the level of places of which the fill tells the tone alone
FINEST = 2.0  # the same for what is finer than working size, which shows most
LIFTED = 1.1  # at most, of fine texture from a place that is calmer than the surroundings
COLOUR = 0.75  # of the texture's own colour; the rest is its luma, so that no coloured specks are carried far
JOIN = 1.5  # how near a cut counts as at it
NORMAL = np.float32(np.pi / 2)  # mean square over squared mean size, of normally distributed differences
TOLD = 0.01  # of the surroundings' energy in the coarsest band: a fill with less paints a calmer place than theirs
CALMEST = 0.4  # quantile of the ring's local energy: no place is calmer than that
RARE = 0.1  # share of the hole below which a level is not compared on its own
LACKING = 0.35  # of the surroundings' energy in a band: a fill with less of it is not compared by that band


@dataclass(frozen=True, slots=True)
class Stack:
    """photo: (H, W, 3) float32 with blurred versions of its usable pixels, of SIGMAS.

    Of the bands between them, (H, W) float32 each: own, the local energy of the fill; around, what the surroundings
    let expect of it.
    hole: (H, W) bool.  share: (H, W) float32, how much of the window around each place is hole.
    calm: (H, W) float32 in 0..1, what is left of the surroundings' energy where the fill shows a calmer place.
    rough: (H, W) bool, places of the hole of which the fill tells the tone alone, see `painted`.
    """

    photo: tuple[NDArray[np.float32], ...]
    own: tuple[NDArray[np.float32], ...]
    around: tuple[NDArray[np.float32], ...]
    hole: NDArray[np.bool_]
    share: NDArray[np.float32]
    calm: NDArray[np.float32]
    rough: NDArray[np.bool_]

    def local(self, plane: NDArray[np.float32]) -> NDArray[np.float32]:
        """Local mean over the hole alone, of a plane that is 0 outside it."""
        return np.asarray(blurred(plane, WINDOW) / self.share)

    def part(self, near: tuple[slice, slice]) -> "Stack":
        """The same of a part of the picture."""
        photo, own, around = (tuple(plane[near] for plane in planes) for planes in (self.photo, self.own, self.around))
        return Stack(photo, own, around, self.hole[near], self.share[near], self.calm[near], self.rough[near])


def stack_of(
    picture: NDArray[np.float32],
    hole: NDArray[np.bool_],
    ring: NDArray[np.bool_],
    surroundings: Surroundings,
    tones: Tones,
    beat: Callable[[], None],
    paint: Paint | None = None,
) -> Stack:
    """picture: (H, W, 3) float32, the fill in the hole.  hole, ring: (H, W) bool, ring as `softness.ring_around`."""
    rough = np.zeros_like(hole) if paint is None else paint.rough
    photo, fill = [picture], [luma_of(picture)]
    for sigma in SIGMAS:
        beat()
        photo.append(softened(picture, surroundings.usable, sigma))
        fill.append(blurred(fill[0], sigma))
    share = np.asarray(np.maximum(blurred(hole.astype(np.float32), WINDOW), np.float32(1e-3)))
    around, own, calmest = [], [], []
    for finer, coarser in pairwise(photo):
        beat()
        # By their mean size, so that a few strong edges do not let texture as strong as they are in everywhere.
        size = np.abs(luma_of(finer - coarser))
        around.append(np.asarray(NORMAL * tones.carried(size) ** 2, np.float32))
        if paint is not None:
            around[-1][rough] = NORMAL * paint.told(size, surroundings)[rough] ** 2
        calmest.append(float(NORMAL * np.quantile(surroundings.local(size)[ring], CALMEST) ** 2))
    for finer, coarser in pairwise(fill):
        own.append(np.asarray(blurred((finer - coarser) ** 2 * hole, WINDOW) / share, np.float32))
    expected = _expected(own[-1], around, calmest, rough)
    calm = np.asarray(expected[0] / np.maximum(around[0], FLOOR), np.float32)
    return Stack(tuple(photo), tuple(own), tuple(expected), hole, share, calm, rough)


def _expected(
    own: NDArray[np.float32], around: list[NDArray[np.float32]], calmest: list[float], rough: NDArray[np.bool_]
) -> list[NDArray[np.float32]]:
    """What is left of the surroundings' energy where the fill is calm and part of the ring is so too, of each band.

    own: (H, W) float32, the fill's energy in the coarsest band, which the network does paint.  around: of each band.
    calmest: of each band, what no place is calmer than.  rough: where being flat says nothing.
    Energy is carried far: a flower's into the sky beside it as well, where the fill shows that there is none.
    """
    # Squared, since it is more of a step from calm to not.
    share = np.minimum(1, own / np.maximum(np.float32(TOLD) * around[-1], FLOOR)) ** 2
    share[rough] = 1
    return [np.maximum(band * share, np.minimum(band, least)) for band, least in zip(around, calmest, strict=True)]


def levels_of(stack: Stack) -> NDArray[np.int8]:
    """How soft the fill is at each place: the number of the band from which on it has what its surroundings have.

    (H, W) int8 in 0..ROUGH, of the fill; the photo's are as its neighbours in the hole say. What is rare
    counts as softer: every level that is left costs as much as the others. Rough places have ROUGH.
    """
    hole = stack.hole
    level = np.zeros(hole.shape, np.int8)
    softer = np.ones(hole.shape, bool)
    for k in range(len(SIGMAS) - 1):
        softer &= stack.own[k] < LACKING * stack.around[k]
        level += softer
    for k in range(len(SIGMAS) - 1):
        if int((level[hole] == k).sum()) < RARE * int(hole.sum()):
            level[level == k] = k + 1
    level[stack.rough] = ROUGH
    return level


def moved_texture(
    stack: Stack,
    fit: NDArray[np.bool_],
    dy: NDArray[np.int32],
    dx: NDArray[np.int32],
    beat: Callable[[], None],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What is added to the fill at working size, and how much of what is finer still: (H, W, 3), (H, W) float32.

    The first is 0 outside the hole, the second in 0..LIFTED. Pixels whose source does not fit get nothing. Of each
    band as much as makes up for the energy that the fill lacks against the place that is copied, and no more than the
    surroundings let expect.
    """
    hole = stack.hole
    near = around_hole(hole)  # no blur of what lies in the hole looks beyond it
    part = stack.part(near)
    at, source = _moves(hole, fit, dy, dx, near)
    added = np.zeros((*part.hole.shape, 3), np.float32)
    strength = np.ones(part.hole.shape, np.float32)
    filled = np.zeros(part.hole.shape, np.float32)
    filled.ravel()[at] = 1
    finer = _pixels(stack.photo[0], source)
    cuts = cuts_of(dy, dx, hole)[near].astype(np.float32)
    for k in range(len(SIGMAS)):
        beat()
        band = np.zeros_like(added)
        coarser = _pixels(stack.photo[k + 1], source)
        band.reshape(-1, 3)[at] = finer - coarser
        finer = coarser
        if k > 0:
            band = _joined(band, cuts, filled, SIGMAS[k - 1])
        theirs = part.local(luma_of(band) ** 2)
        excess = np.maximum(theirs, FLOOR) / np.maximum(part.around[k], FLOOR)
        gain = (
            np.where(part.rough, np.float32(ROUGH_WEIGHTS[k]), np.float32(WEIGHTS[k]))
            * np.sqrt(np.minimum(1, LIMIT / excess))
            * np.sqrt(np.clip(1 - part.own[k] / np.maximum(theirs, FLOOR), 0, 1))
        )
        if k == 0:
            lift = np.clip(1 / np.sqrt(excess), 1, LIFTED)
            strength = np.asarray(lift * np.sqrt(np.minimum(1, FINEST / excess)), np.float32)
            gain = gain * lift
        added = added + on_colours(gain) * (COLOUR * band + on_colours((1 - COLOUR) * luma_of(band)))
    answer, finest = np.zeros((*hole.shape, 3), np.float32), np.ones(hole.shape, np.float32)
    answer[near], finest[near] = added, strength
    return answer, finest


def _moves(
    hole: NDArray[np.bool_],
    fit: NDArray[np.bool_],
    dy: NDArray[np.int32],
    dx: NDArray[np.int32],
    near: tuple[slice, slice],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which pixels of a part of the picture get something, and from which of the whole they do: places in the flat
    planes, (n,) each."""
    height, width = hole.shape
    y, x = np.nonzero(hole)
    from_y, from_x = y + dy[hole], x + dx[hole]
    inside = (from_y >= 0) & (from_x >= 0) & (from_y < height) & (from_x < width)
    source = np.where(inside, from_y * width + from_x, 0)
    inside &= fit.ravel()[source]
    columns = len(range(width)[near[1]])
    return ((y - near[0].start) * columns + x - near[1].start)[inside], source[inside]


def _pixels(picture: NDArray[np.float32], places: NDArray[np.intp]) -> NDArray[np.float32]:
    """(H, W, 3) float32 -> (n, 3), at places in the flat picture."""
    return np.asarray(picture.reshape(-1, 3).take(places, axis=0))


def around_hole(hole: NDArray[np.bool_]) -> tuple[slice, slice]:
    """The part of a picture that blurs up to WINDOW look at in the hole. hole: (H, W) bool, not empty."""
    x0, y0, x1, y1 = widened(bounds_of(hole), round(3 * WINDOW) + 1, hole.shape[::-1])
    return slice(y0, y1), slice(x0, x1)


def _joined(
    band: NDArray[np.float32], cuts: NDArray[np.float32], filled: NDArray[np.float32], sigma: float
) -> NDArray[np.float32]:
    """The band with its pieces run into each other at the cuts, as wide as its own waves are.

    band: (H, W, 3) float32, 0 where not filled.  cuts, filled: (H, W) float32 of 0 and 1.
    A band is as smooth as sigma says; a cut that is sharper shows as an edge.
    """
    near = np.minimum(1, JOIN * blurred(cuts, sigma))
    smooth = blurred(band, sigma) / on_colours(np.maximum(blurred(filled, sigma), np.float32(1e-3)))
    return np.asarray(band + on_colours(near * filled) * (smooth - band))
