"""The wand finds the colour that is seen, in tiles; the smart selection finds a thing and keeps to the strokes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from app.document import Document
from app.document.geometry import Box, Size
from app.document.layers import Layer
from app.document.planes import Draft, Plane, Tiles
from app.document.planes.tiles import tiles_of
from app.worker.grabbing import grab
from app.worker.selecting import similar_to
from tests.app.document.conftest import dab

SIZE = Size(300, 200)
WHOLE = Box.of(SIZE)


def read(tiles: Tiles, size: Size = SIZE) -> np.ndarray:
    plane = Plane(size)
    plane.swap(dict(tiles))
    return plane.read(Box.of(size))


def patches() -> np.ndarray:
    """Four fields of colours, two of them alike and apart from each other."""
    photo = np.full((200, 300, 3), 40, np.uint8)
    photo[:, 100:200] = 90
    photo[120:, 200:] = 130
    return photo


@pytest.mark.parametrize("edge", [0, 4])
def test_strokes_over_all_there_is_are_themselves_the_thing(edge: int) -> None:
    wanted = np.zeros((200, 300), bool)
    wanted[edge : 200 - edge, edge : 300 - edge] = True
    found = read(grab(Document(patches()), tiles_of(wanted, WHOLE), {})())
    assert found[wanted].all()
    assert found.sum() <= 1.02 * wanted.sum()


def test_a_single_pixel_around_the_thing_is_enough() -> None:
    unwanted = np.zeros((200, 300), bool)
    unwanted[100, 150] = True
    found = read(grab(Document(patches()), tiles_of(~unwanted, WHOLE), tiles_of(unwanted, WHOLE))())
    np.testing.assert_array_equal(found, ~unwanted)


def test_a_colour_hangs_together_or_is_everywhere() -> None:
    document = Document(patches())
    near = read(similar_to(document, (10, 10), tolerance=10, contiguous=True)())
    assert near[:, :100].all()
    assert near.sum() == 200 * 100
    right = read(similar_to(document, (250, 190), tolerance=10, contiguous=True)())
    assert right[120:, 200:].all()
    assert right.sum() == 80 * 100
    every = read(similar_to(document, (10, 10), tolerance=10, contiguous=False)())
    assert every.sum() == 200 * 100 + 120 * 100


def test_the_colour_is_that_which_is_seen() -> None:
    document = Document(patches())
    pixels = np.full((200, 50, 3), 200, np.uint8)
    document.insert_layer(0, Layer(1, "Layer", Box(0, 0, 50, 200), pixels, np.full((200, 50), 255, np.uint8)))
    found = read(similar_to(document, (10, 10), tolerance=10, contiguous=True)())
    assert found.sum() == 200 * 50


def scene() -> tuple[Document, np.ndarray]:
    """A rough disc on rough ground of another colour."""
    rng = np.random.default_rng(3)
    photo = rng.normal((70, 110, 60), 12, (200, 300, 3))
    y, x = np.mgrid[:200, :300]
    disc = (x - 150) ** 2 + (y - 100) ** 2 < 45**2
    photo[disc] = rng.normal((190, 90, 80), 12, (int(disc.sum()), 3))
    return Document(np.clip(photo, 0, 255).astype(np.uint8)), disc


def stroke(*spots: tuple[float, float], radius: float = 6) -> Tiles:
    plane = Plane(SIZE)
    draft = Draft(plane)
    for spot in spots:
        draft.paint(*dab(spot, radius), erase=False)
    return {key: tile for key, tile in draft.finish().items() if tile is not None}


def test_a_thing_is_found_under_a_few_strokes() -> None:
    document, disc = scene()
    found = read(grab(document, stroke((135, 90), (150, 100), (165, 110)), {})())
    assert (found & disc).sum() > 0.97 * disc.sum()
    assert (found & ~disc).sum() < 0.03 * disc.sum()


def wired(x0: int, y1: int) -> tuple[Document, NDArray[np.bool_]]:
    """A photo with a level wire from x0 to 290 and from 148 to y1, and the wire."""
    document, _ = scene()
    photo, wire = np.array(document.photo), np.zeros((200, 300), np.bool_)
    wire[148:y1, x0:290] = True
    photo[wire] = (235, 230, 240)
    return Document(photo), wire


def test_of_a_wire_the_stroke_beside_it_is_left_out() -> None:
    document, wire = wired(20, 152)
    wanted = stroke(*((x, 151.0) for x in range(22, 288, 2)), radius=10)
    found = read(grab(document, wanted, {})())
    assert (found & wire).sum() > 0.8 * (found | wire).sum()
    half = stroke(*((x, 150.0) for x in range(150, 288, 2)), radius=12)
    assert not read(grab(document, wanted, half)())[read(half)].any()


def test_a_wire_is_followed_beyond_the_stroke() -> None:
    document, wire = wired(10, 153)
    wanted = stroke(*((x, 151.0) for x in range(90, 210, 2)), radius=8)
    found = read(grab(document, wanted, {})())
    assert (found & wire).sum() > 0.9 * (found | wire).sum()


def test_an_eye_is_a_part_of_it_unless_it_is_left_out() -> None:
    document, _ = scene()
    photo = document.photo.copy()
    y, x = np.mgrid[:200, :300]
    eye = (x - 168) ** 2 + (y - 90) ** 2 < 5**2
    photo[eye] = (70, 110, 60)  # the ground's own colour
    wanted = stroke((135, 90), (140, 115), (150, 115))
    assert read(grab(Document(photo), wanted, {})())[eye].all()
    marked = stroke((168, 90), radius=3)
    assert not read(grab(Document(photo), wanted, marked)())[read(marked)].any()


def test_strokes_are_kept_to() -> None:
    document, _ = scene()
    wanted, unwanted = stroke((150, 100), (30, 30)), stroke((170, 100), radius=9)
    found = read(grab(document, wanted, unwanted)())
    assert found[read(wanted) & ~read(unwanted)].all()
    assert not found[read(unwanted)].any()
    assert not found[100, 280]


@pytest.mark.parametrize("channels", [1, 4])
def test_any_kind_of_photo_is_looked_at(channels: int) -> None:
    document, _ = scene()
    photo = (
        document.photo[..., :1] if channels == 1 else np.dstack([document.photo, np.full((200, 300), 255, np.uint8)])
    )
    found = read(grab(Document(photo.astype(np.uint16) * 257), stroke((135, 90), (150, 100), (165, 110)), {})())
    assert found[100, 150]


def test_no_stroke_is_no_thing() -> None:
    assert grab(scene()[0], {}, stroke((10, 10)))() == {}
