"""Candidates that a person would take for one and the same."""

from __future__ import annotations

import numpy as np
import pytest

from app.document.geometry import Box
from app.document.layers import Candidate
from app.document.layers.likeness import hardly_differ

BOX = Box(10, 20, 310, 420)  # larger than what is looked at


def candidate(value: int, dtype: type = np.uint8, *, box: Box = BOX, rows: int = 400, off: int = 0) -> Candidate:
    """One colour; the first rows are off by so much."""
    pixels = np.full((*box.size.shape, 3), value, np.int64)
    pixels[:rows, :, 1] += off
    alpha = np.full(box.size.shape, 255, np.uint8)
    alpha[: box.height // 2] = 0
    return Candidate(box, (pixels * (257 if dtype == np.uint16 else 1)).astype(dtype), alpha)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(("off", "alike"), [(0, True), (16, True), (17, False), (90, False)])
def test_what_a_person_would_not_see(dtype: type, off: int, alike: bool) -> None:
    assert hardly_differ([candidate(100, dtype), candidate(100, dtype, off=off)]) is alike
    assert hardly_differ([candidate(100, dtype), candidate(100, dtype), candidate(100, dtype, off=off)]) is alike


def test_only_what_was_filled_counts() -> None:
    assert hardly_differ([candidate(100), candidate(100, rows=199, off=90)])
    assert not hardly_differ([candidate(100), candidate(100, rows=230, off=90)])


def test_some_pixels_do_not_count_and_another_place_does() -> None:
    assert hardly_differ([candidate(100), candidate(100, rows=204, off=90)])  # two of a hundred
    assert not hardly_differ([candidate(100), candidate(100, box=Box(10, 20, 310, 421))])
