import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from app.files.metadata import Metadata
from app.files.photo import open_photo

Make = Callable[..., Any]


def test_a_damaged_block_is_left_out_with_a_word(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("L", (8, 8)).save(path, exif=b"Exif\0\0II*\0\xff\xff\0\0")
    opened = open_photo(path)
    assert opened.metadata.exif is None
    assert opened.notes == ("its EXIF block is damaged and was left out",)


def test_exif_as_imagemagick_wrote_it_into_png(tmp_path: Path, make_block: Make) -> None:
    path = tmp_path / "a.png"
    block = make_block(6)
    raw = b"Exif\0\0" + block
    text = PngImagePlugin.PngInfo()
    text.add_text("Raw profile type exif", f"\nexif\n{len(raw):8}\n{raw.hex()}\n")
    Image.new("L", (8, 4)).save(path, pnginfo=text)
    opened = open_photo(path)
    assert opened.pixels.shape == (8, 4, 1)
    assert opened.metadata.exif is not None
    assert b"MAKERNOTE" in opened.metadata.exif


def test_a_tiff_tells_of_its_photo_and_not_of_its_storage(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    told = {271: "Maker", 315: "Someone", 305: "Software", 33432: "Copyright", 269: "name"}
    Image.new("L", (8, 8)).save(path, tiffinfo=told)
    block = open_photo(path).metadata.exif
    assert block is not None
    found = Image.Exif()
    found.load(b"Exif\0\0" + block)
    assert dict(found) == told


def test_a_tiff_with_a_resolution_alone_has_no_exif(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.new("L", (8, 8)).save(path, dpi=(300, 300))
    assert open_photo(path).metadata == Metadata(dpi=(300.0, 300.0))


def test_big_tiff_says_that_it_loses_exif(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.new("L", (8, 4)).save(path, big_tiff=True, tiffinfo={274: 6, 271: "Maker"})
    opened = open_photo(path)
    assert opened.pixels.shape == (8, 4, 1)
    assert opened.notes == ("EXIF of a BigTIFF is not kept",)


@pytest.mark.parametrize("unit", [0, 1, 2])
def test_resolution_of_a_jpeg_with_and_without_a_unit(tmp_path: Path, unit: int) -> None:
    output = io.BytesIO()
    Image.new("L", (8, 8)).save(output, "JPEG", dpi=(100, 50))
    content = bytearray(output.getvalue())
    assert content[13] == 1
    content[13] = unit
    (tmp_path / "a.jpg").write_bytes(content)
    expected = {0: None, 1: (100.0, 50.0), 2: (254.0, 127.0)}[unit]
    assert open_photo(tmp_path / "a.jpg").metadata.dpi == expected


def test_what_is_not_kept_is_said(tmp_path: Path, make_xmp: Make) -> None:
    path = tmp_path / "a.jpg"
    record = b"Photoshop 3.0\0" + b"8BIM" + b"\x04\x04" + b"\0\0" + b"\0\0\0\x04" + b"\x1c\x02\x00\x00"
    marker = b"\xff\xed" + (len(record) + 2).to_bytes(2, "big") + record
    Image.new("L", (8, 8)).save(path, extra=marker, xmp=make_xmp(1) + b"xmpNote:HasExtendedXMP")
    assert open_photo(path).notes == ("the extended part of its XMP is not kept", "its IPTC record is not kept")
