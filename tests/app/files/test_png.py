import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.files import png
from app.files.metadata import Metadata
from app.files.photo import open_photo
from tests.app.files.conftest import write_png_16

Make = Callable[..., Any]


def chunks_of(path: Path) -> list[tuple[bytes, bytes]]:
    content, at, found = path.read_bytes(), 8, []
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        name, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        assert int.from_bytes(content[at + 8 + length : at + 12 + length], "big") == zlib.crc32(name + body)
        found.append((name, body))
        at += 12 + length
    return found


def test_chunks_stand_in_the_order_that_png_asks_for(
    tmp_path: Path, make_picture: Make, make_block: Make, make_xmp: Make, icc: bytes
) -> None:
    path = tmp_path / "a.png"
    metadata = Metadata(exif=make_block(1), icc=icc, xmp=make_xmp(1), dpi=(300.0, 100.0))
    write_png_16(path, make_picture(5, 7, 3, np.uint16), metadata)
    found = chunks_of(path)
    assert [name for name, _ in found] == [b"IHDR", b"iCCP", b"pHYs", b"eXIf", b"iTXt", b"IDAT", b"IEND"]
    assert found[3][1] == make_block(1)
    with Image.open(path) as image:
        image.load()
        assert image.info["icc_profile"] == icc
        assert image.info["dpi"] == pytest.approx((300, 100), abs=0.02)


def test_a_large_picture_has_several_data_chunks(tmp_path: Path, make_picture: Make) -> None:
    path = tmp_path / "a.png"
    pixels = make_picture(700, 1200, 1, np.uint16)
    write_png_16(path, pixels)
    assert [name for name, _ in chunks_of(path)].count(b"IDAT") == 2
    with Image.open(path) as image:
        assert np.array_equal(np.asarray(image), pixels[..., 0])


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_pillow_sees_the_upper_bits(tmp_path: Path, make_picture: Make, channels: int) -> None:
    path = tmp_path / "a.png"
    pixels = make_picture(5, 7, channels, np.uint16)
    write_png_16(path, pixels)
    with Image.open(path) as image:
        seen = np.asarray(image).reshape(5, 7, -1)
    places = {1: [0], 2: [0, 0, 0, 1], 3: [0, 1, 2], 4: [0, 1, 2, 3]}[channels]
    expected = pixels[..., places] >> (0 if channels == 1 else 8)
    assert np.array_equal(seen, expected)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("size", [(1, 1), (5, 7), (700, 1200)])
def test_a_quick_one_has_the_same_pixels(
    tmp_path: Path, make_picture: Make, size: tuple[int, int], channels: int, dtype: type
) -> None:
    path, pixels = tmp_path / "a.png", make_picture(*size, channels, dtype)
    with path.open("wb") as file:
        png.encode_png_quick(file, pixels[:, ::-1], Metadata(dpi=(72.0, 72.0)))  # no view is in the way
    found = open_photo(path)
    assert np.array_equal(found.pixels, pixels[:, ::-1])
    assert found.pixels.dtype == dtype
    assert found.metadata.dpi == pytest.approx((72.0, 72.0), abs=0.1)
