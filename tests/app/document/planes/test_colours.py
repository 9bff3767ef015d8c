"""Painted colours: a pixel has one or none, strokes leave nothing else behind, and undo brings back the same bytes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document import Document
from app.document.geometry import EMPTY, Box, Size
from app.document.planes import TILE, ColourDraft, ColourPlane
from app.document.planes.colours import Colour, sound
from app.document.planes.combining import patch_between, patch_without
from app.document.planes.stroke import segment
from app.document.planes.tiles import shifted, tiles_of
from tests.app.document.conftest import dab
from tests.examples import examples

Pixels = npt.NDArray[np.uint8]
SIZE = Size(300, 200)
WHOLE = Box.of(SIZE)
ROCK, SAND, BLACK = (90, 90, 96), (220, 180, 120), (0, 0, 0)

coordinates = st.integers(-60, 360)
Stroke = tuple[Colour, list[tuple[tuple[int, int], tuple[int, int], float, bool]]]
strokes = st.tuples(
    st.sampled_from([ROCK, SAND, BLACK]),
    st.lists(
        st.tuples(
            st.tuples(coordinates, coordinates),
            st.tuples(coordinates, coordinates),
            st.sampled_from([0.6, 5.0, 30.0, 90.0]),
            st.booleans(),
        ),
        min_size=1,
        max_size=3,
    ),
)


def painted(picture: Pixels, stroke: Stroke) -> Pixels:
    """The plain-array reference: no tiles."""
    colour, touches = stroke
    wide = np.pad(picture, ((600, 600), (600, 600), (0, 0)))
    for a, b, radius, erase in touches:
        box, coverage = segment(a, b, radius)
        wide[box.shift(600, 600).slices][coverage] = 0 if erase else (*colour, 255)
    return wide[600:-600, 600:-600].copy()


def draw(plane: ColourPlane, stroke: Stroke) -> ColourDraft:
    colour, touches = stroke
    draft = ColourDraft(plane, colour)
    for a, b, radius, erase in touches:
        draft.paint(*segment(a, b, radius), erase=erase)
    return draft


def plane_with(colour: Colour, center: tuple[float, float], radius: float) -> ColourPlane:
    plane = ColourPlane(SIZE)
    draft = ColourDraft(plane, colour)
    draft.paint(*dab(center, radius), erase=False)
    plane.swap(draft.finish())
    return plane


def a_tile(*, alpha: int = 255, colour: Colour = ROCK, writeable: bool = False) -> Pixels:
    tile = np.zeros((TILE, TILE, 4), np.uint8)
    tile[:2, :3] = (*colour, alpha)
    tile.setflags(write=writeable)
    return tile


@given(st.lists(strokes, min_size=1, max_size=6))
@examples(80)
def test_undo_of_all_strokes_and_redo_of_all_give_the_same_bytes(drawn: list[Stroke]) -> None:
    plane = ColourPlane(SIZE)
    shown, expected, inverses = plane.read(WHOLE), plane.read(WHOLE), []
    plane.subscribe(lambda box: shown.__setitem__(box.slices, plane.read(box)))
    states = [plane.snapshot()]
    for stroke in drawn:
        draft, expected = draw(plane, stroke), painted(expected, stroke)
        np.testing.assert_array_equal(plane.read(WHOLE), expected)
        np.testing.assert_array_equal(shown, expected)  # the told boxes were enough to follow
        inverses.append(plane.swap(draft.finish()))
        np.testing.assert_array_equal(plane.read(WHOLE), expected)
        states.append(plane.snapshot())
        for tile in states[-1].values():
            assert not tile.flags.writeable
            assert tile.any()
            assert set(np.unique(tile[..., 3])) <= {0, 255}
            assert not tile[tile[..., 3] == 0].any()  # erased pixels are zero, wholly
    patches = []
    for inverse, state in zip(reversed(inverses), reversed(states[:-1]), strict=True):
        patches.append(plane.swap(inverse))
        assert bytes_of(plane) == {key: tile.tobytes() for key, tile in state.items()}
    for patch, state in zip(reversed(patches), states[1:], strict=True):
        plane.swap(patch)
        assert bytes_of(plane) == {key: tile.tobytes() for key, tile in state.items()}
    np.testing.assert_array_equal(shown, expected)


def bytes_of(plane: ColourPlane) -> dict[tuple[int, int], bytes]:
    return {key: tile.tobytes() for key, tile in plane.snapshot().items()}


@given(strokes, strokes)
@examples(60)
def test_a_draft_that_is_aborted_leaves_no_trace(first: Stroke, second: Stroke) -> None:
    plane = ColourPlane(SIZE)
    plane.swap(draw(plane, first).finish())
    before, bounds = plane.snapshot(), plane.bounds()
    shown = plane.read(WHOLE)
    plane.subscribe(lambda box: shown.__setitem__(box.slices, plane.read(box)))
    draft = draw(plane, second)
    draft.abort()
    assert draft.has_ended
    assert draft.finish() == {}
    after = plane.snapshot()
    assert after.keys() == before.keys()
    assert all(after[key] is before[key] for key in before)
    assert plane.bounds() == bounds
    np.testing.assert_array_equal(shown, plane.read(WHOLE))


@given(strokes)
@examples(60)
def test_bounds_are_those_of_what_is_painted(stroke: Stroke) -> None:
    plane = ColourPlane(SIZE)
    plane.swap(draw(plane, stroke).finish())
    ys, xs = np.nonzero(plane.read(WHOLE)[..., 3])
    hull = Box(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1) if len(xs) else EMPTY
    assert plane.bounds() == hull
    assert plane.is_empty == hull.is_empty


def test_a_large_patch_of_one_colour_costs_its_border_alone() -> None:
    plane = ColourPlane(Size(2000, 1600))
    draft = ColourDraft(plane, ROCK)
    for y in range(400, 1201, 100):
        draft.paint(*segment((500.0, y), (1500.0, y), 60.0), erase=False)
    patch = draft.finish()
    inside = [(row, column) for row in range(4, 9) for column in range(4, 11)]
    assert len({id(patch[key]) for key in inside}) == 1
    plane.swap(patch)
    dot = ColourDraft(plane, SAND)
    dot.paint(*dab((800.0, 800.0), 5.0), erase=False)
    plane.swap(dot.finish())
    assert plane.read(Box(800, 800, 801, 801)).tolist() == [[[*SAND, 255]]]
    assert {tuple(pixel) for pixel in plane.read(Box(900, 600, 1000, 700)).reshape(-1, 4)} == {(*ROCK, 255)}


def test_black_is_a_colour() -> None:
    plane = plane_with(BLACK, (50.0, 50.0), 10.0)
    assert not plane.is_empty
    assert plane.bounds() == Box(40, 40, 60, 60)
    assert tuple(plane.read(Box(50, 50, 51, 51))[0, 0]) == (0, 0, 0, 255)


def test_one_colour_over_another_is_a_step_and_the_same_again_is_none() -> None:
    plane = plane_with(ROCK, (50.0, 50.0), 10.0)
    same = ColourDraft(plane, ROCK)
    same.paint(*dab((50.0, 50.0), 8.0), erase=False)
    assert same.finish() == {}
    other = ColourDraft(plane, SAND)
    other.paint(*dab((50.0, 50.0), 8.0), erase=False)
    assert other.finish().keys() == {(0, 0)}


def test_a_tile_erased_wholly_is_none_and_erasing_nothing_is_no_patch() -> None:
    plane = plane_with(ROCK, (50.0, 50.0), 10.0)
    draft = ColourDraft(plane, SAND)
    draft.paint(*dab((50.0, 50.0), 12.0), erase=True)
    draft.paint(*dab((250.0, 150.0), 12.0), erase=True)
    assert draft.finish() == {(0, 0): None}


def test_snapshots_stay_true() -> None:
    plane = plane_with(ROCK, (50.0, 50.0), 10.0)
    snapshot = plane.snapshot()
    held = snapshot[0, 0].copy()
    draft = ColourDraft(plane, SAND)
    draft.paint(*dab((50.0, 50.0), 10.0), erase=False)
    np.testing.assert_array_equal(snapshot[0, 0], held)
    plane.swap(draft.finish())
    np.testing.assert_array_equal(snapshot[0, 0], held)


def test_a_newer_draft_and_an_undo_abort_the_one_that_shows() -> None:
    plane = plane_with(ROCK, (50.0, 50.0), 10.0)
    older, newer = ColourDraft(plane, SAND), ColourDraft(plane, BLACK)
    assert older.has_ended
    newer.paint(*dab((250.0, 50.0), 10.0), erase=False)
    plane.swap(plane.clear_patch())
    assert newer.has_ended
    assert plane.is_empty


@pytest.mark.parametrize("colour", [(-1, 0, 0), (0, 256, 0)])
def test_a_colour_is_of_eight_bits(colour: Colour) -> None:
    plane = ColourPlane(SIZE)
    showing = ColourDraft(plane, ROCK)
    with pytest.raises(ValueError, match="must be 0"):
        ColourDraft(plane, colour)
    assert not showing.has_ended


BAD_TILES = {
    "writeable": a_tile(writeable=True),
    "half transparent": a_tile(alpha=128),
    "a colour without alpha": a_tile(alpha=0),
    "no colour": np.broadcast_to(np.uint8(0), (TILE, TILE, 4)),
    "without alpha": a_tile()[..., :3],
    "of yes and no": a_tile()[..., 3] > 0,
    "beyond the border": np.broadcast_to(np.uint8(255), (TILE, TILE, 4)),
}


@pytest.mark.parametrize("tile", BAD_TILES.values(), ids=BAD_TILES.keys())
def test_a_tile_that_is_none_of_colours_changes_nothing(tile: Pixels) -> None:
    plane = plane_with(ROCK, (50.0, 50.0), 10.0)
    before = plane.snapshot()
    with pytest.raises(ValueError, match="tile"):
        plane.swap({(0, 0): None, (1, 2): tile})
    assert plane.snapshot() == before


def test_pixels_of_whatever_alpha_become_sound() -> None:
    pixels = np.array([[(9, 8, 7, 127), (9, 8, 7, 128), (0, 0, 0, 255), (1, 2, 3, 0)]], np.uint8)
    assert sound(pixels).tolist() == [[[0, 0, 0, 0], [9, 8, 7, 255], [0, 0, 0, 255], [0, 0, 0, 0]]]


def test_what_was_painted_over_since_stays_when_the_rest_is_taken_off() -> None:
    plane = plane_with(ROCK, (50.0, 50.0), 20.0)
    asked_with = plane.snapshot()
    draft = ColourDraft(plane, SAND)
    draft.paint(*dab((50.0, 50.0), 5.0), erase=False)
    draft.paint(*dab((250.0, 50.0), 5.0), erase=False)
    plane.swap(draft.finish())
    wanted = plane.read(WHOLE)
    wanted[(wanted[..., :3] == ROCK).all(axis=2)] = 0
    inverse = plane.swap(patch_without(plane, asked_with))
    np.testing.assert_array_equal(plane.read(WHOLE), wanted)
    plane.swap(inverse)
    back = plane.swap(patch_between(plane, asked_with))
    assert bytes_of(plane) == {key: tile.tobytes() for key, tile in asked_with.items()}
    assert back.keys() == {(0, 0), (0, 1)}


@given(strokes, st.integers(-300, 300), st.integers(-300, 300))
@examples(60)
def test_colours_are_moved_as_they_are(stroke: Stroke, dx: int, dy: int) -> None:
    plane = ColourPlane(SIZE)
    plane.swap(draw(plane, stroke).finish())
    moved = ColourPlane(SIZE)
    moved.swap(shifted(plane.snapshot(), dx, dy, SIZE))
    np.testing.assert_array_equal(moved.read(WHOLE), plane.read(WHOLE.shift(-dx, -dy)))
    read = tiles_of(plane.read(WHOLE), WHOLE)
    assert {key: tile.tobytes() for key, tile in read.items()} == bytes_of(plane)


def test_a_document_has_colours_of_its_size_that_are_no_pixels_of_it() -> None:
    document = Document(np.zeros((*SIZE.shape, 3), np.uint8))
    assert document.colours.size == SIZE
    assert document.colours.is_empty
    told: list[Box] = []
    document.subscribe(told.append)
    document.colours.swap({(0, 0): a_tile()})
    assert told == []
