"""The tools at the left edge."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton, QWidget

from app.editor.actions import plain, tip_of
from app.editor.look.theme import UNIT
from app.editor.panels.fields import action_button
from app.language import text

Buttons = Sequence[QAction | tuple[QAction, ...]]
_MOST_ABREAST = 4
_CORNER = 5.0  # logical pixels of the triangle that says that there is more


class ToolColumn(QWidget):
    """One button for each action, and one for each family of them, in groups; side by side if the height is small."""

    def __init__(self, *groups: Buttons) -> None:
        super().__init__()
        self.setObjectName("tools")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(text("Tools"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(UNIT, 2 * UNIT, UNIT, 2 * UNIT)
        self._grid.setSpacing(UNIT)
        self._groups = [[_button(part) for part in group] for group in groups]
        self._abreast = 0
        self._lay(1)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._height_with(_MOST_ABREAST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = (count for count in range(1, _MOST_ABREAST) if self._height_with(count) <= self.height())
        self._lay(next(fitting, _MOST_ABREAST))

    def _lay(self, abreast: int) -> None:
        if abreast == self._abreast:
            return
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        self._abreast, row = abreast, 0
        for group in self._groups:
            if row:  # the groups are as far from each other as they can be
                self._grid.setRowStretch(row, 1)
                row += 1
            for number, button in enumerate(group):
                self._grid.addWidget(button, row + number // abreast, number % abreast)
            row += _rows(group, abreast)

    def _height_with(self, abreast: int) -> int:
        """What so many buttons side by side need."""
        rows = sum(_rows(group, abreast) for group in self._groups)
        tallest = max(button.sizeHint().height() for group in self._groups for button in group)
        return rows * tallest + (rows - 1) * UNIT + 4 * UNIT


class Family(QToolButton):
    """Tools of one kind on one button: it shows the one that was used last, the others are in its menu.

    The menu opens when the button is held, on a click with the right button, and with the arrow key down.
    """

    def __init__(self, actions: tuple[QAction, ...]) -> None:
        super().__init__()
        menu = QMenu(self)
        menu.addActions(list(actions))
        self._actions = actions
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for action in actions:
            action.changed.connect(self._refresh)
        self._show(actions[0])

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.ButtonText))
        right, bottom = self.width() - 3.0, self.height() - 3.0
        painter.drawPolygon(
            QPolygonF([QPointF(right, bottom - _CORNER), QPointF(right, bottom), QPointF(right - _CORNER, bottom)])
        )
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.showMenu()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
        self.showMenu()

    def _refresh(self) -> None:
        chosen = next((action for action in self._actions if action.isChecked()), self.defaultAction())
        if chosen is not self.defaultAction():
            self._show(chosen)

    def _show(self, action: QAction) -> None:
        self.setDefaultAction(action)
        others = ", ".join(tip_of(other) for other in self._actions if other is not action)
        self.setToolTip(text("{tool}\nHold for: {others}", tool=tip_of(action), others=others))
        self.setAccessibleName(plain(action.text()))
        self.setAccessibleDescription(text("Down opens a menu with {others}", others=others))


def _button(part: QAction | tuple[QAction, ...]) -> QToolButton:
    button = Family(part) if isinstance(part, tuple) else action_button(part)
    button.setIconSize(QSize(22, 22))
    return button


def _rows(group: Sequence[QWidget], abreast: int) -> int:
    return -(-len(group) // abreast)
