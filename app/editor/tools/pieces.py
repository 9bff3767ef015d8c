"""A long line is painted in pieces: what it covers is found in a box, which grows with the square of its length."""

from __future__ import annotations

import itertools
import math

from app.document.geometry import Point

PIECE = 256  # and the brush's radius: below that the box is mostly brush


def pieces_of(a: Point, b: Point, radius: float, *, least: int = 1) -> list[tuple[Point, Point]]:
    """The line from a to b as equal pieces, each from where the last one ends; as many as `least`, or more."""
    count = max(1, least, math.ceil(math.dist(a, b) / (PIECE + radius)))
    points = [(a[0] + (b[0] - a[0]) * n / count, a[1] + (b[1] - a[1]) * n / count) for n in range(count + 1)]
    return list(itertools.pairwise(points))
