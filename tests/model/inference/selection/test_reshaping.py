"""Masks grown and shrunk by distances, checked against every pair of pixels."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from model.inference.selection import grown, shrunk, smoothed
from tests.examples import examples


def near(mask, pixels):
    """Within so many pixels of a True one."""
    y, x = np.mgrid[: mask.shape[0], : mask.shape[1]]
    found = np.zeros_like(mask)
    for row, column in zip(*np.nonzero(mask), strict=True):
        found |= (y - row) ** 2 + (x - column) ** 2 <= pixels**2
    return found


masks = hnp.arrays(bool, (30, 40), fill=st.just(False)).map(lambda spots: near(spots, 3))


@examples(25)
@given(mask=masks.filter(np.any), pixels=st.integers(1, 9))
def test_growing_and_shrinking_go_by_distance(mask, pixels):
    np.testing.assert_array_equal(grown(mask, pixels), near(mask, pixels))
    # float32 roots of whole numbers are exact enough to tell equal from larger
    np.testing.assert_array_equal(shrunk(mask, pixels), ~near(~mask, pixels) & mask)


def test_beyond_the_sides_is_no_edge():
    everything = np.ones((20, 30), bool)
    assert grown(everything, 9).all()
    assert shrunk(everything, 9).all()
    everything[:, 20:] = False
    assert shrunk(everything, 4)[:, :16].all()


def test_smoothing_takes_spots_and_keeps_sides():
    spot, half = np.zeros((2, 50, 70), bool)
    spot[4:7, 4:7] = half[:25] = True
    assert not smoothed(spot, 8).any()
    np.testing.assert_array_equal(smoothed(half, 8), half)
