"""How much memory something holds of how much it may, on a button that changes the latter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from app.editor.numbers import MIB, decimal
from app.language import text


class BudgetButton(QToolButton):
    """Its menu offers other budgets. what: «Memory of the history».  over: what happens over the budget."""

    chosen = Signal(int)  # MiB

    def __init__(self, what: str, over: str, choices_mb: Sequence[int]) -> None:
        super().__init__()
        self._what, self._budget = what, 0
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(text("{what}. {over} Click to change it", what=what, over=over))
        self.setAccessibleName(what)
        menu = QMenu(self)
        group = QActionGroup(menu)
        for size in choices_mb:
            action = QAction(size_in_mib(size * MIB), menu, checkable=True)  # type: ignore[call-overload]
            action.setData(size)
            action.triggered.connect(lambda _checked=False, size=size: self.chosen.emit(size))
            group.addAction(action)
            menu.addAction(action)
        menu.aboutToShow.connect(self._mark)
        self.setMenu(menu)

    def show_sizes(self, used: int, budget: int) -> None:
        """Both in bytes."""
        self._budget = budget
        both = text("{used} of {budget}", used=size_in_mib(used), budget=size_in_mib(budget))
        self.setText(both)
        self.setAccessibleName(f"{self._what}: {both}")

    def _mark(self) -> None:
        for action in self.menu().actions():
            action.setChecked(action.data() * MIB == self._budget)


def size_in_mib(size: int) -> str:
    """Bytes for people."""
    mib = size / MIB
    if mib >= 1024:
        return text("{number} GB", number=decimal(mib / 1024, 0))
    return text("{number} MB", number=decimal(mib, 0 if mib >= 10 or mib < 0.05 else 1))
