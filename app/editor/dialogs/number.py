"""A question that a whole number answers."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.editor.dialogs.modal import ask
from app.editor.look.theme import UNIT
from app.editor.panels.numberfields import WholeField

_WIDTH = 72 * UNIT  # so that a title bar, which has the program's name and buttons as well, cuts no title


def ask_number(parent: QWidget, title: str, question: str, present: int, ends: tuple[float, float]) -> int | None:
    """The number that the person gives; None: they cancel. present: at first.  ends: from and to, both included."""
    dialog, field = QDialog(parent), WholeField()
    dialog.setWindowTitle(title)
    field.setRange(round(ends[0]), round(ends[1]))
    field.setValue(present)
    field.setAccessibleName(question)
    field.selectAll()
    label = QLabel(question)
    label.setBuddy(field)
    label.setMinimumWidth(_WIDTH)  # the dialog itself takes no width but that of its parts
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    for part in (label, field, buttons):
        column.addWidget(part)
    accepted = ask(dialog) == QDialog.DialogCode.Accepted
    field.interpretText()
    dialog.deleteLater()
    return field.value() if accepted else None
