"""What it costs a place of the hole to copy along some offset."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.nodes import SIDES, STEP, Nodes, near_known
from model.inference.detail.scene import Scene

# In squared colours, or in shares of the texture's energy.
LIKENESS = 1.0
SEAM = 1.0
ROUGHNESS = 4.0
SMALL = 0.1  # of the texture's energy: below that a place is flat and nothing shows
CHANGE = 0.6  # of the texture's energy, for an offset that differs from the neighbour's
STEP_UP = 8.0  # for a texture that is stronger or weaker than the neighbour's: an island of it catches the eye
BORDER = 4.0
CROWDED = 0.3  # of the texture's energy, for each further piece that copies the same source
CELL = 6  # px: sources so near count as the same
ASTRAY = 8.0  # of the texture's energy, for an offset that breaks a perfect repetition of the surroundings
UNSUITED = 8.0  # of the texture's energy, for a painted place that copies what has not its tone or no texture
OFF_LINE = 1.0  # of the texture's energy, for an offset that leads off the guide's edge
NEVER = np.float32(1e9)

Offsets = tuple[NDArray[np.int32], NDArray[np.int32]]  # dy, dx of all nodes, flat


@dataclass(frozen=True, slots=True)
class _Options:
    """Offsets of some nodes, the padded places that they lead to and the strength of the texture there: all (K, n)."""

    dy: NDArray[Any]
    dx: NDArray[Any]
    place: NDArray[np.intp]
    strength: NDArray[np.float32]


class Costs:
    """What K options of offset cost each of n nodes.

    In all methods at: (n,), flat indices of the nodes.  dy, dx: (K, n), each node's options.
    """

    def __init__(self, scene: Scene, nodes: Nodes, fits: NDArray[np.bool_], wanted: NDArray[np.float32]) -> None:
        """fits: (H, W) bool, see `whole_blocks`.  wanted: of all nodes, flat, how strong their texture should be."""
        self._scene, self._wanted = scene, wanted
        self._height, self._width = scene.hole.shape
        self._line = self._width + 4 * STEP
        self._active = np.flatnonzero(nodes.active)
        self._y, self._x = nodes.middles(scene.hole.shape)
        self._level = scene.level[self._y, self._x]
        paint = scene.paint
        self._painted = None if paint is None else (paint.rough[self._y, self._x], ~paint.suits.ravel())
        self._texture, self._known = (np.pad(plane, 2 * STEP).ravel() for plane in (scene.texture, scene.known))
        self._fits = fits.ravel()
        self._energy = float(np.mean(scene.texture[scene.fit] ** 2))
        self._astray = ASTRAY * self._energy * scene.repeats.astray(scene.hole.shape)
        self._edges = scene.edges.at(self._y, self._x)
        self._near_border = near_known(scene.known, self._y, self._x)
        self._beside = [nodes.neighbours(down, across) for down, across in SIDES]
        self._strength = scene.energy.ravel()

    def alone(
        self, at: NDArray[np.intp], dy: NDArray[Any], dx: NDArray[Any]
    ) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        """What the options cost whatever the neighbours do, NEVER and more where nothing may be copied; and the flat
        places that they lead to. All (K, n)."""
        y, x = self._y[at] + dy, self._x[at] + dx
        inside = (y >= 0) & (x >= 0) & (y < self._height) & (x < self._width)
        source = np.where(inside, y * self._width + x, 0)
        cost = LIKENESS * self._unlike(at, y, x) + BORDER * self._off_border(at, dy, dx)
        cost += OFF_LINE * self._energy * self._edges.astray(at, dy, dx)
        if self._astray.size:
            cost += self._astray[np.where(inside, dy, 0) + self._height, np.where(inside, dx, 0) + self._width]
        if self._painted is not None:
            rough, unsuited = self._painted
            cost += UNSUITED * self._energy * (rough[at] & unsuited.take(source))
        return cost + NEVER * ~(inside & self._fits.take(source)), source

    def among(
        self, at: NDArray[np.intp], dy: NDArray[Any], dx: NDArray[Any], now: Offsets, crowd: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """What the options cost beside the neighbours as they are now: (K, n) float32. crowd: see `crowd`."""
        cost, source = self.alone(at, dy, dx)
        cost += CROWDED * self._energy * crowd.take(source)
        y, x = self._y[at] + dy, self._x[at] + dx
        options = _Options(dy, dx, self._place(y, x), self._strength_at(y, x))
        for (down, across), beside in zip(SIDES, self._beside, strict=True):
            cost += self._seam(at, beside[at], down, across, options, now)
        return cost

    def crowd(self, now: Offsets) -> NDArray[np.float32]:
        """(H W,) float32: how many pieces copy each place beyond the first."""
        at = self._active
        y, x = (self._y[at] + now[0][at]) // CELL, (self._x[at] + now[1][at]) // CELL
        columns = -(-self._width // CELL)
        rows = -(-self._height // CELL)
        counts = np.bincount(y * columns + x, minlength=rows * columns).reshape(rows, columns).astype(np.float32)
        # A piece that moves as one uses a cell this often by itself.
        extra = np.maximum(counts - (CELL / STEP) ** 2 - 1, 0)
        return np.repeat(np.repeat(extra, CELL, axis=0), CELL, axis=1)[: self._height, : self._width].ravel()

    def _unlike(self, at: NDArray[np.intp], y: NDArray[Any], x: NDArray[Any]) -> NDArray[np.float32]:
        """How little the places (K, n) look like the nodes, and how much stronger or weaker they are than wanted."""
        y, x = self._kept_inside(y, x)
        level = self._level[at]
        apart = self._scene.looks_at(y, x, level)
        apart -= self._scene.looks_at(self._y[at], self._x[at], level)
        rough = self._strength.take(y * self._width + x) - self._wanted[at]
        return np.asarray(_squares(apart) + ROUGHNESS * rough**2)

    def _off_border(self, at: NDArray[np.intp], dy: NDArray[Any], dx: NDArray[Any]) -> NDArray[np.float32]:
        """How far the moved texture is from the known texture around the node, as a share of the window: (K, n)."""
        total = np.zeros(dy.shape, np.float32)
        near = np.flatnonzero(self._near_border[at])
        if not near.size:
            return total
        at, dy, dx = at[near], dy[:, near], dx[:, near]
        reach = np.arange(-STEP, STEP + 1, 2)
        around = (reach[:, None] * self._line + reach).ravel()
        here = self._place(self._y[at], self._x[at])[:, None] + around
        there = self._place(self._y[at] + dy, self._x[at] + dx)[..., None] + around
        counted = self._known.take(here) & self._known.take(there)
        ours, theirs = counted * self._texture.take(here), counted * self._texture.take(there)
        full = _squares(ours) + _squares(theirs)
        part = _squares(np.subtract(ours, theirs, out=ours))
        seen = counted.sum(axis=-1)
        # Against what two unrelated textures of the same strength would differ by: a bare difference is smallest
        # to a flat place, and everything would become flat.
        total[:, near] = self._energy * part / (full + SMALL * self._energy * (seen + 1)) * seen / around.size
        return total

    def _seam(
        self, at: NDArray[np.intp], other: NDArray[np.intp], down: int, across: int, options: _Options, now: Offsets
    ) -> NDArray[np.float32]:
        """What the change of offset to the neighbour costs: the two textures' difference where they meet, and the
        difference of their strengths. (K, n) float32.

        other: (n,), the neighbours, -1 where there is none.  down, across: one of SIDES, on which they are.
        """
        beside_dy, beside_dx = now[0][other], now[1][other]
        which = np.flatnonzero((other >= 0) & ((beside_dy != options.dy) | (beside_dx != options.dx)))
        cost = np.zeros(options.dy.shape, np.float32)
        if not which.size:
            return cost
        node = which % at.size
        along = np.arange(-2, 2)
        line = down * STEP // 2 * self._line + along if down else along * self._line + across * STEP // 2
        theirs = self._texture.take(self._place(self._y[at] + beside_dy, self._x[at] + beside_dx)[:, None] + line)
        ours = self._texture.take(options.place.take(which)[:, None] + line)
        full = _squares(ours) + _squares(theirs).take(node)
        apart = _squares(np.subtract(ours, theirs.take(node, axis=0), out=ours))
        steps = self._energy * (SEAM * apart / (full + 4 * SMALL * self._energy) + CHANGE)
        beside = self._strength_at(self._y[other] + beside_dy, self._x[other] + beside_dx)
        cost.ravel()[which] = steps + STEP_UP * (options.strength.take(which) - beside.take(node)) ** 2
        return cost

    def _strength_at(self, y: NDArray[Any], x: NDArray[Any]) -> NDArray[np.float32]:
        y, x = self._kept_inside(y, x)
        return np.asarray(self._strength.take(y * self._width + x))

    def _kept_inside(self, y: NDArray[Any], x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        # np.clip takes twice as long on arrays this small
        return np.minimum(np.maximum(y, 0), self._height - 1), np.minimum(np.maximum(x, 0), self._width - 1)

    def _place(self, y: NDArray[Any], x: NDArray[Any]) -> NDArray[np.intp]:
        """Indices into the padded planes; places more than STEP outside the picture count as STEP outside."""
        y = np.minimum(np.maximum(y, -STEP), self._height - 1 + STEP) + 2 * STEP
        return np.asarray(y * self._line + np.minimum(np.maximum(x, -STEP), self._width - 1 + STEP) + 2 * STEP)


def _squares(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sums of the squares along the last axis."""
    return np.asarray(np.einsum("...d,...d->...", values, values))
