"""Questions about files: a name is shown as it is, whatever it looks like."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.editor.dialogs import files
from app.editor.dialogs.unsaved import ask_layers, ask_unsaved
from app.editor.dialogs.writeback import ask_changed, ask_flat

NAME = "<b>dune.png"


@pytest.mark.parametrize(
    "ask",
    [
        lambda parent: files._may_replace(parent, Path(NAME), "why"),
        lambda parent: ask_unsaved(parent, NAME, None),
        lambda parent: ask_unsaved(parent, "photo.png", NAME),
        lambda parent: ask_layers(parent, NAME),
        lambda parent: ask_changed(parent, NAME),
        lambda parent: ask_flat(parent, NAME, "dune.ora", []),
    ],
)
def test_markup_in_a_name_is_a_part_of_it(
    ask: Callable[[QWidget], object], qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, Qt.TextFormat]] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append((box.text(), box.textFormat())) or 0)
    parent = QWidget()
    qtbot.addWidget(parent)
    ask(parent)
    ((question, form),) = shown
    assert NAME in question
    assert form == Qt.TextFormat.PlainText
