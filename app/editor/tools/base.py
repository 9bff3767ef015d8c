"""What the canvas asks of a tool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the pointer is and what is held.

    x, y: in the photo's own coordinates, also outside of it.  takes: erase instead of paint (right button or Alt).
    line: join with the last point (Shift).
    """

    x: float
    y: float
    takes: bool = False
    line: bool = False


class Tool(Protocol):
    """One way to use the pointer. press, move and release come in this order; abort may end them early."""

    @property
    def pans(self) -> bool:
        """Whether dragging moves the photo; then press, move and release never come."""
        ...

    @property
    def radius(self) -> float:
        """Of the ring around the pointer, in pixels of the photo; 0 for none."""
        ...

    def erases(self, *, takes: bool) -> bool:
        """What a stroke would do now, shown in the ring."""
        ...

    def press(self, spot: Spot) -> None: ...

    def move(self, spot: Spot) -> None: ...

    def release(self) -> None: ...

    def abort(self) -> bool:
        """Take back the stroke under way; False when there is none."""
        ...
