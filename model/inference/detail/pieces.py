"""From candidates to a field of offsets in large pieces: neighbours that move together keep the texture whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.descriptors import GRID
from model.inference.detail.edges import Edges
from model.inference.detail.nodes import STEP, Nodes, near_known
from model.inference.detail.painted import Paint
from model.inference.detail.repeats import Repeats
from model.inference.detail.search import nearest, thinned

CANDIDATES = 8
ASKED = 16  # places that look alike, which say how strong the texture should be
ALIKE = 0.9  # quantile of their strengths: the soft guide itself leans towards soft places
TOLD = 0.25  # how much they say of the strength; the surroundings say the rest
JUMPS = (4, 2, 1, 1)  # how far an offset travels in each sweep, in nodes
SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))
# What a choice of offset costs, in squared colours or in shares of the texture's energy.
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


@dataclass(frozen=True, slots=True)
class Scene:
    """What pieces are chosen by, all at working size.

    looks: (N, H / 2, W / 2, D) float32, descriptors of the picture at N levels of softness.  level: (H, W)
    int8, the level by which a place of the hole is compared.  texture: (H, W) float32, what the softening takes
    from the photo, 0 elsewhere.  energy, wanted: (H, W) float32, root of the texture's local energy and what the
    surroundings let expect.  hole, known: (H, W) bool.  fit: (H, W) bool, pixels that may be copied.
    repeats: offsets along which the surroundings go on.  edges: of the guide, (H, W).
    paint: what somebody painted, if anything.
    """

    looks: NDArray[np.float32]
    level: NDArray[np.int8]
    energy: NDArray[np.float32]
    wanted: NDArray[np.float32]
    texture: NDArray[np.float32]
    hole: NDArray[np.bool_]
    known: NDArray[np.bool_]
    fit: NDArray[np.bool_]
    repeats: Repeats
    edges: Edges
    paint: Paint | None = None


class Chooser:
    """Offsets of the nodes, improved sweep by sweep."""

    def __init__(self, scene: Scene, nodes: Nodes, heartbeat: Callable[[], None], seed: int) -> None:
        self._scene, self._nodes, self._heartbeat = scene, nodes, heartbeat
        self._rng = np.random.default_rng(seed)
        self._height, self._width = scene.hole.shape
        self._line = self._width + 4 * STEP
        rows, columns = nodes.active.shape
        x0, y0 = nodes.box[:2]
        self._y = np.repeat(np.minimum(y0 + STEP * np.arange(rows) + STEP // 2, self._height - 1), columns)
        self._x = np.tile(np.minimum(x0 + STEP * np.arange(columns) + STEP // 2, self._width - 1), rows)
        self._active = np.flatnonzero(nodes.active)
        self._level = scene.level[self._y, self._x]
        rough = np.zeros_like(scene.hole) if scene.paint is None else scene.paint.rough
        self._rough = rough[self._y, self._x]
        self._donors = np.zeros((2, 0), np.int32) if scene.paint is None else scene.paint.donors
        self._unsuited = None if scene.paint is None else ~scene.paint.suits.ravel()
        _, half, self._half, depth = scene.looks.shape
        self._looks, self._size = scene.looks.reshape(-1, depth), half * self._half
        self._texture, self._known = (np.pad(plane, 2 * STEP).ravel() for plane in (scene.texture, scene.known))
        self._fits = _shrunk(scene.fit, STEP).ravel()
        self._energy = float(np.mean(scene.texture[scene.fit] ** 2))
        self._astray = ASTRAY * self._energy * scene.repeats.astray(scene.hole.shape)
        self._edges = scene.edges.at(self._y, self._x)
        self._ends = self._edges.ends(self._y, self._x, self._fits.reshape(self._height, self._width))
        self._near_border = near_known(scene.known, self._y, self._x)
        self._beside = {
            jump: [self._neighbours(down * jump, across * jump) for down, across in SIDES] for jump in {1, *JUMPS}
        }
        self._strength = scene.energy.ravel()
        self._wanted = np.zeros(rows * columns, np.float32)
        self.dy = np.zeros(rows * columns, np.int32)
        self.dx = np.zeros(rows * columns, np.int32)

    @property
    def possible(self) -> bool:
        """Is there any source at all?"""
        return bool(self._fits.any())

    def choose(self) -> None:
        """Set dy, dx: (rows, columns) offsets, flat."""
        sources = thinned(self._fits.reshape(self._height, self._width))
        at = self._active
        found = np.zeros((at.size, ASKED), np.intp)
        for level in range(len(self._scene.looks)):
            which = np.flatnonzero(self._level[at] == level)
            if which.size:
                here = self._looks[self._look(self._y[at[which]], self._x[at[which]], level)]
                there = self._looks[self._look(sources // self._width, sources % self._width, level)]
                best = sources[nearest(here, there, ASKED, self._heartbeat)]
                found[which] = best[:, np.arange(ASKED) % best.shape[1]]
        # The surroundings' strength is a mean of all that is there; those that look alike say which of it fits.
        alike = np.quantile(self._strength[found], ALIKE, axis=1)
        around = self._scene.wanted[self._y[at], self._x[at]]
        self._wanted[at] = alike**TOLD * around ** (1 - TOLD)
        found = found[:, :CANDIDATES]
        self._own_dy = found // self._width - self._y[at][:, None]
        self._own_dx = found % self._width - self._x[at][:, None]
        self.dy[at], self.dx[at] = self._own_dy[:, 0], self._own_dx[:, 0]
        self._begin_with(at, self._scene.repeats.dy, self._scene.repeats.dx)
        self._begin_with(at[self._rough[at]], *self._donors)
        row = self._active // self._nodes.active.shape[1]
        colour = (row + self._active % self._nodes.active.shape[1]) % 2
        for sweep, jump in enumerate(JUMPS):
            crowd = self._crowd()
            for parity in (0, 1):
                self._heartbeat()
                self._improve(np.flatnonzero(colour == parity), jump, sweep, crowd)

    def _begin_with(self, at: NDArray[np.intp], down: NDArray[np.int32], across: NDArray[np.int32]) -> None:
        """Begin with the best of these offsets, wherever one of them leads to pixels that may be copied: those along
        which the surroundings repeat themselves, so that lines go on as they do outside, or donors. The sweeps may find
        something better.  at: (n,), nodes.  down, across: (K,)."""
        if not down.size or not at.size:
            return
        dy, dx = (np.repeat(offsets[:, None], at.size, axis=1) for offsets in (down, across))
        cost = self._cost_alone(at, dy, dx)[0]
        best = cost.argmin(axis=0)
        led = cost.min(axis=0) < NEVER
        self.dy[at] = np.where(led, down[best], self.dy[at])
        self.dx[at] = np.where(led, across[best], self.dx[at])

    def _improve(self, which: NDArray[np.intp], jump: int, sweep: int, crowd: NDArray[np.float32]) -> None:
        at = self._active[which]
        if not at.size:
            return
        options = [(self.dy[at], self.dx[at])]
        for neighbours in self._beside[jump]:
            other = neighbours[at]
            inside = other >= 0
            options.append(
                (np.where(inside, self.dy[other], self.dy[at]), np.where(inside, self.dx[other], self.dx[at]))
            )
        for rank in {sweep % CANDIDATES, (2 * sweep + 1) % CANDIDATES}:
            rank = min(rank, self._own_dy.shape[1] - 1)
            options.append((self._own_dy[which, rank], self._own_dx[which, rank]))
        options += [
            (np.full(at.size, down), np.full(at.size, across))
            for down, across in zip(self._scene.repeats.dy, self._scene.repeats.dx, strict=True)
        ]
        rough = self._rough[at]
        if rough.any():
            options += [
                (np.where(rough, down, self.dy[at]), np.where(rough, across, self.dx[at]))
                for down, across in self._donors.T
            ]
        for ends_dy, ends_dx in self._ends:
            led = (ends_dy[at] != 0) | (ends_dx[at] != 0)
            if led.any():
                options.append((np.where(led, ends_dy[at], self.dy[at]), np.where(led, ends_dx[at], self.dx[at])))
        nudge = self._rng.integers(-1, 2, (2, at.size))
        options.append((self.dy[at] + nudge[0], self.dx[at] + nudge[1]))
        dy, dx = (np.stack(planes) for planes in zip(*options, strict=True))
        # All options at once: a call for each would cost more than what it computes.
        best = np.argmin(self._cost(at, dy, dx, crowd), axis=0)[None]
        self.dy[at], self.dx[at] = np.take_along_axis(dy, best, axis=0)[0], np.take_along_axis(dx, best, axis=0)[0]

    def _cost(
        self, at: NDArray[np.intp], dy: NDArray[Any], dx: NDArray[Any], crowd: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """What the options of some nodes cost beside their neighbours of now: (K, n) float32.

        at: (n,).  dy, dx: (K, n), each node's options.
        """
        cost, source = self._cost_alone(at, dy, dx)
        cost += CROWDED * self._energy * crowd.take(source)
        y, x = self._y[at] + dy, self._x[at] + dx
        place, strength = self._place(y, x), self._strength_at(y, x)
        for (down, across), beside in zip(SIDES, self._beside[1], strict=True):
            cost += self._seam(at, beside[at], down, across, (dy, dx, place, strength))
        return cost

    def _cost_alone(
        self, at: NDArray[np.intp], dy: NDArray[Any], dx: NDArray[Any]
    ) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        """What the options cost whatever the neighbours do, NEVER and more where nothing may be copied; and the places
        that they lead to. All (K, n)."""
        y, x = self._y[at] + dy, self._x[at] + dx
        inside = (y >= 0) & (x >= 0) & (y < self._height) & (x < self._width)
        source = np.where(inside, y * self._width + x, 0)
        cost = LIKENESS * self._unlike(at, y, x) + BORDER * self._off_border(at, dy, dx)
        cost += OFF_LINE * self._energy * self._edges.astray(at, dy, dx)
        if self._astray.size:
            cost += self._astray[np.where(inside, dy, 0) + self._height, np.where(inside, dx, 0) + self._width]
        if self._unsuited is not None:
            cost += UNSUITED * self._energy * (self._rough[at] & self._unsuited.take(source))
        return cost + NEVER * ~(inside & self._fits.take(source)), source

    def _unlike(self, at: NDArray[np.intp], y: NDArray[Any], x: NDArray[Any]) -> NDArray[np.float32]:
        y = np.minimum(np.maximum(y, 0), self._height - 1)
        x = np.minimum(np.maximum(x, 0), self._width - 1)
        level = self._level[at]
        apart = self._looks.take(self._look(y, x, level), axis=0)
        apart -= self._looks.take(self._look(self._y[at], self._x[at], level), axis=0)
        rough = self._strength.take(y * self._width + x) - self._wanted[at]
        return np.asarray(_squares(apart) + ROUGHNESS * rough**2)

    def _strength_at(self, y: NDArray[Any], x: NDArray[Any]) -> NDArray[np.float32]:
        y = np.minimum(np.maximum(y, 0), self._height - 1)
        return np.asarray(self._strength.take(y * self._width + np.minimum(np.maximum(x, 0), self._width - 1)))

    def _look(self, y: NDArray[Any], x: NDArray[Any], level: NDArray[np.int8] | int) -> NDArray[np.intp]:
        return np.asarray(level * np.intp(self._size) + y // GRID * self._half + x // GRID)

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
        self,
        at: NDArray[np.intp],
        other: NDArray[np.intp],
        down: int,
        across: int,
        options: tuple[NDArray[Any], NDArray[Any], NDArray[np.intp], NDArray[np.float32]],
    ) -> NDArray[np.float32]:
        """What the change of offset to the neighbour costs: the two textures' difference where they meet, and the
        difference of their strengths. (K, n) float32.

        other: (n,), the neighbours, -1 where there is none.  options: (K, n) each, their offsets, the padded places
        that they lead to and the strength there.
        """
        dy, dx, place, strength = options
        beside_dy, beside_dx = self.dy[other], self.dx[other]
        which = np.flatnonzero((other >= 0) & ((beside_dy != dy) | (beside_dx != dx)))
        cost = np.zeros(dy.shape, np.float32)
        if not which.size:
            return cost
        node = which % at.size
        along = np.arange(-2, 2)
        line = down * STEP // 2 * self._line + along if down else along * self._line + across * STEP // 2
        theirs = self._texture.take(self._place(self._y[at] + beside_dy, self._x[at] + beside_dx)[:, None] + line)
        ours = self._texture.take(place.take(which)[:, None] + line)
        full = _squares(ours) + _squares(theirs).take(node)
        apart = _squares(np.subtract(ours, theirs.take(node, axis=0), out=ours))
        steps = self._energy * (SEAM * apart / (full + 4 * SMALL * self._energy) + CHANGE)
        beside = self._strength_at(self._y[other] + beside_dy, self._x[other] + beside_dx)
        cost.ravel()[which] = steps + STEP_UP * (strength.take(which) - beside.take(node)) ** 2
        return cost

    def _neighbours(self, down: int, across: int) -> NDArray[np.intp]:
        """For every node the active one so many nodes away, -1 where there is none."""
        rows, columns = self._nodes.active.shape
        there = np.where(self._nodes.active, np.arange(rows * columns).reshape(rows, columns), -1)
        far = max(abs(down), abs(across))
        wide = np.pad(there, far, constant_values=-1)
        return wide[far + down : far + down + rows, far + across : far + across + columns].ravel()

    def _place(self, y: NDArray[Any], x: NDArray[Any]) -> NDArray[np.intp]:
        """Indices into the padded planes; places more than STEP outside the picture count as STEP outside."""
        # np.clip takes twice as long on arrays this small
        y = np.minimum(np.maximum(y, -STEP), self._height - 1 + STEP) + 2 * STEP
        return np.asarray(y * self._line + np.minimum(np.maximum(x, -STEP), self._width - 1 + STEP) + 2 * STEP)

    def _crowd(self) -> NDArray[np.float32]:
        """(H W,) float32: how many pieces copy each place beyond the first."""
        at = self._active
        y, x = (self._y[at] + self.dy[at]) // CELL, (self._x[at] + self.dx[at]) // CELL
        columns = -(-self._width // CELL)
        rows = -(-self._height // CELL)
        counts = np.bincount(y * columns + x, minlength=rows * columns).reshape(rows, columns).astype(np.float32)
        # A piece that moves as one uses a cell this often by itself.
        extra = np.maximum(counts - (CELL / STEP) ** 2 - 1, 0)
        return np.repeat(np.repeat(extra, CELL, axis=0), CELL, axis=1)[: self._height, : self._width].ravel()


def _squares(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sums of the squares along the last axis."""
    return np.asarray(np.einsum("...d,...d->...", values, values))


def _shrunk(mask: NDArray[np.bool_], step: int) -> NDArray[np.bool_]:
    """Places whose whole block of step x step pixels lies in the mask; the block begins step // 2 before them."""
    import cv2

    kernel = np.ones((step, step), np.uint8)
    whole = cv2.erode(
        mask.astype(np.uint8), kernel, anchor=(step // 2, step // 2), borderValue=0, borderType=cv2.BORDER_CONSTANT
    )
    return np.asarray(whole > 0)
