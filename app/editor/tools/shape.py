"""Rectangle and ellipse: dragged with the pointer, or laid with the arrow keys."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Slot

from app.document.geometry import Box, Point, Size
from app.document.planes import Tiles
from app.document.planes.combining import Mode
from app.document.planes.shapes import Rectangle, ellipse, rectangle
from app.editor.canvas.marks import Outline
from app.editor.keys import ARROWS, ENTER
from app.editor.tools.base import Press, Spot
from app.editor.tools.clicks import SAME
from app.editor.tools.selecting import Selecting, SelectionTool
from app.language import text

Kind = Literal["rectangle", "ellipse"]

_DRAW: dict[Kind, Callable[[Rectangle, Size], Tiles]] = {"rectangle": rectangle, "ellipse": ellipse}
_STEP = 16  # device pixels that an arrow key moves by
_BEGUN = 4  # a rectangle by keys begins with a side of one in so many of what is in sight
_CORNERS = 96  # of the line that stands for an ellipse


@dataclass(frozen=True, slots=True)
class _Drag:
    """From the press to now. used: the keys that chose the mode, which do not shape until they are let go."""

    start: Point
    now: Point
    mode: Mode
    used: frozenset[str]
    grain: float  # as in Spot
    is_square: bool = False
    is_centred: bool = False

    def to(self, spot: Spot) -> _Drag:
        used = self.used & {name for name, held in (("shift", spot.line), ("alt", spot.alt)) if held}
        return _Drag(
            self.start,
            (spot.x, spot.y),
            self.mode,
            used,
            spot.grain,
            spot.line and "shift" not in used,
            spot.alt and "alt" not in used,
        )

    @property
    def means(self) -> bool:
        """Whether it is more than a click with a shaky hand."""
        return math.dist(self.start, self.now) > SAME * self.grain

    @property
    def shape(self) -> Rectangle:
        (x0, y0), (x1, y1) = self.start, self.now
        if self.is_square:
            side = max(abs(x1 - x0), abs(y1 - y0))
            x1, y1 = x0 + math.copysign(side, x1 - x0), y0 + math.copysign(side, y1 - y0)
        if self.is_centred:
            return Rectangle.between((2 * x0 - x1, 2 * y0 - y1), (x1, y1))
        return Rectangle.between((x0, y0), (x1, y1))


class ShapeTool(SelectionTool):
    """Drags out a rectangle or an ellipse.

    Shift makes it a square or a circle, Alt lets it grow from its middle; what was held at the press to choose a mode
    does so only after it was let go and held again. Arrow keys lay one without a pointer.
    """

    def __init__(self, kind: Kind, selecting: Selecting, parent: QObject) -> None:
        super().__init__(selecting, parent)
        self._kind = kind
        self._drag: _Drag | None = None
        self._laid: Box | None = None  # by keys, not taken yet
        selecting.session.settling.connect(self.settle)
        selecting.session.opened.connect(self._forget)

    @property
    def hint(self) -> str:
        if self._drag is not None:
            box = self._snapped(self._drag.shape).pixels
            size = f"{box.width} × {box.height}"
            return text("{size}  ·  Shift: equal sides, Alt: from the middle", size=size)
        if self._laid is not None:
            size = f"{self._laid.width} × {self._laid.height}"
            return text(
                "{size}  ·  Enter selects it, arrows move, Shift with arrows resizes, Ctrl: by one pixel", size=size
            )
        return ""

    def press(self, spot: Spot) -> None:
        self._lay(None)
        mode = self.selecting.mode_at(spot)
        # Shift in a mode that adds already has nothing to choose: it makes squares at once.
        chooses = mode != "add" or self.selecting.mode != "add"
        used = frozenset(name for name, held in (("shift", spot.line), ("alt", spot.alt)) if held and chooses)
        start = (spot.x, spot.y)
        self._drag = _Drag(start, start, mode, used, spot.grain)
        self.move(spot)

    def move(self, spot: Spot) -> None:
        if self._drag is not None:
            self._drag = self._drag.to(spot)
            self._show(self._drag.shape)

    def release(self) -> None:
        drag, self._drag = self._drag, None
        self.selecting.show()
        if drag is not None and drag.means:
            self._commit(drag.shape, drag.mode)

    def abort(self) -> bool:
        was_busy = self._drag is not None or self._laid is not None
        self._drag = None
        self._lay(None)
        return was_busy

    def leave(self) -> None:
        self.settle()

    def wants(self, key: Qt.Key) -> bool:
        return key in ARROWS or (key in ENTER and self._laid is not None)

    def key(self, press: Press) -> None:
        if press.key in ENTER:
            self.settle()
        elif self._drag is None and self.selecting.size is not None:
            laid = self._begun(press.seen) if self._laid is None else self._moved(self._laid, press)
            self._lay(laid)

    @Slot()
    def settle(self) -> None:
        """Take what was laid or is being dragged."""
        laid = self._laid
        self._lay(None)
        if laid is not None:
            self._commit(Rectangle(laid.x0, laid.y0, laid.x1, laid.y1), self.selecting.mode)
        self.release()

    @Slot()
    def _forget(self) -> None:
        self.abort()

    def _begun(self, seen: Box) -> Box | None:
        """In the middle of what is in sight."""
        seen = seen.clip(self.selecting.size or Size(0, 0))
        width, height = max(1, seen.width // _BEGUN), max(1, seen.height // _BEGUN)
        x0, y0 = (seen.x0 + seen.x1 - width) // 2, (seen.y0 + seen.y1 - height) // 2
        return None if seen.is_empty else Box(x0, y0, x0 + width, y0 + height)

    def _moved(self, box: Box, press: Press) -> Box:
        """One arrow key on; never out of the photo, never smaller than a pixel."""
        whole = Box.of(self.selecting.size or Size(1, 1))
        step = 1 if press.ctrl else max(1, round(_STEP * press.grain))
        dx, dy = (step * sign for sign in press.arrow)
        if press.shift:
            pulls = 1 if sum(ARROWS[press.key]) > 0 else -1  # at the side that is right or below on the screen
            x0, x1 = _pulled(box.x0, box.x1, dx, whole.x1, at_end=dx * pulls > 0)
            y0, y1 = _pulled(box.y0, box.y1, dy, whole.y1, at_end=dy * pulls > 0)
            return Box(x0, y0, x1, y1)
        return box.shift(
            min(max(dx, whole.x0 - box.x0), whole.x1 - box.x1), min(max(dy, whole.y0 - box.y0), whole.y1 - box.y1)
        )

    def _lay(self, box: Box | None) -> None:
        self._laid = box
        if box is None:
            self.selecting.show()
        else:
            self._show(Rectangle(box.x0, box.y0, box.x1, box.y1))

    def _snapped(self, shape: Rectangle) -> Rectangle:
        """A rectangle on whole pixels: what is shown is what is taken. An ellipse has no such sides."""
        box = shape.pixels
        return shape if self._kind == "ellipse" else Rectangle(box.x0, box.y0, box.x1, box.y1)

    def _show(self, shape: Rectangle) -> None:
        if shape.pixels.is_empty:
            self.selecting.show()
            return
        shape = self._snapped(shape)
        self.selecting.show(Outline(_around(shape) if self._kind == "ellipse" else _corners(shape)))

    def _commit(self, shape: Rectangle, mode: Mode) -> None:
        size = self.selecting.size
        if size is not None:
            self.selecting.commit(self._kind, _DRAW[self._kind](shape, size), mode)


def _corners(shape: Rectangle) -> tuple[Point, ...]:
    return (shape.x0, shape.y0), (shape.x1, shape.y0), (shape.x1, shape.y1), (shape.x0, shape.y1)


def _around(shape: Rectangle) -> tuple[Point, ...]:
    """A line along the ellipse inside the rectangle."""
    x, y = (shape.x0 + shape.x1) / 2, (shape.y0 + shape.y1) / 2
    width, height = (shape.x1 - shape.x0) / 2, (shape.y1 - shape.y0) / 2
    turns = (2 * math.pi * corner / _CORNERS for corner in range(_CORNERS))
    return tuple((x + width * math.cos(turn), y + height * math.sin(turn)) for turn in turns)


def _pulled(start: int, end: int, by: int, length: int, *, at_end: bool) -> tuple[int, int]:
    """A span with one of its ends elsewhere, at least a pixel long and within the photo, which is so long."""
    if at_end:
        return start, min(max(end + by, start + 1), length)
    return max(min(start + by, end - 1), 0), end
