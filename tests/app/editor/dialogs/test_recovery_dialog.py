"""The offer of unsaved work by keys: what has the keyboard is what Enter does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from app.editor.dialogs.recovery import Offer, RecoveryDialog
from app.editor.window.window import Window
from app.language.catalogue import choose


@pytest.fixture
def dialog(window: Window, qtbot) -> RecoveryDialog:
    dialog = RecoveryDialog(window, [Offer("/photos/dune.jpg", 8.0, None)])
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_enter_on_discard_asks_once_more(dialog: RecoveryDialog) -> None:
    dialog.discard_button.setFocus()
    QTest.keyClick(dialog.discard_button, Qt.Key.Key_Return)
    (question,) = dialog.findChildren(QMessageBox)
    assert "dune.jpg" in question.text()
    assert question.defaultButton() is question.button(QMessageBox.StandardButton.Cancel)


def test_enter_on_the_list_opens(dialog: RecoveryDialog, qtbot) -> None:
    with qtbot.waitSignal(dialog.chosen) as chosen:
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert chosen.args == [0]


def test_all_are_offered_at_once_where_there_are_several(window: Window, qtbot) -> None:
    offers = [Offer(f"/photos/{name}.jpg", 8.0, None) for name in ("dune", "otters")]
    dialog = RecoveryDialog(window, offers)
    dialog.open()
    qtbot.waitUntil(dialog.all_button.isVisible)
    dialog._discard()
    assert not dialog.all_button.isVisible()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_button_has_a_letter_of_its_own(language: str, window: Window) -> None:
    choose([language])
    try:
        dialog = RecoveryDialog(window, [Offer("/photos/dune.jpg", 8.0, None)])
    finally:
        choose(["en"])
    buttons = dialog.findChildren(QPushButton)
    keys = {QKeySequence.mnemonic(button.text()).toString() for button in buttons}
    assert all(keys)
    assert len(keys) == len(buttons) == 4


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_letter_answers(dialog: RecoveryDialog, qtbot) -> None:
    dialog.activateWindow()
    with qtbot.waitSignal(dialog.chosen):
        QTest.keyClick(dialog, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)


def test_one_alone_is_not_offered_with_all(dialog: RecoveryDialog) -> None:
    assert not dialog.all_button.isVisible()
