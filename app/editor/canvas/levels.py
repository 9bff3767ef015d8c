"""Planes at every power of two, and what of them is seen at a zoom."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColorTransform, QImage

from app.document.geometry import EMPTY, Box, Size
from app.document.planes import TILE, ColourPlane, Plane
from app.document.planes.shapes import FULL
from app.document.planes.tiles import Key, TiledPlane, inside_tile, tiles_meeting
from app.editor.canvas.viewport import Viewport

Mask = npt.NDArray[np.bool_]
Shades = npt.NDArray[np.uint32]
"""As the screen has them, 0xffRRGGBB; 0 where nothing is painted."""

Pixel = TypeVar("Pixel", np.bool_, np.uint32)

_DEEPEST = 7  # 1 / 128: one pixel a tile of the plane


class Levels(ABC, Generic[Pixel]):
    """A plane at every power of two; a reduced pixel is painted as soon as any pixel under it is, so that thin
    strokes do not vanish. Follows the plane by itself until `close`. Pixels that are not painted are 0."""

    dtype: type[Pixel]

    def __init__(self, plane: TiledPlane[Any]) -> None:
        self._size = plane.size
        self._levels: list[npt.NDArray[Pixel]] = []  # made when there is something on the plane: many stay empty
        self._changed = plane.bounds()
        self.close = plane.subscribe(self._note)

    @abstractmethod
    def read_whole(self, box: Box) -> npt.NDArray[Pixel]:
        """(h, w), the plane's own pixels of a box of it."""

    @abstractmethod
    def tile(self, key: Key) -> npt.NDArray[Pixel] | None:
        """(128, 128), or None where nothing is painted."""

    @abstractmethod
    def halved(self, pixels: npt.NDArray[Pixel]) -> npt.NDArray[Pixel]:
        """(h, w), both even, contiguous -> (h / 2, w / 2): painted where any of the four is."""

    def read(self, level: int, box: Box) -> npt.NDArray[Pixel]:
        """(h, w). box: in the level's pixels, within it; level 0 is the plane itself."""
        if level == 0:
            return self.read_whole(box)
        self._update()
        return self._levels[level - 1][box.slices] if self._levels else np.zeros(box.size.shape, dtype=self.dtype)

    def size_at(self, level: int) -> Size:
        return self._size.reduced(1 << level)

    def rough_bounds(self) -> Box:
        """A box of the photo with all painted pixels in it, at most a tile too large on each side."""
        self._update()
        if not self._levels:
            return EMPTY
        deepest = self._levels[-1]
        rows, columns = np.flatnonzero(deepest.any(axis=1)), np.flatnonzero(deepest.any(axis=0))
        if rows.size == 0:
            return EMPTY
        box = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        return box.enlarged(1 << _DEEPEST).clip(self._size)

    def _note(self, box: Box) -> None:
        """Not more: the end of a stroke tells its box twice, and what nobody looks at needs no update."""
        self._changed = self._changed.union(box)

    def _update(self) -> None:
        box, self._changed = self._changed, EMPTY
        if box.is_empty:
            return
        if not self._levels:
            sizes = [self.size_at(level) for level in range(1, _DEEPEST + 1)]
            self._levels = [np.zeros(size.shape, dtype=self.dtype) for size in sizes]
        box = self._update_first(box)
        for below, target in itertools.pairwise(self._levels):
            box = box.reduced(2)
            target[box.slices] = self.halved(_read_padded(below, box.enlarged(2)))

    def _update_first(self, box: Box) -> Box:
        """Level 1, tile by tile of the plane: most are empty, and none needs a large array. Returns what it renewed."""
        first = self._levels[0]
        size, half = Size(first.shape[1], first.shape[0]), TILE // 2
        renewed = EMPTY
        for (row, column), _ in tiles_meeting(box):
            place = Box(column * half, row * half, (column + 1) * half, (row + 1) * half).clip(size)
            tile = self.tile((row, column))
            if tile is None or tile is FULL:  # a large selection is mostly one and the same tile
                first[place.slices] = tile is FULL
            else:
                first[place.slices] = self.halved(tile)[: place.height, : place.width]
            renewed = renewed.union(place)
        return renewed


class PlaneLevels(Levels[np.bool_]):
    """Of yes and no."""

    dtype = np.bool_

    def __init__(self, plane: Plane) -> None:
        super().__init__(plane)
        self._plane = plane

    def read_whole(self, box: Box) -> Mask:
        return self._plane.read(box)

    def tile(self, key: Key) -> Mask | None:
        return self._plane.tile(key)

    def halved(self, pixels: Mask) -> Mask:
        rows = pixels[0::2] | pixels[1::2]
        return rows.view(np.uint16) != 0  # two neighbours at once


