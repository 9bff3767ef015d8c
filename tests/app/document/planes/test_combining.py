"""Patches that join planes are what the same operation on whole arrays gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import Box, Size
from app.document.planes import Draft, Plane
from app.document.planes.combining import patch_between, patch_inverting, patch_of
from tests.app.document.conftest import dab

SIZE = Size(300, 200)
WHOLE = Box.of(SIZE)
dabs = st.lists(st.tuples(st.floats(-20, 320), st.floats(-20, 220), st.floats(1, 160)), max_size=4)


def painted(spots) -> Plane:
    plane = Plane(SIZE)
    draft = Draft(plane)
    for x, y, radius in spots:
        draft.paint(*dab((x, y), radius), erase=False)
    plane.swap(draft.finish())
    return plane


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [("add", np.logical_or), ("subtract", lambda a, b: a & ~b), ("intersect", np.logical_and)],
)
@given(first=dabs, second=dabs)
def test_modes_are_those_of_sets(mode, wanted, first, second) -> None:
    plane, other = painted(first), painted(second)
    before = plane.read(WHOLE)
    patch = patch_of(mode, plane, other.snapshot())
    inverse = plane.swap(patch)
    assert np.array_equal(plane.read(WHOLE), wanted(before, other.read(WHOLE)))
    assert bool(patch) == (not np.array_equal(plane.read(WHOLE), before))
    plane.swap(inverse)
    assert np.array_equal(plane.read(WHOLE), before)


@given(first=dabs, second=dabs)
def test_a_plane_becomes_another(first, second) -> None:
    plane, other = painted(first), painted(second)
    plane.swap(patch_between(plane, other.snapshot()))
    assert np.array_equal(plane.read(WHOLE), other.read(WHOLE))
    assert patch_between(plane, other.snapshot()) == {}


@given(spots=dabs)
def test_inverting_twice_is_nothing(spots) -> None:
    plane = painted(spots)
    before = plane.read(WHOLE)
    plane.swap(patch_inverting(plane))
    assert np.array_equal(plane.read(WHOLE), ~before)
    plane.swap(patch_inverting(plane))
    assert np.array_equal(plane.read(WHOLE), before)


def test_a_draft_shows_other_tiles_in_the_place_of_its_own() -> None:
    plane = painted([(50, 50, 20)])
    before = plane.read(WHOLE)
    draft = Draft(plane)
    draft.paint(*dab((250, 150), 20), erase=False)
    other = painted([(150, 100, 30)])
    draft.show(
        patch_of("add", plane, {})
        | {key: tile for key, tile in other.snapshot().items() if key not in plane.snapshot()}
    )
    shown = plane.read(WHOLE)
    assert shown[100, 150]
    assert not shown[150, 250]
    patch = draft.finish()
    assert np.array_equal(plane.read(WHOLE), before)
    plane.swap(patch)
    assert np.array_equal(plane.read(WHOLE), shown)
