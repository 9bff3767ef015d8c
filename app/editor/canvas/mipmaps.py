"""Reduced copies of the picture, made where and when they are seen.

Drawing a large photo small straight from its pixels shimmers, so there is one picture a level, each half the size
of the one before. Their memory is asked for at once but filled tile by tile as tiles come into sight. One level
in the middle, `overview`, is made whole when a photo is opened: from it the canvas always has something to show.

What comes into sight or changes is shown roughly first, and as it should be as soon as there is time for it: what
comes is blurred from the overview; what changes shows some of its pixels instead of their means, which costs little.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColorTransform, QImage, QPainter

from app.document.geometry import Box, Size
from app.editor.canvas.images import picture_of, reduced

TILE = 128  # small enough that one tile, which cannot be interrupted, takes milliseconds
OVERVIEW = 2048  # longest side of the level that is always whole
# A tile: without anything, rough, not as the picture is now, rough where the picture has changed, as it should be.
_EMPTY, _ROUGH, _STALE, _PARTLY_ROUGH, _FRESH = range(5)

Source = Callable[[Box], npt.NDArray[Any]]
Picker = Callable[[npt.NDArray[np.intp], npt.NDArray[np.intp]], npt.NDArray[Any]]


class Mipmaps:
    """All levels of one picture.

    source(box): its pixels, (h, w, C) uint8 or uint16.  pick(rows, columns): those where these cross, if that is known.
    """

    def __init__(
        self,
        source: Source,
        size: Size,
        *,
        has_alpha: bool,
        colours: QColorTransform | None = None,
        pick: Picker | None = None,
    ) -> None:
        self._own, self._own_pick = source, pick
        self._source, self._pick = source, pick
        self._size, self._colours = size, colours
        self._format = QImage.Format.Format_ARGB32_Premultiplied if has_alpha else QImage.Format.Format_RGB32
        self._pictures: dict[int, QImage] = {}
        self._states: dict[int, npt.NDArray[np.uint8]] = {}
        self._changed: dict[int, dict[tuple[int, int], Box]] = {}  # of stale tiles: all that is stale in them
        self.overview = max(0, math.ceil(math.log2(max(size.width, size.height, 1) / OVERVIEW)))

    def prepare(self) -> None:
        """Make the overview, on the thread that opens files: roughly if pixels can be picked, else as it should be."""
        whole = Box.of(self.size_at(self.overview))
        if self._pick is None or self.overview == 0:
            self.ensure(self.overview, whole, budget_s=math.inf)
        else:
            self._picture(self.overview)
            self._paste(self.overview, whole, self._picked(self.overview, whole, self._pick))
            self._states[self.overview][:] = _ROUGH

    def twin(self, source: Source, pick: Picker | None = None) -> Mipmaps:
        """Other levels of the same size that start with this overview; source must give the same pixels as of now."""
        other = Mipmaps(source, self._size, has_alpha=self.has_alpha, colours=self._colours, pick=pick)
        other._pictures[self.overview] = self._picture(self.overview).copy()
        other._states[self.overview] = self._states[self.overview].copy()
        other._changed[self.overview] = dict(self._changed[self.overview])
        return other

    def show(self, source: Source | None, pick: Picker | None = None) -> None:
        """Other pixels of the same size, None for the own ones again; whoever knows where they differ says so with
        `invalidate`."""
        self._source = self._own if source is None else source
        self._pick = self._own_pick if source is None else pick

    @property
    def colours(self) -> QColorTransform | None:
        """From the photo's to those of the screen."""
        return self._colours

    @property
    def has_alpha(self) -> bool:
        return self._format == QImage.Format.Format_ARGB32_Premultiplied

    @property
    def size(self) -> Size:
        return self._size

    @property
    def deepest(self) -> int:
        """The last level that is of use: beyond it the picture is a few pixels."""
        return max(self.overview, max(self._size.width, self._size.height).bit_length() - 4)

    def size_at(self, level: int) -> Size:
        return self._size.reduced(1 << level)

    def picture(self, level: int) -> QImage:
        """The level's picture. Only what `ensure` was asked for is in it. Not to be kept: a second owner of a
        QImage makes the next tile copy all of it."""
        return self._picture(level)

    def ensure(self, level: int, box: Box, *, budget_s: float) -> bool:
        """Fill a box of a level, roughly at once and as it should be as far as the time allows; True when all is.

        box: in the level's own pixels.
        """
        deadline_s = time.perf_counter() + budget_s
        self._picture(level)
        tiles = list(self._tiles(level, box))
        lacking = [tile for tile in tiles if self._states[level][tile] != _FRESH]
        for tile in lacking:
            if self._states[level][tile] == _EMPTY and level != self.overview:
                self._show_roughly(level, tile)
        for number, tile in enumerate(lacking):
            if time.perf_counter() > deadline_s:
                for late in lacking[number:]:
                    self._show_roughly(level, late)
                return False
            self._sharpen(level, tile)
        return True

    def invalidate(self, box: Box) -> None:
        """The picture changed here; what is shown stays until its tiles are made again. box: photo pixels."""
        for level, states in self._states.items():
            reduced_box, changed = box.reduced(1 << level), self._changed[level]
            for tile in self._tiles(level, reduced_box):
                part = self._tile_box(level, tile).intersect(reduced_box)
                if states[tile] == _FRESH:
                    states[tile], changed[tile] = _STALE, part
                elif states[tile] in (_STALE, _PARTLY_ROUGH):
                    states[tile], changed[tile] = _STALE, changed[tile].union(part)
                elif states[tile] == _ROUGH:  # rough, and of what it was: as good as nothing
                    states[tile], changed[tile] = _STALE, self._tile_box(level, tile)

    def _picture(self, level: int) -> QImage:
        if level not in self._pictures:
            self._changed[level] = {}
            size = self.size_at(level)
            self._pictures[level] = QImage(size.width, size.height, self._format)
            rows, columns = -(-size.height // TILE), -(-size.width // TILE)
            self._states[level] = np.full((rows, columns), _EMPTY, dtype=np.uint8)
        return self._pictures[level]

    def _tiles(self, level: int, box: Box) -> Iterator[tuple[int, int]]:
        box = box.clip(self.size_at(level))
        if not box.is_empty:
            for row in range(box.y0 // TILE, (box.y1 - 1) // TILE + 1):
                for column in range(box.x0 // TILE, (box.x1 - 1) // TILE + 1):
                    yield row, column

    def _tile_box(self, level: int, tile: tuple[int, int]) -> Box:
        x, y = tile[1] * TILE, tile[0] * TILE
        return Box(x, y, x + TILE, y + TILE).clip(self.size_at(level))

    def _sharpen(self, level: int, tile: tuple[int, int]) -> None:
        box = self._changed[level].pop(tile, None) or self._tile_box(level, tile)
        made = self._from_overview(level, box) if level > self.overview else self._from_source(level, box)
        self._paste(level, box, made)
        self._states[level][tile] = _FRESH

    def _from_source(self, level: int, box: Box) -> QImage:
        area = box.enlarged(1 << level).clip(self._size)
        return self._in_colours(picture_of(self._source(area), level))

    def _from_overview(self, level: int, box: Box) -> QImage:
        """Levels beyond the overview come from it: from the photo itself one tile would read hundreds of megapixels."""
        steps = level - self.overview
        area = box.enlarged(1 << steps)
        self.ensure(self.overview, area, budget_s=math.inf)
        # Beyond the border copy() gives empty pixels: cut, and let the last pixel be a little coarser.
        area = area.clip(self.size_at(self.overview))
        part = self._picture(self.overview).copy(area.x0, area.y0, area.width, area.height)
        if (area.width, area.height) == (box.width << steps, box.height << steps):
            return reduced(part, steps)
        return part.scaled(box.width, box.height, mode=Qt.TransformationMode.SmoothTransformation)

    def _show_roughly(self, level: int, tile: tuple[int, int]) -> None:
        """Show something where there is nothing, or something older."""
        state = self._states[level][tile]
        if state == _EMPTY:
            self._blur(level, tile)
        elif state == _STALE and level > 0 and self._pick is not None:
            box = self._changed[level][tile]
            self._paste(level, box, self._picked(level, box, self._pick))
            self._states[level][tile] = _PARTLY_ROUGH

    def _picked(self, level: int, box: Box, pick: Picker) -> QImage:
        """A box of a level by one pixel of each area, the one in its middle."""
        half = (1 << level) >> 1
        rows = np.minimum((np.arange(box.y0, box.y1) << level) + half, self._size.height - 1)
        columns = np.minimum((np.arange(box.x0, box.x1) << level) + half, self._size.width - 1)
        return self._in_colours(picture_of(pick(rows, columns)))

    def _in_colours(self, made: QImage) -> QImage:
        if self._colours is not None:
            made.applyColorTransform(self._colours)
        return made

    def _blur(self, level: int, tile: tuple[int, int]) -> None:
        box = self._tile_box(level, tile)
        ratio = 2.0 ** (level - self.overview)
        area = QRectF(box.x0 * ratio, box.y0 * ratio, box.width * ratio, box.height * ratio)
        painter = QPainter(self._picture(level))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(box.x0, box.y0, box.width, box.height), self._picture(self.overview), area)
        painter.end()
        self._states[level][tile] = _ROUGH

    def _paste(self, level: int, box: Box, made: QImage) -> None:
        painter = QPainter(self._picture(level))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(QPoint(box.x0, box.y0), made)
        painter.end()
