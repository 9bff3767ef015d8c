"""Some hundred mutated files for every loader; tests/benchmarks/fuzz.py does ten thousand and watches memory."""

from __future__ import annotations

import pytest

from tests.fuzzing import LOADERS, LONGEST_S, input_of, sample, try_one

INPUTS = 20


@pytest.mark.parametrize("name", LOADERS)
def test_a_mutated_file_is_read_or_refused_in_one_line(name: str) -> None:
    refused = 0
    for number in range(INPUTS):
        was_refused, seconds = try_one(name, input_of(name, 0, number))
        refused += was_refused
        assert seconds < LONGEST_S, f"{name} 0 {number}"
    if name not in ("settings", "recovery", "project-parts"):  # which go on without what makes no sense
        assert refused


@pytest.mark.parametrize("name", sorted(set(LOADERS) - {"manifest"}))
def test_a_whole_file_is_read(name: str) -> None:
    """Else the mutations would say nothing."""
    if name in ("project-parts", "recovery"):
        return  # these mutate by themselves
    assert try_one(name, sample(name))[0] is False


def test_the_same_input_can_be_made_again() -> None:
    assert input_of("jpeg", 3, 7) == input_of("jpeg", 3, 7) != input_of("jpeg", 3, 8)
