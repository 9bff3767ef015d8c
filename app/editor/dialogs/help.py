"""What the keys do, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QMessageBox, QVBoxLayout, QWidget

import app
from app.editor.actions import MENUS, TABLE

_POINTER = (
    ("Alt, or the right button", "erase while held"),
    ("Shift and click", "straight line from the last point"),
    ("Wheel", "zoom about the pointer"),
    ("Space or middle button, and drag", "move the photo"),
    ("Tab, held", "show the photo as it was"),
)


def show_shortcuts(parent: QWidget) -> None:
    """One sheet of all keys, from the table of actions."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Keyboard shortcuts")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(4)
    by_id = {entry.id: entry for entry in TABLE}
    rows = [
        (_name(by_id[action_id].text), _keys(by_id[action_id].keys))
        for _, ids in MENUS
        for action_id in ids
        if action_id in by_id and by_id[action_id].keys
    ]
    rows += [(what.capitalize(), held) for held, what in _POINTER]
    half = -(-len(rows) // 2)
    for index, (name, keys) in enumerate(rows):
        column = 3 * (index // half)
        grid.addWidget(QLabel(name), index % half, column)
        label = QLabel(keys)
        label.setObjectName("quiet")
        grid.addWidget(label, index % half, column + 1)
    grid.setColumnMinimumWidth(2, 32)
    close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    close.rejected.connect(dialog.reject)
    column_box = QVBoxLayout(dialog)
    column_box.setContentsMargins(24, 24, 24, 16)
    column_box.setSpacing(24)
    column_box.addLayout(grid)
    column_box.addWidget(close)
    dialog.open()


def show_about(parent: QWidget, device: str) -> None:
    box = QMessageBox(QMessageBox.Icon.NoIcon, "About Gatebrush", f"Gatebrush {app.__version__}", parent=parent)
    where = f"Fills run on {device}." if device else "The network is not loaded."
    box.setInformativeText(
        "Brush over what should go; a gated-convolution network paints what could be behind it. "
        f"Nothing leaves this computer.\n\n{where}\nFor details run: main.py doctor"
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def _name(text: str) -> str:
    return text.replace("&", "").rstrip("…")


def _keys(keys: tuple[str, ...]) -> str:
    texts = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys[:2]]
    return "  or  ".join(texts)
