"""The context tool: drags the edges of what a fill looks at."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from app.document.geometry import Box, Size
from app.editor.fills.contextboxes import ContextBoxes
from app.editor.history.commands import ContextsCommand
from app.editor.session import Session
from app.editor.tools.base import Quiet, Spot
from app.language import text
from app.worker.contexts import Context

_REACH = 8.0  # device pixels beside an edge that still count as on it


@dataclass(frozen=True, slots=True)
class _Grip:
    """An edge or a corner of a box: which of its sides follow the pointer."""

    context: Context
    left: bool
    top: bool
    right: bool
    bottom: bool

    def moved(self, spot: Spot, size: Size) -> Box:
        """The box with its sides at the pointer: never inside of the holes, never out of the photo."""
        box, holes, x, y = self.context.box, self.context.holes, round(spot.x), round(spot.y)
        return Box(
            min(max(x, 0), holes.x0) if self.left else box.x0,
            min(max(y, 0), holes.y0) if self.top else box.y0,
            max(min(x, size.width), holes.x1) if self.right else box.x1,
            max(min(y, size.height), holes.y1) if self.bottom else box.y1,
        )


class ContextTool(QObject, Quiet):
    """Each change is a step. With Alt or the right button a box becomes again what it would be by itself."""

    pans = False
    radius = 0.0

    def __init__(self, session: Session, boxes: ContextBoxes, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._boxes = session, boxes
        self._grip: _Grip | None = None
        self._box: Box | None = None  # as it is dragged now
        session.pausing.connect(self.settle)
        boxes.changed.connect(self._forget)

    @property
    def hint(self) -> str:
        if self._box is not None:
            return f"{self._box.width} × {self._box.height}"
        if not self._session.has_hole:
            return text("Paint a mask first: the box around it shows what a fill looks at")
        return text(
            "Drag an edge to change what a fill looks at. With Alt or the right button a box becomes the usual one"
        )

    def erases(self, *, takes: bool) -> bool:
        return takes

    def press(self, spot: Spot) -> None:
        grip = self._grip_at(spot)
        if grip is not None and spot.takes:
            self._put(grip.context.box, None)
        elif grip is not None:
            self._grip = grip
            self.move(spot)

    def move(self, spot: Spot) -> None:
        document = self._session.document
        if self._grip is not None and document is not None:
            self._box = self._grip.moved(spot, document.size)
            self._boxes.show(self._box, instead=self._grip.context.box)

    def release(self) -> None:
        self.settle()

    def abort(self) -> bool:
        was_busy = self._grip is not None
        self._forget()
        self._boxes.show()
        return was_busy

    @Slot()
    def settle(self) -> None:
        """Take the box as it is now."""
        grip, box = self._grip, self._box
        self._forget()
        if grip is not None and box is not None:
            self._put(grip.context.box, box)

    @Slot()
    def _forget(self) -> None:
        self._grip, self._box = None, None

    def _put(self, old: Box, box: Box | None) -> None:
        """One box in the place of another; None: the usual one."""
        document = self._session.document
        if document is None or box == old:
            return
        kept = tuple(one for one in document.contexts if one != old)
        contexts = kept if box is None else (box, *kept)
        if contexts != document.contexts:
            self._session.push(ContextsCommand(document, contexts))

    def _grip_at(self, spot: Spot) -> _Grip | None:
        """The nearest edge within reach."""
        reach, best, found = _REACH * spot.grain, _REACH * spot.grain, None
        for context in self._boxes.found:
            box = context.box
            if not (box.x0 - reach <= spot.x <= box.x1 + reach and box.y0 - reach <= spot.y <= box.y1 + reach):
                continue
            apart = (abs(spot.x - box.x0), abs(spot.y - box.y0), abs(spot.x - box.x1), abs(spot.y - box.y1))
            if min(apart) <= best:
                best = min(apart)
                left, top, right, bottom = (one <= reach for one in apart)
                found = _Grip(context, left, top, right and not left, bottom and not top)
        return found
