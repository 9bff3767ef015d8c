"""The table of actions: complete, and without two uses of one key."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QKeySequence

from app.editor.actions import TABLE, listed_names
from app.editor.window.window import Window


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
