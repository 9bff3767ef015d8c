import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from PIL import Image

from app.files import encode, exif
from app.files.directories import read_directory
from app.files.errors import OutputRefused
from app.files.metadata import Metadata
from app.files.photo import SUFFIXES, losses, open_photo, save_photo

Make = Callable[..., Any]


def pictures(dtype: Any) -> st.SearchStrategy[NDArray[Any]]:
    shapes = st.tuples(st.integers(1, 20), st.integers(1, 20), st.integers(1, 4))
    return shapes.flatmap(lambda shape: hnp.arrays(dtype, shape))


def as_rgba(pixels: NDArray[Any]) -> NDArray[Any]:
    """What a picture shows, whatever channels it is stored in."""
    channels = pixels.shape[2]
    colour = pixels[..., :3] if channels >= 3 else pixels[..., [0, 0, 0]]
    top = np.iinfo(pixels.dtype).max
    alpha = pixels[..., -1:] if channels in (2, 4) else np.full_like(pixels[..., :1], top)
    return np.concatenate([colour, alpha], axis=2)


@given(pixels=pictures(np.uint8), suffix=st.sampled_from([".png", ".tif", ".tiff"]))
def test_8_bit_comes_back_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, pixels: NDArray[np.uint8], suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"eight{suffix}"
    save_photo(path, pixels, Metadata())
    opened = open_photo(path)
    assert opened.pixels.dtype == np.uint8
    assert np.array_equal(opened.pixels, pixels)
    assert opened.metadata == Metadata()


@given(pixels=pictures(np.uint8))
def test_webp_is_lossless_under_transparency_too(
    tmp_path_factory: pytest.TempPathFactory, pixels: NDArray[np.uint8]
) -> None:
    path = tmp_path_factory.getbasetemp() / "a.webp"
    save_photo(path, pixels, Metadata())
    assert np.array_equal(as_rgba(open_photo(path).pixels), as_rgba(pixels))


@given(pixels=pictures(np.uint16), suffix=st.sampled_from([".png", ".tif"]))
def test_16_bit_comes_back_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, pixels: NDArray[np.uint16], suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"sixteen{suffix}"
    save_photo(path, pixels, Metadata())
    opened = open_photo(path).pixels
    assert opened.dtype == np.uint16
    if suffix == ".png" or pixels.shape[2] != 2:
        assert np.array_equal(opened, pixels)
    assert np.array_equal(as_rgba(opened), as_rgba(pixels))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_all_metadata_comes_back(
    tmp_path: Path, make_block: Make, make_xmp: Make, icc: bytes, suffix: str, order: str, dtype: Any
) -> None:
    path = tmp_path / f"a{suffix}"
    metadata = Metadata(exif=make_block(1, order), icc=icc, xmp=make_xmp(1), dpi=(300.0, 240.0))
    save_photo(path, np.zeros((40, 60, 3), dtype), metadata)
    found = open_photo(path).metadata
    assert found.icc == icc
    assert found.xmp == make_xmp(1)
    assert found.dpi == pytest.approx((300.0, 240.0), abs=0.02)
    with Image.open(path) as image:
        assert image.info["icc_profile"] == icc
        seen = image.getexif()
        assert seen[0x010F] == "Maker"
        assert seen.get(0x0112, 1) == 1
        inner = seen.get_ifd(exif.EXIF_DIRECTORY)
        assert inner[0x927C] == b"MAKERNOTE".ljust(40, b"\1")
        assert inner[exif.PIXEL_WIDTH] == 60
        assert seen.get_ifd(exif.GPS_DIRECTORY)[2] == (0.5, 0.75, pytest.approx(5 / 6))


def test_metadata_survives_a_walk_through_all_formats(
    tmp_path: Path, make_block: Make, make_xmp: Make, icc: bytes
) -> None:
    metadata = Metadata(exif=make_block(1), icc=icc, xmp=make_xmp(1), dpi=(300.0, 300.0))
    for suffix in (*SUFFIXES, ".png"):
        path = tmp_path / f"a{suffix}"
        save_photo(path, np.zeros((4, 6, 3), np.uint8), metadata)
        found = open_photo(path).metadata
        assert (found.icc, found.xmp) == (icc, make_xmp(1))
        assert found.dpi == pytest.approx((300.0, 300.0), abs=0.01)
        assert found.exif is not None
        fields = read_directory(found.exif)[1]
        assert fields.below == read_directory(make_block(1))[1].below
        metadata = found


