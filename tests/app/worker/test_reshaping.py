"""Holes grown, shrunk and smoothed in the part of the photo where they lie."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document import Document
from app.document.geometry import Box, Size
from app.document.planes import Draft, Plane
from app.worker.reshaping import Change, reshape
from model.inference.selection import grown, shrunk
from tests.app.document.conftest import dab
from tests.examples import examples

SIZE = Size(70, 50)
dabs = st.lists(st.tuples(st.floats(-5, 75), st.floats(-5, 55), st.floats(0.6, 14)), min_size=1, max_size=3)


def painted(spots) -> Document:
    document = Document(np.zeros((*SIZE.shape, 3), np.uint8))
    draft = Draft(document.hole)
    for x, y, radius in spots:
        draft.paint(*dab((x, y), radius), erase=False)
    document.hole.swap(draft.finish())
    return document


def whole(document: Document) -> np.ndarray:
    return document.hole.read(Box.of(SIZE))


def changed(document: Document, change: Change, pixels: int) -> np.ndarray:
    plane = Plane(document.size)
    plane.swap(dict(reshape(document, change, pixels)()))
    return plane.read(Box.of(document.size))


@examples(25)
@given(spots=dabs, pixels=st.integers(1, 9))
def test_the_part_that_is_looked_at_changes_as_the_whole_would(spots, pixels: int) -> None:
    document = painted(spots)
    mask = whole(document)
    for change, by in (("grow", grown), ("shrink", shrunk)):
        expected = by(mask, pixels) if mask.any() else mask
        assert np.array_equal(changed(document, change, pixels), expected)


def test_the_photos_border_is_no_edge_of_the_hole() -> None:
    document = painted([(0, 25, 12)])
    shrunken = changed(document, "shrink", 4)
    assert shrunken[25, 0]
    assert not shrunken[25, 10]
    everything = painted([(35, 25, 90)])
    assert changed(everything, "shrink", 9).all()
    assert changed(everything, "grow", 9).all()


def test_smoothing_takes_spots_and_keeps_sides() -> None:
    document = painted([(5, 5, 1)])
    assert not changed(document, "smooth", 8).any()
    document.hole.swap(document.hole.patch_to(np.arange(SIZE.height)[:, None] * np.ones(SIZE.width) < 25))
    assert np.array_equal(changed(document, "smooth", 8), whole(document))


@pytest.mark.parametrize("change", ["grow", "shrink", "smooth"])
def test_nothing_stays_nothing(change: Change) -> None:
    assert reshape(Document(np.zeros((9, 9, 3), np.uint8)), change, 3)() == {}
