"""Smart select: scribble over a thing, and its outline is looked for. Shown first, taken with Enter."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot

from app.document.geometry import Box
from app.document.planes import Draft, Plane, Tiles
from app.document.planes.combining import Mode
from app.document.planes.stroke import segment
from app.editor.canvas.marks import Scribble
from app.editor.keys import BACK, ENTER
from app.editor.notices import news
from app.editor.tools.base import Press, Spot
from app.editor.tools.pieces import pieces_of
from app.editor.tools.proposal import Proposal
from app.editor.tools.selecting import Selecting, SelectionTool
from app.language import text
from app.worker.grabbing import grab


class SmartSelect(SelectionTool):
    """Strokes over the thing, with Alt or the right button over what is not it; each asks anew.

    What was found shows in the mask at once, but is no step before Enter. Backspace takes back the last stroke, Esc
    drops all of them, and what was found.
    """

    def __init__(self, selecting: Selecting, parent: QObject) -> None:
        super().__init__(selecting, parent)
        self._scribbles: list[Scribble] = []
        self._is_down = False
        self._mode: Mode = "add"
        self._proposal = Proposal()  # what was found
        self._ticket = 0  # of the latest question; answers to others are dropped
        self._asked = 0  # of the question under way, 0 for none
        self._is_taken = False  # Enter came before the outline: it is taken when it comes
        self._then: list[Callable[[], None]] = []  # what is done to the mask after it
        selecting.ask_to_wait = self._wait
        session = selecting.session
        session.pausing.connect(self._proposal.step_aside)
        session.resuming.connect(self._proposal.come_back)
        session.settling.connect(self.settle)
        session.opened.connect(self._forget)

    @property
    def radius(self) -> float:
        return self.selecting.session.radii.smart

    @property
    def hint(self) -> str:
        if self._asked and self._scribbles:  # after Enter or Esc nobody waits for the answer any more
            if self._is_taken:
                return text("Looking for the outline, which is taken when it comes. Esc drops it")
            return text("Looking for the outline")
        if self._proposal.is_shown:
            return text("Enter takes it, Esc drops it. Scribble on to add, with Alt or the right button to leave out")
        # With a mask, filling it comes next: another line says so.
        return (
            ""
            if self._scribbles or self.selecting.session.has_hole
            else text("Scribble over the thing: its outline is looked for")
        )

    def erases(self, *, takes: bool) -> bool:
        return takes and bool(self._scribbles)

    def press(self, spot: Spot) -> None:
        if not self._scribbles:
            self._mode = self.selecting.mode_at(spot)
        takes = spot.takes and bool(self._scribbles)
        self._is_taken, self._then = False, []  # there is more to say: what comes of it is to be seen first
        self._scribbles.append(Scribble(((spot.x, spot.y),), self.radius, takes))
        self._is_down = True
        self._show()

    def move(self, spot: Spot) -> None:
        if not self._is_down:
            return
        last = self._scribbles[-1]
        if math.dist(last.points[-1], (spot.x, spot.y)) >= 0.5 * spot.grain:
            self._scribbles[-1] = Scribble((*last.points, (spot.x, spot.y)), last.radius, last.takes)
            self._show()

    def release(self) -> None:
        if self._is_down:
            self._is_down = False
            self._ticket += 1
            self._ask()

    def abort(self) -> bool:
        was_busy = bool(self._scribbles)
        self._end()
        return was_busy

    def leave(self) -> None:
        self.settle()

    def wants(self, key: Qt.Key) -> bool:
        return key in (*ENTER, *BACK) and bool(self._scribbles)

    def key(self, press: Press) -> None:
        if press.key in BACK:
            self._take_back()
        elif self._proposal.is_shown:
            self.settle()
        elif self._is_awaited and not self._is_down:
            self._is_taken = True
            self.selecting.hinted.emit()

    @Slot()
    def settle(self) -> None:
        """Take what shows; strokes without an answer yet are dropped."""
        self._proposal.come_back()
        tiles, was_awaited = self._proposal.tiles, self._is_awaited
        self._end()
        self.selecting.commit("object", tiles, self._mode)
        if was_awaited:
            self.selecting.notice.emit(news(text("The scribbles were dropped: their outline was not found yet.")))

    @property
    def _is_awaited(self) -> bool:
        """Whether an outline is looked for, and none shows."""
        return bool(self._asked and self._scribbles) and not self._proposal.is_shown

    def _wait(self, then: Callable[[], None]) -> bool:
        """Take the outline when it comes, as Enter does, and then do this; False where none is awaited."""
        waits = self._is_awaited and not self._is_down
        if waits:
            self._is_taken = True
            self._then.append(then)
            self.selecting.hinted.emit()
        return waits

    def _take_back(self) -> None:
        """The last scribble, and with it what was found for it."""
        if len(self._scribbles) == 1:
            self._end()
            return
        self._scribbles.pop()
        self._is_down = self._is_taken = False
        self._proposal.end()
        self._ticket += 1
        self._show()
        self._ask()
        self.selecting.hinted.emit()

    @Slot()
    def _forget(self) -> None:
        self._end()

    def _end(self) -> None:
        self._proposal.end()
        self._scribbles = []
        self._is_down = self._is_taken = False
        self._then = []
        self._ticket += 1
        self._show()
        self.selecting.hinted.emit()

    def _show(self) -> None:
        self.selecting.show(*self._scribbles)

    def _ask(self) -> None:
        """Ask about all strokes so far, unless an older question is still under way: its answer asks again."""
        document, size = self.selecting.session.document, self.selecting.size
        if self._asked or document is None or size is None:
            return
        drawn = [Plane(size), Plane(size)]
        for scribble in self._scribbles:
            _draw(drawn[scribble.takes], scribble)
        self._asked = self._ticket
        work = grab(document, drawn[0].snapshot(), drawn[1].snapshot())
        found = functools.partial(self._on_found, self._asked)
        self.selecting.errands.run(text("Looking for the outline"), work, found, self._on_fault)

    def _on_found(self, ticket: int, tiles: Tiles) -> None:
        self._asked = 0
        document = self.selecting.session.document
        if ticket != self._ticket:
            if self._scribbles and not self._is_down:
                self._ask()
        elif document is not None:
            self._proposal.show(document.hole, tiles, self._mode)
            if self._is_taken:
                after = self._then
                self.settle()
                for then in after:
                    then()
        self.selecting.hinted.emit()

    def _on_fault(self, fault: Exception) -> None:
        self._asked = 0
        self._end()
        self.selecting.fail(fault)


def _draw(plane: Plane, scribble: Scribble) -> None:
    draft, whole = Draft(plane), Box.of(plane.size)
    points = scribble.points if len(scribble.points) > 1 else scribble.points * 2
    for a, b in itertools.pairwise(points):
        for start, end in pieces_of(a, b, scribble.radius):
            draft.paint(*segment(start, end, max(scribble.radius, 0.5), within=whole), erase=False)
    plane.swap(draft.finish())
