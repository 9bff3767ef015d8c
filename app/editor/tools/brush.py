"""Brush, eraser, exclude brush and pen: strokes on one plane, each stroke one step of the history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.document.geometry import Box, Point
from app.document.planes import Draft, Plane
from app.document.planes.tiles import Mask
from app.editor.session import Session
from app.editor.tools.base import Spot
from app.editor.tools.freehand import FreehandTool
from app.editor.tools.pieces import covered
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


class Brush(FreehandTool[Draft]):
    """A round brush on one plane. The size follows a pen's pressure, except of guide strokes, which are lines."""

    ended = Signal(bool)  # a stroke, when the button is let go; whether it took away

    def __init__(
        self, session: Session, plane: PlaneName, *, eraser: bool, radius: Callable[[], float], parent: QObject
    ) -> None:
        super().__init__(session, radius, parent)
        self._name, self._eraser = plane, eraser
        self._erasing = False

    def erases(self, *, takes: bool) -> bool:
        return self._eraser or takes

    def press(self, spot: Spot) -> None:
        if self._plane() is not None:
            self._erasing = self.erases(takes=spot.takes)
            self.begin(spot)

    def release(self) -> None:
        was_down = self._is_down
        super().release()
        if was_down:
            self.ended.emit(self._erasing)

    def commit(self, draft: Draft) -> None:
        plane = self._plane()
        if plane is not None:
            self._session.push_patch(said(_WORDS[self._name, self._erasing]), plane, draft.finish(), draft.drawn)

    def radius_at(self, spot: Spot) -> float:
        return max(self.radius, 0.5) if self._name == "sketch" else super().radius_at(spot)

    def drafted(self) -> Draft | None:
        plane = self._plane()
        return Draft(plane) if plane is not None and self._draft is None else self._draft

    def paint(self, draft: Draft, start: Point, end: Point, radii: tuple[float, float], within: Box) -> None:
        for box, coverage in covered(start, end, radii, within):
            self.cover(draft, box, coverage)

    def cover(self, draft: Draft, box: Box, coverage: Mask) -> None:
        draft.paint(box, coverage, erase=self._erasing)

    def _plane(self) -> Plane | None:
        document = self._session.document
        return (
            None
            if document is None
            else {"hole": document.hole, "sketch": document.sketch}.get(self._name, document.exclude)
        )
