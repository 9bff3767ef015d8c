"""Projects in which parts are missing or damaged: the rest is opened, the loss is named, the file stays as it is."""

import io
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.layers.conversion import as_depth
from app.files.errors import InputRefused, TooLarge
from app.files.photo import Photo
from app.files.project import Original, Project, open_project, pictures, save_project
from app.files.project.container import Container
from app.files.project.reading import read_parts
from tests.app.files.project.conftest import png, with_fill_record

Make = Callable[..., Any]

PHOTO, MERGED = "data/photo.png", "mergedimage.png"
WHITE = png(np.full((30, 40, 3), 255, np.uint8))


def without(path: Path, names: Collection[str], *, damaged: bool = False) -> Path:
    """The project without these entries, or with half of each overwritten."""
    content = path.read_bytes()
    changed = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        infos = {info.filename: info for info in file.infolist()}
        entries = {name: file.read(name) for name in infos}
    if damaged:
        for name in names:
            at = infos[name].header_offset + 30 + len(name) + infos[name].compress_size // 2
            changed[at : at + 8] = bytes(byte ^ 255 for byte in changed[at : at + 8])
        path.write_bytes(changed)
        return path
    with zipfile.ZipFile(path, "w") as file:
        for name, body in entries.items():
            if name not in names:
                file.writestr(name, body)
    return path


@pytest.fixture
def saved(tmp_path: Path, make_document: Make) -> tuple[Path, Document]:
    """A project with three layers, the numbers 1, 3 and 5 or so, whose photo came from a file."""
    document: Document = make_document()
    first = png(document.photo)
    save_project(tmp_path / "a.ora", Project(document, original=Original("first.png", first)))
    return tmp_path / "a.ora", document


@pytest.mark.parametrize("damaged", [False, True])
@pytest.mark.parametrize("lost", [0, 1, 2])
def test_a_layer_that_is_lost_costs_only_itself(saved: tuple[Path, Document], lost: int, damaged: bool) -> None:
    path, document = saved
    gone = document.layers[lost]
    before = without(path, [f"data/layer-{gone.id}.png"], damaged=damaged).read_bytes()
    opened = open_project(path)
    rest = [layer.id for layer in document.layers if layer.id != gone.id]
    assert [layer.id for layer in opened.document.layers] == rest
    assert opened.is_damaged
    # XML knows no tabulator in a name.
    assert any("could not be read and was left out" in note and f"«Fill {lost}" in note for note in opened.notes)
    assert np.array_equal(opened.document.photo, document.photo)
    document.take_layer(gone.id)
    assert np.array_equal(compose(opened.document, Box.of(document.size)), compose(document, Box.of(document.size)))
    assert path.read_bytes() == before


def test_several_layers_that_are_lost_are_one_line(saved: tuple[Path, Document]) -> None:
    path, document = saved
    opened = open_project(without(path, [f"data/layer-{layer.id}.png" for layer in document.layers]))
    assert opened.document.layers == ()
    assert [note[:45] for note in opened.notes] == ["3 layers could not be read and were left out:"]
    assert all(f"«Fill {number}" in opened.notes[0] for number in range(3))


def test_a_layer_whose_mask_is_lost_is_hidden(saved: tuple[Path, Document]) -> None:
    path, document = saved
    layer = document.layers[2]
    opened = open_project(without(path, [f"data/mask-{layer.id}.png"])).document.layer(layer.id)
    assert layer.visible
    assert not opened.visible
    assert opened.mask is None
    assert np.array_equal(opened.pixels, layer.pixels)
    assert opened.fill is not None


def test_a_photo_that_is_lost_is_taken_from_its_file(saved: tuple[Path, Document]) -> None:
    path, document = saved
    opened = open_project(without(path, [PHOTO], damaged=True))
    assert np.array_equal(opened.document.photo, document.photo)
    assert len(opened.document.layers) == 3
    assert "taken from first.png" in opened.notes[0]


def test_else_the_picture_of_the_whole_stands_in_its_place(saved: tuple[Path, Document]) -> None:
    path, document = saved
    seen = compose(document, Box.of(document.size))
    opened = open_project(without(path, [PHOTO, "gatebrush/original.png"]))
    assert np.array_equal(opened.document.photo, seen)
    assert np.array_equal(compose(opened.document, Box.of(document.size)), seen)
    assert len(opened.document.layers) == 3
    assert "the picture of the whole stands in its place" in opened.notes[0]


