"""What is saved is opened, to the last bit, and in a file that keeps the rules of OpenRaster."""

import io
import json
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Candidate, Fill, Layer, LayerMask
from app.document.layers.fills import Home
from app.document.layers.placing import moved
from app.files.errors import OutputRefused
from app.files.export import ExportOptions, save_export
from app.files.jpeg import JpegStyle
from app.files.metadata import Metadata
from app.files.project import Original, Placement, Project, View, open_project, save_project
from app.files.project import writing as writing_module

Make = Callable[..., Any]


def same(one: Any, other: Any) -> bool:
    """Whether two layers are equal in all their fields, of which there may be more than this test knows."""
    if isinstance(one, LayerMask) and isinstance(other, LayerMask):
        return np.array_equal(one.read(), other.read())
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, Layer | Fill | Candidate | Home):
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_everything_comes_back(tmp_path: Path, make_document: Make, channels: int, dtype: type) -> None:
    document: Document = make_document(channels, dtype)
    path = tmp_path / "a.ora"
    save_project(path, Project(document))
    opened = open_project(path)
    assert opened.notes == ()
    assert opened.document.photo.dtype == dtype
    assert np.array_equal(opened.document.photo, document.photo)
    for one, other in zip(document.layers, opened.document.layers, strict=True):
        assert same(one, other)
    whole = Box.of(document.size)
    assert opened.document.contexts == document.contexts
    for plane in ("hole", "sketch", "exclude", "colours"):
        assert not getattr(document, plane).is_empty
        assert np.array_equal(getattr(opened.document, plane).read(whole), getattr(document, plane).read(whole))
    assert np.array_equal(compose(opened.document, whole), compose(document, whole))
    assert opened.document.new_layer_id() > max(layer.id for layer in document.layers)


@pytest.mark.parametrize(("dx", "dy"), [(-25, -3), (85, 70), (-11, 60)])
def test_layers_that_were_moved_beyond_the_photo_come_back(
    tmp_path: Path, make_document: Make, dx: int, dy: int
) -> None:
    """With all of their pixels, and what belongs to fills, their holes say: moved back they are what they were."""
    document: Document = make_document(3, np.uint16)
    there = tuple(
        moved(layer, dx, dy, document.size)
        for layer in document.layers
        if not layer.box.shift(dx, dy).clip(document.size).is_empty
    )
    document.put_layers(there)
    save_project(tmp_path / "a.ora", Project(document))
    opened = open_project(tmp_path / "a.ora")
    for one, other in zip(there, opened.document.layers, strict=True):
        assert other.box == one.box
        assert same(replace(one, fill=None), replace(other, fill=None))
        if one.fill is not None and other.fill is not None:
            assert same(one.fill, other.fill)
            assert same(moved(one, -dx, -dy, document.size), moved(other, -dx, -dy, document.size))
        elif one.fill is not None:  # the tool lets no candidate go out of reach: here one is
            assert any(c.box.clip(document.size).is_empty for c in one.fill.candidates)


def test_what_is_not_pixels_comes_back(tmp_path: Path, make_document: Make, make_block: Make, icc: bytes) -> None:
    style = JpegStyle((tuple(range(1, 65)), tuple([9] * 64)), 2)
    metadata = Metadata(exif=make_block(), icc=icc, xmp=b"<x/>", dpi=(300.0, 300.0), jpeg=style)
    settings = {"quality": "best", "detail": "on", "variants": 3, "grow": 7, "feather": 0}
    original = Original("IMG 1.JPG", b"the first file")
    view, placing = View(0.25, 61.5, 44.0), Placement(3, Box(-7, 2, 33, 47))
    path = tmp_path / "a.ora"
    save_project(
        path,
        Project(
            make_document(), metadata, original, settings, view, {"data/strokes.dat": b"theirs"}, (), 3, placing=placing
        ),
    )
    opened = open_project(path)
    assert (opened.metadata.exif, opened.metadata.icc, opened.metadata.xmp) == (metadata.exif, icc, b"<x/>")
    assert opened.metadata.dpi == pytest.approx((300.0, 300.0), abs=0.01)
    assert opened.metadata.jpeg == style
    assert (opened.settings, opened.view, opened.original) == (settings, view, original)
    assert (opened.editing, opened.placing) == (3, placing)
    assert opened.strangers == {"data/strokes.dat": b"theirs"}


