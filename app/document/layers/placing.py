"""Where a layer may lie, and a layer that was moved. It keeps all of its pixels, also those beyond the photo."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from app.document.geometry import Box, Size
from app.document.layers.fills import moved_fill
from app.document.layers.layer import Layer
from app.document.layers.mask import LayerMask

REACH = 8
"""Pixels of a layer that stay in the photo at least, in both directions: what is out of sight cannot be found again."""
LONGEST = 30_000
LARGEST = 200_000_000
"""Pixels along a side, and in all, that a layer can be scaled to. PSD ends at the same sides."""


def moved(layer: Layer, dx: int, dy: int, size: Size) -> Layer:
    """The layer elsewhere, with its mask, its candidates and what its fill was asked with. size: of the photo.

    The arrays are the very same ones: to move a layer costs nothing, but for the hole of a fill.
    """
    fill = None if layer.fill is None else moved_fill(layer.fill, dx, dy, size)
    return replace(layer, box=layer.box.shift(dx, dy), fill=fill)


def flipped(layer: Layer, *, down: bool) -> Layer:
    """The layer with left and right, or top and bottom, in each other's place, and its mask with it.

    It is no fill any more: its other candidates, and what it was asked with, would be the wrong way round.
    """
    axis = 0 if down else 1
    mask = None if layer.mask is None else LayerMask.of(np.flip(layer.mask.read(), axis))
    pixels, alpha = _turned(layer.pixels, axis), _turned(layer.alpha, axis)
    note = layer.note if layer.fill is None else "flipped"
    return replace(layer, pixels=pixels, alpha=alpha, mask=mask, note=note, fill=None)


def fitted_box(layer: Layer, size: Size) -> Box:
    """The largest box of the layer's ratio inside the photo, in its middle."""
    own = layer.box
    share = min(size.width / own.width, size.height / own.height)
    width, height = max(1, round(own.width * share)), max(1, round(own.height * share))
    x, y = (size.width - width) // 2, (size.height - height) // 2
    return Box(x, y, x + width, y + height)


def kept_within_reach(layer: Layer, box: Box, size: Size) -> Box:
    """The box where the layer is to lie, moved as little as needed to have some of it in the photo.

    So have all candidates of a fill, since each may be chosen. Where they cannot all, it stays where it is.
    """
    others = () if layer.fill is None or box.size != layer.box.size else layer.fill.candidates
    dx, dy = box.x0 - layer.box.x0, box.y0 - layer.box.y0
    boxes = [box, *(one.box.shift(dx, dy) for one in others)]
    across = _needed([(one.x0, one.x1) for one in boxes], size.width)
    down = _needed([(one.y0, one.y1) for one in boxes], size.height)
    return layer.box if across is None or down is None else box.shift(across, down)


def fits(box: Box, layer: Layer) -> bool:
    """Whether the layer can be scaled to this box: not larger than is allowed, unless it is already."""
    longest = max(LONGEST, layer.box.width, layer.box.height)
    return max(box.width, box.height) <= longest and box.area <= max(LARGEST, layer.box.area)


def _turned(array: npt.NDArray[Any], axis: int) -> npt.NDArray[Any]:
    """A copy, the other way round; of an empty layer the one pixel that it holds."""
    if not array.strides[0]:
        return array
    made = np.ascontiguousarray(np.flip(array, axis))
    made.setflags(write=False)
    return made


def _needed(spans: list[tuple[int, int]], length: int) -> int | None:
    """How far spans have to be moved so that each has its part in 0 .. length; None where nothing does it."""
    reaches = [min(REACH, end - start, length) for start, end in spans]
    least = max(reach - end for reach, (_, end) in zip(reaches, spans, strict=True))
    most = min(length - reach - start for reach, (start, _) in zip(reaches, spans, strict=True))
    return None if least > most else min(max(0, least), most)
