"""Which offset every pixel of the hole takes: the nodes' choice, with the cuts between pieces moved to where they
show least."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.nodes import STEP, Nodes

SWEEPS = 2
CUT = 0.1  # of the texture's energy: the cost of a cut where both sides agree
NEVER = np.float32(1e9)


def spread(
    nodes: Nodes, dy: NDArray[np.int32], dx: NDArray[np.int32], shape: tuple[int, int]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The nodes' offsets for every pixel of their blocks: two (H, W) int32, 0 elsewhere. dy, dx: flat."""
    x0, y0, x1, y1 = nodes.box
    planes = []
    for flat in (dy, dx):
        plane = np.zeros((max(shape[0], y1), max(shape[1], x1)), np.int32)
        blocks = np.where(nodes.active, flat.reshape(nodes.active.shape), 0)
        plane[y0:y1, x0:x1] = np.repeat(np.repeat(blocks, STEP, axis=0), STEP, axis=1)
        planes.append(plane[: shape[0], : shape[1]])
    return planes[0], planes[1]


def cut_pieces(
    texture: NDArray[np.float32],
    hole: NDArray[np.bool_],
    fit: NDArray[np.bool_],
    dy: NDArray[np.int32],
    dx: NDArray[np.int32],
    heartbeat: Callable[[], None],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Let every pixel near a cut change to the piece beside it where the textures then differ less along the cut.

    texture: (H, W) float32.  hole, fit: (H, W) bool.  dy, dx: (H, W) int32 -> the same, moved cuts.
    """
    pieces = _Pieces(texture, hole, fit, dy, dx)
    for sweep in range(2 * SWEEPS):
        heartbeat()
        pieces.improve(colour=sweep % 2)
    return pieces.dy.reshape(hole.shape), pieces.dx.reshape(hole.shape)


class _Pieces:
    """The pixels of the hole and the offsets that they take, flat. The arguments are those of `cut_pieces`."""

    def __init__(
        self,
        texture: NDArray[np.float32],
        hole: NDArray[np.bool_],
        fit: NDArray[np.bool_],
        dy: NDArray[np.int32],
        dx: NDArray[np.int32],
    ) -> None:
        self._height, self._width = hole.shape
        self._texture, self._fit = texture.ravel(), fit.ravel()
        self.dy, self.dx = dy.copy().ravel(), dx.copy().ravel()
        self._cut = np.float32(CUT * np.mean(self._texture[self._fit] ** 2) if fit.any() else 0.0)
        self._pixels = np.flatnonzero(hole)
        self._y, self._x = self._pixels // self._width, self._pixels % self._width
        self._around = _neighbours(hole, self._pixels)

    def improve(self, *, colour: int) -> None:
        """Every pixel at a cut, of one colour of a chessboard, takes the best of its own and its neighbours' offsets.

        Its direct neighbours are of the other colour, so that none of them changes meanwhile.
        """
        differs = np.zeros(self._pixels.size, bool)
        for other in self._around:
            differs |= (self.dy[other] != self.dy[self._pixels]) | (self.dx[other] != self.dx[self._pixels])
        which = np.flatnonzero(differs & ((self._y + self._x) % 2 == colour))
        if not which.size:
            return
        at = self._pixels[which]
        best, dy, dx = np.full(which.size, np.inf, np.float32), self.dy[at].copy(), self.dx[at].copy()
        for source in (self._pixels, *self._around):
            new_dy, new_dx = self.dy[source[which]], self.dx[source[which]]
            cost = self._cost(which, new_dy, new_dx)
            better = cost < best
            best[better], dy[better], dx[better] = cost[better], new_dy[better], new_dx[better]
        self.dy[at], self.dx[at] = dy, dx

    def _cost(self, which: NDArray[np.intp], dy: NDArray[np.int32], dx: NDArray[np.int32]) -> NDArray[np.float32]:
        """What it costs some pixels, by their place among all, to take these offsets: the steps at the cuts."""
        y, x = self._y[which], self._x[which]
        from_y, from_x = y + dy, x + dx
        inside = (from_y >= 0) & (from_y < self._height) & (from_x >= 0) & (from_x < self._width)
        here = np.where(inside, from_y * self._width + from_x, 0)
        cost = np.zeros(which.size, np.float32)
        for other in self._around:
            near = other[which]
            is_cut = (self.dy[near] != dy) | (self.dx[near] != dx)
            # What the neighbour's offset would bring here.
            there_y = np.clip(y + self.dy[near], 0, self._height - 1)
            there = there_y * self._width + np.clip(x + self.dx[near], 0, self._width - 1)
            cost += is_cut * ((self._texture[here] - self._texture[there]) ** 2 + self._cut)
        return np.where(inside & self._fit[here], cost, NEVER)


def cuts_of(dy: NDArray[np.int32], dx: NDArray[np.int32], hole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels of the hole that are copied from elsewhere than a direct neighbour. (H, W) int32 and bool -> bool."""
    cuts = np.zeros(hole.shape, bool)
    for before, after in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        differs = ((dy[before] != dy[after]) | (dx[before] != dx[after])) & hole[before] & hole[after]
        cuts[before] |= differs
        cuts[after] |= differs
    return cuts


def _neighbours(hole: NDArray[np.bool_], pixels: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Places of the pixels to the right, below, to the left and above; the pixel itself where that is not hole.

    hole: (H, W) bool.  pixels: (N,), places in the flat hole.
    """
    height, width = hole.shape
    flat, y, x = hole.ravel(), pixels // width, pixels % width
    around = [
        np.where((y + v >= 0) & (y + v < height) & (x + u >= 0) & (x + u < width), pixels + v * width + u, pixels)
        for v, u in ((0, 1), (1, 0), (0, -1), (-1, 0))
    ]
    return [np.where(flat[other], other, pixels) for other in around]
