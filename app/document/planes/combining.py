"""Patches that join a plane with other pixels: added, taken away, kept alone, turned round.

The others come as tiles, as `Plane.snapshot` gives them and `shapes` draws them: a key only for what is not empty.
Nothing here changes a plane; tiles that stay as they are cost no more than a look.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from app.document.geometry import Box
from app.document.planes.tiles import (
    TILE,
    Key,
    Patch,
    PatchOf,
    Plane,
    TiledPlane,
    Tiles,
    TilesOf,
    Value,
    is_same_tile,
    tiles_meeting,
)

Mode = Literal["add", "subtract", "intersect"]


def patch_of(mode: Mode, plane: Plane, tiles: Tiles) -> Patch:
    """The patch that adds these pixels, takes them away, or keeps no others."""
    if mode == "subtract":
        return patch_without(plane, tiles)
    return patch_with(plane, tiles) if mode == "add" else patch_within(plane, tiles)


def patch_with(plane: Plane, more: Tiles) -> Patch:
    """The patch that puts these pixels on the plane."""
    patch: Patch = {}
    for key, tile in more.items():
        present = plane.tile(key)
        if present is None:
            patch[key] = tile
        elif present is not tile:
            union = present | tile
            if not np.array_equal(union, present):
                patch[key] = _frozen(union)
    return patch


def patch_without(plane: TiledPlane[Value], gone: TilesOf[Value]) -> PatchOf[Value]:
    """The patch that takes these pixels off the plane; a colour only where it is still the same."""
    patch: PatchOf[Value] = {}
    for key, tile in gone.items():
        present = plane.tile(key)
        if present is not None:
            _put_changed(patch, key, present, plane.without(present, tile))
    return patch


def patch_within(plane: Plane, kept: Tiles) -> Patch:
    """The patch that takes all other pixels off the plane."""
    patch: Patch = {}
    for key, present in plane.snapshot().items():
        tile = kept.get(key)
        if tile is None:
            patch[key] = None
        else:
            _put_changed(patch, key, present, present & tile)
    return patch


def patch_between(plane: TiledPlane[Value], wanted: TilesOf[Value]) -> PatchOf[Value]:
    """The patch after which the plane holds the wanted tiles and no others."""
    present = plane.snapshot()
    return {
        key: wanted.get(key)
        for key in present.keys() | wanted.keys()
        if not is_same_tile(present.get(key), wanted.get(key))
    }


def patch_inverting(plane: Plane) -> Patch:
    """The patch after which each pixel is what it was not. By tiles: a whole plane at 24 megapixels would be felt."""
    patch: Patch = {}
    for key, part in tiles_meeting(Box.of(plane.size)):
        present = plane.tile(key)
        inverse = np.zeros((TILE, TILE), dtype=np.bool_)
        inverse[: part.height, : part.width] = True
        if present is not None:
            inverse &= ~present
        patch[key] = _frozen(inverse) if inverse.any() else None
    return patch


def _put_changed(patch: PatchOf[Value], key: Key, present: npt.NDArray[Value], wanted: npt.NDArray[Value]) -> None:
    if not np.array_equal(wanted, present):
        patch[key] = _frozen(wanted) if wanted.any() else None


def _frozen(tile: npt.NDArray[Value]) -> npt.NDArray[Value]:
    tile.setflags(write=False)
    return tile
