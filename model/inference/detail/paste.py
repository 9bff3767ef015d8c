"""Which offset every pixel of the hole takes: the nodes' choice, with the cuts between pieces moved to where they
show least."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.nodes import STEP, Nodes

SWEEPS = 3
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
    height, width = hole.shape
    flat_texture, flat_fit = texture.ravel(), fit.ravel()
    dy, dx = dy.copy().ravel(), dx.copy().ravel()
    energy = float(np.mean(flat_texture[flat_fit] ** 2)) if flat_fit.any() else 0.0
    pixels = np.flatnonzero(hole)
    y, x = pixels // width, pixels % width
    colour = (y + x) % 2
    around = _neighbours(hole, pixels)
    for sweep in range(2 * SWEEPS):
        heartbeat()
        differs = np.zeros(pixels.size, bool)
        for other in around:
            differs |= (dy[other] != dy[pixels]) | (dx[other] != dx[pixels])
        which = np.flatnonzero(differs & (colour == sweep % 2))
        if not which.size:
            continue
        at, yy, xx = pixels[which], y[which], x[which]
        best = np.full(which.size, np.inf, np.float32)
        new_dy, new_dx = dy[at].copy(), dx[at].copy()
        for source in (pixels, *around):
            ody, odx = dy[source[which]], dx[source[which]]
            sy, sx = yy + ody, xx + odx
            inside = (sy >= 0) & (sy < height) & (sx >= 0) & (sx < width)
            here = np.where(inside, sy * width + sx, 0)
            cost = np.zeros(which.size, np.float32)
            for other in around:
                near = other[which]
                cut = (dy[near] != ody) | (dx[near] != odx)
                # The neighbour's offset seen from this pixel, and this offset seen from the neighbour.
                there = np.clip(yy + dy[near], 0, height - 1) * width + np.clip(xx + dx[near], 0, width - 1)
                step = (flat_texture[here] - flat_texture[there]) ** 2
                cost += cut * (step + np.float32(CUT * energy))
            cost = np.where(inside & flat_fit[here], cost, np.float32(1e9))
            better = cost < best
            best[better], new_dy[better], new_dx[better] = cost[better], ody[better], odx[better]
        dy[at], dx[at] = new_dy, new_dx
    return dy.reshape(height, width), dx.reshape(height, width)


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
