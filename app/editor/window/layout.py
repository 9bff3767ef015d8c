"""Where the parts of the window stand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget


def assembled(options: QWidget, tools: QWidget, middle: QWidget, panels: Sequence[QWidget], status: QWidget) -> QWidget:
    """Options above, status below; between them tools, the middle, and the panels one over the other."""
    splitter = QSplitter(Qt.Orientation.Vertical)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(1)
    for number, panel in enumerate(panels):
        splitter.addWidget(panel)
        splitter.setStretchFactor(number, 3 if number == 0 else 2)
    inner = QWidget()
    row = _tight(QHBoxLayout(inner))
    row.addWidget(tools)
    row.addWidget(middle, 1)
    row.addWidget(splitter)
    whole = QWidget()
    column = _tight(QVBoxLayout(whole))
    for widget, stretch in ((options, 0), (inner, 1), (status, 0)):
        column.addWidget(widget, stretch)
    return whole


def stacked(upper: QWidget, lower: QWidget) -> QWidget:
    """One above the other; the upper one takes all room that the lower one does not need."""
    whole = QWidget()
    column = _tight(QVBoxLayout(whole))
    column.addWidget(upper, 1)
    column.addWidget(lower)
    return whole


def _tight(layout: QHBoxLayout | QVBoxLayout) -> QHBoxLayout | QVBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
