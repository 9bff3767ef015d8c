"""What GIMP's reader, which knows no dst-in, sees in a project is what is shown here, masks included.

The reader below does as GIMP 3 does with OpenRaster: modes that it does not know are normal, and every mode but
normal colours only what is there below. The real one was asked by tests/benchmarks/other_programs.py.
"""

import io
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Layer, LayerMask
from app.files.project import Project, open_project, save_project
from app.files.project import gimp as gimp_module
from app.files.project.gimp import cut_picture
from app.files.recovery import Store
from app.files.recovery.parts import PartReader
from tests.app.files.project.conftest import noise, png
from tests.app.files.project.test_by_the_rules import FORMULAS, picture

Make = Callable[..., Any]

NORMAL = "svg:src-over"


def by_gimp(file: zipfile.ZipFile, stack: Any, size: tuple[int, int]) -> Any:
    """(H, W, 4) in 0 .. 1 of a stack by itself: its last element lies at the bottom. Everything is isolated."""
    out = np.zeros((size[1], size[0], 4))
    for element in reversed(list(stack)):
        if element.get("visibility") == "hidden":
            continue
        above = picture(file, element, size) if element.tag == "layer" else by_gimp(file, element, size)
        operator = element.get("composite-op")
        operator = operator if operator in FORMULAS and element is not stack[-1] else NORMAL
        a_below, a_above = out[..., 3:], above[..., 3:] * float(element.get("opacity"))
        mixed = FORMULAS[operator](out[..., :3], above[..., :3])
        if operator == NORMAL:
            alpha = a_above + a_below * (1 - a_above)
            colours = a_above * mixed + (1 - a_above) * a_below * out[..., :3]
            colours = np.divide(colours, alpha, out=colours, where=alpha > 0)
        else:
            alpha, colours = a_below, a_above * mixed + (1 - a_above) * out[..., :3]
        out = np.concatenate([colours, alpha], axis=-1)
    return out


def seen_by_gimp(path: Path) -> Any:
    """(H, W, 4) in 0 .. 255."""
    with zipfile.ZipFile(path) as file:
        image = ElementTree.fromstring(file.read("stack.xml"))
        size = int(image.get("w", "0")), int(image.get("h", "0"))
        return np.rint(by_gimp(file, image.find("stack"), size) * 255)


def merged(path: Path) -> Any:
    with zipfile.ZipFile(path) as file, Image.open(io.BytesIO(file.read("mergedimage.png"))) as image:
        return np.asarray(image.convert("RGBA")).astype(int)


@pytest.mark.parametrize("blend", ["normal", "multiply", "screen", "overlay", "darken", "lighten"])
@pytest.mark.parametrize("channels", [1, 3])
def test_gimp_shows_masked_layers_masked(
    tmp_path: Path, make_document: Callable[..., Document], channels: int, blend: str
) -> None:
    document = make_document(channels)
    for layer in document.layers:
        document.put_layer(replace(layer, blend=blend, visible=True))
    save_project(tmp_path / "a.ora", Project(document))
    assert np.abs(seen_by_gimp(tmp_path / "a.ora") - merged(tmp_path / "a.ora")).max() <= 2


@pytest.mark.parametrize("channels", [2, 4])
def test_gimp_shows_transparent_pixels_of_a_fill(
    tmp_path: Path, make_document: Callable[..., Document], channels: int
) -> None:
    """In mode multiply: a fill in mode normal takes the place of what is below, which OpenRaster cannot say."""
    made = make_document(channels)
    photo = made.photo.copy()
    photo[..., -1] = 255
    document = Document(photo)
    for number, layer in enumerate(made.layers):
        document.insert_layer(number, replace(layer, blend="multiply", visible=True))
    save_project(tmp_path / "a.ora", Project(document))
    assert np.abs(seen_by_gimp(tmp_path / "a.ora") - merged(tmp_path / "a.ora")).max() <= 2


def test_a_layer_without_masks_is_written_once(tmp_path: Path, make_document: Callable[..., Document]) -> None:
    document = make_document()
    save_project(tmp_path / "a.ora", Project(document))
    with zipfile.ZipFile(tmp_path / "a.ora") as file:
        shown = [name for name in file.namelist() if name.startswith("data/shown-")]
    assert shown == [f"data/shown-{layer.id}.png" for layer in document.layers if layer.mask is not None]


def test_what_is_there_for_gimp_is_neither_kept_nor_needed(
    tmp_path: Path, make_document: Callable[..., Document]
) -> None:
    document = make_document()
    save_project(tmp_path / "a.ora", Project(document))
    with zipfile.ZipFile(tmp_path / "a.ora") as file, zipfile.ZipFile(tmp_path / "b.ora", "w") as other:
        for name in file.namelist():
            if not name.startswith("data/shown-"):
                other.writestr(name, file.read(name))
    for name in ("a.ora", "b.ora"):
        opened = open_project(tmp_path / name)
        assert (opened.notes, opened.strangers) == ((), {})
        assert [layer.mask is None for layer in opened.document.layers] == [True, False, False]
        assert opened.document.layers[1].name == document.layers[1].name


