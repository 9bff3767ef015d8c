"""How many of the contours that were found become guide strokes: shown first, and one step once they are taken."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from app.document.planes import Tiles
from app.document.planes.combining import patch_with
from app.document.planes.ordered import Ordered
from app.editor.notices import news
from app.editor.session import Session
from app.editor.tools.proposal import Proposal
from app.language import plural, text

_STEPS = 12  # from the usual strokes to the fewest, and as many to all of them


class ContourChoice(QObject):
    """Whatever a person does next takes what shows, as Enter does; what comes of its own goes by beside it."""

    changed = Signal()  # others show, or none any more
    told = Signal(str)  # for who hears it
    notice = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._contours: Ordered | None = None
        self._proposal = Proposal()
        self.counts: tuple[int, ...] = ()  # of strokes, that can be chosen
        self.chosen = 0  # which of them
        session.pausing.connect(self._proposal.step_aside)
        session.resuming.connect(self._proposal.come_back)
        session.settling.connect(self.accept)
        session.opened.connect(self._end)
        session.history.changed.connect(self._on_history)

    @property
    def is_pending(self) -> bool:
        return self._contours is not None

    @property
    def words(self) -> str:
        """How many strokes show; empty when there is nothing to choose."""
        if self._contours is None:
            return ""
        count, total = self.counts[self.chosen], self._contours.count
        if count == 0:
            return _none_of(total)
        return plural(
            "{number} of {total} stroke", "{number} of {total} strokes", count=total, number=count, total=total
        )

    def offer(self, contours: Ordered) -> None:
        """Show the usual ones of these; or take them at once, where the sketch shows what is just being drawn on it."""
        document = self._session.document
        if document is None:
            return
        if not patch_with(document.sketch, contours.first(contours.count)):
            self.notice.emit(news(text("The contours are on the sketch already.")))
            return
        if document.sketch.is_live:
            if contours.usual:
                self._take(contours.first(contours.usual))
            else:
                self.notice.emit(news(_none_of(contours.count)))
            return
        self._contours = contours
        self.counts = counts_of(contours.usual, contours.count)
        self.choose(self.counts.index(contours.usual))

    def choose(self, number: int) -> None:
        """Show as many as the counts say at this place."""
        document = self._session.document
        if document is None or self._contours is None:
            return
        self.chosen = min(max(number, 0), len(self.counts) - 1)
        self._proposal.show(document.sketch, self._contours.first(self.counts[self.chosen]))
        self.changed.emit()
        self.told.emit(self.words)

    @Slot()
    def accept(self) -> None:
        """Make a step of what shows."""
        if self._contours is None:
            return
        self._proposal.come_back()
        tiles = self._proposal.tiles
        self._end()
        if tiles:
            self._take(tiles)

    def drop(self) -> bool:
        """Leave the sketch as it was; False when nothing shows."""
        was_pending = self.is_pending
        self._end()
        if was_pending:
            self.told.emit(text("Strokes dropped"))
        return was_pending

    def _take(self, tiles: Tiles) -> None:
        if self._session.add_strokes(text("Trace contours"), tiles):
            self.told.emit(text("Strokes taken"))
        else:
            self.notice.emit(news(text("The contours are on the sketch already.")))

    @Slot()
    def _end(self) -> None:
        self._proposal.end()
        if self._contours is not None:
            self._contours = None
            self.changed.emit()

    def _on_history(self) -> None:
        """A step that came otherwise, such as an undo from the list, has taken them off."""
        if self.is_pending and not self._proposal.is_shown and not self._proposal.is_aside:
            self._end()


def _none_of(total: int) -> str:
    return plural(
        "None: the {total} stroke found looks like texture",
        "None: the {total} strokes found look like texture",
        count=total,
        total=total,
    )


def counts_of(usual: int, total: int) -> tuple[int, ...]:
    """From the fewest strokes to all of them, the usual number among them; each is other than the one before.

    By shares: from 10 strokes to 13 is as far as from 100 to 130.
    """
    fewest = min(1, usual)
    counts = {fewest, usual, total}
    for low, high in itertools.pairwise((max(fewest, 1), max(usual, 1), max(total, 1))):
        counts |= {round(float(count)) for count in np.geomspace(low, high, _STEPS + 1)}
    return tuple(sorted(count for count in counts if fewest <= count <= total))
