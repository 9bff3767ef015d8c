"""The steps below the layers: where one stands, a click to go elsewhere, and what they hold."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QColor, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from app.editor.history.history import History
from app.editor.look.theme import DARK, UNIT, Tones
from app.editor.panels.budget import BudgetButton
from app.editor.panels.layers import WIDTH
from app.editor.panels.typing import is_enter
from app.editor.session import Session
from app.language import text

Role = Qt.ItemDataRole

_RUN = Role.UserRole + 1  # a step's name, and its place among those of the same name that it follows

BUDGETS_MB = (128, 256, 512, 1024, 2048, 4096)


class HistoryModel(QStandardItemModel):
    """The state at the floor first, then one row a step, undone ones too.

    The rows are Qt's own items: the list asks for each of them whenever one is added, ten thousand times with as many
    steps, which would be felt if Python had to answer.
    """

    def __init__(self, history: History, parent: QWidget) -> None:
        super().__init__(parent)
        self._history = history
        self._floor = self._index = 0
        self._faint = QColor(DARK.faint)
        self.appendRow(_item(""))
        history.changed.connect(self.follow)

    @property
    def current(self) -> int:
        """The row of the present state."""
        return self._index - self._floor

    def step_at(self, row: int) -> int:
        """What to jump to for this row."""
        return self._floor + row

    def set_faint(self, faint: QColor) -> None:
        """The colour of undone steps."""
        self._faint = faint
        for row in range(self.current + 1, self.rowCount()):
            self._show(row, is_undone=True)

    def follow(self) -> None:
        """Show the steps as they are now, renewing no more rows than have to be."""
        history, before = self._history, self._index
        floor, self._floor, self._index = self._floor, history.floor, history.index
        if self._floor > floor:  # steps that were let go
            self.removeRows(1, min(self._floor - floor, self.rowCount() - 1))
        rows = history.stack.count() - self._floor + 1
        if rows < self.rowCount():
            self.removeRows(rows, self.rowCount() - rows)
        first = self.rowCount()
        for _ in range(first, rows):
            self.appendRow(_item(""))
        self.item(0).setText(text("Earlier steps") if self._floor else text("Opened"))
        between = sorted((before, self._index))  # went over; a new step has the row of one that was undone
        gone_over = range(max(between[0] - self._floor + 1, 1), min(between[1] - self._floor + 1, first))
        for row in (*gone_over, *range(first, rows)):
            self._show(row, is_undone=row > self.current)

    def _show(self, row: int, *, is_undone: bool) -> None:
        item, name = self.item(row), self._history.text(self._floor + row - 1)
        number = self._number(row, name)
        item.setData((name, number), _RUN)
        name = text("{name} ({number})", name=name, number=number) if number > 1 else name
        item.setText(name)
        item.setData(self._faint if is_undone else None, Role.ForegroundRole)
        item.setData(text("{name}, undone", name=name) if is_undone else name, Role.AccessibleTextRole)

    def _number(self, row: int, name: str) -> int:
        """How many steps of this name stand in a row up to this one: twenty strokes are told apart by it.

        A step keeps its number when older ones are let go.
        """
        own, before = self.item(row).data(_RUN), self.item(row - 1).data(_RUN)
        if own is not None and own[0] == name:
            return int(own[1])
        return int(before[1]) + 1 if before is not None and before[0] == name else 1


def _item(name: str) -> QStandardItem:
    item = QStandardItem(name)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren)
    return item


class StepList(QListView):
    """Enter goes to the step that the arrows have come to; on the present one, as after a click, it fills."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and is_enter(event) and self._is_elsewhere:
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    @property
    def _is_elsewhere(self) -> bool:
        model = self.model()
        return isinstance(model, HistoryModel) and self.currentIndex().row() != model.current


class HistoryPanel(QWidget):
    """A list, and a line that says what the steps hold."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("layers")  # dressed as the panel above it
        self.setFixedWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._history = session, session.history
        self._is_jumping = False  # to a row that a person chose
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
            text("Memory of the history, of all windows together"),
            text("Over it the oldest steps are dropped."),
            BUDGETS_MB,
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
        self._history.shared.changed.connect(self._show_sizes)
        self.model.follow()
        self._show()
        self._show_sizes()

    def set_tones(self, tones: Tones) -> None:
        self.model.set_faint(QColor(tones.faint))

    def _show(self) -> None:
        current = self.model.current
        self.view.setCurrentIndex(self.model.index(current, 0))
        # What came before and what comes next are in sight as well, but no row goes away from under a click.
        for row in (current,) if self._is_jumping else (current + 1, current - 1, current):
            self.view.scrollTo(self.model.index(row, 0))

    def _show_sizes(self) -> None:
        self.used.show_sizes(self._history.shared.used, self._history.budget)

    def _jump(self, index: QModelIndex) -> None:
        self._session.settling.emit()
        self._is_jumping = True
        self._history.jump(self.model.step_at(index.row()))
        self._is_jumping = False
