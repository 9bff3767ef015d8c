"""The layers and the history, one over the other: how they share the height beside the photo."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter

from app.editor.panels.history import HistoryPanel
from app.editor.panels.layers import LayersPanel
from app.editor.panels.scrolling import ANY, Scroller

_FEW = 4
"""Rows of layers that are in sight at any rate: the buttons below them do not move with each of the first layers."""
_SHARE = 0.6
"""Of the height, beyond which the layers take no more of it for all the others."""
_LEAST = 160
"""What those few leave to the history."""


class PanelColumn(QSplitter):
    """The layers have what their rows need, and the history all else, until a person draws the line themselves."""

    def __init__(self, layers: LayersPanel, history: HistoryPanel) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._layers, self._is_own = layers, False
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        for number, (panel, stretch) in enumerate(((layers, 3), (history, 2))):
            self.addWidget(panel)
            self.setStretchFactor(number, stretch)
        self.splitterMoved.connect(self._on_moved)
        for changed in (layers.view.model().modelReset, layers.view.model().rowsInserted):
            changed.connect(self._share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        if not self._is_own and self.isVisible():
            height, few = self.height() - self.handleWidth(), self._layers.height_with(_FEW)
            most = max(round(_SHARE * height), min(few, height - _LEAST))
            upper = min(most, self._layers.height_with(max(_FEW, self._layers.view.model().rowCount())))
            self.setSizes([upper, height - upper])

    def _on_moved(self) -> None:
        self._is_own = True


class PanelScroller(Scroller):
    """The column where it is too high for the window. The bar gets a width of its own, beside the panels."""

    def __init__(self, column: PanelColumn) -> None:
        super().__init__(lambda: QSize(ANY, 0), column)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(column.sizePolicy())
        self._column, self._scrolls = column, False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        scrolls = self._column.minimumSizeHint().height() > self.height()
        if scrolls != self._scrolls:
            self._scrolls = scrolls
            self.updateGeometry()

    def _fitted(self, size: QSize) -> QSize:
        is_seen = self._scrolls and size.width() > 0
        width = min(size.width(), self._column.maximumWidth())  # that of panels whose width is fixed
        return QSize(width + (self.verticalScrollBar().sizeHint().width() if is_seen else 0), 0)
