"""Fields of the preferences: each shows one setting, and hands on what a person makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from app.editor.dialogs.colour import ask_colour
from app.editor.dialogs.overlay import swatch
from app.editor.look.theme import UNIT
from app.editor.numbers import percent
from app.editor.panels.fields import choice, describe, number, set_quietly, slider
from app.editor.panels.typing import wheel_passes
from app.files.settings import RANGES
from app.language import said

_WIDE = 104  # of numbers, so that the largest of them and their unit fit
_WIDER = 144  # of words and colours, at least: fields under each other end under each other
_SWATCH = 16

Change = Callable[[Any], None]
"""Told the new value."""
Choices = tuple[tuple[str, str], ...]
"""What is shown and what is stored."""


@dataclass(frozen=True, slots=True)
class Made:
    """A field. before: the words that stand at its left.  show: takes a value, without taking it for a change."""

    before: str
    widget: QWidget
    show: Change


class Kind(Protocol):
    """How one kind of setting is shown."""

    def make(self, name: str, change: Change) -> Made:
        """name: the setting's, as in Settings."""
        ...


@dataclass(frozen=True, slots=True)
class Flag:
    """A check box. Words of all kinds are marked for translation."""

    words: str
    tip: str

    def make(self, name: str, change: Change) -> Made:
        """See Kind."""
        box = QCheckBox(said(self.words))
        box.setObjectName(name)
        describe(box, said(self.words), said(self.tip))
        box.clicked.connect(lambda checked: change(checked))
        return Made("", box, box.setChecked)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words. choices: what is shown and what is stored; a function where that is only known later."""

    label: str
    choices: Choices | Callable[[], Choices]
    tip: str

    def make(self, name: str, change: Change) -> Made:
        """See Kind."""
        field = choice(self.choices() if callable(self.choices) else self.choices, said(self.label), said(self.tip))
        field.setObjectName(name)
        field.setMinimumWidth(_WIDER)
        field.activated.connect(lambda index: change(field.itemData(index)))
        return Made(said(self.label), field, lambda value: field.setCurrentIndex(max(0, field.findData(value))))


@dataclass(frozen=True, slots=True)
class Number:
    """A number within the setting's own range."""

    label: str
    suffix: str
    tip: str
    step: int = 1

    def make(self, name: str, change: Change) -> Made:
        """See Kind."""
        field = number(RANGES[name], said(self.suffix), said(self.tip))
        field.setObjectName(name)
        field.setAccessibleName(said(self.label))
        field.setAccessibleDescription(said(self.tip))
        field.setFixedWidth(_WIDE)
        field.setSingleStep(self.step)
        field.installEventFilter(_Wheels(field))
        field.valueChanged.connect(change)
        return Made(said(self.label), field, lambda value: set_quietly(field, round(value)))


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the whole: a slider, and how much that is in per cent."""

    label: str
    tip: str

    def make(self, name: str, change: Change) -> Made:
        """See Kind."""
        field, told = slider(100, 160, said(self.label), said(self.tip)), QLabel()
        field.setObjectName(name)
        field.installEventFilter(_Wheels(field))
        told.setObjectName("quiet")
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * UNIT)
        row.addWidget(field)
        row.addWidget(told)
        row.addStretch(1)
        both.setFocusProxy(field)

        def show(value: float) -> None:
            set_quietly(field, round(100 * value))
            told.setText(percent(value))

        field.valueChanged.connect(lambda hundredths: change(hundredths / 100))
        return Made(said(self.label), both, show)


@dataclass(frozen=True, slots=True)
class Colour:
    """A button with the colour on it, which asks for another."""

    label: str
    tip: str

    def make(self, name: str, change: Change) -> Made:
        """See Kind."""
        button = QPushButton()
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.setMinimumWidth(_WIDER)
        button.setIconSize(QSize(_SWATCH, _SWATCH))

        def show(value: str) -> None:
            button.setText(value)
            button.setIcon(QIcon(swatch(value)))
            describe(button, f"{said(self.label)}: {value}", said(self.tip))

        def ask() -> None:
            colour = ask_colour(button, QColor(button.text()), said(self.label))
            if colour is not None:
                change(colour.name())

        button.clicked.connect(ask)
        return Made(said(self.label), button, show)


class _Wheels(QObject):
    """The wheel changes a field only while it has the keyboard: who scrolls by means no change."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if wheel_passes(watched, event):
            event.ignore()
            return True
        return super().eventFilter(watched, event)
