"""Bézier curves as anchors with handles, and as the short straight lines that a brush lays down."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from app.document.geometry import Point

TOLERANCE = 0.1
"""How far the lines may be from the curve, in pixels: a stroke's border does not show it."""
_MOST_PIECES = 512


@dataclass(frozen=True, slots=True)
class Anchor:
    """A point that the curve goes through. handle: where it is pulled to on its way out, from the point; on its way in
    it comes from the opposite side, so that it is smooth there. No handle makes a corner."""

    point: Point
    handle: Point = (0.0, 0.0)

    @property
    def out(self) -> Point:
        """The end of the handle."""
        return self.point[0] + self.handle[0], self.point[1] + self.handle[1]

    @property
    def back(self) -> Point:
        """The opposite end."""
        return self.point[0] - self.handle[0], self.point[1] - self.handle[1]


def flattened(anchors: tuple[Anchor, ...], *, closed: bool = False) -> list[Point]:
    """The points of the lines, the first and the last on the first and the last anchor."""
    if not anchors:
        return []
    points = [anchors[0].point]
    for a, b in itertools.pairwise((*anchors, anchors[0]) if closed and len(anchors) > 1 else anchors):
        points += _pieces(a.point, a.out, b.back, b.point)
    return points


def _pieces(p0: Point, p1: Point, p2: Point, p3: Point) -> list[Point]:
    """The ends of the lines along one cubic, without its start.

    n equal pieces are at most 6 d / (8 n²) away from it, d being the longer second difference of its four points.
    """
    if (p0, p2) == (p1, p3):
        return [p3]
    control = np.array([p0, p1, p2, p3], dtype=np.float64)
    bend = float(np.hypot(*np.diff(control, 2, axis=0).T).max())
    count = min(max(1, math.ceil(math.sqrt(0.75 * bend / TOLERANCE))), _MOST_PIECES)
    t = (np.arange(1, count + 1) / count)[:, np.newaxis]
    weights = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    ends = [(float(x), float(y)) for x, y in weights @ control]
    return [*ends[:-1], p3]  # to the bit, so that neighbours meet
