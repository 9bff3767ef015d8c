"""What tools and helpers show over the photo without changing it: outlines and boxes, in the photo's coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.document import EMPTY, Box

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
        if not self.points:
            return EMPTY
        columns, rows = [x for x, _ in self.points], [y for _, y in self.points]
        return Box(math.floor(min(columns)), math.floor(min(rows)), math.ceil(max(columns)), math.ceil(max(rows))).grow(
            1
        )

    @classmethod
    def around(cls, box: Box, *, faint: bool = False) -> Outline:
        """The four sides of a box."""
        return cls(((box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)), faint=faint)


class Marks(QObject):
    """Outlines by the name of who shows them."""

    changed = Signal(object)  # Box of the photo

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[str, tuple[Outline, ...]] = {}

    @property
    def outlines(self) -> tuple[Outline, ...]:
        """All, in the order in which they are painted."""
        return tuple(outline for outlines in self._shown.values() for outline in outlines)

    def show(self, name: str, *outlines: Outline) -> None:
        """In the place of those that were shown under this name; none takes them off."""
        before = self._shown.pop(name, ())
        if outlines:
            self._shown[name] = outlines
        if outlines != before:
            box = EMPTY
            for outline in (*before, *outlines):
                box = box.union(outline.box)
            self.changed.emit(box)
