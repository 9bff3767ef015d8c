"""PSD export, read back by psd-tools and by Pillow."""

import os
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Layer
from app.files import psd as psd_module
from app.files.course import Cancelled, Course
from app.files.errors import OutputRefused
from app.files.exif import with_resolution
from app.files.export import ExportOptions, save_export
from app.files.metadata import Metadata
from app.files.psd import save_psd
from tests.app.files.project.conftest import full_document

psd_tools = pytest.importorskip("psd_tools")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_layers_and_masks_are_read_back(tmp_path: Path, icc: bytes, channels: int, dtype: Any) -> None:
    document: Document = full_document(channels, dtype)
    path = tmp_path / "a.psd"
    save_psd(path, document, Metadata(icc=icc))
    psd = psd_tools.PSDImage.open(path)
    top = np.iinfo(dtype).max
    assert psd.size == (130, 90)
    assert psd.depth == 8 * np.dtype(dtype).itemsize
    assert psd.image_resources[1039].data == icc
    assert [layer.name for layer in psd] == ["Photo", *(layer.name for layer in document.layers)]
    assert np.array_equal(np.rint(psd[0].numpy() * top)[..., :channels], document.photo)
    for mine, theirs in zip(document.layers, list(psd)[1:], strict=True):
        assert (theirs.left, theirs.top, theirs.right, theirs.bottom) == (mine.box.x0, 5, mine.box.x1, 50)
        assert (theirs.visible, theirs.opacity) == (mine.visible, round(255 * mine.opacity))
        assert theirs.blend_mode.name.lower() == mine.blend
        assert np.array_equal(np.rint(theirs.numpy() * top)[..., :channels], mine.pixels)
        expected = mine.alpha if mine.mask is None else np.rint(mine.alpha / 255.0 * mine.mask.read())
        mask = np.rint(theirs.numpy("mask")[..., 0] * 255)
        assert np.abs(mask - expected).max() <= 1
        assert (mask[mine.alpha == 0] == 0).all()


@pytest.mark.parametrize(("channels", "space"), [(1, b"GRAY"), (3, b"RGB ")])
def test_16_bits_are_never_taken_for_linear_light(tmp_path: Path, channels: int, space: bytes) -> None:
    save_psd(tmp_path / "a.psd", full_document(channels, np.uint16), Metadata())
    assert psd_tools.PSDImage.open(tmp_path / "a.psd").image_resources[1039].data[16:20] == space


def test_what_the_photo_says_goes_along(tmp_path: Path) -> None:
    exif, xmp = with_resolution(None, (300.0, 300.0)), b"<x:xmpmeta>4 stars</x:xmpmeta>"
    save_psd(tmp_path / "a.psd", full_document(), Metadata(exif=exif, xmp=xmp, dpi=(300.0, 240.5)))
    resources = psd_tools.PSDImage.open(tmp_path / "a.psd").image_resources
    assert (resources[1058].data, resources[1060].data) == (exif, xmp)
    said = resources[1005].data
    assert (said.horizontal / 0x10000, said.vertical / 0x10000) == (300.0, 240.5)
    assert (said.horizontal_unit, said.vertical_unit) == (1, 1)


@pytest.mark.parametrize("dpi", [None, (72.0, 40_000.0)])
def test_no_resolution_is_made_up(tmp_path: Path, dpi: tuple[float, float] | None) -> None:
    save_psd(tmp_path / "a.psd", full_document(), Metadata(dpi=dpi))
    assert 1005 not in psd_tools.PSDImage.open(tmp_path / "a.psd").image_resources


def test_an_export_without_metadata_keeps_the_profile_that_its_colours_need(tmp_path: Path, icc: bytes) -> None:
    metadata = Metadata(exif=with_resolution(None, (72.0, 72.0)), xmp=b"<x:xmpmeta/>", icc=icc)
    options = ExportOptions("PSD", metadata=False, profile=False)
    save_export(tmp_path / "a.psd", full_document(), metadata, options)
    resources = psd_tools.PSDImage.open(tmp_path / "a.psd").image_resources
    assert resources[1039].data == icc
    assert not {1058, 1060} & set(resources)
    save_export(tmp_path / "a.psd", full_document(), Metadata(), ExportOptions("PSD", mark=True))
    assert b"Gatebrush" in psd_tools.PSDImage.open(tmp_path / "a.psd").image_resources[1060].data


def test_other_programs_see_the_merged_picture(tmp_path: Path) -> None:
    document = full_document()
    save_psd(tmp_path / "a.psd", document, Metadata())
    with Image.open(tmp_path / "a.psd") as image:
        assert np.array_equal(np.asarray(image), compose(document, Box.of(document.size)))


def test_without_the_extra_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psd_module, "can_write", lambda: False)
    with pytest.raises(OutputRefused, match=r"needs psd-tools: pip install 'gatebrush\[psd\]'"):
        save_psd(tmp_path / "a.psd", full_document(), Metadata())
    assert not list(tmp_path.iterdir())


