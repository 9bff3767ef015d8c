"""Outlines over the picture: dashes in two tones, so that they show on any photo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.editor.canvas.viewport import Viewport
from app.editor.marks import Outline

_DASH = 4.0  # logical pixels
_DARK, _LIGHT = QColor(0, 0, 0, 200), QColor(255, 255, 255, 235)
_FAINT_DARK, _FAINT_LIGHT = QColor(0, 0, 0, 110), QColor(255, 255, 255, 190)


def paint_outlines(painter: QPainter, outlines: Sequence[Outline], viewport: Viewport, ratio: float) -> None:
    """In device pixels, where the viewport shows them."""
    if not outlines:
        return
    view = viewport.snapped()
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for outline in outlines:
        line = QPolygonF([QPointF(*view.to_canvas(x, y)) for x, y in outline.points])
        if outline.closed and not line.isEmpty():
            line.append(line.first())
        dark, light = (_FAINT_DARK, _FAINT_LIGHT) if outline.faint else (_DARK, _LIGHT)
        width = ratio if outline.faint else 1.5 * ratio
        painter.setPen(QPen(dark, width))
        painter.drawPolyline(line)
        pen = QPen(light, width)
        pen.setDashPattern([_DASH * ratio / width, _DASH * ratio / width])
        painter.setPen(pen)
        painter.drawPolyline(line)
    painter.restore()
