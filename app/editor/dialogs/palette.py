"""The command palette: type a few letters of any command, press Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QTreeView, QVBoxLayout, QWidget

from app.editor.dialogs.matching import best_first
from app.editor.keys import ENTER
from app.editor.look.theme import UNIT
from app.language import text

WIDTH, ROWS = 460, 12


class Palette(QDialog):
    """Lies over its window until a command is chosen, Esc is pressed, or the person clicks elsewhere.

    commands: (name with its menu, what a search finds it by, action), in the order of the menus. Those that cannot be
    used now are shown, dimmed.
    """

    def __init__(self, parent: QWidget, commands: Sequence[tuple[str, str, QAction]]) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("Commands"))
        self._commands = list(commands)
        self.line = QLineEdit()
        self.line.setPlaceholderText(text("Type a command"))
        self.line.setAccessibleName(text("Command"))
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self._model = QStandardItemModel(self)
        self.list = QTreeView()
        self.list.setModel(self._model)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the line keeps the keyboard
        self.list.setAccessibleName(text("Commands that match"))
        self.list.clicked.connect(self._run)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        column.setSpacing(2 * UNIT)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self._filter("")
        self._lie_over(parent)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list.doItemsLayout()  # rows were measured before the theme's padding was known

    def _lie_over(self, parent: QWidget) -> None:
        row = max(self.list.sizeHintForRow(0), 20)
        height = self.line.sizeHint().height() + row * ROWS + 8 * UNIT
        width = min(WIDTH, parent.width() - 8 * UNIT)
        self.resize(width, min(height, parent.height() - 16 * UNIT))
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - width) // 2, corner.y() + 16 * UNIT)

    def _filter(self, query: str) -> None:
        self._model.clear()
        self._model.setColumnCount(2)
        for index in best_first(query, [searched for _, searched, _ in self._commands]):
            name, _, action = self._commands[index]
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            row = [QStandardItem(name), QStandardItem(keys)]
            row[1].setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for item in row:
                item.setData(index, Qt.ItemDataRole.UserRole)
                item.setEnabled(action.isEnabled())
            if action.isCheckable() and action.isChecked():
                row[0].setText(f"{name}  ✓")
            self._model.appendRow(row)
        if not self._model.rowCount():
            self._model.appendRow(_nothing())
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._choose(0, 1)

    def _choose(self, row: int, step: int) -> None:
        """Mark the next row that can be used, from this one on."""
        while 0 <= row < self._model.rowCount():
            index = self._model.index(row, 0)
            if index.flags() & Qt.ItemFlag.ItemIsEnabled:
                self.list.setCurrentIndex(index)
                return
            row += step

    def _run(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            *_, action = self._commands[index.data(Qt.ItemDataRole.UserRole)]
            self.close()  # first: the command may open a dialog of its own
            action.trigger()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isVisible() and not self.isActiveWindow():
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The line takes letters; arrows and Enter go to the list. The window's own keys have to wait."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            row = self.list.currentIndex().row()
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._choose(row + step, step)
                return True
            if event.key() in ENTER:
                self._run()
                return True
        return super().eventFilter(watched, event)


def _nothing() -> list[QStandardItem]:
    """A row that says so; it cannot be chosen."""
    row = [QStandardItem(text("No command has these letters")), QStandardItem()]
    for item in row:
        item.setEnabled(False)
    return row
