"""A part of the copy at its own size, dragged about to look at others."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.document.geometry import Box, Size
from app.editor.canvas.images import picture_of, to_screen
from app.editor.dialogs.interest import place_of_interest
from app.editor.keys import ARROWS
from app.files.export import Preview, part_around
from app.language import text

LARGEST, LEAST = QSize(384, 288), QSize(192, 144)
_STEP = 48


class CopyPicture(QWidget):
    """Shows the chosen layer at first, else the newest fill: that is what a person wants to see in the copy."""

    wanted = Signal()  # something is looked at that is not there yet

    def __init__(self, document: Document, room: QSize, chosen: int | None = None) -> None:
        """room: what a picture of the usual size may have less.  chosen: a layer's id."""
        super().__init__()
        self._size = document.size
        self._found: tuple[Box, QImage] | None = None
        self._dragged: tuple[QPoint, tuple[int, int]] | None = None
        self.setFixedSize(LARGEST.boundedTo(room).expandedTo(LEAST))
        self.at = place_of_interest(document, self._seen, chosen)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(text("Part of the copy, at 100 %"))
        self.setToolTip(text("Drag, or press the arrow keys, to see another part"))
        self._move_to(self.at)  # inside

    @property
    def box(self) -> Box:
        """What of the photo can be seen: one of its pixels is one of the screen's."""
        width, height = self._seen.width, self._seen.height
        x, y = self.at[0] - width // 2, self.at[1] - height // 2
        return Box(x, y, x + width, y + height)

    @property
    def _seen(self) -> Size:
        ratio = self.devicePixelRatioF()
        return Size(round(self.width() * ratio), round(self.height() * ratio))

    @property
    def picture(self) -> QImage | None:
        """What was encoded last; None while nothing was, or when it cannot be."""
        return None if self._found is None else self._found[1]

    def show_part(self, found: Preview | None) -> None:
        """None: there is nothing to see."""
        self._found = None
        if found is not None:
            picture = picture_of(found.pixels)
            colours = to_screen(found.icc)
            if colours is not None:
                picture.applyColorTransform(colours)
            self._found = (found.box, picture)
            self._move_to(self.at)  # asks again where it was dragged on meanwhile
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is small
        painter = QPainter(self)
        if self._found is None:
            return
        ratio, box = self.devicePixelRatioF(), self.box
        painter.scale(1 / ratio, 1 / ratio)
        x, y = self._found[0].x0 - box.x0, self._found[0].y0 - box.y0
        painter.drawImage(QPoint(x, y), self._found[1])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = (event.position().toPoint(), self.at)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            start, at = self._dragged
            moved = (event.position().toPoint() - start) * self.devicePixelRatioF()
            self._move_to((at[0] - moved.x(), at[1] - moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        self._dragged = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self._move_to((self.at[0] + _STEP * step[0], self.at[1] + _STEP * step[1]))

    def _move_to(self, at: tuple[int, int]) -> None:
        """As far as there is something to see; a photo smaller than this lies in the middle."""
        box = self.box
        self.at = (_within(at[0], box.width, self._size.width), _within(at[1], box.height, self._size.height))
        seen = self.box.clip(self._size).intersect(part_around(self._size, self.at))
        if self._found is not None and seen.intersect(self._found[0]) != seen:
            self.wanted.emit()
        self.update()


def _within(at: int, shown: int, whole: int) -> int:
    if whole <= shown:
        return whole // 2
    return min(max(at, shown // 2), whole - (shown - shown // 2))
