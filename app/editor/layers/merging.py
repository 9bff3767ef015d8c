"""Layers joined into one: reckoned on a thread, since two of 24 megapixels take seconds, and then one step."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.document.layers import Layer
from app.document.merging import loses_outside, merge_of
from app.editor.errands import Errands
from app.editor.history.layersteps import LayersCommand
from app.editor.layers.layering import Layering
from app.editor.notices import failure, news
from app.editor.session import Session, paused
from app.language import text


class Merging(QObject):
    """Merges the chosen layer down, and flattens those that are visible. One at a time."""

    notice = Signal(object)
    began = Signal()  # of layers that lie where they are from now on
    chosen = Signal(int)  # the id of the layer that was made

    def __init__(self, session: Session, layering: Layering, errands: Errands) -> None:
        super().__init__(layering)
        self._session, self._layering, self._errands = session, layering, errands
        self._is_busy = False
        self.ask_in_hand: Callable[[], int | None] = lambda: None  # the layer that is being moved, by its id

    @property
    def can_merge_down(self) -> bool:
        """Whether there is a layer below the chosen one."""
        return self._layering.place > 0

    @property
    def can_flatten(self) -> bool:
        document = self._session.document
        return document is not None and sum(layer.visible for layer in document.layers) > 1

    def merge_down(self) -> None:
        """The chosen layer and the one below become one that looks as they did."""
        document, place = self._layering.settled(), self._layering.place
        if document is None or place < 0:
            return
        if place == 0:
            self.notice.emit(news(text("There is no layer below: the photo itself is never changed.")))
            return
        lower, upper = document.layers[place - 1 : place + 1]
        if self._layering.refuses(upper) or self._layering.refuses(lower):
            return
        if not (lower.visible and upper.visible):
            hidden = upper if lower.visible else lower
            self.notice.emit(news(text("«{name}» is hidden: show it before it is merged.", name=hidden.name)))
            return
        self._join(document, (lower, upper), lower.name, text("Merge {name} down", name=upper.name))

    def flatten(self) -> None:
        """All visible layers become one; hidden ones stay, above or below it as they were."""
        document = self._layering.settled()
        if document is None or not self.can_flatten:
            return
        seen = [layer for layer in document.layers if layer.visible]
        if not any(self._layering.refuses(layer) for layer in seen):
            self._join(document, seen, text("Visible"), text("Flatten visible layers"))

    def _join(self, document: Document, layers: Sequence[Layer], name: str, step: str) -> None:
        if self._is_busy:  # the keys were pressed again before the first had an answer
            return
        self._is_busy = True
        self.began.emit()
        gone = frozenset(layer.id for layer in layers)
        done = functools.partial(self._on_done, document, self._session.revision, gone, step)
        self._errands.run(text("Merging layers"), merge_of(document, layers, name), done, self._on_fault)

    def _on_done(self, document: Document, revision: int, gone: frozenset[int], step: str, joined: Layer) -> None:
        self._is_busy = False
        if self._session.document is not document:
            return
        with paused(self._session):
            self._replace(document, revision, gone, step, joined)

    def _replace(self, document: Document, revision: int, gone: frozenset[int], step: str, joined: Layer) -> None:
        if self._session.revision != revision or self.ask_in_hand() in gone:
            self.notice.emit(news(text("The photo was changed meanwhile: the layers were not merged.")))
            return
        # The new layer has the id of the lowest, and its place.
        layers = tuple(
            joined if layer.id == joined.id else layer
            for layer in document.layers
            if layer.id == joined.id or layer.id not in gone
        )
        loses = loses_outside(document, [layer for layer in document.layers if layer.id in gone])
        self._session.push(LayersCommand(step, document, layers))
        self.chosen.emit(joined.id)
        if loses:
            self.notice.emit(news(text("What lay outside of the photo is gone with the merge; undo brings it back.")))

    def _on_fault(self, fault: Exception) -> None:
        self._is_busy = False
        self.notice.emit(failure(fault, text("The layers are as they were")))
