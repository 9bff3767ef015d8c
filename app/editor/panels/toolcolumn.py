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
_LARGE, _SMALL = 22, 18  # logical pixels of an icon
_MOST_ABREAST = 4
_WAYS = [(abreast, side) for abreast in range(1, _MOST_ABREAST + 1) for side in (_LARGE, _SMALL)]
"""Buttons side by side and the size of their icons, the narrowest first: what is left of the width is the photo's."""
_CORNER = 5.0  # logical pixels of the triangle that says that there is more


class ToolColumn(QWidget):
    """One button for each action, and one for each family of them, in groups. In little height they are smaller, and
    side by side."""

    def __init__(self, *groups: Buttons) -> None:
        super().__init__()
        self.setObjectName("tools")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(text("Tools"))
        self._grid = QGridLayout(self)
        self._grid.setSpacing(UNIT)
        self._groups = [[_button(part) for part in group] for group in groups]
        self._way = (0, 0)
        self._lay(*_WAYS[0])

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._height_with(*_WAYS[-1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = (way for way in _WAYS[:-1] if self._height_with(*way) <= self.height())
        self._lay(*next(fitting, _WAYS[-1]))

    def _lay(self, abreast: int, side: int) -> None:
        if self._way == (abreast, side):
            return
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        self._way, row = (abreast, side), 0
        self._grid.setContentsMargins(UNIT, _margin(side), UNIT, _margin(side))
        for group in self._groups:
            if row:  # the groups are as far from each other as they can be
                self._grid.setRowStretch(row, 1)
                row += 1
            for number, button in enumerate(group):
                button.setIconSize(QSize(side, side))
                self._grid.addWidget(button, row + number // abreast, number % abreast)
            row += _rows(group, abreast)

    def _height_with(self, abreast: int, side: int) -> int:
        """What so many buttons side by side need, with icons of this size."""
        rows = sum(_rows(group, abreast) for group in self._groups)
        around = max(
            button.sizeHint().height() - button.iconSize().height() for group in self._groups for button in group
        )
        return rows * (side + around) + (rows - 1) * UNIT + 2 * _margin(side)


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
    return Family(part) if isinstance(part, tuple) else action_button(part)


def _margin(side: int) -> int:
    """Above and below all of them."""
    return 2 * UNIT if side == _LARGE else UNIT


def _rows(group: Sequence[QWidget], abreast: int) -> int:
    return -(-len(group) // abreast)
