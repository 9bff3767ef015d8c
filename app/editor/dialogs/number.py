"""A question that a whole number answers."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QInputDialog, QLabel, QWidget

from app.editor.dialogs.modal import ask
from app.editor.look.theme import UNIT

_WIDTH = 72 * UNIT  # so that a title bar, which has the program's name and buttons as well, cuts no title


def ask_number(parent: QWidget, title: str, question: str, present: int, ends: tuple[float, float]) -> int | None:
    """The number that the person gives; None: they cancel. present: at first.  ends: from and to, both included."""
    dialog = QInputDialog(parent)
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setWindowTitle(title)
    dialog.setLabelText(question)
    dialog.setIntRange(round(ends[0]), round(ends[1]))
    dialog.setIntValue(present)
    for label in dialog.findChildren(QLabel):  # the dialog itself takes no width but that of its parts
        label.setMinimumWidth(_WIDTH)
    accepted = ask(dialog) == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.intValue() if accepted else None
