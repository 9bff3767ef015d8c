"""Where in a photo there is something to look at: what was changed, and most of that at once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from app.document import Document
from app.document.geometry import Box, Size
from app.document.layers import Layer
from app.document.picking import picked

_SAMPLES = 160  # on the longer side of the layer: it is looked at in a few milliseconds, whatever its size
_COVERED = 0.02  # what a covered pixel counts for that looks as it did before, of one that has become another
_ENOUGH = 0.9  # of the most that can be seen at once: the rest decides how far from the middle that is


def place_of_interest(document: Document, seen: Size, chosen: int | None = None) -> tuple[int, int]:
    """(x, y) around which most of the chosen layer's changes are seen, else of the newest fill, else of the newest
    layer; the photo's middle without any.

    seen: how much of the photo shows at once.  chosen: a layer's id.
    """
    shown = [layer for layer in document.layers if layer.visible and not layer.box.clip(document.size).is_empty]
    if not shown:
        return document.size.width // 2, document.size.height // 2
    layer = max(shown, key=lambda one: (one.id == chosen, one.fill is not None, one.id))
    return _richest(document, layer, seen)


def _richest(document: Document, layer: Layer, seen: Size) -> tuple[int, int]:
    """The middle of the part of this size in which the layer has changed most."""
    box = layer.box.clip(document.size)
    step = max(1, math.ceil(max(box.width, box.height) / _SAMPLES))
    rows, columns = np.arange(box.y0, box.y1, step), np.arange(box.x0, box.x1, step)
    changed = _changed(document, layer, rows, columns)
    if not changed.any():
        return (box.x0 + box.x1) // 2, (box.y0 + box.y1) // 2
    high, wide = (min(max(1, side // step), count) for side, count in zip(seen.shape, changed.shape, strict=True))
    sums = np.pad(changed.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    found = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
    # Of parts that show about as much, the one nearest to the middle of the layer: a fill has it in sight then.
    down, across = (np.arange(count)[: found.shape[axis]] for axis, count in enumerate(changed.shape))
    middle = (changed.shape[0] - high) / 2, (changed.shape[1] - wide) / 2
    away = (down[:, np.newaxis] - middle[0]) ** 2 + (across - middle[1]) ** 2
    away[found < _ENOUGH * found.max()] = math.inf
    row, column = np.unravel_index(int(away.argmin()), away.shape)
    part = Box(int(column), int(row), int(column) + wide, int(row) + high)
    x, y = box.x0 + (part.x0 + part.x1) * step // 2, box.y0 + (part.y0 + part.y1) * step // 2
    return min(x, box.x1 - 1), min(y, box.y1 - 1)


def _changed(document: Document, layer: Layer, rows: npt.NDArray[Any], columns: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """(h, w) of 0 .. 1, how far the layer is from the photo where these rows and columns of the photo cross."""
    down, across = rows - layer.box.y0, columns - layer.box.x0
    covered = layer.picked_coverage(down, across) / 255
    photo, own = picked(document.photo, rows, columns), picked(layer.pixels, down, across)
    top = float(np.iinfo(document.photo.dtype).max)
    far = np.abs(own.astype(np.float64) - photo).mean(axis=2) / top
    return np.asarray(covered * (far + _COVERED))
