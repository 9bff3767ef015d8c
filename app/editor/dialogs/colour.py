"""Which colour: the system's own dialog, or Qt's where that is too large for the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QColorDialog, QDialog, QDialogButtonBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app.editor.dialogs.fitting import FittingDialog
from app.editor.dialogs.modal import ask
from app.editor.keys import ENTER
from app.editor.panels.scrolling import room_of

_Option = QColorDialog.ColorDialogOption


def ask_colour(parent: QWidget, present: QColor, title: str) -> QColor | None:
    """The colour that the person takes; None: they keep the present one."""
    picker = QColorDialog(present, parent)
    _keep_exact(picker)
    dialog: QDialog = picker
    if picker.sizeHint().boundedTo(room_of(parent)) != picker.sizeHint():
        dialog = _Fitting(parent, picker)
    dialog.setWindowTitle(title)
    accepted = ask(dialog) == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return picker.currentColor() if accepted else None


def _keep_exact(picker: QColorDialog) -> None:
    """In Qt's own fields Enter sets what they show, and they show whole numbers: another colour than the present one,
    though nothing was typed."""
    keeper = _Keeper(picker)
    for field in picker.findChildren(QSpinBox):
        field.installEventFilter(keeper)


class _Keeper(QObject):
    """Enter in a field that nothing was typed into is for the dialog alone."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER:
            line = watched.findChild(QLineEdit)
            if line is not None and not line.isModified():
                event.ignore()  # it goes on to the dialog
                return True
        return super().eventFilter(watched, event)


class _Fitting(FittingDialog):
    """The same fields, which scroll above the buttons."""

    def __init__(self, parent: QWidget, picker: QColorDialog) -> None:
        super().__init__(parent)
        picker.setOptions(_Option.NoButtons | _Option.DontUseNativeDialog)
        picker.setWindowFlags(Qt.WindowType.Widget)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        picker.rejected.connect(self.reject)  # Esc is for it first, and Enter ends there
        picker.installEventFilter(self)
        content = QVBoxLayout()
        content.addWidget(picker)
        self.place(content, buttons, margin=2, spacing=2)
        picker.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the colour, as it does in the large dialog."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER:
            self.accept()
            return True
        return super().eventFilter(watched, event)
