"""A stroke that is steadier than the hand: the brush is pulled along on a string.

It moves only when the string is taut, straight towards the pointer, and so leaves out every tremor that is smaller
than the string is long. Nothing depends on how often the pointer is told.
"""

from __future__ import annotations

import math

from app.document.geometry import Point


class String:
    """From a point on. length: in the photo's pixels; 0 follows the pointer itself."""

    def __init__(self, start: Point = (0.0, 0.0), length: float = 0.0) -> None:
        self._at, self._length = start, length
        self._pointer = start

    @property
    def is_behind(self) -> bool:
        """Whether the pointer is elsewhere."""
        return self._at != self._pointer

    def follow(self, pointer: Point) -> Point | None:
        """Where the brush is now, or None when it did not move."""
        self._pointer = pointer
        distance = math.dist(self._at, pointer)
        if distance <= self._length:
            return None if self._length else pointer
        share = 1 - self._length / distance
        x, y = self._at
        self._at = (x + (pointer[0] - x) * share, y + (pointer[1] - y) * share)
        return self._at
