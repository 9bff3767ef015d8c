"""A soft stroke on a layer's mask while it is painted: it shows at once, but is no step of the history yet.

press    draft = MaskDraft(document, layer.id, value=0)            # 0 hides the layer, 255 shows it
move     draft.paint(*soft_segment(last, now, radius, hardness))
release  patch = draft.finish(); if patch: push a command that swaps the patch into the layer's mask
Esc      draft.abort()

Both ends leave the layer exactly as it was before the draft. A layer that was changed or taken away meanwhile is left
as it is then, and the draft gives an empty patch.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from app.document.document import Document
from app.document.geometry import EMPTY, Box
from app.document.layers import Layer
from app.document.layers.mask import LayerMask, Shares, SharesPatch
from app.document.planes.tiles import Key, inside_tile, tile_box, tiles_meeting


class MaskDraft:
    """Unfinished pixels of one layer's mask. A layer without a mask gets one, of the tiles that are touched alone."""

    def __init__(self, document: Document, layer_id: int, *, value: int) -> None:
        self._document, self._value = document, value
        self._before = self._shown = document.layer(layer_id)
        self._under = self._before.mask or LayerMask(self._before.box.size)
        self._coverage: dict[Key, Shares] = {}  # of the stroke so far, by tile
        self._painted = EMPTY  # of the photo
        self._has_ended = False

    def paint(self, box: Box, coverage: Shares) -> None:
        """Bring the covered pixels towards the value. box: of the photo, clipped here.  coverage: (h, w) uint8."""
        if coverage.dtype != np.uint8 or coverage.shape != box.size.shape:
            raise ValueError(f"coverage is {coverage.dtype} {coverage.shape}: the box needs uint8 {box.size.shape}")
        if self._has_ended or not self._is_there():
            return
        layer = self._shown
        inside = box.intersect(layer.box)
        corner = layer.box.x0, layer.box.y0
        mask = layer.mask or self._under
        patch: SharesPatch = {}
        for key, part in tiles_meeting(inside.shift(-corner[0], -corner[1])):
            covered = coverage[part.shift(corner[0] - box.x0, corner[1] - box.y0).slices]
            tile = self._painted_tile(key, part, covered, mask)
            if tile is not None:
                patch[key] = tile
        if patch:
            self._painted = self._painted.union(inside)
            self._shown = dataclasses.replace(layer, mask=mask.swapped(patch)[0])
            self._document.put_layer(self._shown, inside)

    def finish(self) -> SharesPatch:
        """Take the draft off the layer and return the tiles it made, without those that are as before."""
        mask = self._shown.mask
        if not self._take_off() or mask is None:
            return {}
        made: SharesPatch = {}
        for key in self._coverage:
            tile = mask.tile(key)
            under = self._under.tile(key)
            if not np.array_equal(_whole(tile, key, mask), _whole(under, key, mask)):
                made[key] = tile
        return made

    def abort(self) -> None:
        """Take the draft off the layer."""
        self._take_off()

    def _painted_tile(self, key: Key, part: Box, covered: Shares, mask: LayerMask) -> Shares | None:
        """The tile after these pixels were covered; None where that changes nothing."""
        place = inside_tile(key, part)
        if key not in self._coverage:
            if not covered.any():
                return None
            self._coverage[key] = np.zeros(tile_box(key).clip(mask.size).size.shape, np.uint8)
        so_far = self._coverage[key][place]
        if not (covered > so_far).any():
            return None
        np.maximum(so_far, covered, out=so_far)
        # From what was there before the stroke: it would grow harder where its pieces overlap.
        before = _whole(self._under.tile(key), key, mask)[place].astype(np.int32)
        tile = _whole(mask.tile(key), key, mask).copy()
        tile[place] = (before * 255 + (self._value - before) * so_far + 127) // 255
        tile.setflags(write=False)
        return tile

    def _is_there(self) -> bool:
        return any(layer is self._shown for layer in self._document.layers)

    def _take_off(self) -> bool:
        """Whether there was something to take off."""
        if self._has_ended:
            return False
        self._has_ended = True
        if self._shown is self._before or not self._is_there():
            return False
        self._document.put_layer(self._before, self._painted)
        return True


def _whole(tile: Shares | None, key: Key, mask: LayerMask) -> Shares:
    return np.full(tile_box(key).clip(mask.size).size.shape, 255, np.uint8) if tile is None else tile


def with_mask_patch(layer: Layer, patch: SharesPatch) -> tuple[Layer, SharesPatch, Box]:
    """The layer after a patch of its mask, the patch that undoes it, and the box of the photo that it changes."""
    mask = layer.mask or LayerMask(layer.box.size)
    changed, inverse = mask.swapped(patch)
    box = EMPTY
    for key in patch:
        box = box.union(tile_box(key).clip(mask.size))
    return dataclasses.replace(layer, mask=changed), inverse, box.shift(layer.box.x0, layer.box.y0)
