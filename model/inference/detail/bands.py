"""The photo and the fill in bands of fineness: what the fill lacks of each, and what the moved photo brings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.softness import luma_of, softened

SIGMAS = (1.0, 2.0, 4.0)
WINDOW = 5.0  # px, sigma of the window in which energies are compared
REACH = 20.0  # px, sigma of how far the surroundings' energy is carried into the hole
# Of what is missing in each band: the coarser, the more the network knows better than the copied place.
WEIGHTS = (1.0, 0.7, 0.15)
COLOUR = 0.75  # of the texture's own colour; the rest is its luma, so that no coloured specks are carried far
FLOOR = 1e-7
LACKING = 0.35  # of the surroundings' energy in a band: a fill with less of it is not compared by that band


@dataclass(frozen=True, slots=True)
class Stack:
    """photo: (H, W, 3) float32 with blurred versions of its usable pixels, of SIGMAS; fill the same of the picture."""

    photo: tuple[NDArray[np.float32], ...]
    fill: tuple[NDArray[np.float32], ...]


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
    return Stack(tuple(photo), tuple(fill))


def levels_of(stack: Stack, hole: NDArray[np.bool_], usable: NDArray[np.bool_]) -> NDArray[np.int8]:
    """How soft the fill is at each place: the number of the band from which on it has what its surroundings have.

    (H, W) int8 in 0..len(SIGMAS) - 1, of the fill; the photo's are as its neighbours in the hole say.
    """
    level = np.zeros(hole.shape, np.int8)
    softer = np.ones(hole.shape, bool)
    for k in range(len(SIGMAS) - 1):
        band = luma_of(stack.photo[k] - stack.photo[k + 1])
        around = carried(band**2, usable)
        inside = _window(luma_of(stack.fill[k] - stack.fill[k + 1]) ** 2 * hole, hole)
        softer &= inside < LACKING * around
        level += softer
    return level


def carried(energy: NDArray[np.float32], usable: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The energy of the known surroundings, as far as it tells of each place: (H, W) float32."""
    import cv2

    weight = usable.astype(np.float32)
    total: NDArray[Any] = np.full(energy.shape, FLOOR * float(np.mean(energy[usable])), np.float32)
    share: NDArray[Any] = np.full(energy.shape, FLOOR, np.float32)
    for sigma, trust in ((WINDOW, 1.0), (REACH, 0.01)):
        total = total + trust * cv2.GaussianBlur(energy * weight, (0, 0), sigma)
        share = share + trust * cv2.GaussianBlur(weight, (0, 0), sigma)
    return np.asarray(total / share, np.float32)


def moved_texture(
    stack: Stack,
    hole: NDArray[np.bool_],
    fit: NDArray[np.bool_],
    dy: NDArray[np.int32],
    dx: NDArray[np.int32],
    beat: Callable[[], None],
) -> NDArray[np.float32]:
    """What is added to the fill at working size: (H, W, 3) float32, 0 outside the hole.

    Pixels whose source does not fit get nothing. Of each band as much as makes up for the energy that the fill lacks
    against the place that is copied.
    """
    y, x = np.nonzero(hole)
    from_y, from_x = y + dy[y, x], x + dx[y, x]
    inside = (from_y >= 0) & (from_x >= 0) & (from_y < hole.shape[0]) & (from_x < hole.shape[1])
    inside &= fit[np.where(inside, from_y, 0), np.where(inside, from_x, 0)]
    y, x, from_y, from_x = y[inside], x[inside], from_y[inside], from_x[inside]
    answer = np.zeros((*hole.shape, 3), np.float32)
    for k in range(len(SIGMAS)):
        beat()
        band = np.zeros_like(answer)
        band[y, x] = (stack.photo[k] - stack.photo[k + 1])[from_y, from_x]
        theirs = _window(luma_of(band) ** 2, hole)
        ours = _window(luma_of(stack.fill[k] - stack.fill[k + 1]) ** 2 * hole, hole)
        gain = WEIGHTS[k] * np.sqrt(np.clip(1 - ours / np.maximum(theirs, FLOOR), 0, 1))
        answer += gain[..., None] * (COLOUR * band + (1 - COLOUR) * luma_of(band)[..., None])
    return answer


def _window(energy: NDArray[np.float32], hole: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Local mean of an energy that is 0 outside the hole, over the hole alone."""
    import cv2

    weight: NDArray[Any] = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), WINDOW)
    total: NDArray[Any] = cv2.GaussianBlur(energy.astype(np.float32), (0, 0), WINDOW)
    return np.asarray(total / np.maximum(weight, np.float32(1e-3)))
