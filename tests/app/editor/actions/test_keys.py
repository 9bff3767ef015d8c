from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from app.editor.actions import TABLE
from app.editor.actions.keys import is_free_for_actions, keys_of, owners_of, with_keys
from app.editor.dialogs.shortcuts import ShortcutsDialog
from app.editor.window.window import Window
from tests.app.editor.conftest import steps

BY_ID = {entry.id: entry for entry in TABLE}
IDS = sorted(BY_ID)


def test_what_nobody_changed_has_the_table_s_keys() -> None:
    assert keys_of(BY_ID["redo"], {}) == [QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")]


def test_a_key_moves_from_one_action_to_another() -> None:
    chosen = with_keys({}, "invert", [QKeySequence("Ctrl+Y")])
    assert [entry.id for entry in owners_of(QKeySequence("Ctrl+Y"), chosen)] == ["invert"]
    assert keys_of(BY_ID["redo"], chosen) == [QKeySequence("Ctrl+Shift+Z")]


def test_back_to_the_table_is_no_choice() -> None:
    chosen = with_keys({}, "invert", [])
    assert keys_of(BY_ID["invert"], chosen) == []
    assert with_keys(chosen, "invert", [QKeySequence("Ctrl+I")]) == {}


def test_what_the_settings_cannot_mean_is_no_key() -> None:
    assert keys_of(BY_ID["invert"], {"invert": "?!?; ; Ctrl+9"})[-1] == QKeySequence("Ctrl+9")
    assert "gone" not in with_keys({"gone": "Ctrl+9"}, "invert", [QKeySequence("Ctrl+8")])


def test_a_key_that_a_person_gave_away_is_not_that_of_a_newer_action() -> None:
    chosen = {"invert": "K; Ctrl+I"}  # of a version that had nothing on K
    assert keys_of(BY_ID["invert"], chosen) == [QKeySequence("K"), QKeySequence("Ctrl+I")]
    assert keys_of(BY_ID["key_pointer"], chosen) == []
    assert [entry.id for entry in owners_of(QKeySequence("K"), chosen)] == ["invert"]
    assert keys_of(BY_ID["redo"], {"invert": "Ctrl+Y"}) == [QKeySequence("Ctrl+Shift+Z")]
    assert keys_of(BY_ID["key_pointer"], with_keys(chosen, "invert", [])) == [QKeySequence("K")]
    back = with_keys(chosen, "key_pointer", [QKeySequence("K")])
    assert (keys_of(BY_ID["key_pointer"], back), back) == ([QKeySequence("K")], {})


def test_a_key_that_a_file_gives_to_two_is_the_first_one_s() -> None:
    chosen = {"wand": "F9", "invert": "F9", "gone": "K", "eraser": "B"}
    assert [entry.id for entry in owners_of(QKeySequence("F9"), chosen)] == ["invert"]
    assert [entry.id for entry in owners_of(QKeySequence("K"), chosen)] == ["key_pointer"]
    assert [entry.id for entry in owners_of(QKeySequence("B"), chosen)] == ["eraser"]


@given(st.dictionaries(st.sampled_from(IDS), st.sampled_from(["K", "Ctrl+Z; F9", "F9", "B; K", ""]), max_size=6))
def test_whatever_settings_say_no_key_has_two_actions(chosen: dict[str, str]) -> None:
    keys = [own.toString() for entry in TABLE for own in keys_of(entry, chosen)]
    assert len(keys) == len(set(keys))


def test_keys_that_are_held_are_not_for_actions() -> None:
    assert not is_free_for_actions(QKeySequence("Space"))
    assert not is_free_for_actions(QKeySequence())
    assert is_free_for_actions(QKeySequence("Ctrl+Space"))


@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(["Ctrl+I", "Ctrl+Z", "F9", "B", ""])), max_size=12))
def test_no_key_ever_has_two_actions(moves: list[tuple[str, str]]) -> None:
    chosen: dict[str, str] = {}
    for action_id, key in moves:
        chosen = with_keys(chosen, action_id, [QKeySequence(key)] if key else [])
        owners: dict[str, set[str]] = {}
        for entry in TABLE:
            for keys in keys_of(entry, chosen):
                owners.setdefault(keys.toString(), set()).add(entry.id)
        assert [several for several in owners.values() if len(several) > 1] == []
        assert not key or [owner.id for owner in owners_of(QKeySequence(key), chosen)] == [action_id]


def test_the_key_does_what_the_person_gave_it_to(window: Window) -> None:
    window.session.change(shortcuts={"invert": "K"})
    window.canvas.setFocus()
    QTest.keyClick(window, Qt.Key.Key_K)
    assert steps(window) == ["Invert mask"]
    assert not window.key_pointer.is_on
    window.session.change(shortcuts={})
    QTest.keyClick(window, Qt.Key.Key_K)
    assert steps(window) == ["Invert mask"]
    assert window.key_pointer.is_on


def test_the_sheet_brings_a_lost_key_back(window: Window, qtbot) -> None:
    window.session.change(shortcuts={"invert": "K"})
    sheet = ShortcutsDialog(window, window.session)
    qtbot.addWidget(sheet)
    sheet.search.setText("keyboard pointer")
    row = sheet.tree.topLevelItem(0)
    assert row is not None
    assert (row.text(1), sheet.reset_button.isEnabled()) == ("", True)
    sheet.reset_button.click()
    row = sheet.tree.topLevelItem(0)
    assert row is not None
    assert (row.text(1), sheet.reset_button.isEnabled()) == ("K", False)
    assert window.session.settings.shortcuts == {"invert": ""}
