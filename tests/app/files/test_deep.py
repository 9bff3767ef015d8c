import io
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.files.errors import InputRefused
from app.files.metadata import Metadata
from app.files.photo import open_photo, photo_size, save_photo

Make = Callable[..., Any]

FLOATS = [np.float16, np.float32, np.float64]
LZW, DEFLATE = 5, 8


def opened(path: Path, content: bytes) -> Any:
    path.write_bytes(content)
    return open_photo(path)


def refusal(path: Path, content: bytes) -> str:
    with pytest.raises(InputRefused) as caught:
        opened(path, content)
    line = str(caught.value)
    assert line.startswith(f"photo {path} ")
    assert "\n" not in line
    return line


def numbers(height: int, width: int, channels: int, dtype: Any) -> Any:
    """(H, W, C) of floats from 0 to 1."""
    return np.random.default_rng(0).random((height, width, channels)).astype(dtype)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("order", ["<", ">"])
def test_all_ways_to_store_16_bits_come_out_to_the_bit(
    tmp_path: Path, make_picture: Make, make_tiff: Make, order: str, channels: int
) -> None:
    pixels = make_picture(21, 37, channels, np.uint16)
    packings = [(False, False), (True, False), (True, True)]
    for planar, tile, (deflated, differences) in product([False, True], [None, 16], packings):
        if channels == 2 and not planar and tile and differences:
            continue  # refused, see below
        way = {"planar": planar, "tile": tile, "deflated": deflated, "differences": differences}
        content = make_tiff(pixels, order=order, extra=2 if channels in (2, 4) else None, **way)
        found = opened(tmp_path / "a.tif", content)
        assert np.array_equal(found.pixels, pixels), way
        assert found.pixels.dtype == np.uint16
        assert found.notes == ()


@pytest.mark.parametrize(("packing", "predictor"), list(product([1, LZW, DEFLATE], [1, 2])))
def test_16_bits_as_opencv_writes_them(tmp_path: Path, make_picture: Make, packing: int, predictor: int) -> None:
    pixels = make_picture(21, 37, 3, np.uint16)
    options = [cv2.IMWRITE_TIFF_COMPRESSION, packing, cv2.IMWRITE_TIFF_PREDICTOR, predictor]
    assert cv2.imwrite(str(tmp_path / "a.tif"), pixels[..., ::-1], options)
    assert np.array_equal(open_photo(tmp_path / "a.tif").pixels, pixels)


@pytest.mark.parametrize("planar", [False, True])
def test_channels_that_are_neither_colour_nor_alpha_are_left_out(
    tmp_path: Path, make_picture: Make, make_tiff: Make, planar: bool
) -> None:
    pixels = make_picture(5, 7, 6, np.uint16)
    content = make_tiff(pixels, extra=0, planar=planar)
    assert np.array_equal(opened(tmp_path / "a.tif", content).pixels, pixels[..., :3])


def test_tiles_of_differences_with_channels_in_unusual_number_are_refused(
    tmp_path: Path, make_picture: Make, make_tiff: Make
) -> None:
    content = make_tiff(make_picture(21, 37, 2, np.uint16), extra=2, tile=16, deflated=True, differences=True)
    assert "unusual layout: save it as PNG" in refusal(tmp_path / "a.tif", content)


@given(data=st.data())
def test_16_bits_are_kept_from_file_to_file(
    tmp_path_factory: pytest.TempPathFactory, make_picture: Make, make_tiff: Make, data: st.DataObject
) -> None:
    height, width, channels = (data.draw(st.integers(1, most)) for most in (9, 9, 4))
    pixels = make_picture(height, width, channels, np.uint16, data.draw(st.integers(0, 99)))
    order, planar = data.draw(st.sampled_from("<>")), data.draw(st.booleans())
    path = tmp_path_factory.getbasetemp() / "deep.tif"
    content = make_tiff(pixels, order=order, planar=planar, extra=2 if channels in (2, 4) else None)
    first = opened(path, content)
    assert np.array_equal(first.pixels, pixels)
    again = path.with_suffix(".png")
    save_photo(again, first.pixels, first.metadata)
    assert np.array_equal(open_photo(again).pixels, pixels)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", FLOATS)
def test_floats_from_0_to_1_become_16_bits(tmp_path: Path, make_tiff: Make, dtype: Any, channels: int) -> None:
    pixels = numbers(21, 37, channels, dtype)
    expected = np.rint(pixels.astype(np.float64) * 65535)
    for order, planar, deflated, tile in product("<>", [False, True], [False, True], [None, 16]):
        extra = 2 if channels in (2, 4) else None
        content = make_tiff(pixels, order=order, planar=planar, deflated=deflated, tile=tile, extra=extra)
        found = opened(tmp_path / "a.tif", content)
        assert found.pixels.dtype == np.uint16
        assert np.array_equal(found.pixels, expected), (order, planar, deflated, tile)
        bits = np.dtype(dtype).itemsize * 8
        assert found.notes == (f"float pixels of {bits} bits from 0 to 1 became 16 bits a channel",)


