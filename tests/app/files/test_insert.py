"""Pictures made to lie in a document."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.document.geometry import Size
from app.files.insert import Frame, made_to_fit, read_insert
from tests.app.conftest import noise


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("own", [1, 2, 3, 4])
def test_a_picture_takes_on_the_kind_of_the_document(channels: int, dtype: type, own: int) -> None:
    made = made_to_fit(noise(20, 10, own), None, Frame(Size(30, 30), channels, dtype, None))
    assert (made.pixels.shape, made.pixels.dtype) == ((10, 20, channels), dtype)
    assert not made.pixels.flags.writeable
    assert made.notes == ()


def test_a_larger_one_is_reduced_in_its_proportions() -> None:
    made = made_to_fit(np.full((100, 400, 3), 9, np.uint8), None, Frame(Size(80, 90), 3, np.uint8, None))
    assert made.pixels.shape == (20, 80, 3)
    assert (made.pixels == 9).all()
    assert made.notes == ("reduced from 400×100 to 80×20 so that it fits",)


def test_reduced_borders_do_not_take_the_colour_of_what_is_clear() -> None:
    picture = np.zeros((64, 64, 4), np.uint8)
    picture[:, :31] = (200, 100, 50, 255)
    made = made_to_fit(picture, None, Frame(Size(16, 16), 3, np.uint8, None))
    seen = made.alpha > 0
    assert np.abs(made.pixels[seen].astype(int) - (200, 100, 50)).max() <= 1
    assert 0 < made.alpha[0, 7] < 255


def test_colours_are_brought_into_the_space_of_the_document(tmp_path: Path, icc: bytes) -> None:
    swapped = bytearray(icc)
    red, green = swapped.find(b"rXYZ"), swapped.find(b"gXYZ")
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    path = tmp_path / "a.png"
    Image.new("RGB", (4, 4), (200, 30, 40)).save(path, icc_profile=bytes(swapped))
    made = read_insert(path, Frame(Size(9, 9), 3, np.uint8, None))
    assert np.abs(made.pixels[0, 0].astype(int) - (30, 200, 40)).max() <= 2
    same = read_insert(path, Frame(Size(9, 9), 3, np.uint8, bytes(swapped)))
    assert same.pixels[0, 0].tolist() == [200, 30, 40]
