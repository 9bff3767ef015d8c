"""Questions about files: a name is shown as it is, whatever it looks like."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget

from app.editor.dialogs import files
from app.editor.dialogs.unsaved import Answer, ask_layers, ask_unfilled, ask_unsaved
from app.editor.dialogs.writeback import ask_changed, ask_elsewhere, ask_flat
from app.language.catalogue import choose

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


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "ask",
    [
        lambda parent: files._may_replace(parent, Path(NAME), "why"),
        lambda parent: ask_unsaved(parent, NAME, None),
        lambda parent: ask_unsaved(parent, NAME, None, flat="Layers are lost."),
        lambda parent: ask_unfilled(parent),
        lambda parent: ask_layers(parent, NAME),
        lambda parent: ask_changed(parent, NAME),
        lambda parent: ask_elsewhere(parent, NAME, "why"),
        lambda parent: ask_flat(parent, NAME, "salt & pepper.ora", []),
        lambda parent: ask_flat(parent, NAME, "", ["Transparency"]),
    ],
)
def test_each_button_has_a_letter_of_its_own(
    ask: Callable[[QWidget], object], language: str, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[str] = []

    def look(box: QMessageBox) -> int:
        keys.extend(QKeySequence.mnemonic(button.text()).toString() for button in box.buttons())
        return 0

    monkeypatch.setattr(QMessageBox, "exec", look)
    parent = QWidget()
    qtbot.addWidget(parent)
    choose([language])
    try:
        ask(parent)
    finally:
        choose(["en"])
    assert all(keys)
    assert len(set(keys)) == len(keys) > 1


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_letter_answers(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    def press(box: QMessageBox) -> int:
        with qtbot.waitActive(box):
            box.show()
        QTest.keyClick(box, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: box.clickedButton() is not None)  # it is seen to go down first
        return box.standardButton(box.clickedButton()).value

    monkeypatch.setattr(QMessageBox, "exec", press)
    parent = QWidget()
    qtbot.addWidget(parent)
    assert ask_unsaved(parent, NAME, None) is Answer.DISCARD


def test_what_could_not_be_written_says_why(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box.informativeText()) or 0)
    parent = QWidget()
    qtbot.addWidget(parent)
    ask_elsewhere(parent, NAME, "dune.png cannot be written (no space left on device): nothing was changed")
    assert shown == ["dune.png cannot be written (no space left on device): nothing was changed"]
