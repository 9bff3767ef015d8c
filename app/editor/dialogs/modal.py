"""Questions that stop the window they are of, and no other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog


def ask(dialog: QDialog) -> int:
    """Show it until it is answered; the answer as `exec` gives it.

    One that another window asks meanwhile is answered first: what was to follow on this one waits for that.
    """
    dialog.setWindowModality(Qt.WindowModality.WindowModal)  # `exec` alone would stop all windows
    return dialog.exec()
