"""Planes over the picture: a tint with an outline that is as thin at 5 % as at 3200 %."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from app.document.geometry import EMPTY, Box, Size
from app.document.layers import LayerMask
from app.document.planes import TILE, Plane
from app.document.planes.shapes import FULL
from app.document.planes.tiles import tiles_meeting
from app.editor.canvas.viewport import Viewport

Mask = npt.NDArray[np.bool_]

_HIDDEN_OPACITY = 0.6
_HIDDEN_STRIPE = 8  # device pixels
_OTHER = QColor("#1d1d1d")
_BETWEEN, _STRIPE = 0.4, 1.8  # of the opacity, between stripes and on them
_DEEPEST = 7  # 1 / 128: one pixel a tile of the plane


class PlaneLevels:
    """A plane at every power of two; a reduced pixel is True as soon as any pixel under it is, so that thin
    strokes do not vanish. Follows the plane by itself until `close`."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._levels: list[Mask] = []  # made when there is something on the plane: many planes stay empty
        self._changed = plane.bounds()
        self.close = plane.subscribe(self._note)

    def read(self, level: int, box: Box) -> Mask:
        """(h, w) bool. box: in the level's pixels, within it; level 0 is the plane itself."""
        if level == 0:
            return self._plane.read(box)
        self._update()
        return self._levels[level - 1][box.slices] if self._levels else np.zeros(box.size.shape, dtype=np.bool_)

    def size_at(self, level: int) -> Size:
        step = 1 << level
        return Size(-(-self._plane.size.width // step), -(-self._plane.size.height // step))

    def rough_bounds(self) -> Box:
        """A box of the photo with all True pixels in it, at most a tile too large on each side."""
        self._update()
        if not self._levels:
            return EMPTY
        deepest = self._levels[-1]
        rows, columns = np.flatnonzero(deepest.any(axis=1)), np.flatnonzero(deepest.any(axis=0))
        if rows.size == 0:
            return EMPTY
        step = 1 << _DEEPEST
        box = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        return Box(box.x0 * step, box.y0 * step, box.x1 * step, box.y1 * step).clip(self._plane.size)

    def _note(self, box: Box) -> None:
        """Not more: the end of a stroke tells its box twice, and what nobody looks at needs no update."""
        self._changed = self._changed.union(box)

    def _update(self) -> None:
        box, self._changed = self._changed, EMPTY
        if box.is_empty:
            return
        if not self._levels:
            sizes = [self.size_at(level) for level in range(1, _DEEPEST + 1)]
            self._levels = [np.zeros(size.shape, dtype=np.bool_) for size in sizes]
        box = self._update_first(box)
        for below, target in itertools.pairwise(self._levels):
            box = Box(box.x0 // 2, box.y0 // 2, -(-box.x1 // 2), -(-box.y1 // 2))
            area = Box(box.x0 * 2, box.y0 * 2, box.x1 * 2, box.y1 * 2)
            target[box.slices] = _halved(_read_padded(below, area))

    def _update_first(self, box: Box) -> Box:
        """Level 1, tile by tile of the plane: most are empty, and none needs a large array. Returns what it renewed."""
        first = self._levels[0]
        size, half = Size(first.shape[1], first.shape[0]), TILE // 2
        renewed = EMPTY
        for (row, column), _ in tiles_meeting(box):
            place = Box(column * half, row * half, (column + 1) * half, (row + 1) * half).clip(size)
            tile = self._plane.tile((row, column))
            if tile is None or tile is FULL:  # a large selection is mostly one and the same tile
                first[place.slices] = tile is FULL
            else:
                first[place.slices] = _halved(tile)[: place.height, : place.width]
            renewed = renewed.union(place)
        return renewed


def _read_padded(plane: Mask, area: Box) -> Mask:
    """(h, w) bool of an area that may reach one pixel beyond the plane."""
    part = plane[area.slices]
    lacking = area.height - part.shape[0], area.width - part.shape[1]
    return np.pad(part, ((0, lacking[0]), (0, lacking[1]))) if any(lacking) else np.ascontiguousarray(part)


def _halved(plane: Mask) -> Mask:
    """(h, w) bool, both even, contiguous -> (h / 2, w / 2): True where any of the four is."""
    rows = plane[0::2] | plane[1::2]
    return rows.view(np.uint16) != 0  # two neighbours at once


def sampled(levels: PlaneLevels, viewport: Viewport, canvas: Box) -> Mask:
    """(h, w) bool: the plane at each device pixel of a box of the canvas; False beyond the photo."""
    view = viewport.snapped()
    level = min(view.level, _DEEPEST)
    step = view.scale * (1 << level)
    columns = np.floor((np.arange(canvas.x0, canvas.x1) + 0.5 - view.left) / step).astype(np.intp)
    rows = np.floor((np.arange(canvas.y0, canvas.y1) + 0.5 - view.top) / step).astype(np.intp)
    seen = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    size = levels.size_at(level)
    inside = seen.clip(size)
    if inside.is_empty:
        return np.zeros(canvas.size.shape, dtype=np.bool_)
    part = levels.read(level, inside)
    has_row = (rows >= inside.y0) & (rows < inside.y1)
    has_column = (columns >= inside.x0) & (columns < inside.x1)
    picked = part.take(np.clip(rows - inside.y0, 0, inside.height - 1), axis=0)
    picked = picked.take(np.clip(columns - inside.x0, 0, inside.width - 1), axis=1)
    if not has_row.all():
        picked[~has_row] = False
    if not has_column.all():
        picked[:, ~has_column] = False
    return picked


def hidden_tint(mask: LayerMask, layer: Box, view: Viewport, canvas: Box, colour: QColor) -> QImage:
    """ARGB32_Premultiplied for a box of the canvas inside the layer's: the more the mask hides, the more colour.

    view: upright.  layer: where the mask lies in the photo.
    """
    columns = np.floor((np.arange(canvas.x0, canvas.x1) + 0.5 - view.left) / view.scale).astype(np.intp) - layer.x0
    rows = np.floor((np.arange(canvas.y0, canvas.y1) + 0.5 - view.top) / view.scale).astype(np.intp) - layer.y0
    np.clip(columns, 0, layer.width - 1, out=columns)
    np.clip(rows, 0, layer.height - 1, out=rows)
    # Stripes of two tones: one of them shows on any photo.
    tones = [[_shade(tone, _HIDDEN_OPACITY * (255 - share) / 255) for share in range(256)] for tone in (colour, _OTHER)]
    shares = mask.pick(rows, columns)
    x, y = np.arange(canvas.x0, canvas.x1), np.arange(canvas.y0, canvas.y1)[:, np.newaxis]
    stripe = ((x + y) // _HIDDEN_STRIPE & 1).astype(np.uint8)
    pixels = np.array(tones, dtype=np.uint32)[stripe, shares]
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def tinted(mask: Mask, colour: QColor, opacity: float, line: int, stripes: Mask | None = None) -> QImage:
    """ARGB32_Premultiplied of the mask without its border of `line` pixels, which only tells where outlines run.

    mask: (h + 2 line, w + 2 line) bool at device pixels. Inside: the tint; along the inner edge: the colour in
    full; along the outer edge: white, so that the shape shows on a photo of the same colour too.
    stripes: (h, w) bool, where the tint is stronger; elsewhere it is weaker then.
    """
    wider, narrower = mask, mask
    for _ in range(line):
        wider, narrower = _spread(wider), ~_spread(~narrower)
    kinds = mask.view(np.uint8) + (mask & ~narrower) + (wider & ~mask) * np.uint8(3)
    kinds = kinds[line:-line, line:-line]
    faint = opacity
    if stripes is not None:
        kinds = kinds + ((kinds == 1) & stripes) * np.uint8(3)
        faint, opacity = _BETWEEN * opacity, min(1.0, _STRIPE * opacity)
    edges = _shade(colour, 1.0), _shade(QColor("white"), 0.75)
    shades = np.array([0, _shade(colour, faint), *edges, _shade(colour, opacity)], dtype=np.uint32)
    pixels = shades.take(kinds)
    height, width = pixels.shape
    # copy() owns its pixels: the array ends with this function.
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _spread(mask: Mask) -> Mask:
    """True also for the four neighbours."""
    out = mask.copy()
    out[1:] |= mask[:-1]
    out[:-1] |= mask[1:]
    out[:, 1:] |= mask[:, :-1]
    out[:, :-1] |= mask[:, 1:]
    return out


def _shade(colour: QColor, opacity: float) -> int:
    alpha = math.floor(opacity * 255 + 0.5)
    red, green, blue = (round(part * alpha / 255) for part in (colour.red(), colour.green(), colour.blue()))
    return alpha << 24 | red << 16 | green << 8 | blue
