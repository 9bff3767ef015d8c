"""Fields that stand in a bar while it is wide enough, and behind a button of it while it is not."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from app.editor.icons import icon
from app.editor.panels.fields import describe
from app.editor.theme import UNIT


class Folding(QWidget):
    """fold() and unfold() some fields. name: what they are, for the button."""

    def __init__(self, fields: QWidget, name: str) -> None:
        super().__init__()
        self._fields = fields
        self.button = QToolButton()
        self.button.setIcon(icon("sliders"))
        self.button.setIconSize(QSize(18, 18))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        describe(self.button, name, name)
        self.button.clicked.connect(self._show)
        self.button.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(fields)
        self._row.addWidget(self.button)
        self._popup = QFrame(self, Qt.WindowType.Popup)
        self._popup.setObjectName("popup")
        inner = QHBoxLayout(self._popup)
        inner.setContentsMargins(3 * UNIT, 2 * UNIT, 3 * UNIT, 2 * UNIT)

    @property
    def is_folded(self) -> bool:
        return self._fields.parentWidget() is self._popup

    @property
    def width_unfolded(self) -> int:
        """What the fields need in the bar."""
        return self._fields.sizeHint().width()

    def set_folded(self, *, on: bool) -> None:
        """Put the fields behind the button, or back into the bar."""
        if on == self.is_folded:
            return
        layout = self._popup.layout()
        if on and layout is not None:
            layout.addWidget(self._fields)
        else:
            self._popup.hide()
            self._row.insertWidget(0, self._fields)
        self._fields.show()
        self.button.setVisible(on)

    def close_popup(self) -> None:
        """The person is done with the fields."""
        self._popup.hide()

    def _show(self) -> None:
        self._popup.adjustSize()
        corner = self.button.mapToGlobal(QPoint(0, self.button.height() + UNIT))
        space = self.screen().availableGeometry()
        right = max(space.left(), space.right() - self._popup.width())
        self._popup.move(min(corner.x(), right), corner.y())
        self._popup.show()
        self._fields.setFocus()
