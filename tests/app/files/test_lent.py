from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.files import decode, lent
from app.files.decode import decode_8_bit

Make = Callable[..., Any]


@pytest.fixture(params=["L", "RGB"])
def photo(request: pytest.FixtureRequest, tmp_path: Path, make_picture: Make) -> tuple[Path, np.ndarray]:
    """A JPEG of several bands, and what Pillow makes of it."""
    path = tmp_path / "a.jpg"
    Image.fromarray(make_picture(601, 703, 3)).convert(request.param).save(path, quality=95)
    with Image.open(path) as image:
        pixels = np.asarray(image)
    return path, pixels.reshape(601, 703, -1)


def _loaded_into_own(path: Path) -> np.ndarray | None:
    with Image.open(path) as image:
        return lent.load_into_own(image, decode._load, decode._read_out)


def test_the_pixels_are_those_of_pillow_in_one_array(photo: tuple[Path, np.ndarray]) -> None:
    path, pixels = photo
    with Image.open(path) as image:
        found = lent.load_into_own(image, decode._load, decode._read_out)
        assert found is not None
        with pytest.raises(ValueError, match="closed"):
            image.getpixel((0, 0))
    assert np.array_equal(found, pixels)
    assert found.flags.owndata  # the rest of what was lent has been given back
    assert found.flags.c_contiguous


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif", ".bmp"])
def test_other_formats_are_loaded_as_ever(tmp_path: Path, make_picture: Make, suffix: str) -> None:
    path, pixels = tmp_path / f"a{suffix}", make_picture(40, 30, 3)
    Image.fromarray(pixels).save(path, lossless=True)
    assert _loaded_into_own(path) is None
    with Image.open(path) as image:
        assert np.array_equal(decode_8_bit(image, 1), pixels)


def test_a_picture_that_has_been_loaded_stays_as_it_is(photo: tuple[Path, np.ndarray]) -> None:
    path, pixels = photo
    with Image.open(path) as image:
        image.load()
        image.paste(7, (0, 0, 5, 5)) if image.mode == "L" else image.paste((7, 7, 7), (0, 0, 5, 5))
        found = decode_8_bit(image, 1)
    assert (found[:5, :5] == 7).all()
    assert np.array_equal(found[5:], pixels[5:])


def test_a_pillow_that_takes_memory_of_its_own_gives_the_same_pixels(
    monkeypatch: pytest.MonkeyPatch, photo: tuple[Path, np.ndarray]
) -> None:
    path, pixels = photo
    load = decode._load

    def stubborn(image: Image.Image) -> None:
        if getattr(image, "tile", None):
            image.im = Image.new(image.mode, image.size).im
        load(image)

    monkeypatch.setattr(decode, "_load", stubborn)
    with Image.open(path) as image:
        assert np.array_equal(decode_8_bit(image, 1), pixels)


def test_half_a_file_is_an_error_as_before(photo: tuple[Path, np.ndarray]) -> None:
    path, _ = photo
    path.write_bytes(path.read_bytes()[:-4000])
    with Image.open(path) as image, pytest.raises(OSError, match="truncated"):
        decode_8_bit(image, 1)
