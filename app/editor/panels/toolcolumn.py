"""The tools at the left edge."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from app.editor.theme import UNIT


class ToolColumn(QWidget):
    """One button for each action, in groups."""

    def __init__(self, *groups: tuple[QAction, ...]) -> None:
        super().__init__()
        self.setObjectName("tools")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Tools")
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT, 2 * UNIT, UNIT, 2 * UNIT)
        column.setSpacing(UNIT)
        for index, group in enumerate(groups):
            if index:
                column.addStretch(1)
            for action in group:
                column.addWidget(_button(action))


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(22, 22))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    return button
