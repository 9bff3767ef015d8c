"""The holes that were filled, cleared or replaced: each can be laid down again, the last one by a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from app.document import Document
from app.document.geometry import Box, Size
from app.document.planes import TILE, Plane, Tiles
from app.document.planes.colours import ColourTiles
from app.document.planes.tiles import is_same_tile
from app.language import text

MOST = 10
_PICTURE = 32  # pixels of the longer side of a hole's picture


@dataclass(frozen=True, slots=True, eq=False)
class PastHole:
    """Tiles as they were, which nobody changes: this costs no memory while the history or a fill has them too."""

    hole: Tiles
    sketch: Tiles
    colours: ColourTiles

    @classmethod
    def of(cls, document: Document) -> PastHole:
        """The present one, with what guides its fill."""
        return cls(document.hole.snapshot(), document.sketch.snapshot(), document.colours.snapshot())


class PastHoles:
    """Newest first, each only once."""

    def __init__(self) -> None:
        self._holes: list[PastHole] = []

    def __len__(self) -> int:
        return len(self._holes)

    def __getitem__(self, number: int) -> PastHole:
        return self._holes[number]

    def __iter__(self) -> Iterator[PastHole]:
        return iter(self._holes)

    def remember(self, past: PastHole) -> None:
        """Unless it is empty. One that is known already becomes the newest."""
        if past.hole:
            others = [known for known in self._holes if not _same(known.hole, past.hole)]
            self._holes = [past, *others][:MOST]

    def clear(self) -> None:
        self._holes = []


class HolesMenu(QObject):
    """«Reselect Earlier»: the holes with their sizes and shapes."""

    def __init__(
        self, window: QWidget, holes: PastHoles, reselect: Callable[[int], None], size: Callable[[], Size | None]
    ) -> None:
        super().__init__(window)
        self._holes, self._reselect, self._size = holes, reselect, size
        self.menu = QMenu(text("Reselect &Earlier"), window)
        self.menu.setObjectName("recent")  # dressed as that of recent files: rows with pictures
        self.menu.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.menu.clear()
        size = self._size()
        if size is not None:
            for number, past in enumerate(self._holes):
                action = QAction(_icon(past.hole, size), _text(past.hole, size), self.menu)
                action.triggered.connect(lambda _checked=False, number=number: self._reselect(number))
                self.menu.addAction(action)
        if self.menu.isEmpty():
            self.menu.addAction(text("No mask was filled or cleared yet")).setEnabled(False)


def _text(tiles: Tiles, size: Size) -> str:
    box = _bounds(tiles, size)
    width_height = f"{box.width} × {box.height}"
    return text("{size} px at {x}, {y}", size=width_height, x=box.x0, y=box.y0)


def _bounds(tiles: Tiles, size: Size) -> Box:
    plane = Plane(size)
    plane.swap(dict(tiles))
    return plane.bounds()


def _icon(tiles: Tiles, size: Size) -> QIcon:
    """The hole in white on a dark photo, small."""
    step = max(1, -(-max(size.width, size.height) // _PICTURE))
    shape = -(-size.height // step), -(-size.width // step)
    small = np.zeros(shape, np.uint8)
    skip = max(1, step // 4)  # some pixels of many: it is a picture of a few
    for (row, column), tile in tiles.items():
        rows, columns = np.nonzero(tile[::skip, ::skip])
        y, x = (row * TILE + rows * skip) // step, (column * TILE + columns * skip) // step
        small[np.minimum(y, shape[0] - 1), np.minimum(x, shape[1] - 1)] = 1
    pixels = np.where(small == 1, 235, 70).astype(np.uint8)
    picture = QImage(pixels.tobytes(), shape[1], shape[0], shape[1], QImage.Format.Format_Grayscale8)
    square = QPixmap(_PICTURE, _PICTURE)
    square.fill(Qt.GlobalColor.transparent)
    _draw_in_middle(square, picture)
    return QIcon(square)


def _draw_in_middle(square: QPixmap, picture: QImage) -> None:
    painter = QPainter(square)
    painter.drawImage((square.width() - picture.width()) // 2, (square.height() - picture.height()) // 2, picture)
    painter.end()


def _same(first: Tiles, second: Tiles) -> bool:
    return first.keys() == second.keys() and all(is_same_tile(first[key], second[key]) for key in first)