def test_floats_as_opencv_packs_them(tmp_path: Path) -> None:
    pixels = numbers(21, 37, 3, np.float32)
    for packing, predictor in product([1, LZW, DEFLATE], [1, 3]):
        options = [cv2.IMWRITE_TIFF_COMPRESSION, packing, cv2.IMWRITE_TIFF_PREDICTOR, predictor]
        assert cv2.imwrite(str(tmp_path / "a.tif"), pixels[..., ::-1], options)
        found = open_photo(tmp_path / "a.tif").pixels
        assert np.array_equal(found, np.rint(pixels.astype(np.float64) * 65535)), (packing, predictor)


def test_floats_are_upright_and_keep_their_profile(tmp_path: Path, make_tiff: Make, icc: bytes) -> None:
    pixels = numbers(4, 6, 3, np.float32)
    found = opened(tmp_path / "a.tif", make_tiff(pixels, orientation=6, icc=icc))
    assert np.array_equal(found.pixels, np.rot90(np.rint(pixels.astype(np.float64) * 65535), -1))
    assert found.metadata == Metadata(icc=icc)
    assert photo_size(tmp_path / "a.tif") == (4, 6)


def test_floats_multiplied_by_alpha_are_divided_again(tmp_path: Path, make_tiff: Make) -> None:
    content = make_tiff(np.array([[[0.25, 0.5, 0.0, 0.5], [0.0, 0.0, 0.0, 0.0]]], np.float32), extra=1)
    assert opened(tmp_path / "a.tif", content).pixels[0].tolist() == [[32768, 65535, 0, 32768], [0, 0, 0, 0]]


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused(tmp_path: Path, make_tiff: Make, dtype: Any, value: float) -> None:
    pixels = numbers(70, 6, 3, dtype)
    pixels[66, 5, 2] = value
    assert "are no numbers (NaN or infinite): replace them" in refusal(tmp_path / "a.tif", make_tiff(pixels))


@pytest.mark.parametrize(("value", "expected"), [(-0.005, 0), (1.005, 65535)])
def test_a_little_overshoot_is_cut_off(tmp_path: Path, make_tiff: Make, value: float, expected: int) -> None:
    pixels = np.full((3, 4, 1), 0.5, np.float32)
    pixels[1, 1] = value
    assert opened(tmp_path / "a.tif", make_tiff(pixels)).pixels[1, 1, 0] == expected


@pytest.mark.parametrize("value", [-0.5, 1.5, 255])
def test_floats_beyond_that_are_refused_with_their_range(tmp_path: Path, make_tiff: Make, value: float) -> None:
    pixels = np.full((3, 4, 1), 0.5, np.float32)
    pixels[1, 1] = value
    line = refusal(tmp_path / "a.tif", make_tiff(pixels))
    assert f"outside 0 to 1 ({min(value, 0.5):g} to {max(value, 0.5):g}): bring them into it" in line


@pytest.mark.parametrize("dtype", [np.uint16, *FLOATS])
@pytest.mark.parametrize("planar", [False, True])
def test_a_cut_one_is_refused_and_nothing_is_printed(
    tmp_path: Path, make_tiff: Make, capfd: pytest.CaptureFixture[str], dtype: Any, planar: bool
) -> None:
    pixels = (numbers(64, 64, 3, np.float64) * (1 if dtype in FLOATS else 65535)).astype(dtype)
    content = bytearray(make_tiff(pixels, deflated=True, planar=planar))
    content[8:12] = b"\xff\xff\xff\xff"  # no deflated stream begins so
    refusal(tmp_path / "a.tif", bytes(content))
    refusal(tmp_path / "a.tif", bytes(content[: len(content) // 2]))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("dtype", "channels", "photometric", "words"),
    [
        (np.uint16, 4, 5, "is 16-bit CMYK: convert it to RGB"),
        (np.uint16, 3, 8, "is 16-bit Lab: convert it to RGB"),
        (np.float32, 3, 8, "is 32-bit Lab: convert it to RGB"),
        (np.uint16, 3, 6, "neither grey nor RGB: save it as RGB"),
        (np.int16, 3, 2, "has signed pixels of 16 bits: save it"),
        (np.int16, 1, 1, "has signed pixels of 16 bits: save it"),
        (np.uint32, 3, 2, "has 32 bits a channel: save it with 8 or 16"),
    ],
)
def test_kinds_that_have_no_place_are_refused_by_name(
    tmp_path: Path, make_tiff: Make, dtype: Any, channels: int, photometric: int, words: str
) -> None:
    content = make_tiff(np.zeros((4, 6, channels), dtype), photometric=photometric)
    assert words in refusal(tmp_path / "a.tif", content)


def test_a_big_tiff_is_read_where_opencv_reads_it(tmp_path: Path) -> None:
    output = io.BytesIO()
    grey = np.arange(24, dtype=np.uint16).reshape(4, 6) * 2000
    Image.fromarray(grey).save(output, "TIFF", big_tiff=True)
    assert np.array_equal(opened(tmp_path / "a.tif", output.getvalue()).pixels[..., 0], grey)
