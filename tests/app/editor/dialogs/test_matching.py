from hypothesis import given
from hypothesis import strategies as st

from app.editor.dialogs.matching import best_first

NAMES = ["File: Open", "Edit: Undo", "Mask: Clear Mask", "Mask: Invert Mask", "Fill: Fill"]


def test_the_start_of_a_word_comes_first() -> None:
    assert best_first("in", NAMES)[0] == 3
    assert best_first("fil", NAMES)[0] in (0, 4)
    assert best_first("mask inv", NAMES) == [3]


def test_letters_in_order_are_enough() -> None:
    assert best_first("ivm", NAMES) == [3]
    assert best_first("undo", NAMES) == [1]
    assert best_first("xyz", NAMES) == []


def test_letters_from_the_middle_of_a_word_on_are_no_match() -> None:
    assert best_first("crop", ["Sketch: Pick from Photo", "View: Fit in Window"]) == []
    assert best_first("pfp", ["Sketch: Pick from Photo"]) == [0]


def test_nothing_typed_keeps_the_order() -> None:
    assert best_first(" ", NAMES) == [0, 1, 2, 3, 4]


@given(st.text(max_size=8), st.lists(st.text(max_size=12), max_size=8))
def test_each_match_comes_once_and_a_name_finds_itself(query: str, names: list[str]) -> None:
    found = best_first(query, names)
    assert len(set(found)) == len(found)
    assert all(index in best_first(name, names) for index, name in enumerate(names))