def test_else_an_empty_one(saved: tuple[Path, Document]) -> None:
    path, _ = saved
    opened = open_project(without(path, [PHOTO, MERGED, "gatebrush/original.png"]))
    assert not opened.document.photo.any()
    assert opened.document.photo.shape == (90, 130, 4)
    assert len(opened.document.layers) == 3
    assert "an empty one stands in its place" in opened.notes[0]


def test_a_picture_of_another_size_is_no_photo_of_it(tmp_path: Path, make_document: Make) -> None:
    path = tmp_path / "a.ora"
    save_project(path, Project(make_document(), original=Original("first.png", WHITE)))
    assert "the picture of the whole" in open_project(without(path, [PHOTO])).notes[0]


def test_where_nothing_can_be_shown_it_is_refused(saved: tuple[Path, Document]) -> None:
    path, document = saved
    layers = [f"data/layer-{layer.id}.png" for layer in document.layers]
    without(path, [PHOTO, MERGED, "gatebrush/original.png", *layers])
    with pytest.raises(InputRefused, match=r"has no part «data/photo\.png»"):
        open_project(path)


def test_of_another_programs_file_a_layer_may_be_lost(make_ora: Make) -> None:
    path = make_ora('<layer src="b.png" name="Sky"/><layer src="a.png"/>', {"a.png": WHITE, "b.png": WHITE[:-30]})
    opened = open_project(path)
    assert opened.document.photo.all()
    assert opened.document.layers == ()
    assert opened.notes == ("the layer «Sky» could not be read and was left out",)
    path = make_ora('<layer src="b.png"/><layer src="a.png" name="Ground"/>', {"b.png": WHITE})
    opened = open_project(path)
    assert opened.document.photo.all()
    assert "«Ground»" in opened.notes[0]


def test_a_foreign_part_that_is_damaged_costs_only_itself(saved: tuple[Path, Document], tmp_path: Path) -> None:
    document, path = saved[1], tmp_path / "b.ora"
    save_project(path, Project(document, strangers={"data/theirs.dat": b"0123456789" * 9, "data/whole.dat": b"x"}))
    opened = open_project(without(path, ["data/theirs.dat"], damaged=True))
    assert opened.strangers == {"data/whole.dat": b"x"}
    assert "«data/theirs.dat»" in opened.notes[0]


def test_unsaved_work_is_read_whole_or_not_at_all(saved: tuple[Path, Document]) -> None:
    """Its folder is written over by the next change: what is damaged in it is put aside instead."""
    path, document = saved
    without(path, [f"data/layer-{document.layers[0].id}.png"])
    with Container(path) as container, pytest.raises(InputRefused):
        read_parts(container)


def test_what_is_left_can_be_saved_and_is_whole_again(saved: tuple[Path, Document], tmp_path: Path) -> None:
    path, document = saved
    opened = open_project(without(path, [f"data/layer-{document.layers[1].id}.png"], damaged=True))
    again = tmp_path / "again.ora"
    save_project(again, opened)
    assert open_project(again).notes == ()
    assert Image.open(io.BytesIO(zipfile.ZipFile(again).read(MERGED))).size == (130, 90)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_layers_of_16_bits_keep_all_they_have_above_a_picture_of_8(
    tmp_path: Path, make_document: Make, channels: int
) -> None:
    document: Document = make_document(channels, np.uint16)
    path = tmp_path / "a.ora"
    save_project(path, Project(document))
    seen = as_depth(compose(document, Box.of(document.size)), np.uint8)
    opened = open_project(without(path, [PHOTO]))
    assert opened.document.photo.dtype == np.uint16
    assert opened.document.channels == channels
    assert np.array_equal(as_depth(opened.document.photo, np.uint8), seen)
    for layer, whole in zip(opened.document.layers, document.layers, strict=True):
        assert not layer.visible
        assert layer.id == whole.id
        assert np.array_equal(layer.pixels, whole.pixels)
        assert np.array_equal(layer.alpha, whole.alpha)
        assert (layer.fill is None) == (whole.fill is None)
        if layer.fill is not None and whole.fill is not None:
            assert len(layer.fill.candidates) == len(whole.fill.candidates)
    assert opened.notes == (
        "its photo could not be read: the picture of the whole, which has 8 bits, stands in its place, "
        "and the layers are hidden",
    )