def test_an_opened_photo_is_saved_upright_once(tmp_path: Path, make_block: Make, make_xmp: Make) -> None:
    first = tmp_path / "first.jpg"
    Image.new("L", (24, 16)).save(
        first, exif=b"Exif\0\0" + make_block(6, thumbnail=b"\xff\xd8T\xff\xd9"), xmp=make_xmp(6)
    )
    opened = open_photo(first)
    assert opened.pixels.shape == (24, 16, 1)
    for suffix in SUFFIXES:
        path = tmp_path / f"again{suffix}"
        save_photo(path, opened.pixels, opened.metadata)
        again = open_photo(path)
        assert again.pixels.shape[:2] == (24, 16)
        assert again.metadata.xmp == make_xmp(1)
        assert b"\xff\xd8T" not in (again.metadata.exif or b"")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_is_made_up(tmp_path: Path, make_block: Make, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    save_photo(path, np.zeros((4, 6, 3), np.uint8), Metadata())
    assert open_photo(path).metadata == Metadata()
    save_photo(path, np.zeros((4, 6, 3), np.uint8), Metadata(exif=make_block(1)))
    assert open_photo(path).metadata.dpi is None


def test_jpeg_is_written_finely_and_without_subsampling(tmp_path: Path, make_picture: Make) -> None:
    path = tmp_path / "a.jpg"
    save_photo(path, make_picture(16, 16, 3), Metadata())
    with Image.open(path) as image:
        assert all(layer[1:3] == (1, 1) for layer in image.layer)
        assert max(image.quantization[0]) <= 12  # quality 95
    fine = path.stat().st_size
    save_photo(path, make_picture(16, 16, 3), Metadata(), quality=30)
    assert path.stat().st_size < fine


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [2, 4])
def test_jpeg_and_transparency(tmp_path: Path, dtype: Any, channels: int) -> None:
    path = tmp_path / "a.jpg"
    pixels = np.full((8, 8, channels), np.iinfo(dtype).max, dtype)
    save_photo(path, pixels, Metadata())
    assert open_photo(path).pixels.shape == (8, 8, channels - 1)
    pixels[3, 3, -1] -= 1
    with pytest.raises(OutputRefused, match="JPEG cannot keep transparency: save as PNG, WebP or TIFF"):
        save_photo(tmp_path / "b.jpg", pixels, Metadata())
    assert not (tmp_path / "b.jpg").exists()


def test_16_bits_become_the_nearest_8(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    pixels = np.array([0, 128, 129, 257, 385, 386, 65406, 65407, 65535], np.uint16).reshape(1, 9, 1)
    save_photo(path, pixels, Metadata())
    assert open_photo(path).pixels[0, :, 0].tolist() == [0, 0, 1, 1, 1, 2, 254, 255, 255]
    assert losses(path, pixels) == ("16 bits a channel become 8: WEBP holds no more",)
    assert losses(tmp_path / "a.png", pixels) == ()


@pytest.mark.parametrize("suffix", [".bmp", "", ".xcf"])
def test_other_suffixes_are_refused(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(OutputRefused, match=r"suffix that cannot be saved: choose one of \.png, "):
        save_photo(tmp_path / f"a{suffix}", np.zeros((4, 4, 3), np.uint8), Metadata())


def test_capital_suffixes_are_the_same(tmp_path: Path) -> None:
    save_photo(tmp_path / "a.JPG", np.zeros((4, 4, 3), np.uint8), Metadata())
    assert open_photo(tmp_path / "a.JPG").format == "JPEG"


@pytest.mark.parametrize(("suffix", "side"), [(".webp", 16_384), (".jpg", 65_501)])
def test_sides_that_a_format_does_not_have(tmp_path: Path, suffix: str, side: int) -> None:
    with pytest.raises(OutputRefused, match="save it as PNG or TIFF"):
        save_photo(tmp_path / f"a{suffix}", np.zeros((1, side, 1), np.uint8), Metadata())
    save_photo(tmp_path / f"b{suffix}", np.zeros((1, side - 1, 1), np.uint8), Metadata())


@pytest.mark.parametrize(("name", "longest"), list(encode.LARGEST_JPEG_PART.items()))
def test_parts_that_jpeg_cannot_hold(tmp_path: Path, make_block: Make, name: str, longest: int) -> None:
    def holding(length: int) -> Metadata:
        if name == "EXIF block":
            return Metadata(exif=make_block(1).ljust(length, b"\0"))
        return Metadata(xmp=b" " * length)

    pixels = np.zeros((4, 4, 3), np.uint8)
    save_photo(tmp_path / "a.jpg", pixels, holding(longest))
    with pytest.raises(OutputRefused, match=f"JPEG cannot hold an {name} this large"):
        save_photo(tmp_path / "b.jpg", pixels, holding(longest + 1))


def test_a_grey_profile_goes_only_where_grey_goes(tmp_path: Path, icc: bytes) -> None:
    grey = icc[:16] + b"GRAY" + icc[20:]
    pixels = np.zeros((4, 4, 1), np.uint8)
    for suffix, kept in ((".png", grey), (".tif", grey), (".webp", None)):
        save_photo(tmp_path / f"a{suffix}", pixels, Metadata(icc=grey))
        assert open_photo(tmp_path / f"a{suffix}").metadata.icc == kept


def test_what_was_written_is_looked_at_before_it_replaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = tmp_path / "a.png", tmp_path / "other.png"
    save_photo(path, np.zeros((4, 4, 3), np.uint8), Metadata())
    save_photo(other, np.zeros((5, 4, 3), np.uint8), Metadata())
    before = path.read_bytes()

    def write_other(fresh: Path, *_: object) -> None:
        shutil.copyfile(other, fresh)

    def write_half(fresh: Path, *_: object) -> None:
        fresh.write_bytes(before[:20])

    for writer, words in ((write_other, "came back as 4×5"), (write_half, "could not be read back")):
        monkeypatch.setattr(encode, "_WRITERS", {**encode._WRITERS, "PNG": writer})
        with pytest.raises(OutputRefused, match=words):
            save_photo(path, np.zeros((4, 4, 3), np.uint8), Metadata())
        assert path.read_bytes() == before


def test_webp_keeps_a_resolution_that_exif_says_already(tmp_path: Path, make_block: Make) -> None:
    block = exif.with_resolution(make_block(1), (300.0, 300.0))
    path = tmp_path / "a.webp"
    save_photo(path, np.zeros((4, 4, 3), np.uint8), Metadata(exif=block, dpi=(299.9994, 299.9994)))
    assert open_photo(path).metadata == replace(Metadata(exif=block), dpi=(300.0, 300.0))
