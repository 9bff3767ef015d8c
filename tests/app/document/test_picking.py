"""Picked pixels are those where rows and columns cross, however these are spaced."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.picking import picked

PIXELS = np.random.default_rng(2).integers(0, 256, (40, 60, 3), np.uint8)


def places(length: int) -> st.SearchStrategy[list[int]]:
    """Ascending, some of them more than once, or evenly spaced."""
    loose = st.lists(st.integers(0, length - 1), min_size=1, max_size=20).map(sorted)
    even = st.builds(
        lambda first, step: list(range(first, length, step)), st.integers(0, length - 1), st.integers(1, 9)
    )
    return loose | even


@given(places(40), places(60))
def test_they_are_those_of_plain_indexing(rows: list[int], columns: list[int]) -> None:
    made = picked(PIXELS, np.array(rows), np.array(columns))
    np.testing.assert_array_equal(made, PIXELS[rows][:, columns])
    np.testing.assert_array_equal(picked(PIXELS[..., 0], np.array(rows), np.array(columns)), made[..., 0])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_they_are_of_every_kind(channels: int, dtype: type) -> None:
    """Also where one pixel is read everywhere, as in an empty layer, and where channels lie apart."""
    array = np.random.default_rng(3).integers(0, 256, (20, 30, channels)).astype(dtype)
    array.setflags(write=False)
    apart = np.ascontiguousarray(array.transpose(2, 0, 1)).transpose(1, 2, 0)
    for one in (array, apart, np.broadcast_to(array[:1, :1], array.shape)):
        made = picked(one, np.arange(1, 20, 3), np.arange(2, 30, 4))
        np.testing.assert_array_equal(made, one[1::3, 2::4], strict=True)
        assert made.flags.writeable


@pytest.mark.parametrize("columns", [[0, 2, 4], [0, 3, 4]])
def test_they_are_nobody_else_s(columns: list[int]) -> None:
    array = PIXELS.copy()
    picked(array, np.arange(0, 40, 2), np.array(columns))[:] = 0
    np.testing.assert_array_equal(array, PIXELS)
