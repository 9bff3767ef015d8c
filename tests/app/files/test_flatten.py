import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.files.flatten import flattened


@given(
    seed=st.integers(0, 2**32),
    channels=st.integers(1, 4),
    dtype=st.sampled_from([np.uint8, np.uint16]),
    left=st.integers(0, 6),
    top=st.integers(0, 4),
)
def test_only_the_filled_pixels_change(seed: int, channels: int, dtype: type, left: int, top: int) -> None:
    rng = np.random.default_rng(seed)
    photo = rng.integers(0, np.iinfo(dtype).max, (8, 10, channels), dtype=dtype, endpoint=True)
    before = photo.copy()
    pixels = rng.integers(0, np.iinfo(dtype).max, (4, 4, channels), dtype=dtype, endpoint=True)
    alpha = rng.choice(np.array([0, 100, 255], np.uint8), (4, 4))
    result = flattened(photo, (left, top, left + 4, top + 4), pixels, alpha)
    whole = np.zeros((8, 10), np.uint8)
    whole[top : top + 4, left : left + 4] = alpha
    assert np.array_equal(result[whole == 0], photo[whole == 0])
    assert np.array_equal(result[whole == 255], pixels[alpha == 255])
    assert np.array_equal(photo, before)
    assert result.dtype == dtype
