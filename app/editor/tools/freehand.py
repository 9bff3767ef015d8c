"""A stroke that is drawn by hand: it follows the pointer on its string, from the press to the release."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot

from app.document.geometry import Box, Point
from app.document.planes.draft import LiveDraft
from app.document.planes.tiles import Mask
from app.editor.session import Session
from app.editor.tools.base import Spot
from app.editor.tools.string import String
from app.editor.tools.underway import AnyDraft, StrokeTool


class FreehandTool(StrokeTool[AnyDraft]):
    """`drafted` says on what it is painted, `paint` how; a press that a kind accepts goes to `begin`."""

    def __init__(self, session: Session, radius: Callable[[], float], parent: QObject) -> None:
        super().__init__(session, radius, parent)
        self._is_down = False
        self._last: Point | None = None  # survives the stroke: Shift-click joins with it
        self._last_radius = 0.0  # there
        self._string = String()
        self._aside: Sequence[tuple[Box, Mask]] = ()  # of a stroke that steps aside: boxes, and what it covers
        self._pointer: Spot | None = None  # where the stroke must end, however far it has come

    # Not abstract methods, since a QObject cannot be abstract as well: their metaclasses differ.
    def drafted(self) -> AnyDraft | None:
        """The draft under way, or a new one; None where there is nothing to paint on."""
        raise NotImplementedError

    def paint(self, draft: AnyDraft, start: Point, end: Point, radii: tuple[float, float], within: Box) -> None:
        """From start with the one radius to end with the other. within: the whole photo."""
        raise NotImplementedError

    def cover(self, draft: AnyDraft, box: Box, coverage: Mask) -> None:
        """Paint pixels of a box. coverage: (h, w) bool."""
        raise NotImplementedError

    def begin(self, spot: Spot) -> None:
        """With Shift from where the last stroke ended."""
        self._is_down, self._pointer = True, spot
        at, radius = (spot.x, spot.y), self.radius_at(spot)
        self._lay(self._last if spot.line and self._last is not None else at, at, radius, radius)
        self._string = String(at, self._session.settings.smoothing * spot.grain)

    def move(self, spot: Spot) -> None:
        if self._is_down and self._last is not None:
            self._pointer = spot
            at = self._string.follow((spot.x, spot.y))
            if at is not None:
                self._lay(self._last, at, self._last_radius, self.radius_at(spot))

    def release(self) -> None:
        pointer = self._pointer
        if self._is_down and pointer is not None and self._last is not None and self._string.is_behind:
            self._lay(self._last, (pointer.x, pointer.y), self._last_radius, self._last_radius)
        self.settle()
        self._is_down, self._pointer = False, None

    def abort(self) -> bool:
        self._is_down, self._aside = False, ()
        return super().abort()

    @Slot()
    def settle(self) -> None:
        self.resume()
        super().settle()

    @Slot()
    def pause(self) -> None:
        draft, self._draft = self._draft, None
        if isinstance(draft, LiveDraft):
            self._aside = draft.lift()

    @Slot()
    def resume(self) -> None:
        aside, self._aside = self._aside, ()
        draft = self.drafted() if aside else None
        if draft is not None:
            self._draft = draft
            for box, coverage in aside:
                self.cover(draft, box, coverage)

    @Slot()
    def _forget(self) -> None:
        super()._forget()
        self._last, self._is_down, self._pointer, self._aside = None, False, None, ()

    def _lay(self, start: Point, end: Point, thick: float, thin: float) -> None:
        document = self._session.document
        draft = None if document is None else self.drafted()
        if document is not None and draft is not None:
            self._draft = draft
            self.paint(draft, start, end, (thick, thin), Box.of(document.size))
            self._last, self._last_radius = end, thin
