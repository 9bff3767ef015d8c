"""The table of actions: complete, and without two uses of one key."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.editor.actions import TABLE, listed_names
from app.editor.window.window import Window
from tests.app.editor.conftest import stroke


def test_ids_are_unique() -> None:
    assert max(Counter(entry.id for entry in TABLE).values()) == 1


def test_no_key_means_two_things() -> None:
    keys = Counter(QKeySequence(key).toString() for entry in TABLE for key in entry.keys)
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_action_is_in_a_menu_or_on_a_key() -> None:
    in_menus = listed_names()
    assert [entry.id for entry in TABLE if entry.id not in in_menus and not entry.keys] == []


def test_menus_call_the_key_what_all_else_calls_it() -> None:
    shown = [QKeySequence(entry.keys[0]).toString() for entry in TABLE if entry.keys]
    assert [keys for keys in shown if "Return" in keys] == []


def test_actions_know_when(window: Window) -> None:
    assert window.actions_["save"].isEnabled()
    assert not window.actions_["undo"].isEnabled()
    assert not window.actions_["clear"].isEnabled()
    window.session.invert_mask()
    assert window.actions_["undo"].isEnabled()
    assert window.actions_["clear"].isEnabled()
    assert window.actions_["undo"].icon().isNull() is False


def test_appearance_changes_at_once(window: Window) -> None:
    dark = window.grab().toImage().pixelColor(4, window.height() - 6).lightness()
    window.actions_["light"].trigger()
    light = window.grab().toImage().pixelColor(4, window.height() - 6).lightness()
    assert dark < 80
    assert light > 180
    assert window.actions_["light"].isChecked()
    assert not window.actions_["dark"].isChecked()
    window.actions_["dark"].trigger()


def offered(window: Window) -> set[str]:
    """What the menu of fills offers, of those whose keys always answer."""
    menu = next(
        menu
        for action in window.menuBar().actions()
        if isinstance(menu := action.menu(), QMenu) and window.actions_["fill"] in menu.actions()
    )
    menu.popup(window.mapToGlobal(QPoint(100, 100)))
    found = {name for name in ("fill", "cancel") if window.actions_[name].isEnabled()}
    menu.close()
    return found


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_an_open_menu_offers_what_would_do_something(window: Window, door) -> None:
    assert offered(window) == set()
    assert not window.options.button.isEnabled()
    assert window.actions_["fill"].isEnabled()  # Enter says what is to be done first
    assert window.actions_["cancel"].isEnabled()  # Esc puts a notice away
    stroke(window.canvas, [(100, 200), (200, 200)])
    assert offered(window) == {"fill"}
    window.actions_["fill"].trigger()
    assert offered(window) == {"cancel"}
    door.step()
    assert offered(window) == set()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_an_open_menu_offers_to_cancel_what_esc_would_end(window: Window) -> None:
    window.toolbox.choose("rectangle")
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    assert offered(window) == {"cancel"}
    window.actions_["cancel"].trigger()
    assert offered(window) == set()
    window.actions_["key_pointer"].trigger()
    assert offered(window) == {"cancel"}
    window.actions_["cancel"].trigger()
    window.toolbox.choose("polygon")
    stroke(window.canvas, [(100, 200)])
    assert offered(window) == {"cancel"}


def test_enter_without_a_mask_says_what_comes_first(window: Window) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert window.notices.text == "Nothing to fill yet: brush over what should go."
