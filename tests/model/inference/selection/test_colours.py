"""The pixels like one of them are those of a plain comparison, and hang together side by side."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.selection import alike, colours


def found(picture, at, **options):
    """(H, W) bool of the whole picture."""
    height, width = picture.shape[:2]
    (x0, y0, x1, y1), mask = alike(
        lambda box: picture[box[1] : box[3], box[0] : box[2]], (width, height), at, **options
    )
    whole = np.zeros((height, width), bool)
    whole[y0:y1, x0:x1] = mask
    return whole


def patches(dtype=np.uint8, channels=3):
    """Four fields of colours, two of them alike and apart from each other."""
    picture = np.full((200, 300, channels), 40, dtype)
    picture[:, 100:200] = 90
    picture[120:, 200:] = 130
    return picture * (257 if dtype == np.uint16 else 1)


@pytest.mark.parametrize(("dtype", "channels"), [(np.uint8, 1), (np.uint8, 3), (np.uint8, 4), (np.uint16, 3)])
def test_a_colour_hangs_together_or_is_everywhere(dtype, channels):
    picture = patches(dtype, channels)
    left, right = np.s_[:, :100], np.s_[:120, 200:]
    near = found(picture, (10, 10), tolerance=10, contiguous=True)
    assert near[left].all()
    assert near.sum() == 200 * 100
    every = found(picture, (10, 10), tolerance=10, contiguous=False)
    assert every[left].all()
    assert every[right].all()
    assert every.sum() == 200 * 100 + 120 * 100


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_tolerance_holds_its_own_end(dtype):
    picture = patches(dtype)
    assert not found(picture, (10, 10), tolerance=49, contiguous=True)[0, 150]
    assert found(picture, (10, 10), tolerance=50, contiguous=True)[0, 150]


@given(seed=st.integers(0, 99), tolerance=st.integers(0, 255))
def test_everywhere_is_a_comparison_of_each_channel(seed, tolerance):
    picture = np.random.default_rng(seed).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    apart = np.abs(picture.astype(int) - picture[5, 7].astype(int))
    everywhere = found(picture, (7, 5), tolerance=tolerance, contiguous=False)
    np.testing.assert_array_equal(everywhere, (apart <= tolerance).all(axis=2))


def test_corners_do_not_hold_together():
    picture = np.zeros((4, 4, 1), np.uint8)
    picture[:2, 2:] = picture[2:, :2] = 200
    assert found(picture, (0, 0), tolerance=0, contiguous=True).sum() == 4


def test_a_large_picture_is_read_in_bands():
    picture, heights = patches(), []

    def read(box):
        heights.append(box[3] - box[1])
        return picture[box[1] : box[3], box[0] : box[2]]

    alike(read, (300, 200), (0, 0), tolerance=9, contiguous=False)
    assert max(heights) <= colours._BAND
    assert sum(heights) == 200 + 1
