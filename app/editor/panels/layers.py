"""The layers at the right: a list model over the document, and its view."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QToolButton, QVBoxLayout, QWidget

from app.document import Layer
from app.editor.panels.layerrow import EYE_WIDTH, LAYER_ROLE, NOTE_ROLE, LayerRow
from app.editor.panels.thumbnails import layer_thumbnail, photo_thumbnail
from app.editor.session import Session
from app.editor.theme import UNIT, Tones

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

PHOTO = 0  # in the place of a layer's id; those begin at 1
_NO_PARENT = QModelIndex()


class LayerModel(QAbstractListModel):
    """Top layer first; the last row is the photo itself."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._layers: tuple[Layer, ...] = ()
        self._thumbnails: dict[int, QPixmap] = {}
        self._photo: QPixmap | None = None
        session.opened.connect(self._on_opened)
        session.layers_changed.connect(self._on_layers)

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
            return self._thumbnail(layer)
        if role == NOTE_ROLE:
            return "original, never changed" if layer is None else layer.note
        name = "Photo" if layer is None else layer.name
        if role in (Role.DisplayRole, Role.EditRole):
            return name
        if role == Role.AccessibleTextRole:
            return f"{name}, {'visible' if layer is None or layer.visible else 'hidden'}"
        return None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        layer = self.layer_at(index.row())
        if role != Role.EditRole or layer is None:
            return False
        self._session.rename_layer(layer.id, str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self.layer_at(index.row()) is not None else flags

    def _thumbnail(self, layer: Layer | None) -> QPixmap | None:
        document = self._session.document
        if document is None:
            return None
        if layer is None:
            if self._photo is None:
                self._photo = photo_thumbnail(document)
            return self._photo
        if layer.id not in self._thumbnails:
            self._thumbnails[layer.id] = layer_thumbnail(layer)
        return self._thumbnails[layer.id]

    def _on_opened(self) -> None:
        self._thumbnails, self._photo = {}, None
        self._on_layers()

    def _on_layers(self) -> None:
        document = self._session.document
        self.beginResetModel()
        self._layers = () if document is None else document.layers[::-1]
        self.endResetModel()


class LayerView(QListView):
    """A click on the eye shows or hides."""

    eye_clicked = Signal(int)  # row

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place: QPoint = event.position().toPoint()
        index = self.indexAt(place)
        if index.isValid() and place.x() < EYE_WIDTH:
            self.eye_clicked.emit(index.row())
            return
        super().mousePressEvent(event)


class LayersPanel(QWidget):
    """The list, and what can be done with the chosen layer."""

    current_changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("layers")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(62 * UNIT)
        self._session = session
        self._chosen: int | None = None  # the id of what the person chose, PHOTO for the last row; None: the top one
        self._chosen_row = 0
        self._is_moving = False
        session.opened.connect(self._forget)  # before the model, whose list is made anew then
        self._model = LayerModel(session)
        self.view = LayerView()
        self.view.setModel(self._model)
        self._row = LayerRow(self.view)
        self.view.setItemDelegate(self._row)
        self.view.setAccessibleName("Layers")
        self.view.setEditTriggers(QListView.EditTrigger.DoubleClicked | QListView.EditTrigger.EditKeyPressed)
        self.view.eye_clicked.connect(self._toggle)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self._model.modelReset.connect(self._reselect)
        self._buttons = QHBoxLayout()
        caption = QLabel("Layers")
        caption.setObjectName("caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 3 * UNIT, 0, UNIT)  # 1: the panel's own line
        column.setSpacing(2 * UNIT)
        caption.setContentsMargins(3 * UNIT, 0, 0, 0)
        column.addWidget(caption)
        column.addWidget(self.view, 1)
        self._buttons.setContentsMargins(2 * UNIT, 0, 2 * UNIT, 0)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)

    @property
    def current(self) -> Layer | None:
        return self._model.layer_at(self.view.currentIndex().row())

    def set_tones(self, tones: Tones) -> None:
        self._row.set_tones(tones)
        self.view.viewport().update()

    def add_button(self, action: QAction) -> None:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.text().replace("&", ""))
        self._buttons.addWidget(button)

    def remove_current(self) -> None:
        if self.current is not None:
            self._session.remove_layer(self.current.id)

    def toggle_current(self) -> None:
        self._toggle(self.view.currentIndex().row())

    def choose_top(self) -> None:
        """What was made last is what the person looks at, whatever was chosen before."""
        self._forget()
        self._reselect()

    def choose_layer(self, layer_id: int) -> None:
        """As if the person had chosen it."""
        self._chosen = layer_id
        self._reselect()

    def _toggle(self, row: int) -> None:
        layer = self._model.layer_at(row)
        if layer is not None:
            self._session.show_layer(layer.id, visible=not layer.visible)

    def _forget(self) -> None:
        self._chosen, self._chosen_row = None, 0

    def _on_current(self, index: QModelIndex) -> None:
        if not self._is_moving and index.isValid():
            self._choose(index.row())
        self.current_changed.emit()

    def _choose(self, row: int) -> None:
        self._chosen, self._chosen_row = self._model.id_at(row), row

    def _reselect(self) -> None:
        """After a change of the list: what was chosen, what took its place if it is gone, else the top layer."""
        ids = [self._model.id_at(row) for row in range(self._model.rowCount())]
        if not ids:
            return
        if self._chosen in ids:
            self._choose(ids.index(self._chosen))
        elif self._chosen is not None:
            self._choose(min(self._chosen_row, len(ids) - 1))
            if self._chosen == PHOTO:  # not chosen by anybody: the next fill may be
                self._forget()
        self._is_moving = True
        self.view.setCurrentIndex(self._model.index(self._chosen_row, 0))
        self._is_moving = False
        self.current_changed.emit()
