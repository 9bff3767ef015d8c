"""What is asked before a file is written that the person did not choose just now."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.editor.dialogs.modal import ask
from app.language import text


class Changed(Enum):
    REPLACE = "replace"
    ELSEWHERE = "elsewhere"
    CANCEL = "cancel"


class Flat(Enum):
    PICTURE = "picture"
    BOTH = "both"
    CANCEL = "cancel"


def ask_changed(parent: QWidget, name: str) -> Changed:
    """name: of the file that «save» would write, and that another program has written meanwhile."""
    question = text("{name} has been changed by another program. Replace it?", name=name)
    box = QMessageBox(QMessageBox.Icon.Warning, text("Changed meanwhile"), question, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
    box.setInformativeText(text("What the other program wrote would be lost."))
    role = QMessageBox.ButtonRole
    replace = box.addButton(text("Replace"), role.DestructiveRole)
    elsewhere = box.addButton(text("Save As…"), role.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(elsewhere)
    ask(box)
    if box.clickedButton() is replace:
        return Changed.REPLACE
    return Changed.ELSEWHERE if box.clickedButton() is elsewhere else Changed.CANCEL


def ask_elsewhere(parent: QWidget, name: str) -> bool:
    """After a file could not be written, of which the notice says why: whether to save to another one."""
    question = text("{name} could not be written. Save the work somewhere else?", name=name)
    box = QMessageBox(QMessageBox.Icon.Warning, text("Not saved"), question, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
    elsewhere = box.addButton(text("Save As…"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(elsewhere)
    ask(box)
    return box.clickedButton() is elsewhere


def ask_flat(parent: QWidget, name: str, project: str, left_out: Sequence[str]) -> Flat:
    """Before a picture is given back to the program that it came from.

    project: the name that one beside it would have; empty where there are no layers to keep.  left_out: lines on what
    is in the file now and will not be.
    """
    title, question = text("Save"), text("Write the picture back to {name}?", name=name)
    box = QMessageBox(QMessageBox.Icon.Question, title, question, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
    words = [text("It becomes one flat picture. Layers and masks are only kept in a project.")] if project else []
    words += [text("Not kept: {what}.", what=line) for line in left_out]
    box.setInformativeText("\n\n".join(words))
    role = QMessageBox.ButtonRole
    both = box.addButton(text("Picture and {project}", project=project), role.YesRole) if project else None
    picture = box.addButton(text("Picture Only") if project else text("Write Back"), role.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(picture)
    ask(box)
    pressed = box.clickedButton()
    if pressed is picture:
        return Flat.PICTURE
    return Flat.BOTH if both is not None and pressed is both else Flat.CANCEL
