"""Enlarging tile by tile."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.inference.crops import Enlargement
from tests.examples import examples


@examples(50)
@given(
    small=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    factor=st.tuples(st.floats(1.0, 7.0), st.floats(1.0, 7.0)),
    seed=st.integers(0, 99),
)
def test_it_is_the_cubic_enlargement_of_the_whole_whatever_the_tiling(small, factor, seed):
    picture = np.random.default_rng(seed).uniform(-1, 1, (*small, 3)).astype(np.float32)
    size = (int(small[1] * factor[1]), int(small[0] * factor[0]))
    enlargement = Enlargement(picture, size)
    whole = enlargement.tile(0, 0, *size)
    np.testing.assert_allclose(whole, cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC), atol=2e-3)
    x, y = size[0] // 3, size[1] // 2
    np.testing.assert_allclose(enlargement.tile(x, y, size[0], size[1]), whole[y:, x:], atol=1e-5)


def test_the_same_size_is_the_same_to_the_bit():
    picture = np.random.default_rng(1).uniform(-1, 1, (30, 20, 3)).astype(np.float32)
    np.testing.assert_array_equal(Enlargement(picture, (20, 30)).tile(5, 2, 20, 30), picture[2:, 5:])
