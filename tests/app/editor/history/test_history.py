"""What the steps hold, and what is let go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Candidate, Fill, Layer, LayerMask
from app.document.layers.placing import moved
from app.document.planes import TILE, Draft
from app.document.planes.stroke import segment
from app.document.planes.tiles import tiles_meeting, tiles_of
from app.editor.history.commands import FillCommand, ReplaceLayerCommand
from app.editor.history.history import History
from app.editor.history.layersteps import MaskCommand
from app.editor.layers.layering import Layering
from app.editor.openphoto import OpenPhoto
from app.editor.session import Session
from app.editor.window.window import Window
from app.files.photo import Metadata
from app.files.settings import Settings
from tests.app.conftest import noise
from tests.app.editor.conftest import stroke


@pytest.fixture
def session() -> Iterator[Session]:
    session = Session(Settings())
    session.show(OpenPhoto(Document(noise(1200, 900)), None, Metadata()))  # type: ignore[arg-type]
    yield session
    session.show(None)  # a history with steps in it would still speak while it is cleared away


def paint(session: Session, start: tuple[float, float], end: tuple[float, float]) -> int:
    """One stroke; how many tiles it touched."""
    assert session.document is not None
    box, coverage = segment(start, end, 20.0)
    draft = Draft(session.document.hole)
    draft.paint(box, coverage, erase=False)
    session.push_patch("Stroke", session.document.hole, draft.finish())
    return len(list(tiles_meeting(box)))


def fill(session: Session, side: int) -> Layer:
    document = session.document
    assert document is not None
    pixels, alpha = np.zeros((side, side, 3), np.uint8), np.full((side, side), 255, np.uint8)
    layer = Layer(document.new_layer_id(), "Fill", Box(0, 0, side, side), pixels, alpha)
    session.keep_fill(
        "Fill",
        [FillCommand("Fill", document, (layer,), ())],
        {"hole": document.hole.snapshot(), "sketch": {}, "colours": {}},
    )
    return layer


def test_a_stroke_holds_no_more_than_its_tiles(session: Session) -> None:
    tiles = paint(session, (50.0, 50.0), (1050.0, 700.0))
    again = paint(session, (50.0, 60.0), (1050.0, 710.0))
    assert session.history.used <= 1.5 * (tiles + again) * TILE * TILE
    session.history.undo()
    assert 0 < session.history.used <= 1.5 * (tiles + again) * TILE * TILE


def test_a_layer_counts_while_the_document_lacks_it(session: Session) -> None:
    paint(session, (50.0, 50.0), (90.0, 50.0))
    before = session.history.used
    layer = fill(session, 500)
    assert session.history.used < before + 500 * 500
    Layering(session, lambda: None).delete(layer.id)
    assert session.history.used >= 500 * 500 * 4
    assert session.history.used < 2 * 500 * 500 * 4  # held by two steps, and counted once
    session.history.undo()
    assert session.history.used < 500 * 500


def test_versions_of_a_mask_count_the_tiles_that_they_share_once(session: Session) -> None:
    """Each step about a layer holds the layer as it was, with the mask that it had then."""
    document = session.document
    assert document is not None
    layer = fill(session, 800)
    shares = np.arange(800 * 800, dtype=np.uint32).reshape(800, 800).astype(np.uint8)
    document.put_layer(replace(layer, mask=LayerMask.of(shares)))
    layering, before = Layering(session, lambda: None), session.history.used
    for number in range(5):
        tile = np.full((TILE, TILE), number, np.uint8)
        tile.setflags(write=False)
        session.push(MaskCommand("Paint mask", document, layer.id, {(0, 0): tile}))
        layering.rename(layer.id, f"Layer {number}")
    assert session.history.used - before <= 10 * TILE * TILE  # not a million pixels for each
    layering.delete(layer.id)
    held = session.history.used - before
    assert 5 * 800 * 800 <= held <= 5 * 800 * 800 + 12 * TILE * TILE


def test_a_moved_fill_counts_the_hole_of_each_place(session: Session) -> None:
    document = session.document
    assert document is not None
    layer = fill(session, 500)
    hole = tiles_of(np.ones((500, 500), np.bool_), layer.box)
    one = Candidate(layer.box, layer.pixels, layer.alpha)
    document.put_layer(replace(layer, fill=Fill((one,), hole=hole)))
    before, size = session.history.used, sum(tile.nbytes for tile in hole.values())
    for number in range(3):
        there = moved(document.layer(layer.id), 50, 50, document.size)
        session.push(ReplaceLayerCommand("Move", document, there))
        assert session.history.used - before >= number * size  # what the document has is not the history's
    session.history.jump(1)
    assert session.history.used - before >= 3 * size
    assert document.layer(layer.id).fill.hole is hole  # type: ignore[union-attr]


def test_the_oldest_go_first_and_are_let_go(session: Session, qtbot) -> None:
    layers = [fill_and_remove(session) for _ in range(4)]
    assert session.history.used >= 4 * 500 * 500 * 4
    with qtbot.waitSignal(session.history.dropped) as signal:
        session.history.set_budget(2 * 500 * 500 * 4 + 100_000)
    assert signal.args[0] == session.history.floor
    assert session.history.used <= session.history.budget
    assert session.history.floor > 0
    while session.history.can_undo:
        session.history.undo()
    assert session.document is not None
    assert session.history.index == session.history.floor
    assert layers[0] not in session.document.layers


def fill_and_remove(session: Session) -> Layer:
    paint(session, (50.0, 50.0), (90.0, 50.0))
    layer = fill(session, 500)
    Layering(session, lambda: None).delete(layer.id)
    return layer


def test_the_last_step_can_always_be_undone(session: Session) -> None:
    paint(session, (50.0, 50.0), (1050.0, 700.0))
    session.history.set_budget(1)
    assert session.history.can_undo
    session.history.undo()
    assert session.document is not None
    assert session.document.hole.is_empty


def test_three_hundred_steps_there_and_back(session: Session) -> None:
    document = session.document
    assert document is not None
    rng = np.random.default_rng(0)

    def state() -> tuple[bytes, tuple[int, ...]]:
        return document.hole.read(Box.of(document.size)).tobytes(), tuple(layer.id for layer in document.layers)

    states = [state()]
    while len(states) <= 300:
        kind = rng.integers(0, 10)
        if kind == 0 and not document.hole.is_empty:
            fill(session, 40)
        elif kind == 1 and document.layers:
            Layering(session, lambda: None).delete(document.layers[0].id)
        elif kind == 2:
            session.invert_mask()
        else:
            paint(session, tuple(rng.uniform(0, 900, 2)), tuple(rng.uniform(0, 900, 2)))
        if session.history.index == len(states):
            states.append(state())
    for number in reversed(range(300)):
        session.history.undo()
        assert number % 25 or state() == states[number]
    assert state() == states[0]
    for _ in range(300):
        session.history.redo()
    assert state() == states[-1]


def test_undo_ends_at_the_floor_and_says_why(window: Window) -> None:
    for y in range(60, 160, 20):
        stroke(window.canvas, [(60.0, float(y)), (220.0, float(y))])
    window.session.history.set_budget(40_000)
    assert "oldest steps" in window.notices.text
    floor = window.session.history.floor
    for _ in range(9):
        window.actions_["undo"].trigger()
    assert window.session.history.index == floor > 0
    assert not window.actions_["undo"].isEnabled()
    assert isinstance(window.session.history, History)


def test_a_jump_over_many_steps_leaves_them_packed(session: Session) -> None:
    for number in range(60):
        paint(session, (30.0 + 15 * number, 40.0), (30.0 + 15 * number, 700.0))
    before = session.history.used
    session.history.jump(1)
    session.history.jump(60)
    assert session.history.used <= before
    assert sum(step.tile_bytes for step in session.history.steps) == session.history.used
