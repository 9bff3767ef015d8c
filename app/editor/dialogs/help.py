"""What this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

import app


def show_about(parent: QWidget, device: str) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, "About Gatebrush", f"Gatebrush {app.__version__}", parent=parent)
    where = f"Fills run on {device}." if device else "The network is not loaded."
    box.setInformativeText(
        "Brush over what should go; a gated-convolution network paints what could be behind it. "
        f"Nothing leaves this computer.\n\n{where}\nFor details run: main.py doctor"
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
