"""Whether work may be lost."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.editor.dialogs.modal import Role, ask, ask_which, with_keys
from app.language import text

_NAME = "unsaved"  # of the boxes


class Answer(Enum):
    """What is to become of the work."""

    SAVE = "save"
    PROJECT = "project"
    DISCARD = "discard"
    CANCEL = "cancel"


def ask_unsaved(parent: QWidget, opened: str, target: str | None, under_way: str = "", flat: str = "") -> Answer:
    """opened: the photo's file.  target: the one that «save» would write; None when a place has still to be chosen.

    under_way: a line on what is not finished yet and would be lost as well.  flat: another on
    what a picture does not keep.
    """
    if target is None:
        question = text("Save your work on {name}?", name=opened)
    else:
        question = text("Save the changes to {name}?", name=target)
    box = QMessageBox(QMessageBox.Icon.Warning, text("Unsaved changes"), question, parent=parent)
    box.setObjectName(_NAME)
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
    box.setInformativeText(_lines(under_way, text("What you do not save is lost."), flat))
    button = QMessageBox.StandardButton
    box.setStandardButtons(button.Save | button.Discard | button.Cancel)
    project = box.addButton(text("Save &Project…"), QMessageBox.ButtonRole.AcceptRole) if flat else None
    box.setDefaultButton(button.Save)
    pressed = ask(with_keys(box))
    if project is not None and box.clickedButton() is project:
        return Answer.PROJECT
    return {button.Save: Answer.SAVE, button.Discard: Answer.DISCARD}.get(button(pressed), Answer.CANCEL)


def ask_layers(parent: QWidget, picture: str, under_way: str = "") -> Answer:
    """Nothing that is seen would be lost: it is saved in this picture. Its layers are in no file."""
    only_here = text("The picture is saved as {name}. Its layers, masks and candidates are only here.", name=picture)
    answer = ask_which(
        parent,
        text("Layers not saved"),
        text("Keep the layers of {name} in a project?", name=picture),
        (
            (Answer.PROJECT, text("Save &Project…"), Role.AcceptRole),
            (Answer.DISCARD, text("Close &Without Layers"), Role.DestructiveRole),
        ),
        usual=Answer.PROJECT,
        words=_lines(under_way, only_here),
        name=_NAME,
    )
    return answer or Answer.CANCEL


def ask_unfilled(parent: QWidget, under_way: str = "") -> Answer:
    """Only a mask or strokes would be lost: a picture file cannot hold them, so there is nothing to save."""
    # The question is long enough for the box to be as wide as its title.
    question = text("Close the photo and leave its mask unfilled?")
    box = QMessageBox(QMessageBox.Icon.Question, text("Unfilled mask"), question, parent=parent)
    box.setObjectName(_NAME)
    lost = text("There is a mask that was not filled. It is lost when the photo is closed.")
    box.setInformativeText(_lines(under_way, lost))
    button = QMessageBox.StandardButton
    box.setStandardButtons(button.Discard | button.Cancel)
    box.setDefaultButton(button.Cancel)
    return Answer.DISCARD if button(ask(with_keys(box))) == button.Discard else Answer.CANCEL


def withdraw(parent: QWidget) -> None:
    """Close the question of these that is open over a window, as if it had been cancelled."""
    for box in parent.findChildren(QMessageBox, _NAME):
        if box.isVisible():
            box.reject()


def _lines(*lines: str) -> str:
    return "\n\n".join(line for line in lines if line)