def test_a_layer_that_covers_all_keeps_its_place_and_its_fill_above_an_empty_photo(
    tmp_path: Path, make_document: Make
) -> None:
    document: Document = make_document()
    box = Box.of(document.size)
    pixels = np.full((*document.size.shape, 3), 77, np.uint8)
    layer = Layer(9, "All", box, pixels, np.full(document.size.shape, 255, np.uint8))
    only = Document(document.photo)
    only.insert_layer(0, with_fill_record(layer, only, chosen=1))
    path = tmp_path / "a.ora"
    save_project(path, Project(only))
    opened = open_project(without(path, [PHOTO, MERGED]))
    assert not opened.document.photo.any()
    (kept,) = opened.document.layers
    assert kept.id == 9
    assert np.array_equal(kept.pixels[..., :3], pixels)
    assert kept.fill is not None
    assert opened.notes == ("its photo could not be read: an empty one stands in its place",)


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ("gatebrush/hole.png", "its hole could not be read"),
        ("gatebrush/sketch.png", "its sketch could not be read"),
        ("gatebrush/exclude.png", "its exclude could not be read"),
        ("gatebrush/colours.png", "its picture of painted colours could not be read"),
        ("gatebrush/fill-3/colours.png", "it is kept as a plain layer"),
        ("gatebrush/fill-3/candidate-0.png", "it is kept as a plain layer"),
        ("gatebrush/fill-6/hole.png", "it is kept as a plain layer"),
        ("gatebrush/original.png", "the file that its photo came from"),
    ],
)
def test_whatever_is_lost_is_damage_and_never_passes_for_unsaved_work(
    saved: tuple[Path, Document], lost: str, words: str
) -> None:
    path, _ = saved
    opened = open_project(without(path, [lost], damaged=True))
    assert opened.is_damaged
    (note,) = opened.notes
    assert words in note
    assert len(opened.document.layers) == 3
    with Container(path) as container, pytest.raises(InputRefused):
        read_parts(container)


def with_record(path: Path, record: bytes) -> Path:
    with zipfile.ZipFile(without(path, ["gatebrush/document.json"]), "a") as file:
        file.writestr("gatebrush/document.json", record)
    return path


def test_a_record_that_is_no_record_is_damage_and_that_of_a_newer_version_is_not(saved: tuple[Path, Document]) -> None:
    path, _ = saved
    opened = open_project(with_record(path, b"{"))
    assert opened.is_damaged
    assert "only its layers were opened" in opened.notes[0]
    opened = open_project(with_record(path, b'{"format": "gatebrush", "version": 99}'))
    assert not opened.is_damaged
    assert "of a newer Gatebrush" in opened.notes[-1]
    with Container(path) as container, pytest.raises(InputRefused):
        read_parts(container)


def test_what_does_not_fit_into_memory_is_refused_whole(
    saved: tuple[Path, Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, document = saved
    whole, names = pictures.open_content, []

    def short_of_memory(content: bytes, name: Path, what: str) -> Photo:
        names.append(name.as_posix())
        if name.name == f"layer-{document.layers[1].id}.png":
            monkeypatch.setattr("app.files.photo._decode", no_memory)
        return whole(content, name, what)

    def no_memory(*_: object) -> Photo:
        raise MemoryError

    monkeypatch.setattr(pictures, "open_content", short_of_memory)
    with pytest.raises(TooLarge, match=r"^project .*layer-3\.png does not fit into memory"):
        open_project(path)
    assert names[-1] == "data/layer-3.png"


@pytest.mark.parametrize("part", [PHOTO, "data/layer-3.png", "data/mask-3.png", "gatebrush/hole.png"])
def test_what_is_over_a_limit_is_refused_whole(
    saved: tuple[Path, Document], part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pictures.png_size
    with zipfile.ZipFile(saved[0]) as file:
        content = file.read(part)
    monkeypatch.setattr(pictures, "png_size", lambda got: (*whole(got)[:2], 2**40 if got == content else 9))  # type: ignore[index]
    monkeypatch.setattr(pictures, "_DEFLATE_RATIO", 2**40)
    with pytest.raises(TooLarge, match="too large: it is not opened"):
        open_project(saved[0])


def test_what_does_not_fit_takes_nothing_from_the_rest() -> None:
    budget = pictures.Budget()
    assert not budget.spend(pictures.MOST_BYTES_OF_ALL + 1)
    assert budget.spend(pictures.MOST_BYTES_OF_ALL)
    assert not budget.spend(1)
