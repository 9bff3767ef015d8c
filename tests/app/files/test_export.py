"""Copies: what was chosen is what is written, and the size said beforehand is the size."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Layer
from app.files import exif
from app.files import export as export_module
from app.files.errors import OutputRefused
from app.files.export import FORMATS, ExportOptions, preview, save_export
from app.files.mark import SOURCE_TYPE, marked, with_software
from app.files.metadata import Metadata
from app.files.photo import open_photo
from tests.app.conftest import noise
from tests.app.files.conftest import camera_block

PICTURES = [name for name in FORMATS if name != "PSD"]


def document_of(height: int = 60, width: int = 80, channels: int = 3) -> Document:
    rows, columns = np.mgrid[:height, :width]
    smooth = np.stack([rows * 3, columns * 2, rows + columns, np.full_like(rows, 255)], axis=2)[..., :channels]
    document = Document(smooth.astype(np.uint8))
    document.insert_layer(
        0, Layer(1, "Fill 1", Box(2, 2, 12, 12), noise(10, 10, channels), np.full((10, 10), 255, np.uint8))
    )
    return document


def with_everything(icc: bytes) -> Metadata:
    return Metadata(exif=camera_block(), icc=icc, xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("keeps", [True, False])
def test_metadata_and_profile_go_along_or_not(tmp_path: Path, icc: bytes, name: str, keeps: bool) -> None:
    path = tmp_path / f"a{FORMATS[name][0]}"
    options = ExportOptions(name, metadata=keeps, profile=keeps)
    assert save_export(path, document_of(), with_everything(icc), options) == ()
    found = open_photo(path).metadata
    assert (found.icc is not None, found.exif is not None, found.xmp is not None) == (keeps, keeps, keeps)


@pytest.mark.parametrize("name", ["PNG", "TIFF", "WebP"])
def test_lossless_formats_hold_what_is_seen(tmp_path: Path, name: str) -> None:
    document = document_of()
    path = tmp_path / f"a{FORMATS[name][0]}"
    save_export(path, document, Metadata(), ExportOptions(name, lossless=True))
    assert np.array_equal(open_photo(path).pixels, compose(document, Box.of(document.size)))


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("name", ["WebP", "AVIF"])
def test_lossy_formats_take_every_kind_of_pixel(tmp_path: Path, name: str, channels: int) -> None:
    path = tmp_path / f"a{FORMATS[name][0]}"
    document = Document(document_of(channels=4).photo[..., [0, 3][:channels] if channels <= 2 else range(channels)])
    save_export(path, document, Metadata(), ExportOptions(name, quality=95, lossless=False))
    assert open_photo(path).pixels.shape[:2] == (60, 80)


@pytest.mark.parametrize("name", PICTURES)
def test_the_size_of_a_small_picture_is_exact(tmp_path: Path, icc: bytes, name: str) -> None:
    options = ExportOptions(name, quality=70, lossless=False, mark=True)
    document, metadata = document_of(), with_everything(icc)
    said = preview(document, metadata, options)
    path = tmp_path / f"a{FORMATS[name][0]}"
    save_export(path, document, metadata, options)
    assert said.is_exact
    assert said.size == path.stat().st_size
    assert np.array_equal(said.pixels, open_photo(path).pixels)


def test_quality_changes_size_and_look() -> None:
    document = Document(noise(200, 200))
    low, high = (preview(document, Metadata(), ExportOptions("JPEG", quality=q)) for q in (20, 95))
    assert low.size < high.size / 3
    whole = np.asarray(document.photo, int)
    assert np.abs(low.pixels - whole).mean() > 2 * np.abs(high.pixels - whole).mean()


@pytest.mark.parametrize("shape", [(1700, 1600), (1500, 1800), (3000, 300)])
def test_the_size_of_a_large_picture_is_near(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: tuple[int, int]
) -> None:
    monkeypatch.setattr(export_module, "MOST_EXACT", 500_000)
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    grain = np.random.default_rng(1).normal(0, 6, (*shape, 1))
    photo = np.clip(np.stack([rows / 9, columns / 9, (rows + columns) / 15], axis=2) + grain, 0, 255).astype(np.uint8)
    document, options = Document(photo), ExportOptions("JPEG", quality=80)
    said = preview(document, Metadata(), options)
    save_export(tmp_path / "a.jpg", document, Metadata(), options)
    assert not said.is_exact
    assert said.size == pytest.approx((tmp_path / "a.jpg").stat().st_size, rel=0.1)


def test_without_its_profile_a_picture_keeps_its_look(tmp_path: Path) -> None:
    """Colours become sRGB, else they would be taken for sRGB and look different."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = bytearray(lab)  # red and green primaries change places: a wide profile made by hand
    red, green = swapped.find(b"rXYZ"), swapped.find(b"gXYZ")
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    document = Document(np.full((8, 8, 3), (200, 30, 40), np.uint8))
    save_export(tmp_path / "a.png", document, Metadata(icc=bytes(swapped)), ExportOptions("PNG", profile=False))
    assert np.abs(open_photo(tmp_path / "a.png").pixels[0, 0].astype(int) - (30, 200, 40)).max() <= 2


def test_sixteen_bits_keep_their_profile_with_a_note(tmp_path: Path, icc: bytes) -> None:
    document = Document(np.full((8, 8, 3), 999, np.uint16))
    lost = save_export(tmp_path / "a.png", document, Metadata(icc=icc), ExportOptions("PNG", profile=False))
    assert "profile was kept" in lost[0]
    assert open_photo(tmp_path / "a.png").metadata.icc == icc


def test_a_transparent_picture_is_no_jpeg() -> None:
    with pytest.raises(OutputRefused, match="transparency"):
        preview(Document(np.zeros((9, 9, 4), np.uint8)), Metadata(), ExportOptions("JPEG"))


@pytest.mark.parametrize("block", [None, camera_block(), camera_block(order=">")])
def test_the_mark_is_added_and_the_rest_stays(block: bytes | None) -> None:
    made = with_software(block, "Gatebrush 1")
    with Image.new("RGB", (1, 1)) as image:
        found = image.getexif()
        found.load(made)
        assert found[0x0131] == "Gatebrush 1"
        if block is not None:
            assert found[0x010F] == "Maker"
            assert found.get_ifd(exif.EXIF_DIRECTORY)[0x927C].startswith(b"MAKERNOTE")


@pytest.mark.parametrize("xmp", [None, b"<x:xmpmeta><rdf:RDF><a/></rdf:RDF></x:xmpmeta>"])
def test_xmp_says_it_once(xmp: bytes | None) -> None:
    once: Any = marked(Metadata(xmp=xmp)).xmp
    assert once.count(SOURCE_TYPE.encode()) == 1
    assert marked(Metadata(xmp=once)).xmp == once


def test_unmarked_is_the_default(tmp_path: Path) -> None:
    save_export(tmp_path / "a.png", document_of(), Metadata(), ExportOptions("PNG"))
    assert open_photo(tmp_path / "a.png").metadata == Metadata()
