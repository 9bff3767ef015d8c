"""Planes and back: the same photo."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from model.inference.planes import from_rgb, to_planes, to_rgb


@given(
    pixels=hnp.arrays(
        st.sampled_from([np.uint8, np.uint16]),
        st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 2, 3, 4])),
    )
)
def test_a_photo_survives_the_way_to_the_network_and_back(pixels):
    largest = int(np.iinfo(pixels.dtype).max)
    back = from_rgb(to_rgb(pixels, largest=largest), pixels)
    assert back.dtype == pixels.dtype
    np.testing.assert_array_equal(back, pixels)


def test_planes_hide_the_hole_and_keep_strokes_inside_it():
    rgb = np.full((8, 8, 3), 0.5, np.float32)
    hole = np.zeros((8, 8), bool)
    hole[2:5, 2:5] = True
    sketch = np.zeros((8, 8), bool)
    sketch[3] = True
    planes = to_planes(rgb, hole, sketch)
    assert planes.shape == (1, 6, 8, 8)
    assert planes.dtype == np.float32
    assert (planes[0, :3, 2:5, 2:5] == 0).all()
    assert planes[0, :3].sum() == pytest.approx(0.5 * 3 * (64 - 9))
    assert (planes[0, 3] == 1).all()
    np.testing.assert_array_equal(planes[0, 4] > 0, hole)
    np.testing.assert_array_equal(planes[0, 5] > 0, sketch & hole)


def test_colours_out_of_range_are_clipped_not_wrapped():
    like = np.zeros((1, 2, 3), np.uint8)
    rgb = np.array([[[-1.5, -1.0, 0.0], [1.0, 1.5, 0.5]]], np.float32)
    assert from_rgb(rgb, like).tolist() == [[[0, 0, 128], [255, 255, 191]]]
