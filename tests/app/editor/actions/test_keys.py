from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QKeySequence

from app.editor.actions import TABLE
from app.editor.actions.keys import is_free_for_actions, keys_of, owners_of, with_keys

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
