"""Files of Krita, GIMP and MyPaint: groups, offsets, modes, masks, and what is only noted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from app.document import compose
from app.document.geometry import Box
from app.files.project import open_project
from tests.app.files.conftest import write_png_16
from tests.app.files.project.conftest import noise, png

Make = Callable[..., Any]

WHITE = png(np.full((30, 40, 3), 255, np.uint8))


def rgba(height: int, width: int, alpha: int, colour: tuple[int, int, int] = (10, 20, 30)) -> bytes:
    return png(np.full((height, width, 4), (*colour, alpha), np.uint8))


def test_the_lowest_layer_that_covers_all_is_the_photo(make_ora: Make) -> None:
    background = noise(30, 40, 3)
    path = make_ora(
        '<layer src="data/1.png" name="ink" x="5" y="7"/><layer src="data/0.png" name="paper"/>',
        {"data/0.png": png(background), "data/1.png": rgba(4, 6, 128)},
    )
    project = open_project(path)
    assert np.array_equal(project.document.photo, background)
    (layer,) = project.document.layers
    assert (layer.name, layer.box, layer.alpha[0, 0]) == ("ink", Box(5, 7, 11, 11), 128)
    assert project.notes == ()


def test_without_a_background_the_photo_is_empty(make_ora: Make) -> None:
    path = make_ora('<layer src="a.png" x="30" y="20"/>', {"a.png": rgba(20, 20, 255)})
    project = open_project(path)
    assert project.document.photo.shape == (30, 40, 4)
    assert not project.document.photo.any()
    assert project.document.layers[0].box == Box(30, 20, 50, 40)  # what reaches beyond the picture is kept
    assert "empty" in project.notes[0]
    seen = compose(project.document, Box.of(project.document.size))
    assert seen[25, 35].tolist() == [10, 20, 30, 255]
    assert not seen[5, 5].any()


def test_transparent_borders_are_cut_and_empty_layers_dropped(make_ora: Make) -> None:
    large = np.zeros((30, 40, 4), np.uint8)
    large[3:5, 9:14] = 200
    path = make_ora(
        '<layer src="c.png"/><layer src="b.png"/><layer src="a.png"/>',
        {"a.png": WHITE, "b.png": png(large), "c.png": rgba(30, 40, 0)},
    )
    assert [layer.box for layer in open_project(path).document.layers] == [Box(9, 3, 14, 5)]


def test_groups_are_taken_apart_with_what_they_say(make_ora: Make) -> None:
    path = make_ora(
        '<stack name="G" opacity="0.5" visibility="hidden" x="2" y="3">'
        '<layer src="b.png" name="top" opacity="0.5" x="1" y="1"/>'
        '<stack><layer src="b.png" name="low" composite-op="svg:multiply"/></stack>'
        '</stack><layer src="a.png"/>',
        {"a.png": WHITE, "b.png": rgba(4, 4, 255)},
    )
    project = open_project(path)
    low, top = project.document.layers
    assert (low.name, low.box, low.opacity, low.visible, low.blend) == ("low", Box(2, 3, 6, 7), 0.5, False, "multiply")
    assert (top.name, top.box, top.opacity, top.visible) == ("top", Box(3, 4, 7, 8), 0.25, False)
    assert project.notes == ("1 group was taken apart, so it may look different",)
    assert low.id != top.id


def test_a_mode_that_is_not_known_becomes_normal_with_a_note(make_ora: Make) -> None:
    path = make_ora(
        '<layer src="b.png" composite-op="krita:reeze"/><layer src="a.png"/>',
        {"a.png": WHITE, "b.png": rgba(4, 4, 255)},
    )
    project = open_project(path)
    assert project.document.layers[0].blend == "normal"
    assert project.notes == ("blend modes that are not known here became normal: krita:reeze",)


def test_a_mask_in_a_group_is_a_mask_also_at_another_place(make_ora: Make) -> None:
    path = make_ora(
        '<stack name="cut" opacity="0.75"><layer src="m.png" composite-op="svg:dst-in" x="4" y="4"/>'
        '<layer src="b.png" x="2" y="2"/></stack><layer src="a.png"/>',
        {"a.png": WHITE, "b.png": rgba(6, 6, 255), "m.png": rgba(2, 3, 200)},
    )
    (layer,) = open_project(path).document.layers
    assert layer.mask is not None
    assert (layer.name, layer.opacity, layer.box) == ("cut", 0.75, Box(2, 2, 8, 8))
    expected = np.zeros((6, 6), np.uint8)
    expected[2:4, 2:5] = 200
    assert np.array_equal(layer.mask.read(), expected)


def test_a_mask_elsewhere_is_hidden_and_not_shown_as_a_picture(make_ora: Make) -> None:
    path = make_ora(
        '<layer src="b.png" composite-op="svg:dst-in"/><layer src="a.png"/>', {"a.png": WHITE, "b.png": rgba(9, 9, 255)}
    )
    project = open_project(path)
    assert not project.document.layers[0].visible
    assert "1 layer that cuts others was hidden" in project.notes[0]


def test_the_deepest_layer_decides(make_ora: Make, tmp_path: Path) -> None:
    from app.files.metadata import Metadata

    write_png_16(tmp_path / "deep.png", noise(5, 5, 4, np.uint16), Metadata())
    grey = png(np.full((30, 40, 1), 7, np.uint8))
    path = make_ora(
        '<layer src="b.png"/><layer src="a.png"/>', {"a.png": grey, "b.png": (tmp_path / "deep.png").read_bytes()}
    )
    document = open_project(path).document
    assert document.photo.dtype == np.uint16
    assert document.photo[0, 0].tolist() == [7 * 257] * 3


def test_a_damaged_record_costs_only_the_record(make_ora: Make) -> None:
    parts = {"a.png": WHITE, "gatebrush/document.json": b'{"format": "gatebrush", "version": 9}'}
    project = open_project(make_ora('<layer src="a.png"/>', parts))
    assert "of a newer Gatebrush" in project.notes[0]
    assert project.document.photo.shape == (30, 40, 3)
