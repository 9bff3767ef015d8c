"""What this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

import app
from app.language import text


def show_about(parent: QWidget, device: str) -> None:
    """A dialog over `parent`. device: what fills run on; empty while that is not known."""
    name = f"Gatebrush {app.__version__}"
    box = QMessageBox(QMessageBox.Icon.NoIcon, text("About Gatebrush"), name, parent=parent)
    where = text("Fills run on {device}.", device=device) if device else text("The network is not loaded.")
    box.setInformativeText(
        text(
            "Brush over what should go; a gated-convolution network paints what could be behind it. "
            "Nothing leaves this computer.\n\n{where}\nFor details run: {command}",
            where=where,
            command="main.py\N{NO-BREAK SPACE}doctor",  # in one piece, on one line
        )
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
