"""How strong the photo's texture is at each place of the hole, told by the known pixels of its tone."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.softness import NEAR, blurred, softened
from model.inference.detail.surroundings import FLOOR
from model.inference.masked import on_colours

CELL = 6  # px a side, of the cells that tell each other
MOST = 1_000_000  # pairs of a cell in the hole and a known one; above that cells grow
SOFT = 2.0  # px, sigma of the softening that leaves the tone of a place
TONE = 0.06  # in [-1, 1], a channel's mean: tones so far apart are hardly the same material
ANY = 0.005  # what a place of another tone tells, against one of the same
NEARBY = 5.0  # px: from there on a known place tells less
FALL = 1.5  # power of the squared distance by which it does


class Tones:
    """The usable pixels, and what they tell of the places in the hole.

    A place is told by the known ones of its tone, and more by the nearer ones. By the distance alone, the water above
    a rock that somebody drew would say how rough the rock is.
    """

    def __init__(
        self,
        picture: NDArray[np.float32],
        hole: NDArray[np.bool_],
        usable: NDArray[np.bool_],
        beat: Callable[[], None] | None = None,
    ) -> None:
        """picture: (H, W, 3) float32 in [-1, 1], the photo and in the hole the fill.

        hole, usable: (H, W) bool, disjoint, neither empty.  beat: called between parts of the work.
        """
        self._usable = usable
        self._shape = hole.shape
        self._weight = usable.astype(np.float32)
        self._side = _side_of(hole, usable)
        self._known_share, hole_share = self._reduced(self._weight), self._reduced(hole)
        self._known, self._there = self._known_share > 0, hole_share > 0
        self._told = self._shares(picture, hole, hole_share, beat or _nothing)

    def carried(self, energy: NDArray[np.float32]) -> NDArray[np.float32]:
        """The energy of the usable pixels, as far as it tells of each place: (H, W) float32 -> the same.

        It means something in the hole alone.
        """
        import cv2

        cells = np.zeros(self._known.shape, np.float32)
        cells[self._there] = self._told @ self._of_cells(energy)
        # Beside the hole what its own cells say, so that there is no gap to enlarge from.
        share = np.maximum(blurred(self._there.astype(np.float32), 1.0), np.float32(NEAR))
        cells = np.where(self._there, cells, blurred(cells, 1.0) / share)
        wide = cv2.resize(cells, self._shape[::-1], interpolation=cv2.INTER_LINEAR)
        return np.asarray(wide + FLOOR * float(np.mean(energy[self._usable])), np.float32)

    def _shares(
        self,
        picture: NDArray[np.float32],
        hole: NDArray[np.bool_],
        hole_share: NDArray[np.float32],
        beat: Callable[[], None],
    ) -> NDArray[np.float32]:
        """How much each cell of the hole is told by each known one: (T, S) float32, the rows' sums are 1."""
        here = self._tones(picture, hole, hole_share, self._there)
        beat()
        there = self._tones(picture, self._usable, self._known_share, self._known)
        beat()
        told = _squares_between(here, there)
        np.exp(np.multiply(told, np.float32(-0.5 / (3 * TONE**2)), out=told), out=told)
        told += np.float32(ANY)
        beat()
        at, of = (np.argwhere(cells).astype(np.float32) * self._side for cells in (self._there, self._known))
        told *= (1 + _squares_between(at, of) / np.float32(NEARBY**2)) ** np.float32(-FALL)
        told *= self._known_share[self._known]
        return np.asarray(told / told.sum(axis=1, keepdims=True), np.float32)

    def _tones(
        self,
        picture: NDArray[np.float32],
        mask: NDArray[np.bool_],
        share: NDArray[np.float32],
        cells: NDArray[np.bool_],
    ) -> NDArray[np.float32]:
        """The mean tone of the mask's part of some cells, (N, 3) float32. share, cells: of all cells, the mask's part
        and which are asked for."""
        soft = softened(picture, mask, SOFT) * on_colours(mask)
        return np.asarray(self._reduced(soft)[cells] / share[cells][:, None], np.float32)

    def _of_cells(self, energy: NDArray[np.float32]) -> NDArray[np.float32]:
        """Its mean over the usable pixels of each known cell: (H, W) -> (S,)."""
        return self._reduced(energy * self._weight)[self._known] / self._known_share[self._known]

    def _reduced(self, plane: NDArray[Any]) -> NDArray[np.float32]:
        import cv2

        size = tuple(max(1, side // self._side) for side in self._shape[::-1])
        return np.asarray(cv2.resize(plane.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)


def _side_of(hole: NDArray[np.bool_], usable: NDArray[np.bool_]) -> int:
    """CELL, or as much more as keeps the pairs below MOST. A cell that lies half in each counts for both."""
    pairs = float(hole.sum()) * float(usable.sum())
    return max(CELL, int(np.ceil((pairs / MOST) ** 0.25)))


def _squares_between(these: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Squared distances of two lists of points: (T, D), (S, D) float32 -> (T, S)."""
    products = these @ (np.float32(-2) * others.T)
    products += np.einsum("td,td->t", these, these)[:, None]
    products += np.einsum("sd,sd->s", others, others)
    return np.maximum(products, 0, out=products)


def _nothing() -> None:
    pass