def test_painted_colours_are_in_no_picture_of_a_project_and_in_no_export(tmp_path: Path, make_document: Make) -> None:
    document: Document = make_document()
    layers = [one if one.fill is None else replace(one, fill=replace(one.fill, colours={})) for one in document.layers]
    found = []
    for name in ("with", "without"):
        save_project(tmp_path / f"{name}.ora", Project(document))
        save_export(tmp_path / f"{name}.png", document, Metadata(), ExportOptions())
        with zipfile.ZipFile(tmp_path / f"{name}.ora") as project:
            parts = {part: project.read(part) for part in project.namelist() if not part.startswith("gatebrush/")}
        found.append((parts, (tmp_path / f"{name}.png").read_bytes()))
        document.colours.swap(document.colours.clear_patch())
        document.put_layers(tuple(layers))
    assert found[0] == found[1]


def test_a_project_of_before_there_were_colours_opens_without_any(tmp_path: Path, make_document: Make) -> None:
    document: Document = make_document()
    save_project(tmp_path / "a.ora", Project(document))
    with zipfile.ZipFile(tmp_path / "a.ora") as file, zipfile.ZipFile(tmp_path / "b.ora", "w") as other:
        for name in file.namelist():
            content = file.read(name)
            if name == "gatebrush/document.json":
                record = json.loads(content)
                made = [record, *(layer["fill"] for layer in record["layers"] if "fill" in layer)]
                assert all(table["planes"].pop("colours") for table in made)
                content = json.dumps(record).encode()
            if not name.endswith("colours.png"):
                other.writestr(name, content)
    opened = open_project(tmp_path / "b.ora")
    assert (opened.notes, opened.is_damaged) == ((), False)
    assert opened.document.colours.is_empty
    for one, other_one in zip(document.layers, opened.document.layers, strict=True):
        wanted = one if one.fill is None else replace(one, fill=replace(one.fill, colours={}))
        assert same(wanted, other_one)


def test_colours_are_a_picture_that_other_programs_show(tmp_path: Path, make_document: Make) -> None:
    document: Document = make_document()
    save_project(tmp_path / "a.ora", Project(document))
    with zipfile.ZipFile(tmp_path / "a.ora") as file:
        picture = Image.open(io.BytesIO(file.read("gatebrush/colours.png")))
    assert picture.mode == "RGBA"
    assert np.array_equal(np.asarray(picture), document.colours.read(document.colours.bounds()))


def test_a_fill_that_cannot_be_read_is_a_plain_layer(tmp_path: Path, make_document: Make) -> None:
    document = make_document()
    save_project(tmp_path / "a.ora", Project(document))
    with zipfile.ZipFile(tmp_path / "a.ora") as file, zipfile.ZipFile(tmp_path / "b.ora", "w") as other:
        for name in file.namelist():
            if not name.endswith(("fill-3/candidate-0.png", "fill-6/hole.png")):
                other.writestr(name, file.read(name))
    opened = open_project(tmp_path / "b.ora")
    assert [layer.fill is None for layer in opened.document.layers] == [True, True, True]
    assert len(opened.notes) == 1
    whole = Box.of(document.size)
    assert np.array_equal(compose(opened.document, whole), compose(document, whole))


def test_the_same_project_is_the_same_bytes(tmp_path: Path, make_document: Make) -> None:
    for name in ("a.ora", "b.ora"):
        save_project(tmp_path / name, Project(make_document()))
    assert (tmp_path / "a.ora").read_bytes() == (tmp_path / "b.ora").read_bytes()


