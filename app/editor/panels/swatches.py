"""Buttons that show a colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QToolButton

_SIDE = 16  # logical pixels of the icon, in which the colour leaves some to each side


class Swatch(QToolButton):
    """margin: logical pixels that the colour leaves to each side."""

    def __init__(self, margin: float = 2.5) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self._margin = margin

    def show_colour(self, colour: QColor) -> None:
        """As the screen has it."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(_SIDE * ratio), round(_SIDE * ratio))
        pixmap.fill(Qt.GlobalColor.transparent)
        pixmap.setDevicePixelRatio(ratio)
        side = _SIDE - 2 * self._margin
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(128, 128, 128), 1))
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(self._margin, self._margin, side, side), 3, 3)
        painter.end()
        self.setIcon(QIcon(pixmap))
