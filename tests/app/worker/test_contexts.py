"""The boxes that are shown are those of the crops that a fill takes."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document import Box, Document, Draft, dab
from app.files.settings import Settings
from app.worker import contexts, request_for
from model.inference.crops import plan
from model.inference.window import window_of

dabs = st.lists(st.tuples(st.floats(0, 700), st.floats(0, 500), st.floats(1, 40)), min_size=1, max_size=4)


def document_with(spots) -> Document:
    document = Document(np.zeros((500, 700, 3), np.uint8))
    draft = Draft(document.hole)
    for x, y, radius in spots:
        draft.paint(*dab((x, y), radius), erase=False)
    document.hole.swap(draft.finish())
    return document


@settings(max_examples=25)
@given(spots=dabs, grow=st.integers(0, 20), feather=st.integers(0, 20))
def test_they_are_those_of_the_fill(spots, grow: int, feather: int) -> None:
    document, chosen = document_with(spots), Settings(grow=grow, feather=feather)
    if document.hole.is_empty:
        return
    job = request_for(document, chosen)
    window = window_of(job.request())
    x0, y0 = job.window.x0 + window.box[0], job.window.y0 + window.box[1]
    wanted = {Box(*crop.box).shift(x0, y0) for crop in plan(window.hole, 512)}
    assert set(contexts(document, chosen)()) == wanted


def test_no_hole_has_no_context() -> None:
    assert contexts(document_with([]), Settings())() == ()
