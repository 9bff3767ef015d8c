"""The photo and the fill in bands of fineness: what the fill lacks of each, and what the moved photo brings."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.paste import cuts_of
from model.inference.detail.softness import luma_of, softened

SIGMAS = (1.0, 2.0, 4.0)
WINDOW = 5.0  # px, sigma of the window in which energies are compared
REACH = 20.0  # px, sigma of how far the surroundings' energy is carried into the hole
TRUST = 0.01  # in what comes from so far, against what is in the window
SMALLER = 4
# Of what is missing in each band: the coarser, the more the network knows better than the copied place.
WEIGHTS = (1.05, 0.85, 0.15)
# How many times the surroundings' energy a band may have: more is a find from elsewhere that does not belong.
LIMIT = 2.0
FINEST = 1.3  # the same for what is finer than working size, which shows most
COLOUR = 0.75  # of the texture's own colour; the rest is its luma, so that no coloured specks are carried far
JOIN = 1.5  # how near a cut counts as at it
FLOOR = 1e-7
RARE = 0.1  # share of the hole below which a level is not compared on its own
LACKING = 0.35  # of the surroundings' energy in a band: a fill with less of it is not compared by that band


@dataclass(frozen=True, slots=True)
class Stack:
    """photo: (H, W, 3) float32 with blurred versions of its usable pixels, of SIGMAS; fill the same of the picture.

    around: (H, W) float32, what the surroundings let expect of each band's energy.
    """

    photo: tuple[NDArray[np.float32], ...]
    fill: tuple[NDArray[np.float32], ...]
    around: tuple[NDArray[np.float32], ...]


def stack_of(picture: NDArray[np.float32], usable: NDArray[np.bool_], beat: Callable[[], None]) -> Stack:
    """picture: (H, W, 3) float32, usable: (H, W) bool."""
    import cv2

    photo, fill = [picture], [picture]
    for sigma in SIGMAS:
        beat()
        photo.append(softened(picture, usable, sigma))
        beat()
        blurred: NDArray[Any] = cv2.GaussianBlur(picture, (0, 0), sigma)
        fill.append(blurred)
    around = []
    for finer, coarser in pairwise(photo):
        beat()
        around.append(carried(luma_of(finer - coarser) ** 2, usable))
    return Stack(tuple(photo), tuple(fill), tuple(around))


def levels_of(stack: Stack, hole: NDArray[np.bool_]) -> NDArray[np.int8]:
    """How soft the fill is at each place: the number of the band from which on it has what its surroundings have.

    (H, W) int8 in 0..len(SIGMAS) - 1, of the fill; the photo's are as its neighbours in the hole say. What is rare
    counts as softer: every level that is left costs as much as the others.
    """
    level = np.zeros(hole.shape, np.int8)
    softer = np.ones(hole.shape, bool)
    for k in range(len(SIGMAS) - 1):
        inside = _window(luma_of(stack.fill[k] - stack.fill[k + 1]) ** 2 * hole, hole)
        softer &= inside < LACKING * stack.around[k]
        level += softer
    for k in range(len(SIGMAS) - 1):
        if int((level[hole] == k).sum()) < RARE * int(hole.sum()):
            level[level == k] = k + 1
    return level


def carried(energy: NDArray[np.float32], usable: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The energy of the known surroundings, as far as it tells of each place: (H, W) float32.

    energy: (H, W) float32.  usable: (H, W) bool, where it counts.
    """
    import cv2

    weight = usable.astype(np.float32)
    near, near_share = _blurred(energy * weight, WINDOW), _blurred(weight, WINDOW)
    # The far window is wide and smooth: a quarter of the size shows it as well.
    small = max(1, energy.shape[1] // SMALLER), max(1, energy.shape[0] // SMALLER)
    far, far_share = (
        _blurred(np.asarray(cv2.resize(plane, small, interpolation=cv2.INTER_AREA)), REACH / SMALLER)
        for plane in (energy * weight, weight)
    )
    far, far_share = (
        np.asarray(cv2.resize(plane, energy.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
        for plane in (far, far_share)
    )
    total = near + TRUST * far + FLOOR * float(np.mean(energy[usable]))
    return np.asarray(total / (near_share + TRUST * far_share + FLOOR), np.float32)


def _blurred(plane: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    import cv2

    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma), np.float32)


def moved_texture(
    stack: Stack,
    hole: NDArray[np.bool_],
    fit: NDArray[np.bool_],
    dy: NDArray[np.int32],
    dx: NDArray[np.int32],
    beat: Callable[[], None],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What is added to the fill at working size, and how much of what is finer still: (H, W, 3), (H, W) float32.

    The first is 0 outside the hole, the second in 0..1. Pixels whose source does not fit get nothing. Of each band as
    much as makes up for the energy that the fill lacks against the place that is copied, and no more than the
    surroundings let expect.
    """
    y, x = np.nonzero(hole)
    from_y, from_x = y + dy[y, x], x + dx[y, x]
    inside = (from_y >= 0) & (from_x >= 0) & (from_y < hole.shape[0]) & (from_x < hole.shape[1])
    inside &= fit[np.where(inside, from_y, 0), np.where(inside, from_x, 0)]
    y, x, from_y, from_x = y[inside], x[inside], from_y[inside], from_x[inside]
    answer = np.zeros((*hole.shape, 3), np.float32)
    finest = np.ones(hole.shape, np.float32)
    filled = np.zeros(hole.shape, np.float32)
    filled[y, x] = 1
    cuts = cuts_of(dy, dx, hole).astype(np.float32)
    for k in range(len(SIGMAS)):
        beat()
        band = np.zeros_like(answer)
        band[y, x] = (stack.photo[k] - stack.photo[k + 1])[from_y, from_x]
        if k > 0:
            band = _joined(band, cuts, filled, SIGMAS[k - 1])
        theirs = _window(luma_of(band) ** 2, hole)
        ours = _window(luma_of(stack.fill[k] - stack.fill[k + 1]) ** 2 * hole, hole)
        excess = np.maximum(theirs, FLOOR) / np.maximum(stack.around[k], FLOOR)
        if k == 0:
            finest = np.sqrt(np.minimum(1, FINEST / excess))
        gain = (
            WEIGHTS[k]
            * np.sqrt(np.minimum(1, LIMIT / excess))
            * np.sqrt(np.clip(1 - ours / np.maximum(theirs, FLOOR), 0, 1))
        )
        answer += gain[..., None] * (COLOUR * band + (1 - COLOUR) * luma_of(band)[..., None])
    return answer, finest


def _joined(
    band: NDArray[np.float32], cuts: NDArray[np.float32], filled: NDArray[np.float32], sigma: float
) -> NDArray[np.float32]:
    """The band with its pieces run into each other at the cuts, as wide as its own waves are.

    band: (H, W, 3) float32, 0 where not filled.  cuts, filled: (H, W) float32 of 0 and 1.
    A band is as smooth as sigma says; a cut that is sharper shows as an edge.
    """
    near = np.minimum(1, JOIN * _blurred(cuts, sigma))[..., None]
    smooth = _blurred(band, sigma) / np.maximum(_blurred(filled, sigma), np.float32(1e-3))[..., None]
    return np.asarray(band + near * filled[..., None] * (smooth - band))


def _window(energy: NDArray[np.float32], hole: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Local mean of an energy that is 0 outside the hole, over the hole alone."""
    import cv2

    weight: NDArray[Any] = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), WINDOW)
    total: NDArray[Any] = cv2.GaussianBlur(energy.astype(np.float32), (0, 0), WINDOW)
    return np.asarray(total / np.maximum(weight, np.float32(1e-3)))
