"""What a program that knows OpenRaster alone sees in a project is what is shown here.

The reader below knows the format's rules and the W3C's formulas, and nothing of Gatebrush. Krita, MyPaint and pyora
were asked by tests/benchmarks/other_programs.py.
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

from app.document import Document
from app.files.project import Project, open_project, save_project

FORMULAS: dict[str, Callable[[Any, Any], Any]] = {
    "svg:src-over": lambda below, above: above,
    "svg:multiply": lambda below, above: below * above,
    "svg:screen": lambda below, above: below + above - below * above,
    "svg:overlay": lambda below, above: np.where(below <= 0.5, 2 * below * above, 1 - 2 * (1 - below) * (1 - above)),
    "svg:darken": np.minimum,
    "svg:lighten": np.maximum,
}


def picture(file: zipfile.ZipFile, element: Any, size: tuple[int, int]) -> Any:
    """(H, W, 4) in 0 .. 1 of a layer at its place on the canvas. size: width, height."""
    with Image.open(io.BytesIO(file.read(element.get("src")))) as image:
        whole = Image.new("RGBA", size)
        whole.paste(image.convert("RGBA"), (int(element.get("x")), int(element.get("y"))))
    return np.asarray(whole) / 255


def seen(file: zipfile.ZipFile, stack: Any, size: tuple[int, int]) -> Any:
    """(H, W, 4) in 0 .. 1 of a stack by itself: its last element lies at the bottom."""
    out = np.zeros((size[1], size[0], 4))
    for element in reversed(list(stack)):
        if element.get("visibility") == "hidden":
            continue
        assert element.tag == "layer" or element.get("isolation") == "isolate"
        above = picture(file, element, size) if element.tag == "layer" else seen(file, element, size)
        operator = element.get("composite-op")
        a_below, a_above = out[..., 3:], above[..., 3:] * float(element.get("opacity"))
        if operator == "svg:dst-in":
            out[..., 3:] = a_below * a_above
            continue
        mixed = (1 - a_below) * above[..., :3] + a_below * FORMULAS[operator](out[..., :3], above[..., :3])
        alpha = a_above + a_below * (1 - a_above)
        colours = a_above * mixed + (1 - a_above) * a_below * out[..., :3]
        out = np.concatenate([np.divide(colours, alpha, out=colours, where=alpha > 0), alpha], axis=-1)
    return out


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("blend", ["normal", "multiply", "screen", "overlay", "darken", "lighten"])
def test_the_stack_is_the_merged_picture(
    tmp_path: Path, make_document: Callable[..., Document], channels: int, blend: str
) -> None:
    document = make_document(channels)
    for layer in document.layers:
        document.put_layer(replace(layer, blend=blend, visible=layer.visible or blend != "normal"))
    save_project(tmp_path / "a.ora", Project(document))
    with zipfile.ZipFile(tmp_path / "a.ora") as file:
        image = ElementTree.fromstring(file.read("stack.xml"))
        size = int(image.get("w", "0")), int(image.get("h", "0"))
        theirs = seen(file, image.find("stack"), size)
        with Image.open(io.BytesIO(file.read("mergedimage.png"))) as merged:
            mine = np.asarray(merged.convert("RGBA"))
    assert size == (130, 90)
    assert np.abs(np.rint(theirs * 255) - mine).max() <= 2  # each of three layers is rounded here


@pytest.mark.parametrize(("channels", "space"), [(1, b"GRAY"), (2, b"GRAY"), (3, b"RGB "), (4, b"RGB ")])
def test_pictures_of_16_bits_say_their_colours(
    tmp_path: Path, make_document: Callable[..., Document], channels: int, space: bytes
) -> None:
    """Krita asks a person otherwise, once for each layer."""
    save_project(tmp_path / "a.ora", Project(make_document(channels, np.uint16)))
    with zipfile.ZipFile(tmp_path / "a.ora") as file:
        names = [name for name in file.namelist() if name.startswith(("data/photo", "data/layer"))]
        assert len(names) == 4
        for name in names:
            with Image.open(io.BytesIO(file.read(name))) as picture:
                assert picture.info["icc_profile"][16:20] == space
    assert open_project(tmp_path / "a.ora").metadata.icc is None  # the photo itself had none


def test_mypaint_is_told_not_to_blend_in_linear_light(tmp_path: Path, make_document: Callable[..., Document]) -> None:
    save_project(tmp_path / "a.ora", Project(make_document()))
    with zipfile.ZipFile(tmp_path / "a.ora") as file:
        image = ElementTree.fromstring(file.read("stack.xml"))
    assert image.get("{http://mypaint.org/ns/openraster}eotf") == "1.0"
