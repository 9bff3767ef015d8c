import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.masked import as_items, chosen, on_colours
from model.inference.seam import SMALL, distance_to, grown


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("turned", [False, True])
def test_pixels_are_chosen_as_numpy_does(dtype: type, channels: int, *, turned: bool) -> None:
    rng = np.random.default_rng(1)
    these, others = (rng.uniform(0, 200, (9, 7, channels)).astype(dtype) for _ in range(2))
    mask = rng.random((9, 7)) < 0.4
    if turned:
        these, others, mask = these.swapaxes(0, 1), others.swapaxes(0, 1), mask.T
    before = others.copy()

    found = chosen(mask, these, others)

    assert found.dtype == dtype
    np.testing.assert_array_equal(found, np.where(mask[..., None], these, others))
    np.testing.assert_array_equal(others, before)


def test_what_is_no_number_is_not_spread() -> None:
    others = np.full((2, 2, 3), np.nan, np.float32)
    found = chosen(np.array([[True, False], [True, True]]), np.zeros_like(others), others)
    assert np.isnan(found[0, 1]).all()
    assert np.count_nonzero(np.isnan(found)) == 3


@pytest.mark.parametrize(
    ("mask", "these"),
    [
        ((3, 4), np.zeros((3, 4, 3), np.float64)),
        ((3, 4), np.zeros((3, 4, 3), np.uint8)),
        ((3, 4), np.zeros((3, 4, 1), np.float32)),
        ((3, 4), np.zeros((4, 3, 3), np.float32)),
        ((4, 3), np.zeros((3, 4, 3), np.float32)),
    ],
)
def test_what_does_not_fit_is_refused_and_not_left_out(mask: tuple[int, int], these: np.ndarray) -> None:
    with pytest.raises(ValueError, match="give one size and one dtype"):
        chosen(np.ones(mask, np.bool_), these, np.ones((3, 4, 3), np.float32))


def test_a_plane_stands_for_three_channels() -> None:
    plane = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.testing.assert_array_equal(on_colours(plane), np.repeat(plane[..., None], 3, axis=2))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_items_are_the_pixels_themselves(dtype: type) -> None:
    wide = np.arange(5 * 8 * 3).astype(dtype).reshape(5, 8, 3)
    part = wide[1:4, 2:7]  # as a crop of a photo lies in it
    as_items(part)[0, [1, 3]] = as_items(part)[2, [0, 4]]
    np.testing.assert_array_equal(wide[1, [3, 5]], wide[3, [2, 6]])


@given(radius=st.integers(0, SMALL + 3), seed=st.integers(0, 99), height=st.integers(1, 40), width=st.integers(1, 40))
def test_holes_grow_by_distance_however_far(radius: int, seed: int, height: int, width: int) -> None:
    hole = np.random.default_rng(seed).random((height, width)) < 0.01
    np.testing.assert_array_equal(grown(hole, radius), hole | (distance_to(hole) <= radius))
