"""A test tries the same examples in every run, whatever was imported before it, and others where that is asked for."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.examples import examples


def drawn() -> list[object]:
    """What hypothesis comes up with for a property, and for a machine, as they are now."""
    seen: list[object] = []

    @examples(50)
    @given(st.integers(), st.text())
    def holds(number: int, words: str) -> None:
        seen.append((number, words))

    class Machine(RuleBasedStateMachine):
        @rule(number=st.integers())
        def act(self, number: int) -> None:
            seen.append(number)

    holds()
    run_state_machine_as_test(Machine, settings=examples(20, stateful_step_count=5))
    return seen


@pytest.mark.skipif(not settings().derandomize, reason="others are asked for")
def test_examples_are_the_same_in_every_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawn()
    module = tmp_path.with_name("imported_meanwhile") / "numbers_of_its_own.py"
    module.parent.mkdir()
    module.write_text("numbers = " + repr(list(range(10_000_000, 10_000_500))))
    monkeypatch.syspath_prepend(module.parent)
    __import__(module.stem)
    assert drawn() == before


def test_others_are_tried_ten_times_as_often() -> None:
    now = settings.get_current_profile_name()
    try:
        settings.load_profile("explore")
        assert examples(40).max_examples == 400
        assert not examples(40).derandomize
    finally:
        settings.load_profile(now)
    assert settings.get_current_profile_name() == now


def test_how_many_is_said_in_one_way() -> None:
    """Else `explore` would try no more of them."""
    tests = Path(__file__).parent
    said = {path.name for path in tests.rglob("*.py") if "max_examples" in path.read_text(encoding="utf-8")}
    planted = "test_history_machine.py"  # its faults are found by the same sessions always
    assert said == {"conftest.py", "examples.py", Path(__file__).name, planted}
