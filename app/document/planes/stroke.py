"""What a round brush covers: a pixel is covered when its centre is within the radius of the stroke's line.

Points are in the photo's own coordinates: pixel (x, y) is the square from (x, y) to (x + 1, y + 1), its centre
(x + 0.5, y + 0.5). The border counts as covered. There is no soft edge: a hole is a yes or a no.

The shape is convex, so each row is one run of pixels. The runs are found in float64 from the two discs at the ends
and the rectangle between them; time goes by the box, not by the number of dabs a line would need.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.document.geometry import EMPTY, Box, Point
from app.document.planes.tiles import Mask

Floats: TypeAlias = npt.NDArray[np.float64]

# Below this the discs at both ends differ from the exact shape by less than float64 can tell.
_NO_LENGTH = 1e-6


def segment(a: Point, b: Point, radius: float, *, within: Box | None = None) -> tuple[Box, Mask]:
    """A straight line from a to b, both ends round, or one touch where they are the same: (box, coverage (h, w) bool).

    The box may reach outside the photo, or be EMPTY with a (0, 0) coverage. `within` cuts it before any array is
    made, which matters for long lines that leave the photo.
    """
    if not all(map(math.isfinite, (*a, *b, radius))) or radius < 0:
        raise ValueError(
            f"stroke from {a} to {b} with radius {radius}: numbers must be finite, the radius not negative"
        )
    box = _box_around(a, b, radius)
    if within is not None:
        box = box.intersect(within)
    if box.is_empty:
        return EMPTY, np.zeros((0, 0), dtype=np.bool_)
    rows = np.arange(box.y0, box.y1, dtype=np.float64) + 0.5
    left, right = _runs(a, b, radius, rows)
    # Clipped so that infinities of rows without a run fit the integers.
    first = np.clip(np.ceil(left - 0.5) - box.x0, 0, box.width).astype(np.int32)
    last = np.clip(np.floor(right - 0.5) - box.x0, -1, box.width - 1).astype(np.int32)
    columns = np.arange(box.width, dtype=np.int32)
    return box, (columns >= first[:, np.newaxis]) & (columns <= last[:, np.newaxis])


def _box_around(a: Point, b: Point, radius: float) -> Box:
    x0 = math.ceil(min(a[0], b[0]) - radius - 0.5)
    y0 = math.ceil(min(a[1], b[1]) - radius - 0.5)
    x1 = math.floor(max(a[0], b[0]) + radius - 0.5) + 1
    y1 = math.floor(max(a[1], b[1]) + radius - 0.5) + 1
    return EMPTY if x1 <= x0 or y1 <= y0 else Box(x0, y0, x1, y1)


def _runs(a: Point, b: Point, radius: float, rows: Floats) -> tuple[Floats, Floats]:
    """First and last x of the shape on each row; first > last where the row misses it. rows: (h,) y of the centres."""
    left, right = _disc_runs(a, radius, rows)
    for first, last in (_disc_runs(b, radius, rows), _rectangle_runs(a, b, radius, rows)):
        left, right = np.minimum(left, first), np.maximum(right, last)
    return left, right


def _disc_runs(center: Point, radius: float, rows: Floats) -> tuple[Floats, Floats]:
    square = radius * radius - (rows - center[1]) ** 2
    reach = np.sqrt(np.maximum(square, 0.0))
    return _only_where(square >= 0, center[0] - reach, center[0] + reach)


def _rectangle_runs(a: Point, b: Point, radius: float, rows: Floats) -> tuple[Floats, Floats]:
    """The rectangle along the line, without its round ends: two pairs of parallel lines, cut with each row."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy)
    if length < _NO_LENGTH:
        return _only_where(np.zeros(rows.shape, dtype=np.bool_), rows, rows)
    along_x, along_y = dx / length, dy / length
    below = rows - a[1]
    # Beside the line: |along_y * x - along_x * below| <= radius. Between its ends: 0 <= along_x * x + ... <= length.
    side = _where_between(along_y, along_x * below, -radius, radius)
    ends = _where_between(along_x, -along_y * below, 0.0, length)
    left, right = np.maximum(side[0], ends[0]), np.minimum(side[1], ends[1])
    return _only_where(left <= right, a[0] + left, a[0] + right)


def _where_between(slope: float, offset: Floats, low: float, high: float) -> tuple[Floats, Floats]:
    """The x for which low <= slope * x - offset <= high; all or none of them when the slope is 0."""
    if slope == 0.0:
        is_between = (-offset >= low) & (-offset <= high)
        return _only_where(is_between, np.full(offset.shape, -np.inf), np.full(offset.shape, np.inf))
    with np.errstate(over="ignore"):  # a slope next to 0 gives infinities, which are right
        first, second = (offset + low) / slope, (offset + high) / slope
    return np.minimum(first, second), np.maximum(first, second)


def _only_where(has_run: npt.NDArray[np.bool_], left: Floats, right: Floats) -> tuple[Floats, Floats]:
    return np.where(has_run, left, np.inf), np.where(has_run, right, -np.inf)