def test_a_picture_over_the_limit_is_refused(tmp_path: Path) -> None:
    document = Document(np.zeros((1, 30_001, 3), np.uint8))
    with pytest.raises(OutputRefused, match="PSD ends at 30000"):
        save_psd(tmp_path / "a.psd", document, Metadata())


def test_a_layer_that_reaches_out_is_written_whole(tmp_path: Path) -> None:
    document: Document = full_document()
    layer = replace(document.layers[0], box=document.layers[0].box.shift(-25, 60))
    document.put_layers((layer,))
    save_psd(tmp_path / "a.psd", document, Metadata())
    theirs = psd_tools.PSDImage.open(tmp_path / "a.psd")[1]
    assert (theirs.left, theirs.top, theirs.right, theirs.bottom) == (-25, 65, 15, 110)
    assert np.array_equal(np.rint(theirs.numpy() * 255)[..., :3], layer.pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_the_file_is_that_which_psd_tools_makes_of_whole_layers(tmp_path: Path, channels: int, dtype: Any) -> None:
    document: Document = full_document(channels, dtype)
    moved = replace(document.layers[0], box=document.layers[0].box.shift(-25, 60), name="가" * 300)
    document.put_layers((moved, *document.layers[1:]))
    save_psd(tmp_path / "ours.psd", document, Metadata(icc=b"a profile"))
    with (tmp_path / "theirs.psd").open("wb") as file:
        whole_layers(document, b"a profile")._record.write(file)
    assert (tmp_path / "ours.psd").read_bytes() == (tmp_path / "theirs.psd").read_bytes()


def whole_layers(document: Document, icc: bytes) -> Any:
    """As psd-tools is meant to be used: with all pixels at once."""
    depth = document.photo.dtype.itemsize * 8
    psd = psd_tools.PSDImage.new("L" if document.channels <= 2 else "RGB", (130, 90), depth=depth)
    psd.image_resources[1039] = psd_tools.psd.image_resources.ImageResource(key=1039, data=icc)
    psd.create_pixel_layer_from_array(document.photo, name="Photo")
    for layer in document.layers:
        made = psd.create_pixel_layer_from_array(
            layer.pixels,
            top=layer.box.y0,
            left=layer.box.x0,
            opacity=round(255 * layer.opacity),
            blend_mode=psd_tools.constants.BlendMode[layer.blend.upper()],
        )
        made.name = layer.name[:255]
        made.visible = layer.visible
        made.create_mask(Image.fromarray(layer.coverage(layer.box)), top=layer.box.y0, left=layer.box.x0)
    merged = compose(document, Box.of(document.size))[..., : 1 if document.channels <= 2 else 3]
    planes = [np.ascontiguousarray(merged[..., n], f">u{depth // 8}").tobytes() for n in range(merged.shape[2])]
    psd._record.image_data.set_data(planes, psd._record.header)
    return psd


def large_document() -> Document:
    """4 megapixels with four layers of the same size."""
    pixels = np.random.default_rng(0).integers(0, 256, (1600, 2500, 3), np.uint8)
    document = Document(pixels)
    for number in range(4):
        box = Box(number, number, number + 2500, number + 1600)
        document.insert_layer(number, Layer(document.new_layer_id(), "Large", box, pixels, pixels[..., 0]))
    return document


def test_memory_is_that_of_some_rows_however_many_layers_there_are(tmp_path: Path) -> None:
    save_psd(tmp_path / "a.psd", full_document(), Metadata())  # psd-tools is loaded before anything is counted
    document = large_document()
    tracemalloc.start()
    try:
        save_psd(tmp_path / "a.psd", document, Metadata())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < document.photo.nbytes / 1.2  # of one layer


def test_an_export_says_how_far_it_is(tmp_path: Path) -> None:
    told: list[float | None] = []
    save_psd(tmp_path / "a.psd", large_document(), Metadata(), Course(told.append))
    shares = [share for share in told if share is not None]
    assert len(shares) == len(told) > 50
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_cancelled_export_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.psd"
    path.write_bytes(b"older")

    def cancel(share: float | None) -> None:
        if share is not None and share > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        save_psd(path, large_document(), Metadata(), Course(cancel))
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("end", [-1, 3000, 40])
def test_a_file_that_ends_too_early_is_not_put_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: int
) -> None:
    write = psd_module.write_planes

    def write_less(file: Any, psd: Any) -> None:
        write(file, psd)
        file.truncate(end if end > 0 else file.seek(0, os.SEEK_END) + end)

    monkeypatch.setattr(psd_module, "write_planes", write_less)
    with pytest.raises(OutputRefused, match=r"came back with other layers|cannot be written"):
        save_psd(tmp_path / "a.psd", full_document(), Metadata())
    assert not list(tmp_path.iterdir())
