"""The fields of the bars: sliders, numbers and choices that look and behave alike."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QLabel,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)

from app.editor.actions.entry import plain
from app.editor.look.theme import FIELD
from app.editor.panels.numberfields import DecimalField, WholeField
from app.editor.panels.typing import wheel_passes
from app.language import said


def slider(steps: int, width: int, name: str, tip: str) -> QSlider:
    """From 0 to steps."""
    field = QSlider(Qt.Orientation.Horizontal)
    field.setRange(0, steps)
    field.setPageStep(max(1, steps // 10))
    field.setFixedWidth(width)
    field.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    describe(field, name, tip)
    return field


class _Unscrolled(QComboBox):
    """The wheel changes it only while it has the keyboard: who scrolls by means no change."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if wheel_passes(self, event):
            event.ignore()
        else:
            super().wheelEvent(event)


def choice(choices: tuple[tuple[str, str], ...], name: str, tip: str) -> QComboBox:
    """choices: what is shown, marked for translation, and what is stored."""
    field = _Unscrolled()
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel
    for words, value in choices:
        field.addItem(said(words), value)
    field.view().setAccessibleName(name)
    describe(field, name, tip)
    return field


def number(ends: tuple[float, float], suffix: str, tip: str) -> QSpinBox:
    """ends: from and to, both included."""
    field = WholeField()
    field.setRange(round(ends[0]), round(ends[1]))
    field.setSuffix(suffix)
    field.setFixedWidth(72)
    _be_typed_into(field, tip)
    return field


def share_or_number(tip: str) -> QDoubleSpinBox:
    """For whole numbers at times, and at times for percent with decimals: range and width are set by whoever shows
    them."""
    field = DecimalField()
    _be_typed_into(field, tip)
    return field


def _be_typed_into(field: QAbstractSpinBox, tip: str) -> None:
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel
    field.setKeyboardTracking(False)
    describe(field, tip, tip)


def action_button(action: QAction) -> QToolButton:
    """A button of an action, with its icon and its tool tip."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(plain(action.text()))
    return button


def label(words: str, field: QWidget) -> QLabel:
    """What stands before a field, and as high, so that all words of a bar stand on one line."""
    made = QLabel(words)
    made.setObjectName("quiet")
    made.setMinimumHeight(FIELD)
    made.setBuddy(field)
    return made


def hear_as(field: QComboBox, name: str) -> None:
    """A name for a choice that stands alone in its row, once it stands there: of a choice Qt gives the value as its
    name on Linux, and screen readers hear from a label what is chosen."""
    unseen = QLabel(name, field.parentWidget())
    unseen.setBuddy(field)
    unseen.hide()


def form_label(text: str, field: QWidget) -> QLabel:
    """As high as its field, since a form does not put one beside the middle of the other."""
    words = QLabel(text)
    words.setBuddy(field)
    field.ensurePolished()
    words.setFixedHeight(field.sizeHint().height())
    return words


def divider() -> QFrame:
    """A line between two groups of fields."""
    line = QFrame()
    line.setObjectName("divider")
    line.setFixedSize(1, 20)
    return line


def describe(widget: QWidget, name: str, tip: str) -> None:
    """For those who hear it, and for those who point at it."""
    widget.setAccessibleName(name)
    widget.setToolTip(tip)


def set_quietly(widget: QSlider | QSpinBox, value: int) -> None:
    """Show a value without taking that for a change."""
    widget.blockSignals(True)  # noqa: FBT003 - Qt's own signature
    widget.setValue(value)
    widget.blockSignals(False)  # noqa: FBT003
