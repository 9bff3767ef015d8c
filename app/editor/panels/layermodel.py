"""The layers of the document as rows of a list."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from app.document.layers import Layer, LayerMask
from app.editor.clocks import single_shot
from app.editor.fills.notes import said_note
from app.editor.layers.layering import Layering
from app.editor.numbers import percent
from app.editor.panels.blends import BLEND_NAMES
from app.editor.panels.layerrow import LAYER_ROLE, MASK_ROLE, NOTE_ROLE
from app.editor.panels.thumbnails import layer_thumbnail, mask_thumbnail, photo_thumbnail
from app.editor.session import Session
from app.language import said, text

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

PHOTO = 0  # in the place of a layer's id; those begin at 1
REST_MS = 150  # without another change, before a mask's picture is made anew
_NO_PARENT = QModelIndex()
_SHOWN = ("name", "pixels", "alpha", "visible", "note", "blend", "locked", "fill")


class LayerModel(QAbstractListModel):
    """Top layer first; the last row is the photo itself."""

    def __init__(self, session: Session, layering: Layering) -> None:
        super().__init__(session)
        self._session, self._layering = session, layering
        self._layers: tuple[Layer, ...] = ()
        self._photo: QPixmap | None = None
        self._pictures: dict[int, tuple[object, object, QPixmap]] = {}  # by id: the arrays that it is of
        self._masks: dict[int, tuple[LayerMask, QPixmap]] = {}
        # While a mask is painted its picture stays as it was: making it anew at each move would be felt.
        self._rest = single_shot(self, REST_MS, self._renew)
        session.opened.connect(self._on_opened)
        session.layers_changed.connect(self._on_layers)

    def stop(self) -> None:
        """Wait for nothing any more."""
        self._rest.stop()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() or self._session.document is None else len(self._layers) + 1

    def layer_at(self, row: int) -> Layer | None:
        """None for the photo's row."""
        return self._layers[row] if 0 <= row < len(self._layers) else None

    def id_at(self, row: int) -> int:
        """The layer's id, or PHOTO."""
        layer = self.layer_at(row)
        return PHOTO if layer is None else layer.id

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        layer = self.layer_at(index.row())
        if role == LAYER_ROLE:
            return layer
        if role == Role.DecorationRole:
            return self._picture_of(layer)
        if role == MASK_ROLE:
            return self._mask_of(layer)
        if role == NOTE_ROLE:
            return text("original, never changed") if layer is None else _told(layer)
        name = text("Photo") if layer is None else layer.name
        if role in (Role.DisplayRole, Role.EditRole):
            return name
        if role == Role.ToolTipRole:
            return name if layer is None or not layer.note else f"{name}\n{said_note(layer.note)}"
        if role == Role.AccessibleTextRole:
            words = [name, text("visible") if layer is None or layer.visible else text("hidden")]
            words += [text("locked")] if layer is not None and layer.locked else []
            return ", ".join(words + ([text("with a mask")] if layer is not None and layer.mask is not None else []))
        return None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        layer = self.layer_at(index.row())
        if role != Role.EditRole or layer is None:
            return False
        self._layering.rename(layer.id, str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled  # between rows, not on them
        flags = super().flags(index)
        if self.layer_at(index.row()) is None:
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def moveRows(self, source_parent: Index, row: int, count: int, target_parent: Index, before: int) -> bool:
        """A row dragged to between two others. The list follows once the document has changed."""
        layer = self.layer_at(row)
        if layer is None or count != 1 or source_parent.isValid() or target_parent.isValid():
            return False
        rest = len(self._layers) - 1
        self._layering.move(layer.id, rest - (before if before <= row else before - 1))
        return True

    def _picture_of(self, layer: Layer | None) -> QPixmap | None:
        document = self._session.document
        if document is None:
            return None
        if layer is None:
            if self._photo is None:
                self._photo = photo_thumbnail(document)
            return self._photo
        made = self._pictures.get(layer.id)
        if made is None or made[0] is not layer.pixels or made[1] is not layer.alpha:
            made = self._pictures[layer.id] = layer.pixels, layer.alpha, layer_thumbnail(layer)
        return made[2]

    def _mask_of(self, layer: Layer | None) -> QPixmap | None:
        if layer is None or layer.mask is None:
            return None
        made = self._masks.get(layer.id)
        if made is None or (made[0] is not layer.mask and not self._rest.isActive()):
            made = self._masks[layer.id] = layer.mask, mask_thumbnail(layer.mask)
        return made[1]

    def _on_opened(self) -> None:
        self._pictures, self._masks, self._photo = {}, {}, None
        self._rest.stop()
        self._reset()  # also where its layers have the ids of those before, which are of another photo

    def _on_layers(self) -> None:
        document = self._session.document
        layers = () if document is None else document.layers[::-1]
        before = self._layers
        # Each picture keeps what it is of: that of a layer that is gone would keep all its pixels.
        ids, masked = {layer.id for layer in layers}, {layer.id for layer in layers if layer.mask is not None}
        self._pictures = {layer_id: made for layer_id, made in self._pictures.items() if layer_id in ids}
        self._masks = {layer_id: made for layer_id, made in self._masks.items() if layer_id in masked}
        if document is not None and [layer.id for layer in layers] == [layer.id for layer in before] and layers:
            self._layers = layers
            if any(one.mask is not other.mask for one, other in zip(before, layers, strict=True)):
                self._rest.start()
            for row, (one, other) in enumerate(zip(before, layers, strict=True)):
                if one is not other and not _differ_in_mask_alone(one, other):
                    self.dataChanged.emit(self.index(row, 0), self.index(row, 0))
            return
        if (added := _added(before, layers)) is not None:  # a name that is being typed goes on, as no reset lets it
            self.beginInsertRows(_NO_PARENT, added.start, added.stop - 1)
            self._layers = layers
            self.endInsertRows()
            old = {layer.id: layer for layer in before}
            for row, layer in enumerate(layers):
                if row not in added and layer is not old[layer.id]:
                    self.dataChanged.emit(self.index(row, 0), self.index(row, 0))
            return
        self._reset()

    def _reset(self) -> None:
        document = self._session.document
        self.beginResetModel()
        self._layers = () if document is None else document.layers[::-1]
        self.endResetModel()

    def _renew(self) -> None:
        if self._layers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._layers) - 1, 0))


def _added(before: tuple[Layer, ...], layers: tuple[Layer, ...]) -> range | None:
    """The rows of layers that have come beside those of before, in one place; None where more than that happened."""
    old, ids = [layer.id for layer in before], [layer.id for layer in layers]
    count = len(ids) - len(old)
    first = next((row for row, (one, other) in enumerate(zip(old, ids, strict=False)) if one != other), len(old))
    if not old or count <= 0 or old != ids[:first] + ids[first + count :]:
        return None
    return range(first, first + count)


def _differ_in_mask_alone(one: Layer, other: Layer) -> bool:
    """Whether there is nothing to be shown but a mask's picture, which waits for a rest."""
    if one.mask is None or other.mask is None or one.mask is other.mask:
        return False
    return all(getattr(one, name) is getattr(other, name) for name in _SHOWN) and one.opacity == other.opacity


def _told(layer: Layer) -> str:
    """The second line: what makes the layer other than plain, else how it came to be."""
    parts = [] if layer.blend == "normal" else [said(BLEND_NAMES[layer.blend])]
    parts += [] if layer.opacity == 1 else [percent(layer.opacity)]
    return " · ".join(parts) or said_note(layer.note)
