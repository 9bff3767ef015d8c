"""The tools at the left edge."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPolygonF
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from app.editor.actions import plain, tip_of
from app.editor.look.theme import UNIT
from app.editor.panels.fields import action_button
from app.language import text

Buttons = Sequence[QAction | tuple[QAction, ...]]
_CORNER = 5.0  # logical pixels of the triangle that says that there is more


class ToolColumn(QWidget):
    """One button for each action, and one for each family of them, in groups."""

    def __init__(self, *groups: Buttons) -> None:
        super().__init__()
        self.setObjectName("tools")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(text("Tools"))
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT, 2 * UNIT, UNIT, 2 * UNIT)
        column.setSpacing(UNIT)
        for index, group in enumerate(groups):
            if index:
                column.addStretch(1)
            for part in group:
                button = Family(part) if isinstance(part, tuple) else action_button(part)
                button.setIconSize(QSize(22, 22))
                column.addWidget(button)


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
