import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.layers.conversion import as_depth, fitted


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("own", [1, 2, 3, 4])
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_any_picture_fits_any_document(channels: int, dtype: type, own: int, depth: type) -> None:
    top = np.iinfo(depth).max
    picture = np.random.default_rng(own).integers(0, top, (130, 5, own), dtype=depth, endpoint=True)
    pixels, alpha = fitted(picture, channels, dtype)
    assert (pixels.shape, pixels.dtype) == ((130, 5, channels), dtype)
    assert (alpha.shape, alpha.dtype) == ((130, 5), np.uint8)
    if channels in (2, 4):
        assert (pixels[..., -1] == np.iinfo(dtype).max).all()
    expected = picture[..., -1] / top * 255 if own in (2, 4) else np.full((130, 5), 255)
    assert np.abs(alpha - expected).max() <= 0.5
    if own <= 2:
        assert np.abs(pixels[..., 0] / np.iinfo(dtype).max - picture[..., 0] / top).max() <= 0.002


def test_colour_becomes_the_grey_that_the_eye_sees() -> None:
    pixels, _ = fitted(np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [9, 9, 9]]], np.uint8), 1, np.uint8)
    assert pixels[0, :, 0].tolist() == [76, 150, 29, 9]


@given(st.integers(0, 255))
def test_eight_bits_made_sixteen_come_back(value: int) -> None:
    one = np.array([value], np.uint8)
    assert as_depth(as_depth(one, np.uint16), np.uint8)[0] == value