class ColourLevels(Levels[np.uint32]):
    """Of painted colours, in those of the screen. A reduced pixel has one of the colours under it, not their mean,
    which nobody painted. to_screen: None where the photo's colours are the screen's."""

    dtype = np.uint32

    def __init__(self, plane: ColourPlane, to_screen: QColorTransform | None = None) -> None:
        super().__init__(plane)
        self._plane, self._to_screen = plane, to_screen
        self._shades: dict[Key, tuple[npt.NDArray[np.uint8], Shades]] = {}  # what was looked at last, with its tile

    def read_whole(self, box: Box) -> Shades:
        pixels = np.zeros(box.size.shape, dtype=np.uint32)
        for key, part in tiles_meeting(box.clip(self._size)):
            tile = self.tile(key)
            if tile is not None:
                pixels[part.shift(-box.x0, -box.y0).slices] = tile[inside_tile(key, part)]
        return pixels

    def tile(self, key: Key) -> Shades | None:
        tile = self._plane.tile(key)
        if tile is None:
            self._shades.pop(key, None)
            return None
        known = self._shades.get(key)
        if known is None or known[0] is not tile:
            shades = shades_of(tile, self._to_screen)
            if (shades == shades[0, 0]).all():  # most of a large patch: 4 bytes of it are kept, not 64 KiB a tile
                shades = np.broadcast_to(shades[0, 0], shades.shape)
            known = self._shades[key] = tile, shades
        return known[1]

    def halved(self, pixels: Shades) -> Shades:
        rows = np.maximum(pixels[0::2], pixels[1::2])  # the largest number is one of them, and found fast
        return np.maximum(rows[:, 0::2], rows[:, 1::2])


def shades_of(pixels: npt.NDArray[np.uint8], to_screen: QColorTransform | None = None) -> Shades:
    """(h, w) of pixels (h, w, 4) of a colour plane, whose alpha is 0 or 255."""
    height, width = pixels.shape[:2]
    words = np.ascontiguousarray(pixels).view("<u4")[..., 0]  # 0xAABBGGRR
    shades = (words & 0xFF00FF00 | (words & 0xFF) << 16 | words >> 16 & 0xFF).astype(np.uint32, copy=False)
    if to_screen is not None:
        picture = QImage(shades.data, width, height, 4 * width, QImage.Format.Format_ARGB32)
        picture.applyColorTransform(to_screen)
        seen = np.frombuffer(picture.constBits(), dtype=np.uint32).reshape(height, width)
        shades = np.where(shades == 0, np.uint32(0), seen | np.uint32(0xFF000000))
    return shades


def _read_padded(plane: npt.NDArray[Pixel], area: Box) -> npt.NDArray[Pixel]:
    """(h, w) of an area that may reach one pixel beyond the plane."""
    part = plane[area.slices]
    lacking = area.height - part.shape[0], area.width - part.shape[1]
    return np.pad(part, ((0, lacking[0]), (0, lacking[1]))) if any(lacking) else np.ascontiguousarray(part)


def sampled(levels: Levels[Pixel], viewport: Viewport, canvas: Box) -> npt.NDArray[Pixel]:
    """(h, w): the plane at each device pixel of a box of the canvas; nothing beyond the photo."""
    view = viewport.snapped()
    level = min(view.level, _DEEPEST)
    step = view.scale * (1 << level)
    columns = np.floor((np.arange(canvas.x0, canvas.x1) + 0.5 - view.left) / step).astype(np.intp)
    rows = np.floor((np.arange(canvas.y0, canvas.y1) + 0.5 - view.top) / step).astype(np.intp)
    seen = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    size = levels.size_at(level)
    inside = seen.clip(size)
    if inside.is_empty:
        return np.zeros(canvas.size.shape, dtype=levels.dtype)
    part = levels.read(level, inside)
    has_row = (rows >= inside.y0) & (rows < inside.y1)
    has_column = (columns >= inside.x0) & (columns < inside.x1)
    picked = part.take(np.clip(rows - inside.y0, 0, inside.height - 1), axis=0)
    picked = picked.take(np.clip(columns - inside.x0, 0, inside.width - 1), axis=1)
    if not has_row.all():
        picked[~has_row] = 0
    if not has_column.all():
        picked[:, ~has_column] = 0
    return picked
