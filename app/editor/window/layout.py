"""Where the parts of the window stand."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.editor.canvas.view import LEAST_HEIGHT


def assembled(
    window: QWidget, options: QWidget, tools: QWidget, middle: QWidget, panels: QWidget, status: QWidget
) -> QWidget:
    """Options above, status below; between them tools, the middle, and the panels.

    Built from the window down: whatever gets another parent has all that is in it dressed anew.
    """
    whole = QWidget(window)
    inner = QWidget(whole)
    row = _tight(QHBoxLayout(inner))
    row.addWidget(tools)
    row.addWidget(middle, 1)
    row.addWidget(panels)
    column = _tight(QVBoxLayout(whole))
    for widget, stretch in ((options, 0), (inner, 1), (status, 0)):
        column.addWidget(widget, stretch)
    return whole


def stacked(window: QWidget, upper: QWidget, middle: QWidget, *lower: QWidget) -> QWidget:
    """One above the other; the middle one takes all room that the others do not need, and as little as it has to."""
    whole = QWidget(window)
    middle.setMinimumHeight(LEAST_HEIGHT)
    column = _tight(QVBoxLayout(whole))
    column.addWidget(upper)
    column.addWidget(middle, 1)
    for widget in lower:
        column.addWidget(widget)
    return whole


def _tight(layout: QHBoxLayout | QVBoxLayout) -> QHBoxLayout | QVBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
