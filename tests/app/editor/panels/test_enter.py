"""Enter fills, wherever nothing else needs it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.editor.window.window import Window
from tests.app.editor.conftest import fill, stroke

Key = Qt.Key


@pytest.fixture
def ready(window: Window, door) -> Window:
    """A fill with a choice, and another stroke."""
    window.resize(1280, 800)
    window.session.change(variants=3)
    fill(window, door)
    stroke(window.canvas, [(200.0, 200.0), (250.0, 220.0)])
    QApplication.processEvents()
    return window


def fills(window: Window, part: QWidget, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
    assert part.isVisible()
    part.setFocus()
    QTest.keyClick(part, key, held)
    began = window.filling.is_busy
    window.filling.forget()
    return began


def test_enter_fills_from_lists_choices_and_sliders(ready: Window) -> None:
    options, layers, plain = ready.options, ready.layers, Qt.KeyboardModifier.NoModifier
    lists = (ready.canvas, layers.view, ready.history.view, ready.candidates.view)
    fields = (layers.controls.blend, layers.controls.opacity, options._quality, options.brush.slider)
    for part in (*lists, *fields):
        assert fills(ready, part, Key.Key_Return, plain), part
    assert fills(ready, ready.history.view, Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    ready.history.view.setCurrentIndex(ready.history.model.index(0, 0))
    assert fills(ready, ready.history.view, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert not fills(ready, options._grow, Key.Key_Return, plain)  # it ends typing
    assert ready.canvas.hasFocus()


def test_enter_presses_the_button_that_has_the_keyboard(ready: Window) -> None:
    buttons = {one.accessibleName(): one for one in ready.findChildren(QWidget) if one.isVisible()}
    for name, key in (("Eraser", Key.Key_Return), ("Hand", Key.Key_Enter), ("Brush", Key.Key_Space)):
        assert not fills(ready, buttons[name], key, Qt.KeyboardModifier.NoModifier)
        assert ready.toolbox.chosen == name.lower()


def test_enter_opens_what_the_first_window_offers(open_window, door, monkeypatch: pytest.MonkeyPatch) -> None:
    open_window(door, None)
    asked: list[bool] = []
    monkeypatch.setattr("app.editor.dialogs.files.ask_photos", lambda *_: asked.append(True) or [])
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert asked == [True]
