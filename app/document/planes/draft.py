"""A stroke while it is painted: it shows in the plane at once, but is no step of the history yet.

press    draft = Draft(document.hole)
move     draft.paint(*segment(last, now, radius), erase=False)
release  patch = draft.finish(); if patch: push a command whose redo swaps the patch
Esc      draft.abort()

Something else becomes a step meanwhile: lifted = draft.lift(), and then each (box, coverage) of it into another draft.

All ends leave the plane exactly as it was before the draft. `finish` hands back the tiles that the stroke made,
so that the command's redo, and nothing else, applies them.

One draft shows in a plane at a time. When something else changes the plane (an undo in the middle of a stroke,
another draft), the older draft is aborted; an ended draft ignores `paint`, and its `finish` gives an empty patch.

Where a stroke goes over what is painted already, the patch does not tell: `drawn` has the whole of it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic

import numpy as np
import numpy.typing as npt

from app.document.geometry import EMPTY, Box
from app.document.planes.shapes import FULL
from app.document.planes.tiles import (
    TILE,
    Key,
    Mask,
    PatchOf,
    Plane,
    TiledPlane,
    Tiles,
    Value,
    box_of_tiles,
    inside_tile,
    is_same_tile,
    tile_box,
    tiles_meeting,
)


class LiveDraft(ABC, Generic[Value]):
    """Unfinished pixels of one plane, of whatever kind."""

    def __init__(self, plane: TiledPlane[Value]) -> None:
        plane.begin_live(self)
        self._plane = plane
        self._under: PatchOf[Value] = {}  # the tiles as they were before the first touch
        self._drawn: dict[Key, Mask] = {}  # where it was painted, whatever was there
        self._painted = EMPTY
        self._has_ended = False

    @property
    def has_ended(self) -> bool:
        """Whether finish or abort was called, or the plane took the draft off."""
        return self._has_ended

    @property
    def under(self) -> PatchOf[Value]:
        """The tiles of the plane that it has painted on, as they were."""
        return self._under

    @property
    def drawn(self) -> Tiles:
        """The pixels that were painted and not emptied again, also those that were painted before."""
        return {key: tile for key, tile in self._drawn.items() if tile.any()}

    def paint(self, box: Box, coverage: Mask, *, erase: bool) -> None:
        """Paint the covered pixels, or empty them. coverage: (h, w) bool of the box, which is clipped here.

        Touches only tiles with a pixel that changes. Each gets a new array, so snapshots stay true.
        """
        if coverage.dtype != np.bool_ or coverage.shape != box.size.shape:
            raise ValueError(f"coverage is {coverage.dtype} {coverage.shape}: the box needs bool {box.size.shape}")
        if self._has_ended:
            return
        patch: PatchOf[Value] = {}
        inside = box.clip(self._plane.size)
        for key, part in tiles_meeting(inside):
            covered = coverage[part.shift(-box.x0, -box.y0).slices]
            place = inside_tile(key, part)
            self._note(key, place, covered, erase=erase)
            tile = self._plane.tile(key)
            present = None if tile is None else tile[place]
            wanted = self._over(present, covered, erase=erase)
            if wanted.any() if present is None else not np.array_equal(wanted, present):
                patch[key] = self._kept(_changed_tile(tile, place, wanted))
        if patch:
            for key in patch:
                self._under.setdefault(key, self._plane.tile(key))
            self._painted = self._painted.union(inside)
            self._plane.show_live(patch, inside)

    def show(self, patch: PatchOf[Value]) -> None:
        """Show these tiles in the place of all that was painted so far. patch: as `Plane.swap` takes it."""
        if self._has_ended:
            return
        self._plane.end_live(self._under, self._painted)
        self._plane.begin_live(self)
        self._drawn = {}
        self._under = {key: self._plane.tile(key) for key in patch}
        self._painted = box_of_tiles(patch)
        self._plane.show_live(patch, self._painted)

    def finish(self) -> PatchOf[Value]:
        """Take the draft off the plane and return the tiles it made, without those that are as before."""
        made = self._take_off()
        return {key: tile for key, tile in made.items() if not is_same_tile(tile, self._under[key])}

    def abort(self) -> None:
        """Take the draft off the plane."""
        self._take_off()

    def lift(self) -> list[tuple[Box, Mask]]:
        """Take the draft off the plane, and return what it covers as `paint` takes it: boxes with (h, w) bool each, to
        be painted again once something else has become of the plane. What was there before is covered as well, since
        it may be gone by then. Nothing if it has ended."""
        if self._has_ended:
            return []
        made, drawn = self._take_off(), self.drawn
        lifted = []
        for key in {**made, **drawn}:
            changed = _difference(made.get(key), self._under.get(key)) if key in made else None
            parts = [part for part in (changed, drawn.get(key)) if part is not None]
            box = tile_box(key).clip(self._plane.size)
            covered = np.logical_or.reduce(parts)[inside_tile(key, box)]
            if covered.any():
                lifted.append((box, covered))
        return lifted

    @abstractmethod
    def _over(self, present: npt.NDArray[Value] | None, covered: Mask, *, erase: bool) -> npt.NDArray[Value]:
        """These pixels, or as many empty ones for None, with the covered ones painted or emptied."""

    def _kept(self, tile: npt.NDArray[Value] | None) -> npt.NDArray[Value] | None:
        """The tile, or one with the same pixels that there is already."""
        return tile

    def _note(self, key: Key, place: tuple[slice, slice], covered: Mask, *, erase: bool) -> None:
        so_far = self._drawn.get(key)
        if (so_far is None and erase) or (so_far is FULL and not erase):
            return
        tile = np.zeros((TILE, TILE), np.bool_) if so_far is None else so_far
        tile = tile.copy() if tile is FULL else tile
        tile[place] = tile[place] & ~covered if erase else tile[place] | covered
        self._drawn[key] = FULL if tile.all() else tile  # a broad stroke costs its border and little more

    def _take_off(self) -> PatchOf[Value]:
        if self._has_ended:
            return {}
        self._has_ended = True
        return self._plane.end_live(self._under, self._painted)


class Draft(LiveDraft[np.bool_]):
    """Unfinished pixels of a plane of yes and no: painted is True."""

    def __init__(self, plane: Plane) -> None:
        super().__init__(plane)

    def _over(self, present: Mask | None, covered: Mask, *, erase: bool) -> Mask:
        if present is None:
            return np.zeros_like(covered) if erase else covered
        return present & ~covered if erase else present | covered


def _difference(one: npt.NDArray[Value] | None, other: npt.NDArray[Value] | None) -> Mask:
    """(128, 128) bool: in which pixels two tiles differ. None: one without any."""
    if one is None or other is None:
        tile = other if one is None else one
        differs: Mask = np.zeros((TILE, TILE), np.bool_) if tile is None else tile != 0
    else:
        differs = one != other
    changed: Mask = np.asarray(differs.reshape(TILE, TILE, -1).any(axis=2))
    return changed


def _changed_tile(
    tile: npt.NDArray[Value] | None, place: tuple[slice, slice], wanted: npt.NDArray[Value]
) -> npt.NDArray[Value] | None:
    changed = np.zeros((TILE, TILE, *wanted.shape[2:]), wanted.dtype) if tile is None else tile.copy()
    changed[place] = wanted
    changed.setflags(write=False)
    return changed if changed.any() else None
