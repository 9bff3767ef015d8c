"""Fields behind a button: always, or only while a bar is not wide enough for them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from app.editor.look.icons import icon
from app.editor.look.theme import UNIT
from app.editor.panels.fields import describe
from app.editor.panels.scrolling import Scroller


class PopupButton(QToolButton):
    """Opens a small window with fields below itself. name: what they are."""

    def __init__(self, picture: str, name: str) -> None:
        super().__init__()
        self.setIcon(icon(picture))
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        describe(self, name, name)
        self.popup = QFrame(self, Qt.WindowType.Popup)
        self.popup.setObjectName("popup")
        self.popup.setAccessibleName(name)
        inner = QHBoxLayout(self.popup)
        inner.setContentsMargins(3 * UNIT, 2 * UNIT, 3 * UNIT, 2 * UNIT)
        self._inner = Scroller(self._room)
        inner.addWidget(self._inner)
        self.clicked.connect(self._show)

    def hold(self, fields: QWidget) -> None:
        """Put the fields in."""
        self._inner.hold(fields)
        fields.show()

    def release(self) -> None:
        """Close, and let go of the fields."""
        self.close_popup()
        self._inner.takeWidget()

    def holds(self, fields: QWidget) -> bool:
        return self._inner.widget() is fields

    def close_popup(self) -> None:
        """The person is done with the fields."""
        self.popup.hide()

    def _room(self) -> QSize:
        return self.screen().availableSize() - QSize(8 * UNIT, 8 * UNIT)

    def _show(self) -> None:
        self.popup.adjustSize()
        corner = self.mapToGlobal(QPoint(0, self.height() + UNIT))
        space = self.screen().availableGeometry()
        right = max(space.left(), space.right() - self.popup.width())
        self.popup.move(min(corner.x(), right), corner.y())
        self.popup.show()
        first = self.popup.nextInFocusChain()
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)


class Folding(QWidget):
    """Fields in a bar that go behind a button and come back. name: what they are, for the button."""

    def __init__(self, fields: QWidget, name: str) -> None:
        super().__init__()
        self._fields = fields
        self.button = PopupButton("sliders", name)
        self.button.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(fields)
        self._row.addWidget(self.button)

    @property
    def is_folded(self) -> bool:
        return self.button.holds(self._fields)

    @property
    def width_unfolded(self) -> int:
        """What the fields need in the bar."""
        return max(0, self._fields.sizeHint().width())

    @property
    def width_folded(self) -> int:
        """What the button needs there."""
        return self.button.sizeHint().width()

    def set_folded(self, *, on: bool) -> None:
        """Put the fields behind the button, or back into the bar."""
        if on == self.is_folded:
            return
        if on:
            self.button.hold(self._fields)
        else:
            self.button.release()
            self._row.insertWidget(0, self._fields)
            self._fields.show()
        self.button.setVisible(on)