def test_the_file_keeps_the_rules(tmp_path: Path, make_document: Make, icc: bytes) -> None:
    document = make_document()
    path = tmp_path / "a.ora"
    save_project(path, Project(document, Metadata(icc=icc)))
    assert path.read_bytes()[30:54] == b"mimetypeimage/openraster"
    with zipfile.ZipFile(path) as file:
        infos = file.infolist()
        assert (infos[0].filename, infos[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert {info.compress_type for info in infos} <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        root = ElementTree.fromstring(file.read("stack.xml"))
        merged = Image.open(io.BytesIO(file.read("mergedimage.png")))
        small = Image.open(io.BytesIO(file.read("Thumbnails/thumbnail.png")))
        pictures = [Image.open(io.BytesIO(file.read(node.attrib["src"]))) for node in root.iter("layer")]
    assert (root.attrib["w"], root.attrib["h"]) == ("130", "90")
    assert root.attrib["version"].count(".") == 2
    assert np.array_equal(np.asarray(merged), compose(document, Box.of(document.size)))
    assert merged.info["icc_profile"] == icc
    assert small.mode == "RGB"
    assert max(small.size) <= 256
    assert not small.info.get("interlace")
    outer = root.find("stack")
    assert outer is not None
    assert outer.attrib == {}
    assert [node.tag for node in outer] == ["stack", "stack", "layer", "layer"]
    top = outer[0]
    assert top.attrib["composite-op"] == "svg:screen"
    assert top.attrib["isolation"] == "isolate"
    assert [node.attrib["composite-op"] for node in top] == ["svg:darken", "svg:dst-in"]
    assert top[0].attrib["isolation"] == "isolate"
    assert [node.attrib["composite-op"] for node in top[0]] == ["svg:dst-in", "svg:src-over"]
    assert outer[-1].attrib["src"] == "data/photo.png"
    assert all(picture.format == "PNG" for picture in pictures)


def test_a_layer_reads_like_any_picture_with_alpha(tmp_path: Path, make_document: Make) -> None:
    """Without the record of ours: what another program sees is what we see."""
    document = make_document()
    save_project(tmp_path / "a.ora", Project(document))
    with zipfile.ZipFile(tmp_path / "a.ora") as file, zipfile.ZipFile(tmp_path / "b.ora", "w") as other:
        for name in file.namelist():
            if not name.startswith("gatebrush/"):
                other.writestr(name, file.read(name))
    foreign = open_project(tmp_path / "b.ora")
    assert foreign.notes == ()
    whole = Box.of(document.size)
    assert np.array_equal(compose(foreign.document, whole), compose(document, whole))


def test_the_older_file_is_kept_once(tmp_path: Path, make_document: Make) -> None:
    path = tmp_path / "a.ora"
    contents = []
    for number in range(3):
        save_project(path, Project(make_document(), settings={"grow": number}))
        contents.append(path.read_bytes())
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.ora", "a.ora~"]
    assert (tmp_path / "a.ora~").read_bytes() == contents[1]


def test_permissions_stay(tmp_path: Path, make_document: Make) -> None:
    path = tmp_path / "a.ora"
    save_project(path, Project(make_document()))
    path.chmod(0o640)
    save_project(path, Project(make_document()))
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), MemoryError(), ValueError("no")])
@pytest.mark.parametrize("place", ["write_picture", "write_mask", "write_plane", "thumbnail", "_check"])
def test_a_save_that_fails_changes_nothing(
    tmp_path: Path, make_document: Make, monkeypatch: pytest.MonkeyPatch, place: str, fault: Exception
) -> None:
    path = tmp_path / "a.ora"
    save_project(path, Project(make_document()))
    before = path.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(writing_module, place, fail)
    with pytest.raises((OutputRefused, ValueError, MemoryError) if place == "_check" else OutputRefused):
        save_project(path, Project(make_document(4)))
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.ora"]


def test_a_file_that_came_out_damaged_replaces_nothing(
    tmp_path: Path, make_document: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ora"
    save_project(path, Project(make_document()))
    before = path.read_bytes()
    write = writing_module._write

    def cut(fresh: Path, *arguments: Any) -> object:
        stack = write(fresh, *arguments)
        content = bytearray(fresh.read_bytes())
        content[len(content) // 3] ^= 1
        fresh.write_bytes(content)
        return stack

    monkeypatch.setattr(writing_module, "_write", cut)
    with pytest.raises(OutputRefused, match="could not be read back"):
        save_project(path, Project(make_document()))
    assert path.read_bytes() == before


def test_the_first_file_is_kept_while_it_is_as_it_was(tmp_path: Path, make_document: Make) -> None:
    first = tmp_path / "photo.jpg"
    first.write_bytes(b"jpeg")
    original = Original.at(first)
    save_project(tmp_path / "a.ora", Project(make_document(), original=original))
    assert open_project(tmp_path / "a.ora").original == Original("photo.jpg", b"jpeg")
    first.write_bytes(b"another")
    save_project(tmp_path / "b.ora", Project(make_document(), original=original))
    assert open_project(tmp_path / "b.ora").original is None
    save_project(tmp_path / "a.ora", Project(make_document(), original=original))  # saved while it was there still
    assert open_project(tmp_path / "a.ora").original == Original("photo.jpg", b"jpeg")
