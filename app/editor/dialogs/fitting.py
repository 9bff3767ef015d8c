"""Dialogs that fit any screen: their content scrolls where there is no room for it, the buttons below it stay."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QVBoxLayout, QWidget

from app.editor.look.theme import UNIT
from app.editor.panels.scrolling import Scroller, room_of


class FittingDialog(QDialog):
    """Never larger than its screen."""

    _scroller: Scroller | None = None
    _below: QLayout | QWidget | None = None

    def place(self, content: QLayout, below: QLayout | QWidget, *, margin: int, spacing: int) -> QWidget:
        """Lay out the content, and below it what is always seen; returns what the content is in. Measures in units."""
        inner = QWidget()
        inner.setLayout(content)
        content.setContentsMargins(0, 0, 0, 0)
        self._below = below
        column = QVBoxLayout(self)
        column.setContentsMargins(margin * UNIT, margin * UNIT, margin * UNIT, 4 * UNIT)
        column.setSpacing(spacing * UNIT)
        self._scroller = Scroller(self.room_inside, inner)
        column.addWidget(self._scroller, 1)
        if isinstance(below, QLayout):
            column.addLayout(below)
        else:
            column.addWidget(below)
        return inner

    def room_inside(self) -> QSize:
        """How large the content may be without scrolling."""
        column = self.layout()
        if column is None or self._below is None:
            return room_of(self)
        margins = column.contentsMargins()
        rest = margins.top() + margins.bottom() + column.spacing() + _height_of(self._below)
        return room_of(self) - QSize(margins.left() + margins.right(), rest)

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001 - Qt's
        # What was hidden in the content meanwhile: a part of a scroller that was never seen tells no layout of it.
        if visible and self._scroller is not None:
            for part in (*self._scroller.findChildren(QWidget), self._scroller):
                part.updateGeometry()
            for layout in self.findChildren(QLayout):
                layout.invalidate()
        super().setVisible(visible)

    def showEvent(self, event: QShowEvent) -> None:
        self.resize(self.size().boundedTo(room_of(self)))  # before Qt looks for its place
        super().showEvent(event)


def _height_of(part: QLayout | QWidget) -> int:
    return (part.minimumSize() if isinstance(part, QLayout) else part.minimumSizeHint()).height()
