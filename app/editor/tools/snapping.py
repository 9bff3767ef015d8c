"""Edges and middle of a layer that is moved, and the edges of one that is scaled, snap to those of what is around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.document.geometry import Box
from app.editor.tools.base import Spot
from app.editor.tools.frame import INSIDE, Pull, resized

Stops = Sequence[float]
"""The x of upright lines, or the y of level ones, that are snapped to."""


@dataclass(frozen=True, slots=True)
class Snapped:
    """A frame, and the lines that it has snapped to; None where it has not."""

    box: Box
    column: float | None = None
    row: float | None = None


@dataclass(frozen=True, slots=True)
class _Hit:
    """A line within reach, and how far it is off: to the right or down."""

    line: float
    off: float


def snapped(pull: Pull, spot: Spot, around: Sequence[Box], reach: float, *, keeps_ratio: bool) -> Snapped:
    """The frame that is pulled, at the edges and middles within reach (pixels of the photo) of what is around.

    What it lay on at the press, as a duplicate on its source does, holds it only from elsewhere: nobody drags a layer
    to have it stay. keeps_ratio: as for `Pull.to`.
    """
    box = pull.to(spot, keeps_ratio=keeps_ratio)
    below = {other for other in around if _is_on(pull.box, other, reach)}

    def holds(other: Box, off: int) -> bool:
        return other not in below or off > reach

    left = [other for other in around if holds(other, max(abs(box.x0 - other.x0), abs(box.x1 - other.x1)))]
    above = [other for other in around if holds(other, max(abs(box.y0 - other.y0), abs(box.y1 - other.y1)))]
    columns = [x for other in left for x in _edges_and_middle(other.x0, other.x1)]
    rows = [y for other in above for y in _edges_and_middle(other.y0, other.y1)]
    if pull.handle == INSIDE:
        return _moved(pull, box, columns, rows, reach, straight=spot.line)
    ratio = pull.has_ratio(spot, keeps_ratio=keeps_ratio)
    return _scaled(pull, box, columns, rows, reach, ratio=ratio, centred=spot.alt)


def _is_on(box: Box, other: Box, reach: float) -> bool:
    """Whether one lies on the other, as far as can be seen."""
    return box.size == other.size and max(abs(box.x0 - other.x0), abs(box.y0 - other.y0)) <= reach


def _moved(pull: Pull, box: Box, columns: Stops, rows: Stops, reach: float, *, straight: bool) -> Snapped:
    """straight: what it does not move along stays."""
    column = _nearest(_edges_and_middle(box.x0, box.x1), columns, reach)
    row = _nearest(_edges_and_middle(box.y0, box.y1), rows, reach)
    if straight:
        column = None if box.x0 == pull.box.x0 else column
        row = None if box.y0 == pull.box.y0 else row
    return Snapped(box.shift(_whole(column), _whole(row)), _line_of(column), _line_of(row))


def _scaled(pull: Pull, box: Box, columns: Stops, rows: Stops, reach: float, *, ratio: bool, centred: bool) -> Snapped:
    """ratio: both sides change together, so that one line alone is snapped to: the nearer one."""
    (across, down), was = pull.handle, pull.box
    column = _nearest([box.x1 if across > 0 else box.x0], columns, reach) if across else None
    row = _nearest([box.y1 if down > 0 else box.y0], rows, reach) if down else None
    if ratio and column is not None and row is not None:
        column, row = (column, None) if abs(column.off) <= abs(row.off) else (None, row)
    times = 2 if centred else 1
    width = box.width if column is None else round(box.width + times * across * column.off)
    height = box.height if row is None else round(box.height + times * down * row.off)
    if min(width, height) < 1:
        return Snapped(box)
    if ratio and column is not None:
        height = round(was.height * width / was.width)
    elif ratio and row is not None:
        width = round(was.width * height / was.height)
    anchor = (0, 0) if centred else (-across, -down)
    return Snapped(resized(was, width, height, anchor), _line_of(column), _line_of(row))


def _edges_and_middle(start: int, end: int) -> tuple[float, float, float]:
    return start, (start + end) / 2, end


def _nearest(own: Sequence[float], lines: Stops, reach: float) -> _Hit | None:
    hits = (_Hit(line, line - place) for line in lines for place in own if abs(line - place) <= reach)
    return min(hits, key=lambda hit: abs(hit.off), default=None)


def _whole(hit: _Hit | None) -> int:
    """By how many pixels to move; a middle may lie between two."""
    return 0 if hit is None else round(hit.off)


def _line_of(hit: _Hit | None) -> float | None:
    return None if hit is None else hit.line
