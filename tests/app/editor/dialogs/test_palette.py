from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.editor.dialogs.palette import Palette
from app.editor.dialogs.shortcuts import ShortcutsDialog
from app.editor.window.window import Window


def opened(window: Window, kind: type) -> object:
    found = window.findChildren(kind)
    assert len(found) == 1
    return found[0]


def test_a_few_letters_and_enter_run_a_command(window: Window) -> None:
    window.actions_["palette"].trigger()
    palette = opened(window, Palette)
    assert isinstance(palette, Palette)
    QTest.keyClicks(palette.line, "inv ma")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.session.has_hole
    assert not palette.isVisible()


def test_a_command_is_found_by_the_menu_that_its_menu_is_in(window: Window) -> None:
    palette = Palette(window, window.actions_.named())
    palette.line.setText("view light")
    assert palette.list.currentIndex().data() == "Theme: Light"
    palette.line.setText("layer apply")
    assert palette.list.model().index(0, 0).data() == "Layer Mask: Apply Layer Mask"  # which cannot be used now
    palette.close()


def test_where_no_command_matches_the_list_says_so(window: Window) -> None:
    palette = Palette(window, window.actions_.named())
    palette.line.setText("crop the sky")
    assert [palette.list.model().index(row, 0).data() for row in range(palette.list.model().rowCount())] == [
        "No command has these letters"
    ]
    assert not palette.list.currentIndex().isValid()
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    palette.list.clicked.emit(palette.list.model().index(0, 0))
    palette.line.setText("")
    assert palette.list.currentIndex().isValid()
    palette.close()


def test_what_cannot_be_used_is_passed_over(window: Window) -> None:
    window.actions_["palette"].trigger()
    palette = opened(window, Palette)
    assert isinstance(palette, Palette)
    palette.line.setText("undo")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()  # there is nothing to undo
    palette.line.setText("mask")
    first = palette.list.currentIndex()
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.list.currentIndex() != first
    palette.close()


def test_a_key_is_changed_and_remembered(window: Window) -> None:
    window.actions_["shortcuts"].trigger()
    sheet = opened(window, ShortcutsDialog)
    assert isinstance(sheet, ShortcutsDialog)
    sheet.search.setText("invert")
    sheet.keys.setKeySequence(QKeySequence("Ctrl+Z"))
    assert "Undo" in sheet.said.text()
    sheet.set_button.click()
    assert window.actions_["invert"].shortcut() == QKeySequence("Ctrl+Z")
    assert window.actions_["undo"].shortcut().isEmpty()
    assert window.session.settings.shortcuts == {"invert": "Ctrl+Z", "undo": ""}
    assert "Ctrl+Z" in window.actions_["invert"].toolTip()
    sheet.reset_all.click()
    assert window.actions_["undo"].shortcut() == QKeySequence("Ctrl+Z")
    assert window.session.settings.shortcuts == {}
    sheet.keys.setKeySequence(QKeySequence("Space"))
    assert not sheet.set_button.isEnabled()
    sheet.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_rows_are_as_high_when_a_list_opens_as_later(window: Window) -> None:
    for name, kind in (("palette", Palette), ("shortcuts", ShortcutsDialog)):
        window.actions_[name].trigger()
        dialog = opened(window, kind)
        rows = dialog.list if isinstance(dialog, Palette) else dialog.tree
        line = dialog.line if isinstance(dialog, Palette) else dialog.search
        first = rows.visualRect(rows.model().index(0, 0)).height()
        line.setText("mask")
        line.setText("")
        assert rows.visualRect(rows.model().index(0, 0)).height() == first
        dialog.close()
