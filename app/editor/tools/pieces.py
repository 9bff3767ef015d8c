"""A long line is painted in pieces: what it covers is found in a box, which grows with the square of its length."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from app.document.geometry import Box, Point
from app.document.planes.stroke import segment
from app.document.planes.tiles import Mask

PIECE = 256  # and the brush's radius: below that the box is mostly brush
_THINNER = 0.5  # pixels by which the radius changes at most from one piece of a stroke to the next


def pieces_of(a: Point, b: Point, radius: float, *, least: int = 1) -> list[tuple[Point, Point]]:
    """The line from a to b as equal pieces, each from where the last one ends; as many as `least`, or more."""
    count = max(1, least, math.ceil(math.dist(a, b) / (PIECE + radius)))
    points = [(a[0] + (b[0] - a[0]) * n / count, a[1] + (b[1] - a[1]) * n / count) for n in range(count + 1)]
    return list(itertools.pairwise(points))


def covered(start: Point, end: Point, radii: tuple[float, float], within: Box) -> Iterator[tuple[Box, Mask]]:
    """What a round brush covers from start, with the one radius, to end, with the other: as `segment` says it."""
    thick, thin = radii
    pieces = pieces_of(start, end, thick, least=math.ceil(abs(thin - thick) / _THINNER))
    for n, (a, b) in enumerate(pieces, start=1):
        yield segment(a, b, thick + (thin - thick) * n / len(pieces), within=within)
