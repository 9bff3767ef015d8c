"""What the canvas asks of a tool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt

from app.document.geometry import Box


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the pointer is and what is held.

    x, y: in the photo's own coordinates, also outside of it.  takes: erase instead of paint (right button, Alt, or
    the eraser end of a pen).  line: join with the last point (Shift).  alt: Alt alone is held, whatever the button.
    pressure: of a pen, 0 .. 1; a mouse presses with 1.  grain: how many of the photo's pixels make one of the screen.
    ctrl: Ctrl is held.  ratio: pixels of the screen that look like one, on a fine screen more than 1.
    """

    x: float
    y: float
    takes: bool = False
    line: bool = False
    alt: bool = False
    pressure: float = 1.0
    grain: float = 1.0
    ctrl: bool = False
    ratio: float = 1.0


@dataclass(frozen=True, slots=True)
class Press:
    """A key for the tool. shift, ctrl: held with it.  grain: as in Spot.  seen: what is in sight, also
    beyond the photo.  arrow: where an arrow key points on the screen, along the nearest side of the photo."""

    key: Qt.Key
    shift: bool
    ctrl: bool
    grain: float
    seen: Box
    arrow: tuple[int, int] = (0, 0)


class Tool(Protocol):
    """One way to use the pointer. press, move and release come in this order; abort may end them early."""

    @property
    def pans(self) -> bool:
        """Whether dragging moves the photo; then press, move and release never come."""
        ...

    @property
    def drags(self) -> bool:
        """Whether it counts where the pointer goes between press and release; else a press is all of it."""
        ...

    @property
    def radius(self) -> float:
        """Of the ring around the pointer, in pixels of the photo; 0 for none."""
        ...

    @property
    def pull(self) -> tuple[int, int] | None:
        """Which way what is under the pointer can be pulled, in the photo's own directions: (1, -1) is to the right
        and up, (0, 0) anywhere. None: there is nothing to be pulled at."""
        ...

    @property
    def hint(self) -> str:
        """What can be done next, for the status bar; empty when there is nothing to say."""
        ...

    def erases(self, *, takes: bool) -> bool:
        """What a stroke would do now, shown in the ring."""
        ...

    def press(self, spot: Spot) -> None: ...

    def move(self, spot: Spot) -> None: ...

    def release(self) -> None: ...

    def hover(self, spot: Spot) -> None:
        """The pointer moves while no button is down."""
        ...

    def abort(self) -> bool:
        """Take back the stroke under way; False when there is none."""
        ...

    def leave(self) -> None:
        """Another tool is taken: what is under way ends as a step."""
        ...

    def wants(self, key: Qt.Key) -> bool:
        """Whether the key is the tool's now, though it may be a shortcut otherwise."""
        ...

    def key(self, press: Press) -> None:
        """A key that the tool wanted."""
        ...


class Quiet:
    """For tools that use the pointer alone: no keys, nothing between strokes, nothing to say."""

    @property
    def drags(self) -> bool:
        return True

    @property
    def pull(self) -> tuple[int, int] | None:
        return None

    @property
    def hint(self) -> str:
        return ""

    def hover(self, spot: Spot) -> None: ...

    def wants(self, key: Qt.Key) -> bool:  # noqa: ARG002 - the same question for all tools
        return False

    def key(self, press: Press) -> None: ...

    def leave(self) -> None:
        self.release()

    def release(self) -> None: ...
