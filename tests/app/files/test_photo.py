import io
import os
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from app.document import Document
from app.files import metadata as metadata_module
from app.files import photo as photo_module
from app.files import png
from app.files.errors import InputRefused
from app.files.metadata import Metadata
from app.files.photo import open_photo, photo_size, save_photo, upright
from tests.app.files.conftest import write_png_16

Make = Callable[..., Any]


def saved(path: Path, image: Image.Image, **options: Any) -> Path:
    image.save(path, **options)
    return path


def refusal(path: Path, what: str = "photo") -> str:
    with pytest.raises(InputRefused) as caught:
        open_photo(path, what)
    line = str(caught.value)
    assert line.startswith(f"{what} {path}")
    assert ": " in line
    assert "\n" not in line
    return line


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_channels_are_kept(tmp_path: Path, make_picture: Make, make_image: Make, suffix: str, channels: int) -> None:
    pixels = make_picture(5, 7, channels)
    opened = open_photo(saved(tmp_path / f"a{suffix}", make_image(pixels)))
    assert opened.pixels.dtype == np.uint8
    assert np.array_equal(opened.pixels, pixels)
    assert not opened.pixels.flags.writeable
    assert opened.notes == ()
    assert opened.format == {".png": "PNG", ".tif": "TIFF"}[suffix]


def test_upright_is_what_pillow_does(make_picture: Make) -> None:
    pixels = make_picture(3, 5, 3)
    for orientation in range(1, 9):
        image = Image.fromarray(pixels)
        image.getexif()[274] = orientation
        expected = np.asarray(ImageOps.exif_transpose(image))
        assert np.array_equal(upright(pixels, orientation), expected), orientation


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "tif", "tif16", "png16"])
def test_orientation_is_applied_once(
    tmp_path: Path, make_picture: Make, make_block: Make, make_tiff: Make, kind: str, orientation: int
) -> None:
    pixels = make_picture(16, 24, 3, np.uint16 if kind.endswith("16") else np.uint8)
    path = tmp_path / f"a.{kind.removesuffix('16')}"
    block = make_block(orientation)
    if kind.startswith("tif"):
        path.write_bytes(make_tiff(pixels, orientation=orientation))
    elif kind == "png16":
        write_png_16(path, pixels, Metadata(exif=block))
    else:
        Image.fromarray(pixels).save(path, exif=b"Exif\0\0" + block, lossless=True)
    stored = np.asarray(Image.open(path)) if kind == "jpg" else pixels
    opened = open_photo(path)
    assert np.array_equal(opened.pixels, upright(stored, orientation))
    assert photo_size(path) == opened.pixels.shape[1::-1]


@pytest.mark.parametrize(("exif_says", "expected"), [(None, 6), (1, 1), (8, 8)])
def test_xmp_orientation_counts_where_exif_is_silent(
    tmp_path: Path, make_block: Make, make_xmp: Make, exif_says: int | None, expected: int
) -> None:
    image = Image.fromarray(np.arange(12, dtype=np.uint8).reshape(3, 4))
    options = {} if exif_says is None else {"exif": b"Exif\0\0" + make_block(exif_says)}
    path = saved(tmp_path / "a.jpg", image, xmp=make_xmp(6), **options)
    opened = open_photo(path)
    assert np.array_equal(opened.pixels[..., 0], upright(np.asarray(Image.open(path)), expected))
    assert opened.metadata.xmp == make_xmp(1)


