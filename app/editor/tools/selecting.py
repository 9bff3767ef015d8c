"""What all selection tools share: how what they cover joins the hole, and one step for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.document.geometry import Size
from app.document.planes import Tiles
from app.document.planes.combining import Mode, patch_of
from app.editor.canvas.marks import Mark, Marks
from app.editor.errands import Errands
from app.editor.notices import failure
from app.editor.session import Session
from app.editor.tools.base import Quiet, Spot
from app.language import mark, said, text

MARK = "selection"
_STEPS: dict[Mode, dict[str, str]] = {
    "add": {
        "rectangle": mark("Select rectangle"),
        "ellipse": mark("Select ellipse"),
        "lasso": mark("Select lasso"),
        "polygon": mark("Select polygon"),
        "colour": mark("Select colour"),
        "object": mark("Select object"),
    },
    "subtract": {
        "rectangle": mark("Take away rectangle"),
        "ellipse": mark("Take away ellipse"),
        "lasso": mark("Take away lasso"),
        "polygon": mark("Take away polygon"),
        "colour": mark("Take away colour"),
        "object": mark("Take away object"),
    },
    "intersect": {
        "rectangle": mark("Keep only rectangle"),
        "ellipse": mark("Keep only ellipse"),
        "lasso": mark("Keep only lasso"),
        "polygon": mark("Keep only polygon"),
        "colour": mark("Keep only colour"),
        "object": mark("Keep only object"),
    },
}


class Selecting(QObject):
    """Where selection tools put what they cover: the hole, joined as a person chose in the bar or by keys held."""

    changed = Signal()  # the mode
    selected = Signal()  # a step was made that added to the hole
    hinted = Signal()  # a tool has something else to say, though nobody moved the pointer
    notice = Signal(object)

    def __init__(self, session: Session, marks: Marks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session, self._marks = session, marks
        self.errands = Errands(self)  # of their own: nobody waits for a file that is written meanwhile
        self._mode: Mode = "add"
        self.ask_to_wait: Callable[[Callable[[], None]], bool] = lambda then: False  # noqa: ARG005 - nothing is looked for

    @property
    def mode(self) -> Mode:
        """How the next selection joins the hole, unless keys say otherwise."""
        return self._mode

    @property
    def size(self) -> Size | None:
        """Of the photo; None when there is none."""
        document = self.session.document
        return None if document is None else document.size

    def add(self) -> None:
        self._choose("add")

    def subtract(self) -> None:
        self._choose("subtract")

    def intersect(self) -> None:
        self._choose("intersect")

    def mode_at(self, spot: Spot) -> Mode:
        """As the keys and the button at the press say: Shift adds, Alt or the right button takes away, both keep."""
        if spot.takes:
            return "intersect" if spot.line and spot.alt else "subtract"
        return "add" if spot.line else self._mode

    def after_search(self, then: Callable[[], None]) -> None:
        """Do this to the mask at once, or once what is looked for was found, and taken."""
        if not self.ask_to_wait(then):
            then()

    def show(self, *marks: Mark) -> None:
        """Show what would be selected; nothing takes it off."""
        self._marks.show(MARK, *marks)

    def fail(self, fault: Exception) -> None:
        """Say why nothing was selected."""
        self.notice.emit(failure(fault, text("Not selected")))
        self.hinted.emit()

    def stop(self) -> None:
        """The window closes: no answers come any more."""
        self.errands.stop()

    def commit(self, what: str, tiles: Tiles, mode: Mode) -> None:
        """Join with the hole, as one step; nothing is no wish to keep nothing. what: the shape, for the history."""
        document = self.session.document
        if document is None or not tiles:
            return
        patch = patch_of(mode, document.hole, tiles)
        drawn = {} if mode == "subtract" else tiles
        self.session.push_patch(said(_STEPS[mode][what]), document.hole, patch, drawn)
        if patch and mode == "add":
            self.selected.emit()

    def _choose(self, mode: Mode) -> None:
        self._mode = mode
        self.changed.emit()


class SelectionTool(QObject, Quiet):
    """The answers that all selection tools give alike."""

    pans = False

    def __init__(self, selecting: Selecting, parent: QObject) -> None:
        super().__init__(parent)
        self.selecting = selecting

    @property
    def radius(self) -> float:
        return 0.0

    def erases(self, *, takes: bool) -> bool:
        return takes or self.selecting.mode == "subtract"
