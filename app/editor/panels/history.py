"""The steps below the layers: where one stands, a click to go elsewhere, and what they hold."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from app.editor.history.history import History
from app.editor.look.theme import DARK, UNIT, Tones
from app.editor.panels.budget import BudgetButton
from app.editor.session import Session
from app.language import text

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

BUDGETS_MB = (128, 256, 512, 1024, 2048, 4096)
_NO_PARENT = QModelIndex()


class HistoryModel(QAbstractListModel):
    """The state at the floor first, then one row a step, undone ones too."""

    def __init__(self, history: History, parent: QWidget) -> None:
        super().__init__(parent)
        self._history = history
        self._floor, self._rows, self._index = 0, 0, 0
        self.faint = QColor(DARK.faint)
        history.changed.connect(self.follow)

    @property
    def current(self) -> int:
        """The row of the present state."""
        return self._index - self._floor

    def step_at(self, row: int) -> int:
        """What to jump to for this row."""
        return self._floor + row

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else self._rows

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        row = index.row()
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            name = self._history.text(self._floor + row - 1) if row else self._beginning()
            return text("{name}, undone", name=name) if role == Role.AccessibleTextRole and row > self.current else name
        if role == Role.ForegroundRole and row > self.current:
            return self.faint
        return None

    def _beginning(self) -> str:
        return text("Earlier steps") if self._floor else text("Opened")

    def follow(self) -> None:
        """Show the steps as they are now, renewing no more rows than have to be."""
        history = self._history
        rows = history.stack.count() - history.floor + 1
        if history.floor != self._floor:
            self.beginResetModel()
            self._floor, self._rows, self._index = history.floor, rows, history.index
            self.endResetModel()
            return
        common = min(self._index - self._floor + 1, rows, self._rows)  # a new step takes the place of undone ones
        if rows != self._rows or history.index != self._index:
            if rows < self._rows:
                self.beginRemoveRows(_NO_PARENT, rows, self._rows - 1)
                self._rows = rows
                self.endRemoveRows()
            elif rows > self._rows:
                self.beginInsertRows(_NO_PARENT, self._rows, rows - 1)
                self._rows = rows
                self.endInsertRows()
            first = min(common, history.index - self._floor)
            self._index = history.index
            self.dataChanged.emit(self.index(max(first, 0)), self.index(rows - 1))


class StepList(QListView):
    """Enter here goes to a step; elsewhere in the window it fills."""

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            event.accept()
            return True
        return super().event(event)


class HistoryPanel(QWidget):
    """A list, and a line that says what the steps hold."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("layers")  # dressed as the panel above it
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._history = session, session.history
        self.model = HistoryModel(session.history, self)
        self.view = StepList()
        self.view.setObjectName("steps")
        self.view.setModel(self.model)
        self.view.setUniformItemSizes(True)
        self.view.setAccessibleName(text("History"))
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.clicked.connect(self._jump)
        self.view.activated.connect(self._jump)  # Enter
        self.used = BudgetButton(
            text("Memory of the history"), text("Over it the oldest steps are dropped."), BUDGETS_MB
        )
        self.used.chosen.connect(lambda size: session.change(history_mb=size))
        caption = QLabel(text("History"))
        caption.setObjectName("caption")
        caption.setContentsMargins(3 * UNIT, 0, 0, 0)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 2 * UNIT, 0)
        line.addWidget(self.used)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 3 * UNIT, 0, UNIT)  # 1: the panel's own line
        column.setSpacing(2 * UNIT)
        column.addWidget(caption)
        column.addWidget(self.view, 1)
        column.addLayout(line)
        self._history.changed.connect(self._show)
        session.settings_changed.connect(self._show)
        self.model.follow()
        self._show()

    def set_tones(self, tones: Tones) -> None:
        self.model.faint = QColor(tones.faint)

    def _show(self) -> None:
        self.used.show_sizes(self._history.used, self._history.budget)
        index = self.model.index(self.model.current)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)

    def _jump(self, index: QModelIndex) -> None:
        self._session.settling.emit()
        self._history.jump(self.model.step_at(index.row()))
