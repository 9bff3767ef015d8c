"""What the canvas draws, in device pixels: photo, planes, the ring around the pointer, the word «Before»."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap, QPolygonF, QTransform

from app.document.geometry import Box, Size
from app.document.layers import Layer
from app.editor.canvas.levels import ColourLevels, Levels, PlaneLevels, sampled
from app.editor.canvas.mipmaps import Mipmaps
from app.editor.canvas.overlays import coloured, hidden_tint, tinted
from app.editor.canvas.patterns import Pattern, stripes
from app.editor.canvas.viewport import Viewport

BUDGET_S = 0.006  # for sharp tiles in one paint; the rest follow in the next turns of the event loop
GRID_FROM = 8.0  # logical pixels for each of the photo's: a denser grid would hide them
MASK_COLOUR = QColor("#ff9f1a")  # of what a layer's mask hides: neither the hole's nor the sketch's
UNSMOOTHED_FROM = 2.0  # at this zoom a photographer wants to see pixels, not their mean


@dataclass(frozen=True, slots=True)
class Tint:
    """How a plane is shown. colour: not of painted colours, which have their own."""

    colour: QColor
    opacity: float
    pattern: Pattern = "plain"


@dataclass(frozen=True, slots=True)
class Ring:
    """The brush around the pointer. x, y, radius: device pixels."""

    x: float
    y: float
    radius: float
    erases: bool

    @property
    def box(self) -> Box:
        reach = self.radius + 4
        return Box(
            math.floor(self.x - reach), math.floor(self.y - reach), math.ceil(self.x + reach), math.ceil(self.y + reach)
        )


def paint_photo(painter: QPainter, dirty: Box, levels: Mipmaps, viewport: Viewport, ratio: float) -> bool:
    """Within a box of the canvas. False when some of it is still blurred or stale, and wants another paint."""
    view = viewport.snapped()
    photo = view.box_on_canvas(Box.of(levels.size)).intersect(dirty)
    if photo.is_empty:
        return True
    level = min(view.level, levels.deepest)
    step = 1 << level
    wanted = view.box_in_photo(photo, levels.size).reduced(step)
    # Two pixels more: smoothing looks at neighbours.
    is_sharp = levels.ensure(level, wanted.grow(2).clip(levels.size_at(level)), budget_s=BUDGET_S)
    painter.save()
    painter.setClipRect(rect_of(photo))
    if levels.has_alpha:
        painter.setBrushOrigin(QPointF(view.left, view.top))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(_checkerboard(ratio)))
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in view.corners(Box.of(levels.size))]))
    painter.setTransform(transform_of(view), True)  # noqa: FBT003 - Qt's own signature
    painter.scale(step, step)
    smooth = view.scale < UNSMOOTHED_FROM and (view.scale != 1.0 or not view.is_square)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not view.is_square)  # of the photo's own edges
    painter.drawImage(QPointF(0, 0), levels.picture(level))
    painter.restore()
    return is_sharp


def paint_plane(
    painter: QPainter, dirty: Box, levels: PlaneLevels, tint: Tint, viewport: Viewport, ratio: float
) -> None:
    """Within a box of the canvas."""
    line = max(1, round(ratio))
    upright, turn, seen = _part_with(levels, viewport, dirty, line)
    if seen.is_empty:
        return
    mask = sampled(levels, upright, seen.grow(line))
    if mask.any():
        opacity = 0.0 if tint.pattern == "outline" else tint.opacity
        bands = stripes(tint.pattern, seen, (upright.left, upright.top), ratio)
        _draw_turned(painter, seen, tinted(mask, tint.colour, opacity, line, bands), turn)


def paint_colours(
    painter: QPainter,
    dirty: Box,
    colours: ColourLevels,
    hole: PlaneLevels,
    tint: Tint,
    viewport: Viewport,
    ratio: float,
) -> None:
    """Painted colours within a box of the canvas: outside the hole, where they do not count, they are faint. While
    there is none, all are still to count."""
    line = max(1, round(ratio))
    upright, turn, seen = _part_with(colours, viewport, dirty, line)
    if seen.is_empty:
        return
    shades = sampled(colours, upright, seen.grow(line))
    if shades.any():
        has_hole = not hole.rough_bounds().is_empty
        counts = sampled(hole, upright, seen) if has_hole else np.ones(seen.size.shape, dtype=np.bool_)
        inner = 0.0 if tint.pattern == "outline" else tint.opacity
        _draw_turned(painter, seen, coloured(shades, counts, inner, line), turn)


def paint_mask(painter: QPainter, dirty: Box, layer: Layer, photo: Size, viewport: Viewport, ratio: float) -> None:
    """A layer's mask within a box of the canvas: a tint over what it hides of the photo, and a line around the layer.

    photo: its size.
    """
    upright, turn, part = _set_upright(viewport, dirty)
    seen = upright.box_on_canvas(layer.box.clip(photo)).intersect(part)
    if seen.is_empty:
        return
    if layer.mask is not None:
        _draw_turned(painter, seen, hidden_tint(layer.mask, layer.box, upright, seen, MASK_COLOUR), turn)
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(MASK_COLOUR, max(1, round(ratio))))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in viewport.snapped().corners(layer.box)]))
    painter.restore()


def _set_upright(viewport: Viewport, dirty: Box) -> tuple[Viewport, Viewport | None, Box]:
    """How to draw what follows device pixels in a view that may be turned: in an upright view at the same scale, so
    that outlines stay as thin as they are; then how to turn that, if at all; and the box of it that is seen."""
    view = viewport.snapped()
    if view.is_upright:
        return view, None, dirty
    turn = replace(view, scale=1.0)
    return Viewport(view.scale), turn, turn.box_back(dirty).grow(1)


def _part_with(levels: Levels[Any], viewport: Viewport, dirty: Box, line: int) -> tuple[Viewport, Viewport | None, Box]:
    """The same of what is painted on a plane, with an outline as wide as that."""
    upright, turn, part = _set_upright(viewport, dirty)
    return upright, turn, upright.box_on_canvas(levels.rough_bounds()).grow(line).intersect(part)


def _draw_turned(painter: QPainter, place: Box, picture: QImage, turn: Viewport | None) -> None:
    painter.save()
    if turn is not None:
        painter.setTransform(transform_of(turn), True)  # noqa: FBT003 - Qt's own signature
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not turn.is_square)
    painter.drawImage(QPointF(place.x0, place.y0), picture)
    painter.restore()


def paint_ring(painter: QPainter, ring: Ring, ratio: float) -> None:
    """Two tones side by side: one of them shows on any photo."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(1.0, ratio)
    center = QPointF(ring.x, ring.y)
    for radius, tone in ((ring.radius + width, QColor(0, 0, 0, 170)), (ring.radius, QColor(255, 255, 255, 235))):
        painter.setPen(QPen(tone, width))
        painter.drawEllipse(center, radius, radius)
    if ring.erases and ring.radius > 5 * width:
        reach = min(5 * width, ring.radius / 2)
        for extra, tone in ((2 * width, QColor(0, 0, 0, 150)), (0.0, QColor(255, 255, 255, 235))):
            painter.setPen(QPen(tone, 1.5 * width + extra, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(ring.x - reach, ring.y), QPointF(ring.x + reach, ring.y))
    painter.restore()


def paint_grid(painter: QPainter, dirty: Box, photo: Size, viewport: Viewport, ratio: float) -> None:
    """Lines between the photo's pixels within a box of the canvas, where a pixel is wide enough to be told."""
    view = viewport.snapped()
    if view.scale < GRID_FROM * ratio:
        return
    seen = view.box_in_photo(dirty, photo)
    painter.save()
    painter.setPen(QPen(QColor(128, 128, 128, 80), max(1, round(ratio))))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not view.is_square)
    ends = [((x, seen.y0), (x, seen.y1)) for x in range(seen.x0, seen.x1 + 1)]
    ends += [((seen.x0, y), (seen.x1, y)) for y in range(seen.y0, seen.y1 + 1)]
    for ends_of_line in ends:
        start, end = (QPointF(*view.to_canvas(*point)) for point in ends_of_line)
        if view.is_square:
            painter.drawLine(start.toPoint(), end.toPoint())
        else:
            painter.drawLine(start, end)
    painter.restore()


