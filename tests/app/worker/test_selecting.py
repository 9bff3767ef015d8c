"""The wand's pixels are those of a plain array; the smart selection finds a thing and keeps to the strokes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document import Box, Document, Draft, Layer, Plane, Size, Tiles, dab
from app.document.tiles import tiles_of
from app.worker import grab, similar_to

SIZE = Size(300, 200)
WHOLE = Box.of(SIZE)


def read(tiles: Tiles, size: Size = SIZE) -> np.ndarray:
    plane = Plane(size)
    plane.swap(dict(tiles))
    return plane.read(Box.of(size))


def patches(dtype: type = np.uint8, channels: int = 3) -> np.ndarray:
    """Four fields of colours, two of them alike and apart from each other."""
    photo = np.full((200, 300, channels), 40, dtype)
    photo[:, 100:200] = 90
    photo[120:, 200:] = 130
    return photo * (257 if dtype == np.uint16 else 1)


@pytest.mark.parametrize(("dtype", "channels"), [(np.uint8, 1), (np.uint8, 3), (np.uint8, 4), (np.uint16, 3)])
def test_a_colour_hangs_together_or_is_everywhere(dtype, channels) -> None:
    document = Document(patches(dtype, channels))
    left, right = np.s_[:, :100], np.s_[:120, 200:]
    near = read(similar_to(document, (10, 10), tolerance=10, contiguous=True)())
    assert near[left].all()
    assert near.sum() == 200 * 100
    every = read(similar_to(document, (10, 10), tolerance=10, contiguous=False)())
    assert every[left].all()
    assert every[right].all()
    assert every.sum() == 200 * 100 + 120 * 100


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


def test_the_tolerance_holds_its_own_end() -> None:
    document = Document(patches())
    assert not read(similar_to(document, (10, 10), tolerance=49, contiguous=True)())[0, 150]
    assert read(similar_to(document, (10, 10), tolerance=50, contiguous=True)())[0, 150]


def test_the_colour_is_that_which_is_seen() -> None:
    document = Document(patches())
    pixels = np.full((200, 50, 3), 200, np.uint8)
    document.insert_layer(0, Layer(1, "Layer", Box(0, 0, 50, 200), pixels, np.full((200, 50), 255, np.uint8)))
    found = read(similar_to(document, (10, 10), tolerance=10, contiguous=True)())
    assert found.sum() == 200 * 50


@given(seed=st.integers(0, 99), tolerance=st.integers(0, 255))
def test_everywhere_is_a_comparison_of_each_channel(seed: int, tolerance: int) -> None:
    photo = np.random.default_rng(seed).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    found = read(similar_to(Document(photo), (7, 5), tolerance=tolerance, contiguous=False)())
    apart = np.abs(photo.astype(int) - photo[5, 7].astype(int))
    assert np.array_equal(found, (apart <= tolerance).all(axis=2))


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


def test_the_same_strokes_find_the_same() -> None:
    document, _ = scene()
    strokes = stroke((150, 100))
    assert np.array_equal(read(grab(document, strokes, {})()), read(grab(document, strokes, {})()))


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
