"""The verbs of layers: each one step of the history, and none for a layer that is locked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.document.layers import Layer
from app.document.merging import empty_layer
from app.editor.history.commands import FillCommand, RemoveLayerCommand, ReplaceLayerCommand
from app.editor.history.layersteps import DragCommand, LayersCommand
from app.editor.layers.naming import LAYER, next_name
from app.editor.notices import news
from app.editor.session import Session
from app.language import text


class Layering(QObject):
    """ask_current: the chosen layer, None for the photo. Verbs without an argument are about that one."""

    notice = Signal(object)
    chosen = Signal(int)  # the id of the layer that a verb made

    def __init__(self, session: Session, ask_current: Callable[[], Layer | None]) -> None:
        super().__init__(session)
        self._session, self._ask_current = session, ask_current

    @property
    def current(self) -> Layer | None:
        """The chosen layer; None for the photo."""
        return self._ask_current()

    @property
    def place(self) -> int:
        """Where the chosen layer is among the layers; -1 for the photo."""
        document, layer = self._session.document, self.current
        if document is None or layer is None:
            return -1
        # Another photo may have come of which the list knows nothing yet.
        return next((place for place, one in enumerate(document.layers) if one.id == layer.id), -1)

    def add(self) -> None:
        """An empty layer above the chosen one."""
        document = self.settled()
        if document is not None:
            self._insert(text("Add layer"), document, empty_layer(document, next_name(LAYER, document.layers)))

    def duplicate(self) -> None:
        document, layer = self.settled(), self.current
        if document is not None and layer is not None:
            copy = replace(layer, id=document.new_layer_id(), name=text("{name} copy", name=layer.name), locked=False)
            self._insert(text("Duplicate {name}", name=layer.name), document, copy)

    def remove(self) -> None:
        if self.current is not None:
            self.delete(self.current.id)
        else:
            self.notice.emit(news(text("The photo itself is never deleted, only the layers above it.")))

    def delete(self, layer_id: int) -> None:
        document = self.settled()
        if document is not None and not self.refuses(document.layer(layer_id)):
            self._session.push(RemoveLayerCommand(document, document.layer(layer_id)))

    def toggle(self) -> None:
        layer = self.current
        if layer is not None:
            self.show(layer.id, visible=not layer.visible)

    def show(self, layer_id: int, *, visible: bool) -> None:
        """Show or hide: this a locked layer allows, since it is not changed by it."""
        document = self.settled()
        if document is not None:
            layer = document.layer(layer_id)
            if layer.visible != visible:
                step = text("Show {name}", name=layer.name) if visible else text("Hide {name}", name=layer.name)
                self._session.push(ReplaceLayerCommand(step, document, replace(layer, visible=visible)))

    def toggle_lock(self) -> None:
        document, layer = self.settled(), self.current
        if document is not None and layer is not None:
            name = layer.name
            step = text("Unlock {name}", name=name) if layer.locked else text("Lock {name}", name=name)
            self._session.push(ReplaceLayerCommand(step, document, replace(layer, locked=not layer.locked)))

    def rename(self, layer_id: int, name: str) -> None:
        document = self.settled()
        if document is not None and name.strip():
            layer = document.layer(layer_id)
            if layer.name != name.strip() and not self.refuses(layer):
                changed = replace(layer, name=name.strip())
                self._session.push(ReplaceLayerCommand(text("Rename {name}", name=layer.name), document, changed))

    def set_opacity(self, layer_id: int, opacity: float, drag: int) -> None:
        """drag: the number of the drag that this is a part of; a drag is one step."""
        document = self.settled()
        if document is not None:
            layer = document.layer(layer_id)
            if layer.opacity != opacity and not self.refuses(layer):
                changed = replace(layer, opacity=opacity)
                self._session.push(DragCommand(text("Opacity of {name}", name=layer.name), document, changed, drag))

    def set_blend(self, layer_id: int, blend: str) -> None:
        document = self.settled()
        if document is not None:
            layer = document.layer(layer_id)
            if layer.blend != blend and not self.refuses(layer):
                changed = replace(layer, blend=blend)
                self._session.push(ReplaceLayerCommand(text("Mode of {name}", name=layer.name), document, changed))

    def raise_layer(self) -> None:
        self._move_by(1)

    def lower_layer(self) -> None:
        self._move_by(-1)

    def move(self, layer_id: int, index: int) -> None:
        """So that it stands at this index among the others, 0 just above the photo."""
        document = self.settled()
        if document is None:
            return
        layer = document.layer(layer_id)
        others = [one for one in document.layers if one.id != layer_id]
        index = min(max(index, 0), len(others))
        layers = (*others[:index], layer, *others[index:])
        if layers != document.layers and not self.refuses(layer):
            is_raised = layers.index(layer) > document.layers.index(layer)
            step = text("Move {name} up", name=layer.name) if is_raised else text("Move {name} down", name=layer.name)
            self._session.push(LayersCommand(step, document, layers))

    def settled(self) -> Document | None:
        """The document, once a stroke under way has become a step."""
        self._session.settling.emit()
        return self._session.document

    def refuses(self, layer: Layer) -> bool:
        """Whether the layer is locked; says so."""
        if layer.locked:
            self.notice.emit(news(text("«{name}» is locked: unlock it first.", name=layer.name)))
        return layer.locked

    def _insert(self, name: str, document: Document, layer: Layer) -> None:
        index = self.place + 1
        layers = (*document.layers[:index], layer, *document.layers[index:])
        if index == len(document.layers):
            self._session.push(FillCommand(name, document, (layer,), ()))
        else:
            self._session.push(LayersCommand(name, document, layers))
        self.chosen.emit(layer.id)

    def _move_by(self, steps: int) -> None:
        layer, place = self.current, self.place
        if layer is not None:
            self.move(layer.id, place + steps)
