"""Guide strokes that are placed, not drawn: straight lines by dragging, curves by anchors with handles."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Slot

from app.document.geometry import Box, Point
from app.document.planes import Draft
from app.document.planes.curves import Anchor, flattened
from app.document.planes.stroke import segment
from app.editor.canvas.marks import Knob, Mark, Marks, Outline
from app.editor.keys import BACK, ENTER
from app.editor.session import Session
from app.editor.tools.base import Press, Spot
from app.editor.tools.clicks import NEAR, SAME, aimed, is_within
from app.editor.tools.pieces import pieces_of
from app.editor.tools.underway import StrokeTool
from app.language import mark, said, text

_MARK = "strokes"
_PULLED = 2.0  # device pixels that a press must be dragged to pull a handle out
_KNOB = 8.0  # device pixels around an anchor that its mark may cover, at any scale of the desktop


class PlacedStroke(StrokeTool[Draft]):
    """A stroke that is laid down anew with each move, and is one step in the end."""

    drawn, erased = mark("Draw sketch line"), mark("Erase sketch line")  # as the history says it

    def __init__(self, session: Session, marks: Marks, radius: Callable[[], float], parent: QObject) -> None:
        super().__init__(session, radius, parent)
        self._marks = marks
        self._erasing = False
        self._laid: Sequence[Point] = ()  # along which it lies

    def commit(self, draft: Draft) -> None:
        document = self._session.document
        if document is not None:
            step = said(self.erased if self._erasing else self.drawn)
            self._session.push_patch(step, document.sketch, draft.finish(), draft.drawn)

    def leave(self) -> None:
        self.settle()

    def abort(self) -> bool:
        was_busy = bool(self._laid)
        self.lay(())
        return was_busy

    @Slot()
    def settle(self) -> None:
        self.resume()
        super().settle()
        self._laid = ()

    @Slot()
    def pause(self) -> None:
        """Taken off, and laid again after it: a stroke half placed is none that anybody meant."""
        super().abort()

    def lay(self, points: Sequence[Point]) -> None:
        """Show a stroke along these points, in the place of the one before."""
        document = self._session.document
        super().abort()
        self._laid = points
        if document is None or not points:
            return
        self._draft = Draft(document.sketch)
        whole, radius = Box.of(document.size), max(self.radius, 0.5)
        for a, b in itertools.pairwise(points if len(points) > 1 else (*points, *points)):
            for start, end in pieces_of(a, b, radius):
                self._draft.paint(*segment(start, end, radius, within=whole), erase=self._erasing)

    @Slot()
    def resume(self) -> None:
        if self._draft is None:
            self.lay(self._laid)

    @Slot()
    def _forget(self) -> None:
        self._laid = ()
        super()._forget()


class SketchLine(PlacedStroke):
    """From where the button goes down to where it is let go; Shift keeps a multiple of 45 degrees."""

    def __init__(self, session: Session, marks: Marks, radius: Callable[[], float], parent: QObject) -> None:
        super().__init__(session, marks, radius, parent)
        self._start: Point | None = None

    @property
    def hint(self) -> str:
        return "" if self._start is None else text("Shift keeps to 45°, Esc drops the line")

    def press(self, spot: Spot) -> None:
        self._erasing, self._start = spot.takes, (spot.x, spot.y)
        self.lay([self._start])

    def move(self, spot: Spot) -> None:
        if self._start is not None:
            self.lay([self._start, aimed(self._start, spot)])

    def release(self) -> None:
        self._start = None
        self.settle()

    def abort(self) -> bool:
        self._start = None
        return super().abort()


class SketchCurve(PlacedStroke):
    """Click for a corner, drag to pull out a handle.

    A click on the first anchor closes the curve; one on the last, a double-click or Enter lays it down. Backspace
    takes back an anchor, Esc drops them all.
    """

    drawn, erased = mark("Draw sketch curve"), mark("Erase sketch curve")

    def __init__(self, session: Session, marks: Marks, radius: Callable[[], float], parent: QObject) -> None:
        super().__init__(session, marks, radius, parent)
        self._anchors: list[Anchor] = []
        self._loose: Point | None = None  # where the pointer is: the end that is not clicked yet
        self._is_down = self._closes = False

    @property
    def hint(self) -> str:
        if not self._anchors:
            return text("Click for a corner, drag for a curve")
        return text("Enter lays the curve down, Backspace takes back a point, Esc drops it")

    def press(self, spot: Spot) -> None:
        if self._session.document is None:
            return
        at = (spot.x, spot.y)
        if not self._anchors:
            self._erasing = spot.takes
        elif is_within(SAME, self._anchors[-1].point, spot):
            self.settle()
            return
        elif len(self._anchors) > 1 and is_within(NEAR, self._anchors[0].point, spot):
            self._closes = True
            self.settle()
            return
        else:
            at = aimed(self._anchors[-1].point, spot)
        self._anchors.append(Anchor(at))
        self._is_down, self._loose = True, None
        self._show(spot.grain)

    def move(self, spot: Spot) -> None:
        """Pull at the handle of the anchor that has just been set."""
        if not self._is_down or not self._anchors:
            return
        point = self._anchors[-1].point
        x, y = aimed(point, spot)
        pulled = math.dist(point, (x, y)) > _PULLED * spot.grain
        self._anchors[-1] = Anchor(point, (x - point[0], y - point[1]) if pulled else (0.0, 0.0))
        self._show(spot.grain)

    def release(self) -> None:
        self._is_down = False

    def hover(self, spot: Spot) -> None:
        if self._anchors:
            self._loose = aimed(self._anchors[-1].point, spot)
            self._mark(spot.grain)

    def wants(self, key: Qt.Key) -> bool:
        return bool(self._anchors) and key in (*ENTER, *BACK)

    def key(self, press: Press) -> None:
        if press.key in ENTER:
            self.settle()
        else:
            self._anchors.pop()
            self._is_down = False
            self._show(press.grain)

    def abort(self) -> bool:
        was_busy = bool(self._anchors)
        self._drop()
        return super().abort() or was_busy

    @Slot()
    def settle(self) -> None:
        if self._closes:
            self.lay(flattened(tuple(self._anchors), closed=True))
        if len(self._anchors) == 1:  # a click and nothing more: a dot that nobody meant
            self.abort()
        self._drop()
        super().settle()

    @Slot()
    def _forget(self) -> None:
        self._drop()
        super()._forget()

    def _drop(self) -> None:
        self._anchors, self._loose = [], None
        self._is_down = self._closes = False
        self._marks.show(_MARK)

    def _show(self, grain: float) -> None:
        """The curve so far as it will lie, and what it can be pulled by."""
        self.lay(flattened(tuple(self._anchors)))
        self._mark(grain)

    def _mark(self, grain: float) -> None:
        if not self._anchors:
            self._marks.show(_MARK)
            return
        reach, last = _KNOB * grain, self._anchors[-1]
        marks: list[Mark] = []
        if self._loose is not None:
            marks.append(Outline(tuple(flattened((last, Anchor(self._loose)))), closed=False, faint=True))
        if last.handle != (0.0, 0.0):
            marks.append(Outline((last.back, last.point, last.out), closed=False, faint=True))
            marks += [Knob(end, reach, loose=True) for end in (last.back, last.out)]
        marks += [Knob(anchor.point, reach) for anchor in self._anchors]
        self._marks.show(_MARK, *marks)
