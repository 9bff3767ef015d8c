"""What is done with a fill that was kept: choose among its candidates, ask for more, open it again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.document.layers import Layer
from app.document.layers.fills import with_candidate, with_chosen_alone
from app.editor.fills.filling import Filling
from app.editor.fills.keeping import MOST, spare_bytes
from app.editor.fills.reopening import Reopening
from app.editor.history.commands import ReplaceLayerCommand
from app.editor.history.layersteps import DragCommand
from app.editor.notices import news
from app.editor.numbers import MIB
from app.editor.session import Session
from app.language import text

_CHOOSING = 2**30  # the number of all these «drags»; those of the layers panel count from 1


class Fills(QObject):
    """The verbs of kept fills.

    ask_layer: tells the layer that the person has chosen.
    """

    changed = Signal()  # another fill, other candidates of it, another chosen one
    notice = Signal(object)

    def __init__(
        self, session: Session, filling: Filling, reopening: Reopening, ask_layer: Callable[[], Layer | None]
    ) -> None:
        super().__init__(session)
        self._session, self._filling, self._reopening, self._ask_layer = session, filling, reopening, ask_layer
        self.wants_strip = True
        session.layers_changed.connect(self.changed)
        session.opened.connect(self.changed)
        reopening.changed.connect(self.changed)

    @property
    def layer(self) -> Layer | None:
        """The fill that is spoken of: the one being edited, else the chosen layer if it is a fill."""
        layer = self._reopening.layer or self._ask_layer()
        return None if layer is None or layer.fill is None else layer

    @property
    def document(self) -> Document | None:
        return self._session.document

    @property
    def is_editing(self) -> bool:
        return self._reopening.layer is not None

    @property
    def has_choice(self) -> bool:
        layer = self.layer
        return layer is not None and layer.fill is not None and len(layer.fill.candidates) > 1

    @property
    def can_edit(self) -> bool:
        return self._can_be_asked_again(self.layer) and not self._filling.is_busy

    @property
    def can_have_more(self) -> bool:
        """Of the present hole, or of the chosen fill."""
        if self._filling.is_busy or self._session.document is None:
            return False
        layer = self.layer
        has_room = layer is not None and layer.fill is not None and len(layer.fill.candidates) < MOST
        return self._session.has_hole or (has_room and self._can_be_asked_again(layer))

    @property
    def sizes(self) -> tuple[int, int]:
        """Bytes: what the candidates of all fills hold that were not chosen, and what they may hold."""
        document = self._session.document
        whole = 0 if document is None else spare_bytes(document.layers)
        return whole, self._session.settings.candidates_mb * MIB

    def set_budget(self, size: int) -> None:
        """In MiB. What is over it goes with the next fill."""
        self._session.change(candidates_mb=size)
        self.changed.emit()

    def choose(self, number: int) -> None:
        """Show another candidate, 0 the first; passed over when there is none of that number.

        Going through several of them is one step.
        """
        self._session.settling.emit()  # a stroke on the layer's mask is no part of this step
        document, layer = self._session.document, self.layer
        if document is None or layer is None or layer.fill is None:
            return
        if number == layer.fill.chosen or not 0 <= number < len(layer.fill.candidates):
            return
        if self._refuses(layer, text("{name} is locked: unlock it to choose another candidate.", name=layer.name)):
            return
        name = text("Choose candidate of {name}", name=layer.name)
        self._session.push(DragCommand(name, document, with_candidate(layer, number), _CHOOSING))

    def toggle_strip(self) -> None:
        self.wants_strip = not self.wants_strip
        self.changed.emit()

    def next_candidate(self) -> None:
        self._step(1)

    def previous_candidate(self) -> None:
        self._step(-1)

    def keep_chosen(self) -> None:
        """Let go of the candidates that were not chosen."""
        self._session.settling.emit()
        document, layer = self._session.document, self.layer
        if document is None or layer is None or not self.has_choice:
            return
        if not self._refuses(layer, text("{name} is locked: unlock it to let go of candidates.", name=layer.name)):
            name = text("Keep one candidate of {name}", name=layer.name)
            self._session.push(ReplaceLayerCommand(name, document, with_chosen_alone(layer)))

    def more(self) -> None:
        self._session.settling.emit()  # a layer that was shown elsewhere is another one then, or no fill any more
        self._filling.more(self.layer)

    def toggle_edit(self) -> None:
        """Bring back what the chosen fill was asked with; once more, leave it as it is."""
        self._session.settling.emit()  # as for more
        layer = self.layer
        if self.is_editing:
            self.leave()
        elif layer is not None and self.can_edit:
            self._reopening.edit(layer)

    def edit_at(self, layer: Layer | None) -> None:
        """The same for a layer that was pointed at."""
        if layer is not None and layer is self.layer and not self.is_editing:
            self.toggle_edit()

    def leave(self) -> bool:
        """End an edit without a fill; False when none is under way."""
        return self._reopening.leave()

    @staticmethod
    def _can_be_asked_again(layer: Layer | None) -> bool:
        """Whether it is a fill that can be asked for again: a project may have kept one without its hole."""
        return layer is not None and layer.fill is not None and bool(layer.fill.hole) and not layer.locked

    def _refuses(self, layer: Layer, why: str) -> bool:
        """Whether the layer is locked; says so in these words."""
        if layer.locked:
            self.notice.emit(news(why))
        return layer.locked

    def _step(self, by: int) -> None:
        layer = self.layer
        if layer is not None and layer.fill is not None:
            self.choose((layer.fill.chosen + by) % len(layer.fill.candidates))
