"""A stroke under way: it shows as a draft, and is a step once it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Slot

from app.document.maskdraft import MaskDraft
from app.document.planes import ColourDraft, Draft
from app.editor.session import Session
from app.editor.tools.base import Quiet, Spot

AnyDraft = TypeVar("AnyDraft", bound=Draft | ColourDraft | MaskDraft)

LIGHTEST = 0.15  # of the radius, at no pressure at all


class StrokeTool(QObject, Quiet, Generic[AnyDraft]):
    """What paints a draft with a radius: `commit` makes a step of it, Esc takes it off, another photo forgets it."""

    pans = False

    def __init__(self, session: Session, radius: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._radius = session, radius
        self._draft: AnyDraft | None = None
        session.pausing.connect(self.pause)
        session.resuming.connect(self.resume)
        session.settling.connect(self.settle)
        session.opened.connect(self._forget)

    @property
    def radius(self) -> float:
        return self._radius()

    def erases(self, *, takes: bool) -> bool:
        return takes

    def commit(self, draft: AnyDraft) -> None:
        """Make a step of what the draft shows. Each kind has its own: a QObject cannot be abstract as well."""
        raise NotImplementedError

    def radius_at(self, spot: Spot) -> float:
        """As wide as a pen presses, if settings say that this counts; at least half a pixel."""
        share = LIGHTEST + (1 - LIGHTEST) * spot.pressure if self._session.settings.pen_pressure else 1.0
        return max(self.radius * share, 0.5)

    def abort(self) -> bool:
        draft, self._draft = self._draft, None
        if draft is None:
            return False
        draft.abort()
        return True

    @Slot()
    def settle(self) -> None:
        """Make the stroke so far a step: a person has done something else. If the button is still down, what follows is
        another step."""
        draft, self._draft = self._draft, None
        if draft is not None:
            self.commit(draft)

    @Slot()
    def pause(self) -> None:
        """Something else becomes a step, on the pixels that the stroke has been shown in: it steps aside for that."""
        raise NotImplementedError

    @Slot()
    def resume(self) -> None:
        """It has become one: what stepped aside shows again."""
        raise NotImplementedError

    @Slot()
    def _forget(self) -> None:
        """The draft was of a document that is gone."""
        self._draft = None
