"""Sizes and boxes in pixels: the only place that adds and subtracts corners.

A box is half-open: it holds the columns x0 .. x1 - 1 and the rows y0 .. y1 - 1, so that widths are plain
differences and neighbours share a number. Boxes may lie outside a photo, also at negative coordinates,
until `clip` cuts them. Whatever makes an empty box here gives `EMPTY` itself, so two empty results are equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
"""(x, y) in the photo's own coordinates, also between its pixels."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels; NumPy shapes are the other way round, see `shape`."""

    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width < 0 or self.height < 0:
            raise ValueError(f"size {self}: width and height must not be negative")

    def __str__(self) -> str:
        return f"{self.width}×{self.height}"

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width), as NumPy wants it."""
        return self.height, self.width

    def reduced(self, step: int) -> Size:
        """Of a picture with one pixel for each step x step of this one's, also for what is left at the end."""
        return Size(-(-self.width // step), -(-self.height // step))


@dataclass(frozen=True, slots=True)
class Box:
    """Columns x0 .. x1 - 1 and rows y0 .. y1 - 1 of a picture."""

    x0: int
    y0: int
    x1: int
    y1: int

    def __post_init__(self) -> None:
        if self.x1 < self.x0 or self.y1 < self.y0:
            raise ValueError(f"box {self}: its second corner is before its first")

    def __str__(self) -> str:
        return f"({self.x0}, {self.y0}, {self.x1}, {self.y1})"

    @classmethod
    def of(cls, size: Size) -> Box:
        """The box of a whole picture."""
        return cls(0, 0, size.width, size.height)

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    @property
    def area(self) -> int:
        return self.width * self.height

    @property
    def is_empty(self) -> bool:
        return self.x1 == self.x0 or self.y1 == self.y0

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)

    @property
    def slices(self) -> tuple[slice, slice]:
        """(rows, columns) to index an array whose first pixel is (0, 0)."""
        if self.x0 < 0 or self.y0 < 0:
            # A negative start would count from the array's far end and read the wrong pixels in silence.
            raise ValueError(f"box {self} starts outside the array: clip it first")
        return slice(self.y0, self.y1), slice(self.x0, self.x1)

    def grow(self, n: int) -> Box:
        """The box with n pixels more on each side (fewer when n is negative). An empty box stays empty."""
        if self.is_empty or min(self.width, self.height) + 2 * n <= 0:
            return EMPTY
        return Box(self.x0 - n, self.y0 - n, self.x1 + n, self.y1 + n)

    def clip(self, size: Size) -> Box:
        """The part of the box inside a picture of this size."""
        return self.intersect(Box.of(size))

    def union(self, other: Box) -> Box:
        """The smallest box that holds both; with an empty box it is the other one."""
        if other.is_empty:
            return EMPTY if self.is_empty else self
        if self.is_empty:
            return other
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    def intersect(self, other: Box) -> Box:
        """The pixels that both boxes hold."""
        x0, y0 = max(self.x0, other.x0), max(self.y0, other.y0)
        x1, y1 = min(self.x1, other.x1), min(self.y1, other.y1)
        return EMPTY if x1 <= x0 or y1 <= y0 else Box(x0, y0, x1, y1)

    def shift(self, dx: int, dy: int) -> Box:
        """The box moved; an empty box stays empty."""
        return EMPTY if self.is_empty else Box(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def reduced(self, step: int) -> Box:
        """The pixels of a picture reduced to 1 / step that the box touches. An empty box stays empty."""
        if self.is_empty:
            return EMPTY
        return Box(self.x0 // step, self.y0 // step, -(-self.x1 // step), -(-self.y1 // step))

    def enlarged(self, step: int) -> Box:
        """The pixels under those of the box, which is of a picture reduced to 1 / step."""
        return EMPTY if self.is_empty else Box(self.x0 * step, self.y0 * step, self.x1 * step, self.y1 * step)

    def contains(self, x: int, y: int) -> bool:
        """Whether pixel (x, y) is in the box."""
        return self.x0 <= x < self.x1 and self.y0 <= y < self.y1


EMPTY = Box(0, 0, 0, 0)
