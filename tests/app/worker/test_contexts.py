"""The boxes that are shown are those of the crops that a fill takes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document import Document
from app.document.geometry import Box, Size
from app.document.planes import Draft
from app.files.settings import Settings
from app.worker.contexts import contexts
from app.worker.requests import request_for
from model.inference.crops import plan
from model.inference.window import window_of
from tests.app.document.conftest import dab
from tests.examples import examples

SIZE = Size(700, 500)
dabs = st.lists(st.tuples(st.floats(0, 700), st.floats(0, 500), st.floats(1, 40)), min_size=1, max_size=4)
boxes = st.lists(
    st.tuples(st.integers(0, 690), st.integers(0, 490), st.integers(9, 700), st.integers(9, 500)).map(
        lambda at: Box(at[0], at[1], at[0] + at[2], at[1] + at[3]).clip(SIZE)
    ),
    max_size=3,
)


def document_with(spots) -> Document:
    document = Document(np.zeros((500, 700, 3), np.uint8))
    draft = Draft(document.hole)
    for x, y, radius in spots:
        draft.paint(*dab((x, y), radius), erase=False)
    document.hole.swap(draft.finish())
    return document


@examples(60)
@given(spots=dabs, grow=st.integers(0, 20), feather=st.integers(0, 20), drawn=boxes)
def test_they_are_those_of_the_fill(spots, grow: int, feather: int, drawn: list[Box]) -> None:
    document, chosen = document_with(spots), Settings(grow=grow, feather=feather)
    document.put_contexts(tuple(drawn))
    if document.hole.is_empty:
        return
    job = request_for(document, chosen)
    window = window_of(job.request())
    x0, y0 = job.window.x0 + window.box[0], job.window.y0 + window.box[1]
    wanted = {Box(*crop.box).shift(x0, y0) for crop in plan(window.hole, 512, contexts=window.contexts)}
    found = contexts(document, chosen)()
    assert {one.box for one in found} == wanted
    assert all(one.holes.intersect(one.box) == one.holes for one in found)


def test_a_box_that_was_drawn_takes_the_place_of_the_usual_one() -> None:
    document, chosen = document_with([(200, 200, 10), (600, 400, 10)]), Settings(grow=0, feather=0)
    usual = contexts(document, chosen)()
    drawn = Box(20, 100, 480, 240)
    assert document.put_contexts((drawn,)) == ()
    first, second = contexts(document, chosen)()
    assert first.box == drawn
    assert first.holes == usual[0].holes
    assert second == usual[1]
    document.put_contexts((Box(0, 0, 205, 500),))  # cuts through the hole
    assert contexts(document, chosen)() == usual


def test_a_box_beyond_the_photo_is_refused() -> None:
    with pytest.raises(ValueError, match="is not inside"):
        document_with([]).put_contexts((Box(600, 0, 701, 90),))


def test_no_hole_has_no_context() -> None:
    assert contexts(document_with([]), Settings())() == ()