def paint_divider(painter: QPainter, x: int, dirty: Box, ratio: float) -> None:
    """The line between before and after, in two tones: one of them shows on any photo."""
    width = max(1, round(ratio))
    painter.fillRect(QRect(x - 2 * width, dirty.y0, 4 * width, dirty.height), QColor(0, 0, 0, 150))
    painter.fillRect(QRect(x - width, dirty.y0, 2 * width, dirty.height), QColor(255, 255, 255, 235))


def paint_badge(painter: QPainter, word: str, ratio: float, *, right: float | None = None) -> None:
    """A word in the upper left corner, or in the right one of a canvas of so many device pixels."""
    painter.save()
    painter.setClipping(False)
    painter.scale(ratio, ratio)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics = painter.fontMetrics()
    badge = QRectF(16, 16, metrics.horizontalAdvance(word) + 24, metrics.height() + 12)
    if right is not None:
        badge.moveRight(right / ratio - 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(20, 20, 20, 210))
    painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2)
    painter.setPen(QColor(240, 240, 240))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, word)
    painter.restore()


def device_box(rect: QRect, ratio: float) -> Box:
    """The device pixels that a rectangle of the widget touches."""
    return Box(
        math.floor(rect.left() * ratio),
        math.floor(rect.top() * ratio),
        math.ceil((rect.left() + rect.width()) * ratio),
        math.ceil((rect.top() + rect.height()) * ratio),
    )


def widget_rect(box: Box, ratio: float, width: int, height: int) -> QRect:
    """The rectangle of a widget of this size that holds a box of device pixels; empty if it is outside."""
    # Cut before it becomes a QRect: at 6400 % a box of the photo exceeds its 32-bit numbers.
    left, top = max(math.floor(box.x0 / ratio), 0), max(math.floor(box.y0 / ratio), 0)
    right, bottom = min(math.ceil(box.x1 / ratio), width), min(math.ceil(box.y1 / ratio), height)
    return QRect(left, top, max(right - left, 0), max(bottom - top, 0))


def transform_of(view: Viewport) -> QTransform:
    """From the photo's coordinates to the canvas's."""
    return QTransform(*view.matrix)


def rect_of(box: Box) -> QRect:
    """The box for Qt, in the same pixels."""
    return QRect(box.x0, box.y0, box.width, box.height)


@functools.cache
def _checkerboard(ratio: float) -> QPixmap:
    """Two near greys under transparent pixels; squares of 8 logical pixels."""
    side = round(8 * ratio)
    board = QPixmap(2 * side, 2 * side)
    board.fill(QColor(204, 204, 204))
    painter = QPainter(board)
    for x, y in ((0, 0), (side, side)):
        painter.fillRect(x, y, side, side, QColor(238, 238, 238))
    painter.end()
    return board
