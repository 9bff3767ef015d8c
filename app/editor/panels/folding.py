"""Fields behind a button: always, or only while a bar is not wide enough for them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from app.editor.look.icons import icon
from app.editor.look.theme import UNIT
from app.editor.panels.fields import describe
from app.editor.panels.pairs import Pairs
from app.editor.panels.scrolling import Scroller

_LINE = 1  # around a popup


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
        self._row = QHBoxLayout(self.popup)
        self._row.setContentsMargins(3 * UNIT, 2 * UNIT, 3 * UNIT, 2 * UNIT)
        self._inner = Scroller(self._room)
        self._row.addWidget(self._inner)
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
        margins = self._row.contentsMargins()
        return self.screen().availableSize() - QSize(margins.left() + margins.right() + 2 * _LINE, 8 * UNIT)

    def _show(self) -> None:
        self._inner.updateGeometry()  # another page may be shown than the last time
        self.popup.ensurePolished()
        self._row.activate()
        self.popup.resize(self._row.sizeHint())  # `adjustSize` would make it 100 pixels high at least
        corner = self.mapToGlobal(QPoint(0, self.height() + UNIT))
        space = self.screen().availableGeometry()
        right = max(space.left(), space.right() - self.popup.width())
        self.popup.move(min(corner.x(), right), corner.y())
        self.popup.show()
        first = next((field for field in _tab_order(self.popup) if field.isEnabled() and field.isVisible()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)


class Folding(QWidget):
    """Fields in a bar that go behind a button and come back. picture, name: what they are, for the button."""

    def __init__(self, fields: QWidget, picture: str, name: str) -> None:
        super().__init__()
        self._fields = fields
        self.button = PopupButton(picture, name)
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
        if isinstance(self._fields, Pairs):
            return self._fields.width_in_row
        return max(0, self._fields.sizeHint().width())

    @property
    def width_folded(self) -> int:
        """What the button needs there."""
        return self.button.sizeHint().width()

    def set_folded(self, *, on: bool) -> None:
        """Put the fields behind the button, or back into the bar."""
        if on == self.is_folded:
            return
        if isinstance(self._fields, Pairs):
            self._fields.set_columns(on=on)
        if on:
            self.button.hold(self._fields)
        else:
            fields = _tab_order(self._fields)
            self.button.release()
            self._row.insertWidget(0, self._fields)
            self._fields.show()
            for before, field in zip((self.button, *fields), fields, strict=False):
                self.setTabOrder(before, field)  # Qt puts what comes from another window behind all else
        self.button.setVisible(on)


def _tab_order(fields: QWidget) -> list[QWidget]:
    """What Tab comes to in there, in its order."""
    found, one = [], fields.nextInFocusChain()
    while one is not None and one is not fields:
        if fields.isAncestorOf(one) and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None:
            found.append(one)
        one = one.nextInFocusChain()
    return found
