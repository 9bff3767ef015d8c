"""Whether work may be lost."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.language import text


class Answer(Enum):
    """What is to become of the work."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


def ask_unsaved(parent: QWidget, opened: str, target: str | None) -> Answer:
    """opened: the photo's file.  target: the one that «save» would write; None when a place has still to be chosen."""
    if target is None:
        question = text("Save your work on {name}?", name=opened)
    else:
        question = text("Save the changes to {name}?", name=target)
    box = QMessageBox(QMessageBox.Icon.Warning, text("Unsaved changes"), question, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
    box.setInformativeText(text("What you do not save is lost."))
    button = QMessageBox.StandardButton
    box.setStandardButtons(button.Save | button.Discard | button.Cancel)
    box.setDefaultButton(button.Save)
    pressed = box.exec()
    return {button.Save: Answer.SAVE, button.Discard: Answer.DISCARD}.get(button(pressed), Answer.CANCEL)


def ask_unfilled(parent: QWidget) -> Answer:
    """Only a mask or strokes would be lost: a picture file cannot hold them, so there is nothing to save."""
    box = QMessageBox(QMessageBox.Icon.Question, text("Unfilled mask"), text("Leave the mask unfilled?"), parent=parent)
    box.setInformativeText(text("You have brushed a mask that was not filled. It is lost when the photo is closed."))
    button = QMessageBox.StandardButton
    box.setStandardButtons(button.Discard | button.Cancel)
    box.setDefaultButton(button.Cancel)
    return Answer.DISCARD if button(box.exec()) == button.Discard else Answer.CANCEL
