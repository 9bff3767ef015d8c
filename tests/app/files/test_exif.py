"""EXIF blocks: what they say, and what is changed in them while all else stays where it was."""

import io
import struct
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.files import exif
from app.files.directories import Directory, block_of, read_directory, resolution_fields

ORDERS = ["<", ">"]


def as_pillow(block: bytes) -> Image.Exif:
    found = Image.Exif()
    found.load(b"Exif\0\0" + block)
    return found


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_read_and_turned_to_1(make_block: Callable[..., bytes], order: str, orientation: int) -> None:
    block = make_block(orientation, order)
    assert exif.stated_orientation(block) == orientation == as_pillow(block)[exif.ORIENTATION]
    upright = exif.with_upright_orientation(block)
    assert as_pillow(upright)[exif.ORIENTATION] == 1
    assert sum(old != new for old, new in zip(block, upright, strict=True)) == (orientation != 1)


@pytest.mark.parametrize("value", [0, 9, 77])
def test_a_senseless_orientation_is_none(make_block: Callable[..., bytes], value: int) -> None:
    assert exif.stated_orientation(make_block(value)) is None


@pytest.mark.parametrize("order", ORDERS)
def test_only_orientation_sizes_and_thumbnail_change(make_block: Callable[..., bytes], order: str) -> None:
    block = make_block(6, order, thumbnail=b"\xff\xd8THUMB\xff\xd9")
    upright = exif.for_upright_pixels(block, swapped=True)
    assert b"THUMB" not in upright
    found = as_pillow(upright)
    assert found[exif.ORIENTATION] == 1
    assert found[0x010F] == "Maker"
    inner = found.get_ifd(exif.EXIF_DIRECTORY)
    assert (inner[exif.PIXEL_WIDTH], inner[exif.PIXEL_HEIGHT]) == (40, 60)
    assert found.get_ifd(exif.GPS_DIRECTORY)[1] == "N"
    assert found.get_ifd(1) == {}
    # maker notes point to bytes by their place, so every place is kept
    assert upright.index(b"MAKERNOTE") == block.index(b"MAKERNOTE")


def test_sizes_stay_where_width_and_height_do(make_block: Callable[..., bytes]) -> None:
    inner = as_pillow(exif.for_upright_pixels(make_block(3), swapped=False)).get_ifd(exif.EXIF_DIRECTORY)
    assert (inner[exif.PIXEL_WIDTH], inner[exif.PIXEL_HEIGHT]) == (60, 40)


def test_a_thumbnail_in_the_middle_is_blanked(make_block: Callable[..., bytes]) -> None:
    block = make_block(1, thumbnail=b"\xff\xd8THUMB\xff\xd9") + b"behind"
    upright = exif.for_upright_pixels(block, swapped=False)
    assert len(upright) == len(block)
    assert b"THUMB" not in upright
    assert upright.endswith(b"behind")


@pytest.mark.parametrize("order", ORDERS)
def test_resolution_is_added_and_everything_else_stays(make_block: Callable[..., bytes], order: str) -> None:
    block = make_block(1, order)
    said = exif.with_resolution(block, (300.0, 150.5))
    assert exif.resolution_of(block) is None
    assert exif.resolution_of(said) == pytest.approx((300.0, 150.5))
    assert said[8 : len(block)] == block[8:]
    found = as_pillow(said)
    assert found[0x011A] == 300
    assert found[0x010F] == "Maker"
    assert len(found.get_ifd(exif.EXIF_DIRECTORY)) == 4
    assert exif.resolution_of(exif.with_resolution(said, (72.0, 72.0))) == (72.0, 72.0)


def test_resolution_makes_a_block_of_its_own() -> None:
    block = exif.with_resolution(None, (96.0, 96.0))
    assert exif.resolution_of(block) == (96.0, 96.0)
    assert set(as_pillow(block)) == {0x011A, 0x011B, 0x0128}


def test_centimetres_become_inches() -> None:
    fields = resolution_fields((100.0, 100.0), "<")
    fields[exif.RESOLUTION_UNIT] = (exif.SHORT, 1, struct.pack("<H", 3))
    assert exif.resolution_of(block_of(Directory(fields), "<")) == pytest.approx((254.0, 254.0))


def test_big_tiff_is_understood() -> None:
    output = io.BytesIO()
    Image.new("RGB", (3, 2)).save(output, "TIFF", big_tiff=True, tiffinfo={exif.ORIENTATION: 6})
    content = output.getvalue()
    assert exif.layout_of(content)[0].big
    assert exif.stated_orientation(content) == 6
    assert exif.stated_orientation(exif.with_upright_orientation(content)) == 1


WALKS: list[Callable[[bytes], object]] = [
    exif.stated_orientation,
    exif.resolution_of,
    exif.with_upright_orientation,
    read_directory,
    lambda block: exif.for_upright_pixels(block, swapped=True),
    lambda block: exif.with_resolution(block, (72.0, 72.0)),
]


@pytest.fixture(scope="module")
def blocks() -> list[bytes]:
    fields = resolution_fields((300.0, 300.0), "<") | {exif.ORIENTATION: (exif.SHORT, 1, b"\6\0")}
    inner = Directory({exif.PIXEL_WIDTH: (exif.SHORT, 1, b"\1\0"), exif.PIXEL_HEIGHT: (exif.SHORT, 1, b"\2\0")})
    return [block_of(Directory(fields, {exif.EXIF_DIRECTORY: inner}), order) for order in ORDERS]


@given(data=st.data())
def test_a_damaged_block_raises_damage_or_nothing(blocks: list[bytes], data: st.DataObject) -> None:
    block = bytearray(data.draw(st.sampled_from(blocks)))
    for _ in range(data.draw(st.integers(0, 4))):
        block[data.draw(st.integers(0, len(block) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(block[: data.draw(st.integers(0, len(block)))])
    for walk in WALKS:
        with suppress(*exif.DAMAGE):
            walk(cut)
