"""Lines that are clicked point by point: what a click means, and the eight directions."""

from __future__ import annotations

import math

from app.document.geometry import Point
from app.editor.tools.base import Spot

NEAR = 8.0  # pixels of the screen around the first point within which a click closes the line
SAME = 3.0  # and around the last one: the second press of a double-click, or a hand that is not quite still
_EIGHTH = math.pi / 4


def is_within(reach: float, point: Point, spot: Spot) -> bool:
    """reach: pixels of the screen around the point."""
    return math.dist(point, (spot.x, spot.y)) <= reach * spot.grain


def aimed(start: Point, spot: Spot) -> Point:
    """Where the pointer is; with Shift on the nearest of the eight directions from the start."""
    if not spot.line:
        return spot.x, spot.y
    x, y = start
    turn = round(math.atan2(spot.y - y, spot.x - x) / _EIGHTH) * _EIGHTH
    along = (spot.x - x) * math.cos(turn) + (spot.y - y) * math.sin(turn)
    return x + along * math.cos(turn), y + along * math.sin(turn)
