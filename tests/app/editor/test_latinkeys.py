"""Shortcuts on keyboards without Latin letters: events as X11 brings them with Russian, Hebrew or French alone."""

# ruff: noqa: RUF001 - Russian letters look like Latin ones

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.editor.latinkeys import LatinKeys
from app.editor.window.window import Window
from tests.app.editor.conftest import LINE, Modifier, stroke

W, Y, BRACKET, F, Z, B, M = 25, 29, 34, 41, 52, 56, 58
"""Codes of keys, by what is on them in English."""


@pytest.fixture
def typed(window: Window, qapp: QApplication, qtbot) -> Iterator[Window]:
    """In front, with the keyboard on the canvas."""
    keys = LatinKeys(qapp)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.setFocus()
    yield window
    keys.deleteLater()


def press(window: Window, sign: str, code: int, held: Modifier = Modifier.NoModifier, *, repeats: bool = False) -> None:
    """sign: what the key gives. Nobody's shortcut, so far."""
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, ord(sign), held, code, 0, 0, sign.lower(), repeats)
        event.ignore()
        QApplication.sendEvent(window.windowHandle(), event)


def test_a_letter_is_the_tool_of_its_place(typed: Window) -> None:
    press(typed, "Н", Y)
    assert typed.toolbox.chosen == "restore"


def test_shift_counts(typed: Window) -> None:
    press(typed, "Ь", M, Modifier.ShiftModifier)  # nothing has Shift+M
    assert not typed.canvas.viewport.flipped
    press(typed, "Ь", M)
    assert typed.canvas.viewport.flipped


def test_undo_and_redo(typed: Window) -> None:
    stroke(typed.canvas, LINE)
    press(typed, "Я", Z, Modifier.ControlModifier)
    assert not typed.session.has_hole
    press(typed, "Я", Z, Modifier.ControlModifier | Modifier.ShiftModifier)
    assert typed.session.has_hole


def test_a_letter_where_english_has_a_sign(typed: Window) -> None:
    before = typed.session.radii.brush
    press(typed, "Х", BRACKET)
    assert typed.session.radii.brush < before


def test_a_key_that_is_held_does_again_what_may_be_done_again(typed: Window) -> None:
    press(typed, "Ь", M)
    press(typed, "Ь", M, repeats=True)
    assert typed.canvas.viewport.flipped
    before = typed.session.radii.brush
    press(typed, "Х", BRACKET, repeats=True)
    assert typed.session.radii.brush < before


def test_a_key_of_ones_own_counts(typed: Window) -> None:
    typed.session.change(shortcuts={"mirror": "Ctrl+F"})
    press(typed, "А", F, Modifier.ControlModifier)
    assert typed.canvas.viewport.flipped


def test_text_fields_get_their_letters_and_undo_for_themselves(typed: Window) -> None:
    stroke(typed.canvas, LINE)
    typed.actions_["add_layer"].trigger()
    typed.layers.view.setFocus()
    QTest.keyClick(typed.layers.view, Qt.Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    before, tool = field.text(), typed.toolbox.chosen
    press(typed, "Ц", W)
    assert (field.text(), typed.toolbox.chosen) == ("ц", tool)
    press(typed, "Я", Z, Modifier.ControlModifier)
    assert field.text() == before
    assert typed.session.stack.undoText() == "Add layer"


def test_the_list_of_layers_leaves_letters_to_tools(typed: Window) -> None:
    typed.actions_["add_layer"].trigger()
    typed.layers.view.setFocus()
    press(typed, "Ц", W)
    assert typed.toolbox.chosen == "wand"


def test_a_sign_where_english_has_a_letter(typed: Window) -> None:
    """Hebrew has an apostrophe on W; so has Dvorak on Q, and it is none there."""
    press(typed, "'", W)
    assert typed.toolbox.chosen == "brush"
    press(typed, "נ", B)
    press(typed, "'", W)
    assert typed.toolbox.chosen == "wand"


def test_latin_letters_are_what_they_are(typed: Window) -> None:
    """French has W where English has Z, and a comma on M."""
    press(typed, "Ь", M)
    press(typed, "Ö", B)
    press(typed, ",", M)
    press(typed, "Z", W)
    assert typed.canvas.viewport.flipped
    assert typed.toolbox.chosen == "brush"


def test_what_cannot_be_done_now_is_not_done(typed: Window) -> None:
    assert not typed.actions_["undo"].isEnabled()
    count = typed.session.stack.count()
    press(typed, "Я", Z, Modifier.ControlModifier)
    assert typed.session.stack.count() == count
