"""The layers' list: names are typed in peace, and the chosen layer stays the chosen one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.editor.panels.layerrow import EYE_WIDTH
from app.editor.window import Window
from tests.app.conftest import noise
from tests.app.editor.conftest import Button, Modifier, stroke

LINE = [(60.0, 60.0), (120.0, 90.0)]


@pytest.fixture
def three(window: Window, door, qtbot) -> Window:
    """A window with Fill 1, 2 and 3 and a hole, and the keyboard on the list."""
    for _ in range(3):
        fill(window, door)
    stroke(window.canvas, LINE)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.layers.view.setFocus()
    return window


def fill(window: Window, door) -> None:
    stroke(window.canvas, LINE)
    window.filling.start()
    door.step()


def names(window: Window) -> list[str]:
    document = window.session.document
    assert document is not None
    return [layer.name for layer in document.layers]


def current(window: Window) -> str | None:
    layer = window.layers.current
    return None if layer is None else layer.name


def renaming(window: Window) -> QLineEdit:
    """The field that F2 opens."""
    view = window.layers.view
    QTest.keyClick(view, Qt.Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    return field


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_ends_renaming_and_does_not_fill(three: Window, key: Qt.Key) -> None:
    field = renaming(three)
    QTest.keyClicks(field, "Wire")
    QTest.keyClick(field, key)
    QApplication.processEvents()
    assert names(three) == ["Fill 1", "Fill 2", "Wire"]
    assert not three.filling.is_busy


def test_escape_drops_a_name_and_cancels_nothing(three: Window) -> None:
    three.filling.start()
    field = renaming(three)
    QTest.keyClicks(field, "Wire")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert names(three) == ["Fill 1", "Fill 2", "Fill 3"]
    assert three.filling.is_busy


def test_a_layer_chosen_by_key_stays_chosen(three: Window) -> None:
    view = three.layers.view
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert current(three) == "Fill 2"
    QTest.keyClick(view, Qt.Key.Key_H, Modifier.ControlModifier)
    assert current(three) == "Fill 2"
    QTest.keyClick(view, Qt.Key.Key_H, Modifier.ControlModifier)
    document = three.session.document
    assert document is not None
    assert [layer.visible for layer in document.layers] == [True, True, True]
    assert three.session.stack.undoText() == "Show Fill 2"


def test_a_layer_chosen_by_mouse_stays_chosen_while_another_is_hidden(three: Window) -> None:
    view = three.layers.view

    def click(row: int, x: int) -> None:
        place = QPoint(x, view.visualRect(view.model().index(row, 0)).center().y())
        QTest.mouseClick(view.viewport(), Button.LeftButton, Modifier.NoModifier, place)

    click(2, EYE_WIDTH + 60)
    click(0, EYE_WIDTH // 2)
    assert current(three) == "Fill 1"


def test_deleting_goes_on_downwards(three: Window) -> None:
    view = three.layers.view
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Delete, Modifier.ShiftModifier)
    assert names(three) == ["Fill 1", "Fill 3"]
    assert current(three) == "Fill 1"
    QTest.keyClick(view, Qt.Key.Key_Delete, Modifier.ShiftModifier)
    assert names(three) == ["Fill 3"]


def test_a_new_fill_is_the_chosen_one_whatever_was_chosen_before(three: Window, door) -> None:
    """Delete after a bad fill means that fill."""
    fill(three, door)
    assert current(three) == "Fill 4"
    QTest.keyClick(three.layers.view, Qt.Key.Key_Down)
    assert current(three) == "Fill 3"
    fill(three, door)
    assert current(three) == "Fill 5"


def test_the_next_photo_knows_nothing_of_the_choice(three: Window, door, tmp_path: Path, qtbot) -> None:
    other = tmp_path / "other.png"
    Image.fromarray(noise(400, 300)).save(other)
    QTest.keyClick(three.layers.view, Qt.Key.Key_End)
    QTest.keyClick(three.layers.view, Qt.Key.Key_Up)
    assert current(three) == "Fill 1"
    with qtbot.waitSignal(three.filing.loaded):
        three.filing.open(other)
    fill(three, door)
    fill(three, door)
    assert current(three) == "Fill 2"