def test_work_in_the_recovery_folder_has_nothing_of_it(tmp_path: Path, make_document: Callable[..., Document]) -> None:
    store = Store.create(tmp_path / "recovery")
    store.write(Project(make_document()), "")
    parts = PartReader(store.folder)
    assert not any("shown" in name for name in parts.entries)
    assert b"darken" not in parts.read("stack.xml", 2**20)
    store.clear()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_cut_picture_has_8_bits_and_no_colours_where_nothing_is(dtype: Any) -> None:
    pixels = noise(20, 30, 4, dtype)
    pixels[:, :9, -1] = 0
    mask = LayerMask.of(np.full((20, 30), 128, np.uint8))
    layer = Layer(1, "a", Box(5, 6, 35, 26), pixels, np.full((20, 30), 255, np.uint8), mask=mask)
    cut = cut_picture(layer)
    assert (cut.dtype, cut.shape) == (np.uint8, (20, 30, 4))
    assert not cut[:, :9].any()
    full = np.iinfo(dtype).max
    assert np.abs(cut[:, 9:, :3] / 255 - pixels[:, 9:, :3] / full)[cut[:, 9:, 3] > 0].max() <= 0.5 / 255
    assert np.abs(cut[..., 3] / 255 - pixels[..., 3] / full * 128 / 255).max() <= 1 / 255


LAYER_IN_GIMP = (
    '<stack name="Fill" opacity="0.5" composite-op="svg:multiply"{attributes}>'
    '<stack name="Layer and mask #1" composite-op="svg:darken">'
    '<layer src="m.png" name="Mask #1" x="3" y="4"/><layer src="p.png" name="Fill #1" x="3" y="4"/></stack>'
    '<layer src="s.png" name="Shown in GIMP #1" x="3" y="4" opacity="0.5"/></stack><layer src="a.png"/>'
)
PARTS = {
    "a.png": png(np.full((30, 40, 3), 255, np.uint8)),
    "m.png": png(np.full((6, 7, 4), 255, np.uint8)),
    "p.png": png(np.full((6, 7, 4), 9, np.uint8)),
    "s.png": png(np.full((6, 7, 4), (50, 60, 70, 80), np.uint8)),
}


@pytest.mark.parametrize(("attributes", "is_seen"), [("", True), (' visibility="hidden"', False)])
def test_what_gimp_saves_opens_as_gimp_showed_it(make_ora: Make, attributes: str, is_seen: bool) -> None:
    """GIMP numbers names that are there already, and writes neither dst-in nor isolation."""
    project = open_project(make_ora(LAYER_IN_GIMP.format(attributes=attributes), PARTS))
    (layer,) = project.document.layers
    assert (project.notes, project.strangers) == ((), {})
    assert (layer.name, layer.box, layer.blend, layer.opacity) == ("Fill", Box(3, 4, 10, 10), "multiply", 0.25)
    assert layer.visible is is_seen
    assert layer.mask is None
    assert layer.pixels[0, 0].tolist() == [50, 60, 70]
    assert (layer.alpha == 80).all()


def test_a_layer_that_another_program_put_into_the_group_leaves_the_mask_alone(make_ora: Make) -> None:
    path = make_ora(
        '<stack name="Fill" isolation="isolate"><layer src="s.png" name="new"/>'
        '<stack name="Layer and mask" composite-op="svg:darken" isolation="isolate">'
        '<layer src="m.png" composite-op="svg:dst-in"/><layer src="p.png" name="Fill"/></stack>'
        '<layer src="s.png" composite-op="svg:dst-in"/></stack><layer src="a.png"/>',
        PARTS,
    )
    project = open_project(path)
    masked, new = project.document.layers
    assert (masked.blend, masked.mask is None) == ("normal", False)
    assert (new.name, new.mask) == ("new", None)
    assert project.notes == ("1 group was taken apart, so it may look different",)


def test_a_mode_that_cuts_stays_what_it_is(make_ora: Make) -> None:
    path = make_ora(
        '<stack isolation="isolate"><layer src="s.png" composite-op="svg:src-in"/>'
        '<layer src="s.png" composite-op="svg:dst-in"/></stack><layer src="a.png"/>',
        PARTS,
    )
    assert not any(layer.visible for layer in open_project(path).document.layers)


def test_a_save_that_fails_there_changes_nothing(
    tmp_path: Path, make_document: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.files.errors import OutputRefused

    save_project(tmp_path / "a.ora", Project(make_document()))
    before = (tmp_path / "a.ora").read_bytes()

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(gimp_module, "product", fail)
    with pytest.raises(OutputRefused, match="nothing was changed"):
        save_project(tmp_path / "a.ora", Project(make_document()))
    assert (tmp_path / "a.ora").read_bytes() == before
    assert compose(open_project(tmp_path / "a.ora").document, Box(0, 0, 9, 9)).any()
