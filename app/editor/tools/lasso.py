"""Lasso and polygon: a line around what is to be selected, drawn in one go or clicked point by point."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Slot

from app.document.geometry import Point
from app.document.planes import Tiles
from app.document.planes.combining import Mode
from app.document.planes.shapes import polygon
from app.editor.canvas.marks import Outline
from app.editor.keys import BACK, ENTER
from app.editor.tools.base import Press, Spot
from app.editor.tools.clicks import NEAR, SAME, aimed, is_within
from app.editor.tools.selecting import Selecting, SelectionTool
from app.language import text

THINNEST = 1.5  # pixels of the screen that a lasso is thick, on the whole, if it means anything


class Line(SelectionTool):
    """A line under way, and its end as one step."""

    word = "lasso"

    def __init__(self, selecting: Selecting, parent: QObject) -> None:
        super().__init__(selecting, parent)
        self._points: list[Point] = []
        self._mode: Mode = "add"
        selecting.session.settling.connect(self.settle)
        selecting.session.opened.connect(self._forget)

    def abort(self) -> bool:
        was_busy = bool(self._points)
        self._points = []
        self.selecting.show()
        return was_busy

    def leave(self) -> None:
        self.settle()

    @Slot()
    def settle(self) -> None:
        """Close the line, and take what is inside."""
        points, size = self._points, self.selecting.size
        self.abort()
        if size is not None and len(points) >= 3:
            tiles = polygon(points, size)
            if self.means(points, tiles):
                self.selecting.commit(self.word, tiles, self._mode)

    def means(self, points: Sequence[Point], tiles: Tiles) -> bool:  # noqa: ARG002 - the same question for both
        """Whether a person drew it to have something selected. tiles: what is inside."""
        return True

    @Slot()
    def _forget(self) -> None:
        self.abort()


class Lasso(Line):
    """Drawn by dragging; the release closes it. A click with a shaky hand, and a line that encloses next to nothing,
    select as little as a straight line does."""

    def __init__(self, selecting: Selecting, parent: QObject) -> None:
        super().__init__(selecting, parent)
        self._grain = 1.0  # at the press

    def press(self, spot: Spot) -> None:
        self._mode, self._grain = self.selecting.mode_at(spot), spot.grain
        self._points = [(spot.x, spot.y)]

    def move(self, spot: Spot) -> None:
        if not self._points:
            return
        # Closer than half a pixel of the screen nobody sees, and a long line would grow without an end.
        if math.dist(self._points[-1], (spot.x, spot.y)) >= 0.5 * spot.grain:
            self._points.append((spot.x, spot.y))
            self.selecting.show(Outline(tuple(self._points)))

    def release(self) -> None:
        self.settle()

    def means(self, points: Sequence[Point], tiles: Tiles) -> bool:
        size = self.selecting.size
        if size is None or max(math.dist(points[0], point) for point in points) <= SAME * self._grain:
            return False
        columns, rows = (
            [min(max(x, 0), size.width) for x, _ in points],
            [min(max(y, 0), size.height) for _, y in points],
        )
        length = math.hypot(max(columns) - min(columns), max(rows) - min(rows))
        inside = sum(int(tile.sum()) for tile in tiles.values())
        return inside >= THINNEST * self._grain * length


class Polygon(Line):
    """Clicked point by point.

    A click on the first or the last point, a double-click or Enter close it; Backspace takes back a point, Esc all.
    Shift keeps a side at a multiple of 45 degrees.
    """

    word = "polygon"
    drags = False

    def __init__(self, selecting: Selecting, parent: QObject) -> None:
        super().__init__(selecting, parent)
        self._loose: Point | None = None  # where the pointer is: the end that is not clicked yet

    @property
    def hint(self) -> str:
        if not self._points:
            return ""
        return text("Click on. Enter or double-click closes, Backspace takes back a point, Esc drops it")

    def press(self, spot: Spot) -> None:
        if not self._points:
            self._mode = self.selecting.mode_at(spot)
            self._points = [(spot.x, spot.y)]
        elif self._closes(spot):
            self.settle()
            return
        else:
            self._points.append(aimed(self._points[-1], spot))
        self._loose = None
        self._show()

    def move(self, spot: Spot) -> None:
        self.hover(spot)

    def hover(self, spot: Spot) -> None:
        if self._points:
            self._loose = aimed(self._points[-1], spot)
            self._show()

    def wants(self, key: Qt.Key) -> bool:
        return bool(self._points) and key in (*ENTER, *BACK)

    def key(self, press: Press) -> None:
        if press.key in ENTER:
            self.settle()
        else:
            self._points.pop()
            self._show()

    def abort(self) -> bool:
        self._loose = None
        return super().abort()

    def _closes(self, spot: Spot) -> bool:
        first, last = self._points[0], self._points[-1]
        return is_within(SAME, last, spot) or (len(self._points) > 2 and is_within(NEAR, first, spot))

    def _show(self) -> None:
        points = tuple(self._points) if self._loose is None else (*self._points, self._loose)
        if points and self._points:
            self.selecting.show(Outline(points, closed=len(points) > 2))
        else:
            self.selecting.show()
