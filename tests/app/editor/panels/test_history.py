from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.editor.window.window import Window
from tests.app.editor.conftest import stroke


def rows(window: Window) -> list[str]:
    model = window.history.model
    return [str(model.data(model.index(row))) for row in range(model.rowCount())]


def click(window: Window, row: int) -> None:
    view = window.history.view
    place = view.visualRect(window.history.model.index(row)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def three_strokes(window: Window) -> None:
    for y in (60.0, 100.0, 140.0):
        stroke(window.canvas, [(60.0, y), (120.0, y)])


def test_a_click_goes_to_a_step(window: Window) -> None:
    three_strokes(window)
    assert rows(window) == ["Opened", "Paint mask", "Paint mask", "Paint mask"]
    click(window, 1)
    assert window.session.history.index == 1
    assert window.history.view.currentIndex().row() == 1
    model = window.history.model
    assert model.data(model.index(3), Qt.ItemDataRole.ForegroundRole) is not None
    assert model.data(model.index(3), Qt.ItemDataRole.AccessibleTextRole) == "Paint mask, undone"
    click(window, 3)
    assert window.session.history.index == 3
    window.session.invert_mask()
    window.session.history.undo()
    window.session.history.undo()
    stroke(window.canvas, [(160.0, 60.0), (170.0, 60.0)])
    assert rows(window) == ["Opened", "Paint mask", "Paint mask", "Paint mask"]


def test_keys_go_to_a_step(window: Window) -> None:
    three_strokes(window)
    view = window.history.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert window.session.history.index == 3
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert window.session.history.index == 1


def test_what_was_dropped_is_named(window: Window) -> None:
    three_strokes(window)
    assert window.history.used.text().endswith("of 512 MB")
    window.session.history.set_budget(window.session.history.used // 2)
    assert window.session.history.floor > 0
    assert rows(window)[0] == "Earlier steps"
    assert len(rows(window)) == 1 + 3 - window.session.history.floor
    click(window, 0)
    assert window.session.history.index == window.session.history.floor


def test_the_budget_is_a_setting(window: Window) -> None:
    menu = window.history.used.menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["512 MB"]
    menu.actions()[0].trigger()
    assert window.session.settings.history_mb == 128
    assert window.session.history.budget == 128 * 2**20
    assert window.history.used.text() == "0 MB of 128 MB"
