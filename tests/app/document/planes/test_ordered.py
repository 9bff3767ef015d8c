"""The first so many of what stands in an order, as tiles."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import Box, Size
from app.document.planes import Plane
from app.document.planes.ordered import ordered

SIZE = Size(300, 200)
PIXELS = st.tuples(st.integers(0, SIZE.height - 1), st.integers(0, SIZE.width - 1), st.integers(0, 9))


@given(st.lists(PIXELS, max_size=60))
def test_the_first_are_those_whose_place_is_before(pixels: list[tuple[int, int, int]]) -> None:
    rows, columns, places = np.array(pixels, np.int64).reshape(-1, 3).T
    made = ordered(rows, columns, places, count=10, usual=4)
    for count in (0, 1, 4, 10):
        expected = np.zeros(SIZE.shape, np.bool_)
        expected[rows[places < count], columns[places < count]] = True
        plane = Plane(SIZE)
        plane.swap(dict(made.first(count)))  # which refuses tiles that no plane could hold
        np.testing.assert_array_equal(plane.read(Box.of(SIZE)), expected)


def test_nothing_has_no_tiles() -> None:
    nothing = np.empty(0, np.int64)
    assert ordered(nothing, nothing, nothing, count=0, usual=0).first(5) == {}
