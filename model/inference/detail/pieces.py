"""From candidates to a field of offsets in large pieces: neighbours that move together keep the texture whole."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.costs import NEVER, Costs, Offsets
from model.inference.detail.nodes import SIDES, Nodes, whole_blocks
from model.inference.detail.scene import Scene
from model.inference.detail.search import nearest, thinned

CANDIDATES = 8
ASKED = 16  # places that look alike, which say how strong the texture should be
ALIKE = 0.9  # quantile of their strengths: the soft guide itself leans towards soft places
TOLD = 0.25  # how much they say of the strength; the surroundings say the rest
JUMPS = (4, 2, 1, 1)  # how far an offset travels in each sweep, in nodes


def choose_offsets(scene: Scene, nodes: Nodes, heartbeat: Callable[[], None], seed: int) -> Offsets | None:
    """dy, dx of the nodes, 0 for those that are not active; None where no block of the photo may be copied whole.

    heartbeat: called every few hundredths of a second; what it raises ends the search.
    seed: of the small random steps between candidates.
    """
    fits = whole_blocks(scene.fit)
    if not fits.any():
        return None
    y, x = nodes.middles(scene.hole.shape)
    at = np.flatnonzero(nodes.active)
    alike = _most_alike(scene, fits, y[at], x[at], heartbeat)
    # The surroundings' strength is a mean of all that is there; those that look alike say which of it fits.
    strength = np.quantile(scene.energy.ravel()[alike], ALIKE, axis=1)
    wanted = np.zeros(y.size, np.float32)
    wanted[at] = strength**TOLD * scene.wanted[y[at], x[at]] ** (1 - TOLD)
    found = alike[:, :CANDIDATES]
    width = scene.hole.shape[1]
    own = found // width - y[at][:, None], found % width - x[at][:, None]
    field = _Field(scene, nodes, fits, Costs(scene, nodes, fits, wanted), own, seed)
    for sweep in range(len(JUMPS)):
        field.sweep(sweep, heartbeat)
    return field.dy, field.dx


def _most_alike(
    scene: Scene, fits: NDArray[np.bool_], y: NDArray[np.intp], x: NDArray[np.intp], heartbeat: Callable[[], None]
) -> NDArray[np.intp]:
    """The ASKED places that may be copied and look most like each of these: (n, ASKED), flat, best first.

    Where there are fewer they come again. fits: (H, W) bool, not empty.  y, x: (n,).
    """
    width = scene.hole.shape[1]
    sources = thinned(fits)
    found = np.zeros((y.size, ASKED), np.intp)
    levels = scene.level[y, x]
    for level in range(len(scene.looks)):
        which = np.flatnonzero(levels == level)
        if which.size:
            here = scene.looks_at(y[which], x[which], level)
            there = scene.looks_at(sources // width, sources % width, level)
            best = sources[nearest(here, there, ASKED, heartbeat)]
            found[which] = best[:, np.arange(ASKED) % best.shape[1]]
    return found


class _Field:
    """Offsets of the nodes, improved sweep by sweep: dy, dx, flat."""

    def __init__(
        self,
        scene: Scene,
        nodes: Nodes,
        fits: NDArray[np.bool_],
        costs: Costs,
        own: tuple[NDArray[np.intp], NDArray[np.intp]],
        seed: int,
    ) -> None:
        """own: (active nodes, CANDIDATES) each, dy and dx to the places that look most alike, best first."""
        self._costs, self._repeats = costs, scene.repeats
        self._own_dy, self._own_dx = own
        self._rng = np.random.default_rng(seed)
        self._active = np.flatnonzero(nodes.active)
        row, column = np.divmod(self._active, nodes.active.shape[1])
        self._colour = (row + column) % 2
        self._beside = {
            jump: [nodes.neighbours(down * jump, across * jump) for down, across in SIDES] for jump in set(JUMPS)
        }
        y, x = nodes.middles(scene.hole.shape)
        self._ends = scene.edges.at(y, x).ends(y, x, fits)
        self._rough = np.zeros(y.size, bool) if scene.paint is None else scene.paint.rough[y, x]
        self._donors = np.zeros((2, 0), np.int32) if scene.paint is None else scene.paint.donors
        self.dy, self.dx = np.zeros(y.size, np.int32), np.zeros(y.size, np.int32)
        self.dy[self._active], self.dx[self._active] = self._own_dy[:, 0], self._own_dx[:, 0]
        self._begin_with(self._active, scene.repeats.dy, scene.repeats.dx)
        self._begin_with(self._active[self._rough[self._active]], *self._donors)

    def _begin_with(self, at: NDArray[np.intp], down: NDArray[np.int32], across: NDArray[np.int32]) -> None:
        """Begin with the best of these offsets, wherever one of them leads to pixels that may be copied: those along
        which the surroundings repeat themselves, so that lines go on as they do outside, or donors. The sweeps may find
        something better.  at: (n,), nodes.  down, across: (K,)."""
        if not down.size or not at.size:
            return
        dy, dx = (np.repeat(offsets[:, None], at.size, axis=1) for offsets in (down, across))
        cost = self._costs.alone(at, dy, dx)[0]
        best = cost.argmin(axis=0)
        led = cost.min(axis=0) < NEVER
        self.dy[at] = np.where(led, down[best], self.dy[at])
        self.dx[at] = np.where(led, across[best], self.dx[at])

    def sweep(self, number: int, heartbeat: Callable[[], None]) -> None:
        """Let every node take the best of what its neighbours have, of its own candidates and of what is proposed."""
        crowd = self._costs.crowd((self.dy, self.dx))
        for colour in (0, 1):  # as on a chessboard, so that no two neighbours change at once
            heartbeat()
            which = np.flatnonzero(self._colour == colour)
            if which.size:
                self._improve(which, number, crowd)

    def _improve(self, which: NDArray[np.intp], sweep: int, crowd: NDArray[np.float32]) -> None:
        """which: (n,), of the active nodes."""
        at = self._active[which]
        options = [(self.dy[at], self.dx[at]), *self._of_neighbours(at, JUMPS[sweep])]
        for rank in {sweep % CANDIDATES, (2 * sweep + 1) % CANDIDATES}:
            options.append((self._own_dy[which, rank], self._own_dx[which, rank]))
        options += self._proposed(at)
        nudge = self._rng.integers(-1, 2, (2, at.size))
        options.append((self.dy[at] + nudge[0], self.dx[at] + nudge[1]))
        dy, dx = (np.stack(planes) for planes in zip(*options, strict=True))
        # All options at once: a call for each would cost more than what it computes.
        cost = self._costs.among(at, dy, dx, (self.dy, self.dx), crowd)
        best = np.argmin(cost, axis=0)[None]
        self.dy[at], self.dx[at] = np.take_along_axis(dy, best, axis=0)[0], np.take_along_axis(dx, best, axis=0)[0]

    def _of_neighbours(self, at: NDArray[np.intp], jump: int) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """Offsets of the nodes so far away on the four sides, a node's own where there is none."""
        options = []
        for neighbours in self._beside[jump]:
            other = neighbours[at]
            inside = other >= 0
            options.append(
                (np.where(inside, self.dy[other], self.dy[at]), np.where(inside, self.dx[other], self.dx[at]))
            )
        return options

    def _proposed(self, at: NDArray[np.intp]) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """What repetitions, donors and edges propose; a node's own offset where they propose nothing."""
        options: list[tuple[NDArray[Any], NDArray[Any]]] = [
            (np.full(at.size, down), np.full(at.size, across))
            for down, across in zip(self._repeats.dy, self._repeats.dx, strict=True)
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
        return options
