"""Marks over the picture: dashes in two tones, so that they show on any photo, and broad scribbles."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QGradient, QLinearGradient, QPainter, QPen, QPolygonF

from app.editor.canvas.marks import Cross, Guide, Knob, Mark, Outline, Scribble
from app.editor.canvas.viewport import Viewport

KNOB = 5  # logical pixels to each side that a knob covers at most, with its border
CROSS = 20  # and a cross, from its middle
_DASH = 4.0  # logical pixels
_DARK, _LIGHT = QColor(0, 0, 0, 200), QColor(255, 255, 255, 235)
_FAINT_DARK, _FAINT_LIGHT = QColor(0, 0, 0, 110), QColor(255, 255, 255, 190)

_BLACK, _WHITE = QColor(0, 0, 0), QColor(255, 255, 255)
_FOUR = (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1))  # the arms of a cross

_GUIDE = QColor(255, 40, 200)
_WANTED = QColor(70, 220, 120, 130)
_UNWANTED = QColor(0, 0, 0, 135), QColor(255, 255, 255, 135)  # greys: a mask may have any hue
_STRIPES = 10.0  # logical pixels from one of its stripes to the next of its tone, along a row


def paint_marks(painter: QPainter, marks: Sequence[Mark], viewport: Viewport, ratio: float) -> None:
    """In device pixels, where the viewport shows them."""
    if not marks:
        return
    view = viewport.snapped()
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in marks:
        line = QPolygonF([QPointF(*view.to_canvas(x, y)) for x, y in mark.points])
        if isinstance(mark, Knob):
            _paint_knob(painter, mark, line.first(), ratio)
        elif isinstance(mark, Cross):
            _paint_cross(painter, mark, line.first(), ratio)
        elif isinstance(mark, Scribble):
            _paint_scribble(painter, mark, line, view, ratio)
        elif isinstance(mark, Guide):
            _paint_guide(painter, line, ratio)
        else:
            _paint_outline(painter, mark, line, ratio)
    painter.restore()


def _paint_outline(painter: QPainter, outline: Outline, line: QPolygonF, ratio: float) -> None:
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


def _paint_guide(painter: QPainter, line: QPolygonF, ratio: float) -> None:
    """In a colour that photos seldom have, and not dashed: it is no border."""
    ends = line.first() - line.last()
    is_level = ends.x() == 0 or ends.y() == 0  # as long as the view is not turned: it is on whole pixels then
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=not is_level)
    painter.setPen(QPen(_GUIDE, ratio))
    painter.drawPolyline(line)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _paint_knob(painter: QPainter, knob: Knob, at: QPointF, ratio: float) -> None:
    """A square on the line, a disc at the end of a handle; white in a dark border."""
    side = (2.5 if knob.loose else 3.0) * ratio
    place = QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side)
    painter.setPen(QPen(_DARK, 1.5 * ratio))
    painter.setBrush(_LIGHT)
    if knob.loose:
        painter.drawEllipse(place)
    else:
        painter.drawRect(place)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_cross(painter: QPainter, cross: Cross, at: QPointF, ratio: float) -> None:
    """White in black, on whole pixels, and open in the middle: the point itself is seen unless it is pressed on."""
    middle, gap, end = QPointF(round(at.x()), round(at.y())), 5 * ratio, (CROSS - 2) * ratio
    lines = [QLineF(middle + way * gap, middle + way * end) for way in _FOUR]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    for colour, width, beyond in ((_BLACK, 4 * ratio, ratio), (_WHITE, 2 * ratio, 0.0)):
        painter.setPen(QPen(colour, width, c=Qt.PenCapStyle.FlatCap))
        for way, line in zip(_FOUR, lines, strict=True):
            painter.drawLine(QLineF(line.p1() - way * beyond, line.p2() + way * beyond))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if cross.pressed:
        painter.setPen(QPen(_BLACK, ratio))
        painter.setBrush(_WHITE)
        painter.drawEllipse(middle, 3.5 * ratio, 3.5 * ratio)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_scribble(painter: QPainter, scribble: Scribble, line: QPolygonF, view: Viewport, ratio: float) -> None:
    """Over the thing in green, over what is not it in stripes of two tones, so that it is told from the mask in any
    colour: that shows in both places at once."""
    brush = _unwanted(view, ratio) if scribble.takes else QBrush(_WANTED)
    width = max(2 * scribble.radius * view.scale, 2.0)
    painter.setPen(QPen(brush, width, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    if line.size() == 1:
        painter.drawPoint(line.first())
    else:
        painter.drawPolyline(line)


def _unwanted(view: Viewport, ratio: float) -> QBrush:
    """Stripes the other way from those of a hatched mask; they stand still on the photo, too."""
    half = _STRIPES * ratio / 2
    stripes = QLinearGradient(view.left, view.top, view.left + half, view.top - half)
    stripes.setSpread(QGradient.Spread.RepeatSpread)
    for start, tone in zip((0.0, 0.5), _UNWANTED, strict=True):
        stripes.setColorAt(start, tone)
        stripes.setColorAt(start + 0.499, tone)
    return QBrush(stripes)
