"""Documents with everything in them, and OpenRaster files as other programs write them."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Candidate, Fill, Layer, LayerMask
from app.document.planes.colours import sound
from app.document.planes.tiles import tiles_of

SIZE = (130, 90)


def noise(height: int, width: int, channels: int, dtype: Any = np.uint8, seed: int = 0) -> Any:
    top = np.iinfo(dtype).max
    return np.random.default_rng(seed).integers(0, top, (height, width, channels), dtype=dtype, endpoint=True)


def full_document(channels: int = 3, dtype: Any = np.uint8) -> Document:
    """A photo of 130×90 with three layers of every kind and four planes."""
    document = Document(noise(90, 130, channels, dtype))
    for number, blend in enumerate(("normal", "multiply", "screen")):
        box = Box(10 * number, 5, 10 * number + 40, 50)
        alpha, mask = noise(45, 40, 2, seed=7 + number).transpose(2, 0, 1)
        layer = Layer(
            document.new_layer_id() + number,
            f"Fill {number} <&\"'é\t名",
            box,
            noise(45, 40, channels, dtype, seed=number),
            alpha,
            visible=number != 1,
            opacity=0.1 + 0.29 * number,
            note="CPU · 1.2 s",
            blend=blend,
            mask=None if number == 0 else LayerMask.of(mask),
            locked=number == 2,
        )
        document.insert_layer(number, layer if number == 0 else with_fill_record(layer, document, chosen=number))
    for plane, (top, left) in ((document.hole, (20, 40)), (document.sketch, (0, 0)), (document.exclude, (88, 128))):
        pixels = np.zeros((90, 130), bool)
        pixels[top:, left:] = noise(90 - top, 130 - left, 1)[..., 0] > 99
        pixels[-1, -1] = True
        plane.swap(plane.patch_to(pixels))
    colours = noise(60, 80, 4, seed=4)
    document.colours.swap(tiles_of(sound(colours), Box(50, 11, 130, 71)))
    document.put_contexts((Box(0, 5, 100, 80), Box(30, 10, 130, 90)))
    return document


def with_fill_record(layer: Layer, document: Document, chosen: int) -> Layer:
    """The layer as the chosen one of three candidates, with all that its fill was asked with."""
    candidates = [Candidate(layer.box, layer.pixels, layer.alpha)] * 3
    for number in {0, 1, 2} - {chosen}:
        box = Box(number, 60, number + 12, 67)
        pixels = noise(7, 12, document.channels, document.photo.dtype, seed=20 + number)
        candidates[number] = Candidate(box, pixels, noise(7, 12, 1, seed=30 + number)[..., 0])
    planes: dict[str, Any] = {
        name: tiles_of(noise(50, 100, 1, seed=number)[..., 0] > 200, Box(20, 30, 120, 80))
        for number, name in enumerate(("hole", "sketch"))
    }
    planes["colours"] = tiles_of(sound(noise(40, 60, 4, seed=2)), Box(40, 45, 100, 85))
    settings = {"quality": "best", "detail": "on", "variants": 3, "grow": 1, "feather": 0, "sample": "layer"}
    seen: dict[str, Any] = {"looked_at": 1, "contexts": (Box(3, 4, 120, 90),)} if chosen == 1 else {}
    return replace(layer, fill=Fill(tuple(candidates), chosen, **planes, settings=settings, **seen))


@pytest.fixture
def make_document() -> Callable[..., Document]:
    return full_document


def png(pixels: Any, **options: Any) -> bytes:
    content = io.BytesIO()
    Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels).save(content, "PNG", **options)
    return content.getvalue()


def write_ora(path: Path, stack: str, parts: dict[str, bytes] | None = None, without: str = "") -> Path:
    """An OpenRaster file of 40×30 with this inside of the root stack and these parts."""
    text = f'<?xml version="1.0"?><image w="40" h="30" version="0.0.3"><stack>{stack}</stack></image>'
    entries = {"mimetype": b"image/openraster", "stack.xml": text.encode(), **(parts or {})}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in entries.items():
            if name != without:
                file.writestr(name, content)
    return path


@pytest.fixture
def make_ora(tmp_path: Path) -> Callable[..., Path]:
    return lambda stack, parts=None, without="": write_ora(tmp_path / "foreign.ora", stack, parts, without)
