"""Which offset every pixel of the hole takes: the nodes' choice, with the cuts between pieces moved to where they
show least."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.costs import NEVER
from model.inference.detail.nodes import SIDES, STEP, Nodes

SWEEPS = 2
CUT = 0.1  # of the texture's energy: the cost of a cut where both sides agree


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
        self._offset = offsets_of(self.dy, self.dx)
        self._cut = np.float32(CUT * np.mean(self._texture[self._fit] ** 2) if fit.any() else 0.0)
        self._pixels = np.flatnonzero(hole)
        self._y, self._x = np.divmod(self._pixels, self._width)
        self._colour = (self._y + self._x) % 2
        self._around = _neighbours(hole, self._pixels)

    def improve(self, *, colour: int) -> None:
        """Every pixel at a cut, of one colour of a chessboard, takes the best of its own and its neighbours' offsets.

        Its direct neighbours are of the other colour, so that none of them changes meanwhile.
        """
        own, differs = self._offset.take(self._pixels), np.zeros(self._pixels.size, bool)
        for other in self._around:
            differs |= self._offset.take(other) != own
        which = np.flatnonzero(differs & (self._colour == colour))
        if not which.size:
            return
        options = np.stack([places.take(which) for places in (self._pixels, *self._around)])
        best = np.take_along_axis(options, self._costs(which, options).argmin(axis=0)[None], axis=0)[0]
        at = options[0]
        for plane in (self.dy, self.dx, self._offset):
            plane[at] = plane.take(best)

    def _costs(self, which: NDArray[np.intp], options: NDArray[np.intp]) -> NDArray[np.float32]:
        """What it costs some pixels to take the offsets of some others: the steps at the cuts. (5, n) float32.

        which: (n,), their places among all.  options: (5, n), places in the flat hole, themselves and their neighbours.
        """
        y, x = self._y.take(which) + self.dy.take(options), self._x.take(which) + self.dx.take(options)
        inside = (y >= 0) & (y < self._height) & (x >= 0) & (x < self._width)
        source = np.clip(y, 0, self._height - 1) * self._width + np.clip(x, 0, self._width - 1)
        offset, texture = self._offset.take(options), self._texture.take(source)
        cost = np.zeros(options.shape, np.float32)
        for beside in (1, 2, 3, 4):  # what the neighbour's offset would bring here, against what is brought
            cost += (offset != offset[beside]) * ((texture - texture[beside]) ** 2 + self._cut)
        return np.where(inside & self._fit.take(source), cost, NEVER)


def offsets_of(dy: NDArray[np.int32], dx: NDArray[np.int32]) -> NDArray[np.int64]:
    """One number for both parts of every offset, of the same shape: quicker to compare."""
    return dy.astype(np.int64) * 2**20 + dx


def cuts_of(dy: NDArray[np.int32], dx: NDArray[np.int32], hole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels of the hole that are copied from elsewhere than a direct neighbour. (H, W) int32 and bool -> bool."""
    cuts, offset = np.zeros(hole.shape, bool), offsets_of(dy, dx)
    for before, after in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        differs = (offset[before] != offset[after]) & hole[before] & hole[after]
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
        for v, u in SIDES
    ]
    return [np.where(flat[other], other, pixels) for other in around]