@pytest.mark.parametrize("kind", ["GIF", "JPEG"])
def test_a_few_bytes_that_say_they_are_large_are_refused_before_they_are_decoded(tmp_path: Path, kind: str) -> None:
    """Both decoders would make up what is missing, 1.2 GB of it, and call it a picture."""
    path, order = tmp_path / "a", "<HH" if kind == "GIF" else ">HH"
    Image.new("RGB", (32, 24)).save(path, kind)
    content = path.read_bytes()
    sides, claim = ((32, 24), (20_000, 20_000)) if kind == "GIF" else ((24, 32), (20_000, 20_000))
    path.write_bytes(content.replace(struct.pack(order, *sides), struct.pack(order, *claim), 1))
    with pytest.raises(InputRefused, match="says that it is 20000×20000, and has"):
        open_photo(path)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_tiff_is_turned_once_by_its_xmp(tmp_path: Path, make_xmp: Make, make_picture: Make, dtype: type) -> None:
    """Pillow turns TIFFs by itself, also by an orientation that it finds in XMP."""
    pixels, path = make_picture(5, 7, 3, dtype), tmp_path / "a.tif"
    save_photo(path, pixels, Metadata(xmp=make_xmp(6)))
    opened = open_photo(path)
    assert np.array_equal(opened.pixels, upright(pixels, 6))
    assert photo_size(path) == opened.pixels.shape[1::-1]


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("order", ["<", ">"])
def test_16_bit_tiff(tmp_path: Path, make_picture: Make, make_tiff: Make, order: str, channels: int) -> None:
    pixels = make_picture(5, 7, channels, np.uint16)
    path = tmp_path / "a.tif"
    path.write_bytes(make_tiff(pixels, order=order, extra=2 if channels == 4 else None))
    assert np.array_equal(open_photo(path).pixels, pixels)


def test_16_bit_tiff_with_white_as_zero_is_turned(tmp_path: Path, make_picture: Make, make_tiff: Make) -> None:
    pixels = make_picture(5, 7, 1, np.uint16)
    path = tmp_path / "a.tif"
    path.write_bytes(make_tiff(pixels, photometric=0))
    assert np.array_equal(open_photo(path).pixels, 65535 - pixels)


def test_16_bit_tiff_with_colours_multiplied_by_alpha(tmp_path: Path, make_tiff: Make) -> None:
    straight = np.array([[[65535, 30000, 0, 65535], [40000, 20000, 10000, 32768], [0, 0, 0, 0]]], np.uint16)
    alpha = straight[..., 3:].astype(np.float64) / 65535
    multiplied = np.concatenate([np.rint(straight[..., :3] * alpha), straight[..., 3:]], 2).astype(np.uint16)
    path = tmp_path / "a.tif"
    path.write_bytes(make_tiff(multiplied, extra=1))
    assert np.abs(open_photo(path).pixels.astype(int) - straight).max() <= 1


def test_16_bit_tiff_with_a_fourth_channel_that_is_no_alpha(
    tmp_path: Path, make_picture: Make, make_tiff: Make
) -> None:
    pixels = make_picture(5, 7, 4, np.uint16)
    path = tmp_path / "a.tif"
    path.write_bytes(make_tiff(pixels, extra=0))
    assert np.array_equal(open_photo(path).pixels, pixels[..., :3])


@pytest.mark.parametrize("colour", [0, 2])
def test_16_bit_png_with_one_clear_colour_gets_alpha(tmp_path: Path, make_picture: Make, colour: int) -> None:
    channels = {0: 1, 2: 3}[colour]
    pixels = make_picture(5, 7, channels, np.uint16)
    path = tmp_path / "a.png"
    write_png_16(path, pixels)
    content = path.read_bytes()
    clear = png.chunk(b"tRNS", pixels[2, 3].astype(">u2").tobytes())
    path.write_bytes(content[:33] + clear + content[33:])
    opened = open_photo(path).pixels
    assert np.array_equal(opened[..., :-1], pixels)
    expected = np.where((pixels == pixels[2, 3]).all(axis=2), 0, 65535)
    assert np.array_equal(opened[..., -1], expected)
    assert expected[2, 3] == 0


@pytest.mark.parametrize(
    ("mode", "options", "channels", "note"),
    [
        ("P", {}, 3, "palette picture opened as RGB"),
        ("P", {"transparency": 3}, 4, "palette picture opened as RGBA"),
        ("1", {}, 1, "black and white picture opened as grey"),
        ("L", {"transparency": 7}, 2, None),
        ("RGB", {"transparency": (1, 2, 3)}, 4, None),
    ],
)
def test_odd_modes(tmp_path: Path, mode: str, options: dict[str, Any], channels: int, note: str | None) -> None:
    image = Image.fromarray(np.arange(192, dtype=np.uint8).reshape(8, 8, 3)).convert(mode)
    opened = open_photo(saved(tmp_path / "a.png", image, **options))
    assert opened.pixels.shape == (8, 8, channels)
    assert opened.notes == (() if note is None else (note,))
    expected = np.asarray(image.convert("L" if channels <= 2 else "RGB"))
    assert np.array_equal(opened.pixels[..., : expected.ndim if expected.ndim == 3 else 1].squeeze(), expected)


