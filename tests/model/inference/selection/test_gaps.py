"""Gaps in a thing that are filled, and those that are not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from model.inference.selection.gaps import without_gaps

NONE = np.zeros((200, 240), bool)


def bird() -> np.ndarray:
    """A thing of 160 × 200."""
    mask = NONE.copy()
    mask[20:180, 20:220] = True
    return mask


def test_an_eye_belongs_to_the_bird() -> None:
    whole, mask = bird(), bird()
    mask[60:75, 60:75] = False
    mask[80, 100] = False
    assert np.array_equal(without_gaps(mask, NONE), whole)
    assert not mask[80, 100]  # the argument is as it was


@pytest.mark.parametrize(
    "gap",
    [
        np.s_[60:90, 60:90],  # 900 of 32,000: through it one sees what is behind
        np.s_[20:30, 60:70],  # a bay
        np.s_[95:105, 210:220],
    ],
)
def test_what_is_large_or_open_is_no_gap(gap: tuple[slice, slice]) -> None:
    mask = bird()
    mask[gap] = False
    assert np.array_equal(without_gaps(mask, NONE), mask)


def test_a_gap_that_was_marked_stays() -> None:
    mask, no = bird(), NONE.copy()
    mask[60:70, 60:70] = mask[100:110, 60:70] = False
    no[62:64, 50:66] = True
    filled = without_gaps(mask, no)
    assert not filled[60:70, 60:70].any()
    assert filled[100:110, 60:70].all()


def test_many_gaps_are_filled_as_few_are() -> None:
    mask = bird()
    mask[30:170:5, 30:210:5] = False
    assert np.array_equal(without_gaps(mask, NONE), bird())


def test_nothing_has_no_gaps() -> None:
    assert not without_gaps(NONE, NONE).any()


@given(arrays.arrays(bool, (12, 17), elements=st.booleans()), arrays.arrays(bool, (12, 17), elements=st.booleans()))
def test_nothing_is_taken_away_and_little_added(mask: np.ndarray, no: np.ndarray) -> None:
    filled = without_gaps(mask, no)
    assert (filled >= mask).all()
    added = filled & ~mask
    assert not (added & no).any()
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if added.any():
        inside = np.argwhere(added)
        assert inside[:, 0].min() > rows[0]
        assert inside[:, 0].max() < rows[-1]
        assert inside[:, 1].min() > columns[0]
        assert inside[:, 1].max() < columns[-1]
