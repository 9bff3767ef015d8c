"""How the pointer looks over the canvas: the cursor, and the ring of a brush."""

from __future__ import annotations

import math
from enum import Enum, auto

from PySide6.QtCore import Qt

from app.document.geometry import Point
from app.editor.canvas.painting import Ring
from app.editor.canvas.view import Canvas
from app.editor.canvas.viewport import Viewport
from app.editor.tools.base import Tool

DIVIDER_REACH = 6.0  # logical pixels to both sides of the line between before and after
SMALLEST_RING = 3.0  # device pixels; below it a cross is easier to aim with
_PULLS = (
    Qt.CursorShape.SizeHorCursor,
    Qt.CursorShape.SizeFDiagCursor,
    Qt.CursorShape.SizeVerCursor,
    Qt.CursorShape.SizeBDiagCursor,
)
"""From left to right, then turned clockwise by eighths."""


class Drag(Enum):
    """What a button that is down drags."""

    STROKE = auto()  # whatever the tool does
    PHOTO = auto()
    DIVIDER = auto()  # the line between before and after


def look_over(
    canvas: Canvas, tool: Tool, pointer: Point | None, drag: Drag | None, *, space: bool, takes: bool
) -> tuple[Qt.CursorShape, Ring | None]:
    """The cursor, and the brush's outline where there is one.

    pointer: in device pixels, None while it is elsewhere.  space: the key that pans is held.  takes: as in Spot.
    """
    if canvas.is_empty:
        return Qt.CursorShape.ArrowCursor, None
    if drag is Drag.DIVIDER or (drag is None and is_on_divider(canvas, pointer)):
        return Qt.CursorShape.SplitHCursor, None
    if drag is Drag.PHOTO:
        return Qt.CursorShape.ClosedHandCursor, None
    if space or tool.pans:
        return Qt.CursorShape.OpenHandCursor, None
    if tool.pull is not None and not canvas.compares:
        return shape_for(tool.pull, canvas.viewport), None
    radius = tool.radius * canvas.viewport.scale
    shape = Qt.CursorShape.CrossCursor if radius < SMALLEST_RING else Qt.CursorShape.BlankCursor
    if pointer is None or tool.radius <= 0:
        return shape, None
    return shape, Ring(*pointer, max(radius, 1.0), tool.erases(takes=takes))


def is_on_divider(canvas: Canvas, pointer: Point | None) -> bool:
    """Whether the line between before and after can be dragged from here. pointer: in device pixels."""
    split = canvas.split
    if split is None or pointer is None or canvas.compares:
        return False
    return abs(pointer[0] - split * canvas.device_size.width) <= DIVIDER_REACH * canvas.devicePixelRatioF()


def shape_for(pull: tuple[int, int], view: Viewport) -> Qt.CursorShape:
    """Arrows the way that something can be pulled, as it is seen. pull: as Tool.pull."""
    if pull == (0, 0):
        return Qt.CursorShape.SizeAllCursor
    (x0, y0), (x1, y1) = view.to_canvas(0, 0), view.to_canvas(*pull)
    eighths = round(math.atan2(y1 - y0, x1 - x0) / (math.pi / 4)) % 4
    return _PULLS[eighths]
