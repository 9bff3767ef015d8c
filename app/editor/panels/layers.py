"""The panel at the right: the photo and the layers above it, and what can be done with the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from app.document.layers import Layer
from app.editor.layers.layering import Layering
from app.editor.look.theme import UNIT, Tones
from app.editor.panels.fields import action_button, choice, label
from app.editor.panels.layercontrols import LayerControls
from app.editor.panels.layermodel import PHOTO, LayerModel
from app.editor.panels.layerrow import LayerRow
from app.editor.panels.layerview import LayerView
from app.editor.session import Session
from app.language import mark, text

WIDTH = 62 * UNIT
SAMPLES = ((mark("All visible layers"), "all"), (mark("The chosen layer"), "layer"))


class LayersPanel(QWidget):
    """The list, and what can be done with the chosen layer."""

    current_changed = Signal()

    def __init__(self, session: Session, layering: Layering) -> None:
        super().__init__()
        self.setObjectName("layers")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._session, self._layering = session, layering
        self._chosen: int | None = None  # the id of what the person chose, PHOTO for the last row; None: the top one
        self._chosen_row = 0
        self._is_moving = False
        session.opened.connect(self._forget)  # before the model, whose list is made anew then
        self._model = LayerModel(session, layering)
        self.view = LayerView()
        self.view.setModel(self._model)
        self._row = LayerRow(self.view)
        self.view.setItemDelegate(self._row)
        self.view.setAccessibleName(text("Layers"))
        self.view.setEditTriggers(QListView.EditTrigger.DoubleClicked | QListView.EditTrigger.EditKeyPressed)
        self.controls = LayerControls(layering, lambda: self.current)
        self.sample = choice(
            SAMPLES,
            text("What fills look at"),
            text("What a fill looks at: the picture as it is seen, or one layer on the photo"),
        )
        self._buttons = QHBoxLayout()
        self._place()
        self.view.eye_clicked.connect(self._toggle)
        self.view.removing.connect(layering.remove)
        self.view.percent_typed.connect(self.controls.set_percent)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self._model.modelReset.connect(self._reselect)
        self._model.rowsInserted.connect(self._on_added)
        self._model.dataChanged.connect(self._on_data)
        self.current_changed.connect(self.controls.refresh)
        self.sample.activated.connect(self._on_sample)
        session.settings_changed.connect(self._show_sample)
        layering.chosen.connect(self.choose_layer)
        self.controls.refresh()
        self._show_sample()

    @property
    def current(self) -> Layer | None:
        return self._model.layer_at(self.view.currentIndex().row())

    @property
    def is_typing(self) -> bool:
        """Whether the person types a name or an opacity, which are for the layer that is chosen now."""
        return self.view.is_renaming or self.controls.percent.hasFocus()

    def height_with(self, rows: int) -> int:
        """In which so many rows are in sight."""
        return self.sizeHint().height() - self.view.sizeHint().height() + rows * self.view.sizeHintForRow(0)

    def set_tones(self, tones: Tones) -> None:
        self._row.set_tones(tones)
        self.view.viewport().update()

    def stop(self) -> None:
        """Wait for nothing any more: the window closes."""
        self._model.stop()
        self.controls.end_drag()

    def add_button(self, action: QAction) -> None:
        """Below the list."""
        button = action_button(action)
        button.setIconSize(QSize(18, 18))
        self._buttons.addWidget(button)

    def add_gap(self) -> None:
        """Between two groups of buttons."""
        self._buttons.addStretch(1)

    def rename_current(self) -> None:
        """Type another name in the list itself."""
        if self.current is not None and not self._layering.refuses(self.current):
            self.view.edit(self.view.currentIndex())

    def choose_top(self) -> None:
        """What was made last is what the person looks at, whatever was chosen before."""
        self._forget()
        self._reselect()

    def keep_chosen(self) -> None:
        """As if the person had chosen what is chosen: it stays so when others come."""
        if self.view.currentIndex().isValid():
            self._choose(self.view.currentIndex().row())

    def choose_layer(self, layer_id: int) -> None:
        """As if the person had chosen it."""
        self._chosen = layer_id
        self._reselect()

    def _toggle(self, row: int) -> None:
        layer = self._model.layer_at(row)
        if layer is not None:
            self._layering.show(layer.id, visible=not layer.visible)

    def _forget(self) -> None:
        self._chosen, self._chosen_row = None, 0

    def _place(self) -> None:
        caption = QLabel(text("Layers"))
        caption.setObjectName("caption")
        caption.setContentsMargins(3 * UNIT, 0, 0, 0)
        sample = QHBoxLayout()
        sample.setContentsMargins(3 * UNIT, 0, 2 * UNIT, 0)
        sample.setSpacing(2 * UNIT)
        sample.addWidget(label(text("Fill from"), self.sample))
        sample.addWidget(self.sample, 1)
        self._buttons.setContentsMargins(2 * UNIT, 0, 2 * UNIT, 0)
        self._buttons.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 3 * UNIT, 0, UNIT)  # 1: the panel's own line
        column.setSpacing(2 * UNIT)
        column.addWidget(caption)
        column.addWidget(self.controls)
        column.addWidget(self.view, 1)
        column.addLayout(sample)
        column.addLayout(self._buttons)

    def _on_sample(self, number: int) -> None:
        self._session.change(sample=SAMPLES[number][1])
        self.controls.left.emit()

    def _show_sample(self) -> None:
        self.sample.setCurrentIndex(self.sample.findData(self._session.settings.sample))

    def _on_data(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.row() <= self.view.currentIndex().row() <= last.row():
            self.current_changed.emit()

    def _on_current(self, index: QModelIndex) -> None:
        if not self._is_moving and index.isValid():
            self._choose(index.row())
        self.current_changed.emit()

    def _on_added(self, _parent: QModelIndex, first: int) -> None:
        if self.is_typing:
            self.keep_chosen()
        elif not self._session.history.is_pushing:  # undo or redo brought it back: what is done next is done with it
            self._choose(first)
        self._reselect()

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