@pytest.mark.parametrize("suffix", [".bmp", ".gif"])
def test_formats_that_are_only_read(tmp_path: Path, suffix: str) -> None:
    image = Image.new("RGB", (6, 4), (0, 255, 0))
    opened = open_photo(saved(tmp_path / f"a{suffix}", image))
    assert np.array_equal(opened.pixels, np.asarray(image))


def test_the_first_of_several_pictures_of_a_phone(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (16, 8), "red"), Image.new("RGB", (8, 8), "blue")
    path = saved(tmp_path / "a.jpg", first, format="MPO", save_all=True, append_images=[second])
    opened = open_photo(path)
    assert opened.pixels.shape == (8, 16, 3)
    assert opened.format == "JPEG"
    assert opened.notes == ("only the first of its pictures was opened",)


def test_the_first_page_of_a_tiff(tmp_path: Path) -> None:
    pages = [Image.new("L", (4, 4), shade) for shade in (10, 20)]
    opened = open_photo(saved(tmp_path / "a.tif", pages[0], save_all=True, append_images=pages[1:]))
    assert opened.pixels[0, 0, 0] == 10
    assert opened.notes == ("only the first of its pictures was opened",)


def test_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.png", "mask").endswith("none.png is missing: check the path")


def test_folder(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    assert "is not a file" in refusal(tmp_path / "a.png")


def test_name_that_is_too_long(tmp_path: Path) -> None:
    assert "file name too long" in refusal(tmp_path / ("n" * 300 + ".png"))


def test_empty(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    assert "is empty" in refusal(tmp_path / "a.png")


def test_text(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("not a picture at all")
    assert "not a readable picture" in refusal(tmp_path / "a.png")


def test_over_the_size_of_files(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.touch()
    os.truncate(path, photo_module.LARGEST_FILE + 1)  # sparse: takes no room
    assert "larger than 2 GiB" in refusal(path)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif"])
def test_cut(tmp_path: Path, make_picture: Make, suffix: str) -> None:
    path = saved(tmp_path / f"a{suffix}", Image.fromarray(make_picture(64, 64, 3)))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    assert "damaged" in refusal(path) or "not a readable picture" in refusal(path)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_cut_at_16_bits(
    tmp_path: Path, make_picture: Make, make_tiff: Make, capfd: pytest.CaptureFixture[str], suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    pixels = make_picture(64, 64, 3, np.uint16)
    if suffix == ".png":
        write_png_16(path, pixels)
        content = path.read_bytes()
        path.write_bytes(content[: len(content) * 2 // 3])
    else:
        content = make_tiff(pixels)
        strip, beyond = (struct.pack("<HHLL", 273, 4, 1, start) for start in (8, len(content) - 100))
        assert strip in content
        path.write_bytes(content.replace(strip, beyond))
    assert "damaged" in refusal(path)
    assert capfd.readouterr() == ("", "")  # what a library prints on its own counts too


def huge_png(width: int, height: int) -> bytes:
    header = png.chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return png.SIGNATURE + header + png.chunk(b"IDAT", zlib.compress(b"")) + png.chunk(b"IEND", b"")


def test_over_400_megapixels_is_refused_by_the_header(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(huge_png(20_001, 20_000))
    assert "is 20001×20000, over the limit of 400 megapixels: reduce it" in refusal(path)


def test_400_megapixels_are_not_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(huge_png(20_000, 20_000) + bytes(40_000))
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp"])
def test_animated(tmp_path: Path, suffix: str) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    path = saved(tmp_path / f"a{suffix}", frames[0], save_all=True, append_images=frames[1:])
    assert "is animated: save one frame" in refusal(path)


def test_32_bits(tmp_path: Path) -> None:
    assert "8 or 16" in refusal(saved(tmp_path / "a.tif", Image.new("I", (8, 8))))


@pytest.mark.parametrize(("width", "height"), [(0, 4), (4, 0), (0, 0)])
def test_no_pixels(tmp_path: Path, width: int, height: int) -> None:
    for suffix, content in (
        (".png", huge_png(width, height)),
        (".bmp", b"BM" + struct.pack("<LLLLllHH", 54, 0, 54, 40, width, height, 1, 24) + bytes(24)),
        (".gif", b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0;"),
    ):
        path = tmp_path / f"a{suffix}"
        path.write_bytes(content)
        refusal(path)


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (700, 1)])
@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp", ".jpg"])
def test_one_pixel_wide_or_high(tmp_path: Path, suffix: str, size: tuple[int, int]) -> None:
    opened = open_photo(saved(tmp_path / f"a{suffix}", Image.new("RGB", size, (10, 20, 30)), lossless=True))
    assert opened.pixels.shape == (size[1], size[0], 3)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"])
def test_junk_behind_the_end_and_a_wrong_suffix(tmp_path: Path, make_picture: Make, kind: str) -> None:
    image = Image.fromarray(make_picture(9, 11, 1)[..., 0])
    sound = open_photo(saved(tmp_path / "sound.png", image, format=kind))
    (tmp_path / "a.tif").write_bytes((tmp_path / "sound.png").read_bytes() + b"junk" * 99)
    opened = open_photo(tmp_path / "a.tif")
    assert np.array_equal(opened.pixels, sound.pixels)
    assert opened.format == kind


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_document_takes_the_pixels_without_a_copy(
    tmp_path: Path, make_picture: Make, channels: int, dtype: Any
) -> None:
    path = tmp_path / "a.png"
    save_photo(path, make_picture(6, 5, channels, dtype), Metadata())
    pixels = open_photo(path).pixels
    assert Document(pixels).photo is pixels


def test_colours_under_full_transparency_are_kept(tmp_path: Path, make_picture: Make) -> None:
    pixels = make_picture(9, 11, 4)
    pixels[..., 3] = 0
    for suffix in (".png", ".webp", ".tif"):
        path = saved(tmp_path / f"a{suffix}", Image.fromarray(pixels), lossless=True, exact=True)
        assert np.array_equal(open_photo(path).pixels, pixels), suffix


def test_12_bits(tmp_path: Path, make_picture: Make, make_tiff: Make) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(make_tiff(make_picture(8, 8, 1, np.uint16), bits=12))
    assert "12 bits" in refusal(path)


def test_formats_outside_the_list_are_not_tried(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", Image.new("RGB", (8, 8)), format="PPM")
    assert "not a readable picture" in refusal(path)


def test_a_profile_over_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, icc: bytes) -> None:
    path = saved(tmp_path / "a.png", Image.new("RGB", (8, 8)), icc_profile=icc)
    monkeypatch.setitem(metadata_module.LARGEST, "ICC profile", len(icc) - 1)
    assert "has an ICC profile over the limit" in refusal(path)


def test_photo_size_of_what_is_none(tmp_path: Path) -> None:
    assert photo_size(tmp_path / "none.png") is None


@pytest.fixture(scope="module")
def samples() -> list[bytes]:
    contents = []
    pixels = np.random.default_rng(0).integers(0, 256, (9, 11, 3), dtype=np.uint8)
    for kind in ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"):
        output = io.BytesIO()
        exif = Image.Exif()
        exif[274] = 6
        Image.fromarray(pixels).save(output, kind, **({"exif": exif} if kind not in ("BMP", "GIF") else {}))
        contents.append(output.getvalue())
    return contents


@given(data=st.data())
def test_damaged_bytes_are_refused_or_read(
    samples: list[bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(data.draw(st.sampled_from(samples)))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    with suppress(InputRefused):
        assert open_photo(path).pixels.ndim == 3
