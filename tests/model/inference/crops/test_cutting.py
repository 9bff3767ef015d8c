"""Parts of the photo at working size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.crops import plan
from model.inference.crops.cutting import cut, cut_plane, cut_strokes
from model.inference.crops.planning import sized


def crop_of(height, width, size):
    hole = np.zeros((height, width), bool)
    hole[height // 4 : 3 * height // 4, width // 4 : 3 * width // 4] = True
    (crop,) = plan(hole, size)
    return crop


def test_a_crop_at_full_size_is_the_photo_to_the_bit():
    photo = np.random.default_rng(0).integers(0, 65535, (90, 110, 3)).astype(np.uint16)
    crop = crop_of(90, 110, 256)
    part = cut(photo, crop)
    assert part.shape == (crop.padded[1], crop.padded[0], 3)
    np.testing.assert_array_equal(part[:90, :110], photo)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_reduced_crops_keep_their_channels_and_colours(channels):
    photo = np.full((900, 1200, channels), 77, np.uint8)
    crop = crop_of(900, 1200, 256)
    part = cut(photo, crop)
    assert part.shape == (crop.padded[1], crop.padded[0], channels)
    assert (part == 77).all()


@given(
    full=st.tuples(st.integers(8, 90), st.integers(8, 90)),
    shares=st.tuples(st.floats(0.05, 1.0), st.floats(0.05, 1.0)),
    seed=st.integers(0, 99),
)
def test_a_reduced_plane_is_the_or_of_all_that_each_pixel_covers(full, shares, seed):
    height, width = full
    size = (max(1, int(width * shares[0])), max(1, int(height * shares[1])))
    plane = np.random.default_rng(seed).random(full) < 0.05
    part = cut_plane(plane, sized((0, 0, width, height), size))[: size[1], : size[0]]
    for y in range(size[1]):
        rows = slice(y * height // size[1], -(-(y + 1) * height // size[1]))
        for x in range(size[0]):
            columns = slice(x * width // size[0], -(-(x + 1) * width // size[0]))
            assert part[y, x] == plane[rows, columns].any()


@pytest.mark.parametrize("width", [1, 2, 5, 9, 24, 60])
@pytest.mark.parametrize("side", [256, 700, 3000])
def test_strokes_keep_their_weight_at_any_reduction(width, side):
    sketch = np.zeros((side, side), bool)
    top = side // 2
    sketch[top : top + width, side // 4 : 3 * side // 4] = True
    crop = sized((0, 0, side, side), (256, 256))
    across = cut_strokes(sketch, crop)[:, 128].sum()
    assert 1 <= across <= 3
    reduced = -(-width * 256 // side)
    assert across >= min(reduced, 3)
