"""A line of words that ends in an ellipsis where there is no room for all of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QStyleOption


class CutLabel(QLabel):
    """As wide as its words at most, and as narrow as it has to be. The tip has all of them while some are cut."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)

    @property
    def shown(self) -> str:
        """What there is room for."""
        metrics = self.fontMetrics()
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def setText(self, words: str) -> None:
        super().setText(words)
        self._set_tip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_tip()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - one line
        shown, option = self.shown, QStyleOption()
        option.initFrom(self)
        self.style().drawItemText(
            QPainter(self),
            self.contentsRect(),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            option.palette,
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )

    def _set_tip(self) -> None:
        self.setToolTip(self.text() if self.shown != self.text() else "")
