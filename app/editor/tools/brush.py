"""Brush, eraser and pen: strokes on one plane, each stroke one step of the history."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Slot

from app.document import Box, Draft, Plane, segment
from app.editor.session import Session
from app.editor.tools.base import Quiet, Spot

PlaneName = Literal["hole", "sketch"]

_WORDS = {
    ("hole", False): "Paint mask",
    ("hole", True): "Erase mask",
    ("sketch", False): "Draw sketch",
    ("sketch", True): "Erase sketch",
}
_PIECE = 256  # a long line is painted in pieces: its box grows with the square of the length


class Brush(QObject, Quiet):
    """A round brush on the hole or the sketch."""

    pans = False

    def __init__(
        self, session: Session, plane: PlaneName, *, eraser: bool, radius: Callable[[], float], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._name, self._eraser, self._radius = session, plane, eraser, radius
        self._draft: Draft | None = None
        self._erasing = False
        self._is_down = False
        self._last: tuple[float, float] | None = None  # survives the stroke: Shift-click joins with it
        session.settling.connect(self.settle)
        session.opened.connect(self._forget)

    @property
    def radius(self) -> float:
        return self._radius()

    def erases(self, *, takes: bool) -> bool:
        return self._eraser or takes

    def press(self, spot: Spot) -> None:
        plane = self._plane()
        if plane is None:
            return
        self._is_down = True
        self._erasing = self.erases(takes=spot.takes)
        self._draft = Draft(plane)
        start = self._last if spot.line and self._last is not None else (spot.x, spot.y)
        self._paint(start, (spot.x, spot.y))

    def move(self, spot: Spot) -> None:
        if self._is_down and self._last is not None:
            self._paint(self._last, (spot.x, spot.y))

    def release(self) -> None:
        self.settle()
        self._is_down = False

    def abort(self) -> bool:
        draft, self._draft = self._draft, None
        self._is_down = False
        if draft is None:
            return False
        draft.abort()
        return True

    @Slot()
    def settle(self) -> None:
        """Make the stroke so far a step. If the button is still down, what follows is another step."""
        draft, self._draft = self._draft, None
        plane = self._plane()
        if draft is not None and plane is not None:
            self._session.push_patch(_WORDS[self._name, self._erasing], plane, draft.finish())

    @Slot()
    def _forget(self) -> None:
        self._draft, self._last, self._is_down = None, None, False

    def _plane(self) -> Plane | None:
        document = self._session.document
        if document is None:
            return None
        return document.hole if self._name == "hole" else document.sketch

    def _paint(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        plane = self._plane()
        if plane is None:
            return
        if self._draft is None:
            self._draft = Draft(plane)
        whole, radius = Box.of(plane.size), max(self.radius, 0.5)
        pieces = max(1, math.ceil(math.dist(start, end) / (_PIECE + radius)))
        points = [
            (start[0] + (end[0] - start[0]) * n / pieces, start[1] + (end[1] - start[1]) * n / pieces)
            for n in range(pieces + 1)
        ]
        for a, b in itertools.pairwise(points):
            self._draft.paint(*segment(a, b, radius, within=whole), erase=self._erasing)
        self._last = end
