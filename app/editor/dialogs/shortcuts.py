"""All keys in one sheet, where each can be changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.editor.actions import TABLE, Entry, listed_names, searched_names
from app.editor.actions.keys import HELD, is_free_for_actions, keys_of, owners_of, table_keys, with_keys
from app.editor.dialogs.fitting import FittingDialog
from app.editor.dialogs.matching import best_first
from app.editor.look.theme import UNIT
from app.editor.panels.fields import describe
from app.editor.session import Session
from app.language import mark, said, text

POINTER = (
    (mark("Alt, or the right button"), mark("erase while held")),
    (mark("Shift and click"), mark("straight line from the last point")),
    (mark("Ctrl and click, with the colour brush"), mark("take a colour from the photo")),
    (mark("Shift, Alt or both, with a selection"), mark("add, take away, keep only what is inside")),
    (mark("Arrows, Shift or Ctrl with them, Enter"), mark("lay a rectangle or an ellipse without a mouse")),
    (mark("Arrows, Enter, with the move tool"), mark("move the layer (Shift: by 10 px), accept it")),
    (mark("Arrows, with other tools"), mark("move the photo in the window (Shift: farther)")),
    (mark("Arrows, with the keyboard pointer"), mark("move it (Shift: farther, Ctrl: by one pixel)")),
    (mark("Home, End, Page Up, Page Down, with the keyboard pointer"), mark("move it aslant")),
    (mark("Space, with the keyboard pointer"), mark("press and let go (Shift: add, Ctrl: take away)")),
    (mark("Del, in the list of layers"), mark("delete the chosen layer")),
    (mark("1 to 9, 0, in the list of layers"), mark("opacity of the chosen layer, 10 to 90 and 100 %")),
    (mark("Wheel"), mark("zoom about the pointer")),
    (mark("Space or middle button, and drag"), mark("move the photo")),
    (mark("Tab, held"), mark("show the photo as it was")),
)
_ID = Qt.ItemDataRole.UserRole


class ShortcutsDialog(FittingDialog):
    """Changes take effect and are remembered at once; «Reset all» brings the table's keys back."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._entries = {entry.id: entry for entry in TABLE}
        self._names, self._searched = listed_names(), searched_names()
        self.search = QLineEdit()
        self.search.setPlaceholderText(text("Find a command"))
        self.search.setAccessibleName(text("Find a command"))
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(text("Commands and their keys"))
        self.tree.setHeaderLabels([text("Command"), text("Keys")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        self.keys.setClearButtonEnabled(True)
        self.keys.setAccessibleName(text("New key of the chosen command"))
        self.set_button = QPushButton(text("Set key"))
        self.reset_button = QPushButton(text("Reset"))
        self.reset_all = QPushButton(text("Reset all"))
        self.said = QLabel()
        self.said.setObjectName("quiet")
        self.said.setWordWrap(True)
        self._place()
        self.search.textChanged.connect(self._list)
        self.tree.currentItemChanged.connect(self._on_row)
        self.keys.keySequenceChanged.connect(self._on_keys)
        self.set_button.clicked.connect(self._set)
        self.reset_button.clicked.connect(self._reset)
        self.reset_all.clicked.connect(lambda: self._choose({}))
        self._list()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.tree.doItemsLayout()  # rows were measured before the theme's padding was known

    def _place(self) -> None:
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        for button in (self.set_button, self.reset_button, self.reset_all):
            button.setAutoDefault(False)
        for clear in (*self.search.findChildren(QToolButton), *self.keys.findChildren(QToolButton)):
            describe(clear, text("Clear"), text("Clear"))
        for inner in self.keys.findChildren(QLineEdit):  # it has the keyboard
            inner.setAccessibleName(self.keys.accessibleName())
        close.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(2 * UNIT)
        row.addWidget(self.keys, 1)
        for button in (self.set_button, self.reset_button, self.reset_all):
            row.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(3 * UNIT)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        below = QHBoxLayout()
        below.setSpacing(4 * UNIT)
        below.addWidget(self.said, 1)
        below.addWidget(close)
        self.place(column, below, margin=6, spacing=3)  # the list alone scrolls: beside it a second bar is in the way
        self.resize(560, 620)

    def _list(self) -> None:
        """Those commands that the search means, with the keys they have now, and what pointer and held keys do."""
        before = self._current()
        chosen = self._session.settings.shortcuts
        self.tree.clear()
        ids = list(self._names)
        for index in best_first(self.search.text(), [self._searched[action_id] for action_id in ids]):
            entry = self._entries[ids[index]]
            item = QTreeWidgetItem([self._names[entry.id], _native(keys_of(entry, chosen))])
            item.setData(0, _ID, entry.id)
            if self._is_changed(entry):
                font = item.font(1)
                font.setBold(True)  # what a person changed
                item.setFont(1, font)
            self.tree.addTopLevelItem(item)
            if before is not None and entry.id == before.id:
                self.tree.setCurrentItem(item)
        self._list_pointer()
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        first = self.tree.topLevelItem(0)
        if self.tree.currentItem() is None and first is not None and first.data(0, _ID):
            self.tree.setCurrentItem(first)
        self._on_row()

    def _is_changed(self, entry: Entry) -> bool:
        """Also where it has lost a key to an action that the person gave it to."""
        chosen = self._session.settings.shortcuts
        return entry.id in chosen or keys_of(entry, chosen) != table_keys(entry)

    def _list_pointer(self) -> None:
        """Below the commands, where it takes no room of theirs: it cannot be changed."""
        words = self.search.text().casefold().split()
        for line in (f"{said(what)}: {said(does)}" for what, does in POINTER):
            if all(word in line.casefold() for word in words):
                item = QTreeWidgetItem([line])
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
                item.setForeground(0, self.palette().placeholderText())
                item.setToolTip(0, line)
                self.tree.addTopLevelItem(item)
                item.setFirstColumnSpanned(True)

    def _current(self) -> Entry | None:
        item = self.tree.currentItem()
        return None if item is None else self._entries.get(item.data(0, _ID) or "")

    def _on_row(self) -> None:
        entry = self._current()
        self.keys.clear()
        self.keys.setEnabled(entry is not None)
        self.reset_button.setEnabled(entry is not None and self._is_changed(entry))
        self.reset_all.setEnabled(bool(self._session.settings.shortcuts))
        self._on_keys()

    def _on_keys(self) -> None:
        """Say beforehand what the key is used for now."""
        keys, entry = self.keys.keySequence(), self._current()
        self.set_button.setEnabled(entry is not None)
        self.set_button.setText(text("Set key") if not keys.isEmpty() else text("No key"))
        self.said.clear()
        if entry is None or keys.isEmpty():
            return
        if not is_free_for_actions(keys):
            self.said.setText(
                text("{keys} belong to the canvas and the fields: choose another key.", keys=", ".join(HELD))
            )
            self.set_button.setEnabled(False)
            return
        others = [other for other in owners_of(keys, self._session.settings.shortcuts) if other.id != entry.id]
        if others:
            names = ", ".join(self._names.get(other.id, other.id) for other in others)
            key = _native([keys])
            self.said.setText(text("{key} is the key of {names}, which would lose it.", key=key, names=names))

    def _set(self) -> None:
        entry, keys = self._current(), self.keys.keySequence()
        if entry is not None:
            self._choose(with_keys(self._session.settings.shortcuts, entry.id, [] if keys.isEmpty() else [keys]))

    def _reset(self) -> None:
        entry = self._current()
        if entry is not None:
            self._choose(with_keys(self._session.settings.shortcuts, entry.id, table_keys(entry)))

    def _choose(self, shortcuts: dict[str, str]) -> None:
        self._session.change(shortcuts=shortcuts)
        self._list()


def _native(keys: list[QKeySequence]) -> str:
    return text("  or  ").join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
