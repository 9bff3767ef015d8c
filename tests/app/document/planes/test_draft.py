"""Drafts show at once and leave nothing behind."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import Box, Size
from app.document.planes import Draft, Plane
from app.document.planes.stroke import segment
from tests.app.document.conftest import dab
from tests.examples import examples

Mask = npt.NDArray[np.bool_]
SIZE = Size(300, 200)


@st.composite
def touches(draw: st.DrawFn) -> tuple[Box, Mask, bool]:
    coordinates = st.integers(-60, 360)
    a, b = (draw(coordinates), draw(coordinates)), (draw(coordinates), draw(coordinates))
    box, coverage = segment(a, b, draw(st.sampled_from([0.6, 5.0, 30.0, 90.0])))
    return box, coverage, draw(st.booleans())


def all_of(plane: Plane) -> Mask:
    return plane.read(Box.of(plane.size))


def painted(picture: Mask, box: Box, coverage: Mask, *, erase: bool) -> Mask:
    """The plain-array reference: no tiles."""
    wide = np.pad(picture, 600)
    wide[box.shift(600, 600).slices][coverage] = not erase
    return wide[600:-600, 600:-600].copy()


def plane_with_a_bar() -> Plane:
    plane = Plane(SIZE)
    picture = np.zeros(SIZE.shape, dtype=np.bool_)
    picture[40:150, 100:140] = True
    plane.swap(plane.patch_to(picture))
    return plane


@given(st.lists(touches(), min_size=1, max_size=5), st.booleans())
@examples(80)
def test_painting_shows_live_and_both_ends_take_it_off(strokes: list[tuple[Box, Mask, bool]], is_kept: bool) -> None:
    plane = plane_with_a_bar()
    before, tiles_before = all_of(plane), plane.snapshot()
    shown, expected = before.copy(), before
    plane.subscribe(lambda box: shown.__setitem__(box.slices, plane.read(box)))
    draft = Draft(plane)
    for box, coverage, erase in strokes:
        draft.paint(box, coverage, erase=erase)
        expected = painted(expected, box, coverage, erase=erase)
        np.testing.assert_array_equal(all_of(plane), expected)
        np.testing.assert_array_equal(shown, expected)  # the told boxes were enough to follow
        finished = plane.finished()
        assert finished.keys() == tiles_before.keys()
        assert all(finished[key] is tile for key, tile in tiles_before.items())
    if is_kept:
        patch = draft.finish()
    else:
        draft.abort()
    assert plane.snapshot() == tiles_before
    np.testing.assert_array_equal(shown, before)
    if is_kept:
        plane.swap(patch)
        np.testing.assert_array_equal(all_of(plane), expected)
        np.testing.assert_array_equal(shown, expected)
        assert bool(patch) == bool((expected != before).any())


@given(st.lists(touches(), min_size=1, max_size=5))
@examples(40)
def test_what_was_drawn_is_told_also_over_what_was_there(strokes: list[tuple[Box, Mask, bool]]) -> None:
    plane, drawn = plane_with_a_bar(), np.zeros(SIZE.shape, dtype=np.bool_)
    draft, other = Draft(plane), Plane(SIZE)
    for box, coverage, erase in strokes:
        draft.paint(box, coverage, erase=erase)
        drawn = painted(drawn, box, coverage, erase=erase)
    draft.finish()
    for key, tile in draft.drawn.items():
        tile.setflags(write=False)
        other.swap({key: tile})
    np.testing.assert_array_equal(all_of(other), drawn)


def test_only_the_tiles_under_the_brush_are_touched() -> None:
    plane = Plane(Size(6000, 4000))
    plane.swap(plane.patch_to(np.ones((4000, 6000), dtype=np.bool_)))
    before = plane.snapshot()
    draft = Draft(plane)
    draft.paint(*dab((1152.0, 700.0), 40.0), erase=True)
    after = plane.snapshot()
    assert {key for key in before if after.get(key) is not before[key]} == {(5, 8), (5, 9)}
    assert draft.finish().keys() == {(5, 8), (5, 9)}


def test_observers_are_told_the_brush_and_not_its_tiles() -> None:
    plane = Plane(SIZE)
    told: list[Box] = []
    plane.subscribe(told.append)
    draft = Draft(plane)
    draft.paint(*dab((150.0, 100.0), 10.0), erase=False)
    draft.paint(*dab((0.0, 0.0), 10.0), erase=False)
    assert told == [Box(140, 90, 160, 110), Box(0, 0, 10, 10)]
    draft.abort()
    assert told[2:] == [Box(0, 0, 160, 110)]


def test_painting_what_is_painted_is_no_news_and_no_patch() -> None:
    plane = plane_with_a_bar()
    told: list[Box] = []
    plane.subscribe(told.append)
    draft = Draft(plane)
    draft.paint(*dab((120.0, 100.0), 10.0), erase=False)
    draft.paint(*dab((20.0, 20.0), 10.0), erase=True)
    assert draft.finish() == {}
    assert told == []


def test_a_stroke_erased_again_is_no_patch() -> None:
    draft = Draft(Plane(SIZE))
    draft.paint(*dab((120.0, 100.0), 10.0), erase=False)
    draft.paint(*dab((120.0, 100.0), 11.0), erase=True)
    assert draft.finish() == {}


def test_a_tile_erased_wholly_is_none() -> None:
    draft = Draft(plane_with_a_bar())
    draft.paint(*dab((120.0, 100.0), 100.0), erase=True)
    assert set(draft.finish().values()) == {None}


def test_snapshots_taken_while_painting_stay_true() -> None:
    plane = Plane(SIZE)
    draft = Draft(plane)
    draft.paint(*dab((50.0, 50.0), 10.0), erase=False)
    snapshot = plane.snapshot()
    held = snapshot[0, 0].copy()
    draft.paint(*dab((55.0, 50.0), 10.0), erase=False)
    np.testing.assert_array_equal(snapshot[0, 0], held)
    assert not snapshot[0, 0].flags.writeable


def test_an_ended_draft_ignores_everything() -> None:
    plane = plane_with_a_bar()
    before = plane.snapshot()
    draft = Draft(plane)
    draft.paint(*dab((50.0, 50.0), 10.0), erase=False)
    draft.abort()
    draft.paint(*dab((50.0, 50.0), 10.0), erase=False)
    assert draft.has_ended
    assert draft.finish() == {}
    draft.abort()
    assert plane.snapshot() == before


def test_an_undo_in_the_middle_of_a_stroke_aborts_the_stroke() -> None:
    plane = plane_with_a_bar()
    finished, clearing = plane.snapshot(), plane.clear_patch()
    draft = Draft(plane)
    draft.paint(*dab((120.0, 100.0), 60.0), erase=False)
    bringing_back = plane.swap(clearing)
    assert draft.has_ended
    assert plane.is_empty
    plane.swap(bringing_back)
    assert plane.snapshot() == finished


def test_a_newer_draft_aborts_the_older_one() -> None:
    plane = Plane(SIZE)
    older = Draft(plane)
    older.paint(*dab((50.0, 50.0), 10.0), erase=False)
    newer = Draft(plane)
    assert older.has_ended
    assert plane.is_empty
    newer.paint(*dab((52.0, 50.0), 10.0), erase=False)
    older.abort()
    assert not newer.has_ended
    patch = newer.finish()
    plane.swap(patch)
    assert plane.bounds() == Box(42, 40, 62, 60)


def test_patches_are_made_against_finished_pixels() -> None:
    plane = Plane(SIZE)
    wanted = np.zeros(SIZE.shape, dtype=np.bool_)
    box, coverage = dab((50.0, 50.0), 10.0)
    wanted[box.slices] = coverage
    Draft(plane).paint(box, coverage, erase=False)
    plane.swap(plane.patch_to(wanted))
    np.testing.assert_array_equal(all_of(plane), wanted)
    Draft(plane).paint(*dab((250.0, 50.0), 10.0), erase=False)
    assert plane.clear_patch().keys() == {(0, 0)}


def test_coverage_must_fit_its_box() -> None:
    draft = Draft(Plane(SIZE))
    with pytest.raises(ValueError, match="coverage"):
        draft.paint(Box(0, 0, 4, 5), np.ones((4, 5), dtype=np.bool_), erase=False)


@pytest.mark.parametrize("erase", [False, True])
def test_a_lifted_stroke_is_laid_again_on_what_the_plane_is_then(erase: bool) -> None:
    plane = plane_with_a_bar()
    before, (box, coverage) = all_of(plane), segment((20.0, 60.0), (290.0, 190.0), 12.0)
    draft = Draft(plane)
    draft.paint(box, coverage, erase=erase)
    drawn = all_of(plane)
    lifted = draft.lift()
    assert np.array_equal(all_of(plane), before)
    assert draft.has_ended
    assert not draft.lift()
    changed = before.copy()
    changed[180:, :50] = True
    plane.swap(plane.patch_to(changed))
    other = Draft(plane)
    for place, part in lifted:
        other.paint(place, part, erase=erase)
    plane.swap(other.finish())
    assert np.array_equal(all_of(plane), changed & ~(before & ~drawn) if erase else changed | drawn)
