"""Shapes that are dragged or clicked over a photo, as the tiles of what they cover.

The rule is that of strokes: pixel (x, y) is the square from (x, y) to (x + 1, y + 1), and it is covered when its
centre (x + 0.5, y + 0.5) is inside the shape. Every row of every shape is a few runs of pixels, found in float64;
tiles are drawn from the runs one by one, and all tiles that lie wholly inside are one and the same array, so that a
shape over 50 megapixels costs its border and little more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.document.geometry import EMPTY, Box, Point, Size
from app.document.planes.stroke import Floats
from app.document.planes.tiles import TILE, Mask, Tiles, tile_box, tiles_meeting

Ints: TypeAlias = npt.NDArray[np.int64]

FULL: Mask = np.ones((TILE, TILE), dtype=np.bool_)
FULL.setflags(write=False)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """From (x0, y0) to (x1, y1), in the photo's own coordinates."""

    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def between(cls, a: Point, b: Point) -> Rectangle:
        """With these two corners."""
        return cls(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))

    @property
    def pixels(self) -> Box:
        """Those whose centres it holds."""
        x0, y0, x1, y1 = (math.ceil(side - 0.5) for side in (self.x0, self.y0, self.x1, self.y1))
        return EMPTY if x1 <= x0 or y1 <= y0 else Box(x0, y0, x1, y1)


def rectangle(shape: Rectangle, size: Size) -> Tiles:
    """The pixels of a rectangle, inside a plane of this size."""
    box = shape.pixels.clip(size)
    rows = np.arange(box.y0, box.y1)
    return _drawn(_Runs(rows, np.full(rows.shape, box.x0), np.full(rows.shape, box.x1)), size)


def ellipse(shape: Rectangle, size: Size) -> Tiles:
    """The pixels of the ellipse that touches the rectangle's sides, inside a plane of this size."""
    box = shape.pixels.clip(size)
    rows = np.arange(box.y0, box.y1)
    half_width, half_height = (shape.x1 - shape.x0) / 2, (shape.y1 - shape.y0) / 2
    if box.is_empty or min(half_width, half_height) <= 0:
        return {}
    height = (rows + 0.5 - (shape.y0 + shape.y1) / 2) / half_height
    reach = half_width * np.sqrt(np.maximum(1.0 - height * height, 0.0))
    middle = (shape.x0 + shape.x1) / 2
    return _drawn(_Runs(rows, _first(middle - reach), _first(middle + reach)), size)


def polygon(points: Sequence[Point], size: Size) -> Tiles:
    """The pixels inside a closed line through these points, inside a plane of this size.

    What the line goes round in the same direction twice, as a quick lasso does, is inside too: it is the winding that
    counts. Fewer than three points have no inside.
    """
    if len(points) < 3:
        return {}
    corners = np.asarray(points, dtype=np.float64)
    if corners.ndim != 2 or not np.isfinite(corners).all():
        raise ValueError("the points of a polygon must be finite")
    rows, across, turns = _crossings(corners, size.height)
    order = np.lexsort((across, rows))
    rows, across, turns = rows[order], across[order], turns[order]
    # Every row is closed: its turns sum to 0, so that one sum over all rows starts anew by itself.
    winding = np.cumsum(turns)
    enters = (winding != 0) & (np.concatenate(([0], winding[:-1])) == 0)
    leaves = (winding == 0) & (np.concatenate(([0], winding[:-1])) != 0)
    return _drawn(_Runs(rows[enters], _first(across[enters]), _first(across[leaves])), size)


@dataclass(frozen=True, slots=True)
class _Runs:
    """Columns first .. last - 1 of a row, for each run. rows: ascending; a row may have several runs."""

    rows: Ints
    first: Ints
    last: Ints


def _first(x: Floats) -> Ints:
    """The first pixel whose centre is not left of x."""
    return np.ceil(np.clip(x, -(2.0**40), 2.0**40) - 0.5).astype(np.int64)


def _crossings(corners: Floats, height: int) -> tuple[Ints, Floats, Ints]:
    """Where the closed line crosses the middles of rows: rows, x, and +1 where it goes down or -1 where it goes up.

    An edge holds its upper end and not its lower one, so that a corner on a row's middle is not counted twice.
    """
    following = np.roll(corners, -1, axis=0)
    is_down = following[:, 1] > corners[:, 1]
    top = np.where(is_down[:, np.newaxis], corners, following)
    bottom = np.where(is_down[:, np.newaxis], following, corners)
    begin = np.clip(_first(top[:, 1]), 0, height)
    counts = np.maximum(np.clip(_first(bottom[:, 1]), 0, height) - begin, 0)
    edges = np.repeat(np.arange(len(corners)), counts)
    offsets = np.arange(len(edges)) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = begin[edges] + offsets
    top, bottom = top[edges], bottom[edges]
    share = (rows + 0.5 - top[:, 1]) / (bottom[:, 1] - top[:, 1])
    across = top[:, 0] + share * (bottom[:, 0] - top[:, 0])
    return rows, across, np.where(is_down[edges], 1, -1)


def _drawn(runs: _Runs, size: Size) -> Tiles:
    first, last = np.clip(runs.first, 0, size.width), np.clip(runs.last, 0, size.width)
    has_pixels = (first < last) & (runs.rows >= 0) & (runs.rows < size.height)
    rows, first, last = runs.rows[has_pixels], first[has_pixels], last[has_pixels]
    tiles: Tiles = {}
    for top in range(0, size.height, TILE):
        begin, end = np.searchsorted(rows, (top, top + TILE))
        if begin < end:
            _draw_row(tiles, top // TILE, (rows[begin:end] - top, first[begin:end], last[begin:end]))
    return tiles


def _draw_row(tiles: Tiles, row: int, runs: tuple[Ints, Ints, Ints]) -> None:
    """Draw one row of tiles. runs: rows from the tiles' top, first and last columns, none of them empty."""
    rows, first, last = runs
    is_simple = len(rows) == TILE and rows[-1] == TILE - 1 and not (np.diff(rows) == 0).any()
    full = (int(first.max()), int(last.min())) if is_simple else (0, 0)
    left, right = int(first.min()), int(last.max())
    for key, _ in tiles_meeting(Box(left, row * TILE, right, (row + 1) * TILE)):
        box = tile_box(key)
        if full[0] <= box.x0 and box.x1 <= full[1]:
            tiles[key] = FULL
            continue
        tile = _tile(rows, np.clip(first - box.x0, 0, TILE), np.clip(last - box.x0, 0, TILE))
        if tile is not None:
            tiles[key] = tile


def _tile(rows: Ints, first: Ints, last: Ints) -> Mask | None:
    """One tile with these runs, or None for an empty one."""
    steps = np.zeros((TILE, TILE + 1), dtype=np.int32)
    np.add.at(steps, (rows, first), 1)
    np.add.at(steps, (rows, last), -1)
    covered: npt.NDArray[Any] = np.cumsum(steps, axis=1)[:, :TILE] > 0
    if not covered.any():
        return None
    covered.setflags(write=False)
    return covered
