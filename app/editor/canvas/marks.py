"""What tools and helpers show over the photo without changing it: lines and points, in the photo's coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.document.geometry import EMPTY, Box

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A line through points. closed: also from the last to the first. faint: thin, for what is only told."""

    points: Points
    closed: bool = True
    faint: bool = False

    @property
    def box(self) -> Box:
        """Pixels around it."""
        return _around(self.points, 1)

    @classmethod
    def around(cls, box: Box, *, faint: bool = False) -> Outline:
        """The four sides of a box."""
        return cls(((box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)), faint=faint)


@dataclass(frozen=True, slots=True)
class Scribble:
    """A broad line that means a thing. radius: pixels of the photo.  takes: it means what is not the thing."""

    points: Points
    radius: float
    takes: bool = False

    @property
    def box(self) -> Box:
        """Pixels around it."""
        return _around(self.points, self.radius + 1)


@dataclass(frozen=True, slots=True)
class _Place:
    """A point with a mark of its own, as large at every zoom.

    reach: how many of the photo's pixels the mark may cover to each side.
    """

    point: tuple[float, float]
    reach: float

    @property
    def points(self) -> Points:
        return (self.point,)

    @property
    def box(self) -> Box:
        """Pixels around it."""
        return _around(self.points, self.reach + 1)


@dataclass(frozen=True, slots=True)
class Knob(_Place):
    """A point to pull at. loose: the end of a handle, not a point that a line goes through."""

    loose: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """A straight line, which something lies on."""

    points: Points

    @property
    def box(self) -> Box:
        """Pixels around it."""
        return _around(self.points, 1)


@dataclass(frozen=True, slots=True)
class Cross(_Place):
    """Where the keyboard points. pressed: as if a button were down."""

    pressed: bool = False


Mark = Outline | Scribble | Knob | Guide | Cross


class Marks(QObject):
    """All that is shown, by the name of who shows it."""

    changed = Signal(object)  # Box of the photo

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[str, tuple[Mark, ...]] = {}

    @property
    def all(self) -> tuple[Mark, ...]:
        """In the order in which they are painted."""
        return tuple(mark for marks in self._shown.values() for mark in marks)

    def show(self, name: str, *marks: Mark) -> None:
        """In the place of those that were shown under this name; none takes them off."""
        before = self._shown.pop(name, ())
        if marks:
            self._shown[name] = marks
        if marks != before:
            box = EMPTY
            for mark in (*before, *marks):
                box = box.union(mark.box)
            self.changed.emit(box)


def _around(points: Points, reach: float) -> Box:
    if not points:
        return EMPTY
    columns, rows = [x for x, _ in points], [y for _, y in points]
    return Box(
        math.floor(min(columns) - reach),
        math.floor(min(rows) - reach),
        math.ceil(max(columns) + reach),
        math.ceil(max(rows) + reach),
    )
