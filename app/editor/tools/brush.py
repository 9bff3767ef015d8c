"""Brush, eraser, exclude brush and pen: strokes on one plane, each stroke one step of the history."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from app.document.geometry import Box, Point
from app.document.planes import Draft, Plane
from app.document.planes.stroke import segment
from app.editor.session import Session
from app.editor.tools.base import Spot
from app.editor.tools.pieces import pieces_of
from app.editor.tools.string import String
from app.editor.tools.underway import StrokeTool
from app.language import mark, said

PlaneName = Literal["hole", "sketch", "exclude"]

_WORDS = {
    ("hole", False): mark("Paint mask"),
    ("hole", True): mark("Erase mask"),
    ("sketch", False): mark("Draw sketch"),
    ("sketch", True): mark("Erase sketch"),
    ("exclude", False): mark("Exclude from copying"),
    ("exclude", True): mark("Allow copying"),
}
_THINNER = 0.5  # pixels by which the radius changes at most from one piece of a stroke to the next


class Brush(StrokeTool[Draft]):
    """A round brush on one plane. The size follows a pen's pressure, except of guide strokes, which are lines."""

    ended = Signal(bool)  # a stroke, when the button is let go; whether it took away

    def __init__(
        self, session: Session, plane: PlaneName, *, eraser: bool, radius: Callable[[], float], parent: QObject
    ) -> None:
        super().__init__(session, radius, parent)
        self._name, self._eraser = plane, eraser
        self._erasing = False
        self._is_down = False
        self._last: Point | None = None  # survives the stroke: Shift-click joins with it
        self._last_radius = 0.0  # there
        self._string = String()
        self._pointer: Spot | None = None  # where the stroke must end, however far it has come

    def erases(self, *, takes: bool) -> bool:
        return self._eraser or takes

    def press(self, spot: Spot) -> None:
        plane = self._plane()
        if plane is None:
            return
        self._is_down = True
        self._erasing = self.erases(takes=spot.takes)
        self._draft = Draft(plane)
        radius, at = self.radius_at(spot), (spot.x, spot.y)
        joins = spot.line and self._last is not None
        start = self._last if joins and self._last is not None else at
        self._paint(start, at, radius, radius)
        self._string = String(at, self._session.settings.smoothing * spot.grain)
        self._pointer = spot

    def move(self, spot: Spot) -> None:
        if self._is_down and self._last is not None:
            self._pointer = spot
            at = self._string.follow((spot.x, spot.y))
            if at is not None:
                self._paint(self._last, at, self._last_radius, self.radius_at(spot))

    def release(self) -> None:
        pointer, was_down = self._pointer, self._is_down
        if was_down and pointer is not None and self._last is not None and self._string.is_behind:
            self._paint(self._last, (pointer.x, pointer.y), self._last_radius, self._last_radius)
        self.settle()
        self._is_down, self._pointer = False, None
        if was_down:
            self.ended.emit(self._erasing)

    def abort(self) -> bool:
        self._is_down = False
        return super().abort()

    def commit(self, draft: Draft) -> None:
        plane = self._plane()
        if plane is not None:
            self._session.push_patch(said(_WORDS[self._name, self._erasing]), plane, draft.finish())

    @Slot()
    def _forget(self) -> None:
        super()._forget()
        self._last, self._is_down, self._pointer = None, False, None

    def _plane(self) -> Plane | None:
        document = self._session.document
        return (
            None
            if document is None
            else {"hole": document.hole, "sketch": document.sketch}.get(self._name, document.exclude)
        )

    def radius_at(self, spot: Spot) -> float:
        return max(self.radius, 0.5) if self._name == "sketch" else super().radius_at(spot)

    def _paint(self, start: Point, end: Point, thick: float, thin: float) -> None:
        """From start with the one radius to end with the other."""
        plane = self._plane()
        if plane is None:
            return
        if self._draft is None:
            self._draft = Draft(plane)
        whole = Box.of(plane.size)
        pieces = pieces_of(start, end, thick, least=math.ceil(abs(thin - thick) / _THINNER))
        for n, (a, b) in enumerate(pieces, start=1):
            radius = thick + (thin - thick) * n / len(pieces)
            self._draft.paint(*segment(a, b, radius, within=whole), erase=self._erasing)
        self._last, self._last_radius = end, thin
