"""Questions that stop the window they are of, and no other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from app.language import text

Role = QMessageBox.ButtonRole
Way = TypeVar("Way")


def ask(dialog: QDialog) -> int:
    """Show it until it is answered; the answer as `exec` gives it.

    One that another window asks meanwhile is answered first: what was to follow on this one waits for that.
    """
    dialog.setWindowModality(Qt.WindowModality.WindowModal)  # `exec` alone would stop all windows
    return dialog.exec()


def with_keys(box: QMessageBox) -> QMessageBox:
    """The same, with Alt and a letter for the buttons that Qt names: on many systems it names them without."""
    button = QMessageBox.StandardButton
    names = {button.Save: text("&Save"), button.Discard: text("&Discard"), button.Cancel: text("&Cancel")}
    for one in box.buttons():
        name = names.get(box.standardButton(one))
        if name is not None:
            one.setText(name)
    return box


def ask_which(
    parent: QWidget,
    title: str,
    question: str,
    ways: Sequence[tuple[Way, str, Role]],
    *,
    usual: Way,
    words: str = "",
    icon: QMessageBox.Icon = QMessageBox.Icon.Warning,
    name: str = "",
) -> Way | None:
    """The way that the person takes; None: they cancel.

    ways: each with its button.  usual: the one that Enter takes.  words: below the question.
    name: of the box, for whoever looks for it.
    """
    box = QMessageBox(icon, title, question, parent=parent)
    box.setObjectName(name)
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
    box.setInformativeText(words)
    buttons = [(box.addButton(label, role), way) for way, label, role in ways]
    box.addButton(QMessageBox.StandardButton.Cancel)
    for button, way in buttons:
        if way == usual:
            box.setDefaultButton(button)
    ask(with_keys(box))
    pressed = box.clickedButton()
    return next((way for button, way in buttons if button is pressed), None)
