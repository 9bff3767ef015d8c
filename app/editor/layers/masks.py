"""The verbs of a layer's mask: the part of the layer that shows, apart from its pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.document.layers import Layer, LayerMask
from app.document.merging import with_applied_mask
from app.editor.history.commands import ReplaceLayerCommand
from app.editor.layers.layering import Layering
from app.editor.session import Session
from app.language import mark, said


class LayerMasks(QObject):
    """About the chosen layer."""

    shown_changed = Signal()

    def __init__(self, session: Session, layering: Layering) -> None:
        super().__init__(layering)
        self._session, self._layering = session, layering
        self._shows = False

    @property
    def can_add(self) -> bool:
        layer = self._layering.current
        return layer is not None and layer.mask is None

    @property
    def has_mask(self) -> bool:
        layer = self._layering.current
        return layer is not None and layer.mask is not None

    @property
    def shows(self) -> bool:
        """Whether masks are shown over the photo."""
        return self._shows

    @property
    def shown_id(self) -> int | None:
        """The layer whose mask is to be shown over the photo."""
        layer = self._layering.current
        return layer.id if self._shows and layer is not None and layer.mask is not None else None

    def add(self) -> None:
        """A mask that shows all of the layer."""
        self._change(
            mark("Add mask to {name}"), lambda layer: replace(layer, mask=LayerMask(layer.box.size)), has_mask=False
        )

    def remove(self) -> None:
        """All of the layer shows again."""
        self._change(mark("Delete mask of {name}"), lambda layer: replace(layer, mask=None))

    def apply(self) -> None:
        """What the mask hides is gone from the layer; it looks the same."""
        self._change(mark("Apply mask of {name}"), with_applied_mask)

    def invert(self) -> None:
        self._change(mark("Invert mask of {name}"), _inverted)

    def toggle_shown(self) -> None:
        """A tint over what the mask hides. The view alone changes."""
        self._shows = not self._shows
        self.shown_changed.emit()

    def _change(self, words: str, change: Callable[[Layer], Layer], *, has_mask: bool = True) -> None:
        self._session.settling.emit()
        document, layer = self._session.document, self._layering.current
        if document is None or layer is None or (layer.mask is not None) != has_mask or self._layering.refuses(layer):
            return
        self._session.push(ReplaceLayerCommand(said(words, name=layer.name), document, change(layer)))


def _inverted(layer: Layer) -> Layer:
    return layer if layer.mask is None else replace(layer, mask=layer.mask.inverted())
