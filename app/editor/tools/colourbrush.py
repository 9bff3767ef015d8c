"""The colour brush: paints roughly what a fill should have where; with Ctrl it takes a colour from the photo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.document.geometry import Box, Point
from app.document.planes import ColourDraft
from app.document.planes.tiles import Mask
from app.editor.session import Session
from app.editor.tools.base import Spot
from app.editor.tools.freehand import FreehandTool
from app.editor.tools.paint import Paint
from app.editor.tools.pieces import covered
from app.language import text


class ColourBrush(FreehandTool[ColourDraft]):
    """Round, on the plane of colours; a stroke has the colour that was chosen when it began."""

    def __init__(self, session: Session, paint: Paint, radius: Callable[[], float], parent: QObject) -> None:
        super().__init__(session, radius, parent)
        self._paint = paint
        self._erasing = False
        self._has_ctrl = False  # held while the pointer is over the photo
        self._is_taking = False  # the button went down to take a colour, and is down

    @property
    def radius(self) -> float:
        """None where a click takes a colour: a cross aims better."""
        return 0.0 if self._aims else super().radius

    @property
    def drags(self) -> bool:
        """A press is all that taking a colour needs."""
        return not self._aims

    @property
    def hint(self) -> str:
        if self._aims:
            return text("Click the photo to take the colour there")
        document = self._session.document
        if document is None or not document.colours.is_empty:
            return ""
        return text("Paint roughly what the fill should show; Ctrl+click takes a colour from the photo")

    def press(self, spot: Spot) -> None:
        self._has_ctrl = spot.ctrl
        if self._aims and not spot.takes:
            self._is_taking = True
            self._paint.take_from(spot)
        elif self._session.document is not None:
            self._has_ctrl, self._erasing = False, spot.takes
            self._paint.ask(on=False)
            self.begin(spot)

    def move(self, spot: Spot) -> None:
        if self._is_taking:
            self._paint.take_from(spot)
        else:
            super().move(spot)

    def release(self) -> None:
        if self._is_taking:
            self._is_taking = False
            self._paint.ask(on=False)
            self._paint.taken.emit(self._paint.colour.name())
        super().release()

    def hover(self, spot: Spot) -> None:
        self._has_ctrl = spot.ctrl

    def abort(self) -> bool:
        was_aiming = self._is_taking or self._paint.is_asked
        self._is_taking = False
        self._paint.ask(on=False)
        return super().abort() or was_aiming

    def leave(self) -> None:
        super().leave()
        self._has_ctrl = False
        self._paint.ask(on=False)

    def drafted(self) -> ColourDraft | None:
        document = self._session.document
        if document is None or self._draft is not None:
            return self._draft
        return ColourDraft(document.colours, self._paint.in_photo())

    def paint(self, draft: ColourDraft, start: Point, end: Point, radii: tuple[float, float], within: Box) -> None:
        for box, coverage in covered(start, end, radii, within):
            self.cover(draft, box, coverage)

    def cover(self, draft: ColourDraft, box: Box, coverage: Mask) -> None:
        draft.paint(box, coverage, erase=self._erasing)

    def commit(self, draft: ColourDraft) -> None:
        document, patch = self._session.document, draft.finish()
        if document is None or not patch:
            return
        step = text("Erase colour") if self._erasing else text("Paint colour")
        self._session.push_patch(step, document.colours, patch, draft.drawn)
        if not self._erasing:
            self._paint.note_use()

    @property
    def _aims(self) -> bool:
        """Whether a press takes a colour."""
        return self._is_taking or self._has_ctrl or self._paint.is_asked
