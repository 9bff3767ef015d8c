"""Several histories within one allowance: the oldest steps of all go first, and each can undo its last one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from app.document import Document
from app.document.planes import Draft
from app.document.planes.stroke import segment
from app.editor.history.allowance import Allowance
from app.editor.openphoto import OpenPhoto
from app.editor.session import Session
from app.files.photo import Metadata
from app.files.settings import Settings


@pytest.fixture
def allowance() -> Allowance:
    return Allowance()


@pytest.fixture
def pair(allowance: Allowance) -> Iterator[tuple[Session, Session]]:
    sessions = Session(Settings(), None, allowance), Session(Settings(), None, allowance)
    for session in sessions:
        session.show(OpenPhoto(Document(np.zeros((600, 900, 3), np.uint8)), None, Metadata()))  # type: ignore[arg-type]
    yield sessions
    for session in sessions:
        session.show(None)


def paint(session: Session, row: float) -> None:
    document = session.document
    assert document is not None
    draft = Draft(document.hole)
    draft.paint(*segment((40.0, 40.0 + 90 * row), (800.0, 40.0 + 90 * row), 12.0), erase=False)
    session.push_patch("Stroke", document.hole, draft.finish())


def test_the_oldest_steps_go_whichever_window_they_are_of(
    pair: tuple[Session, Session], allowance: Allowance, qtbot
) -> None:
    first, second = pair
    for session in pair:
        for row in (0, 0.5, 1, 1.5):
            paint(session, row)
    whole = first.history.used + second.history.used
    assert allowance.used == whole
    with qtbot.waitSignals([first.history.dropped, first.history.changed]):
        allowance.set_size(whole - 1)
    assert (first.history.floor, second.history.floor) == (2, 0)  # the first one holds nothing while it is done
    with qtbot.assertNotEmitted(second.history.dropped):
        paint(second, 2)  # the step that is made now costs one of the other window
    assert (first.history.floor, second.history.floor) == (3, 0)
    assert allowance.used <= allowance.size


def test_the_last_step_of_each_can_be_undone(pair: tuple[Session, Session], allowance: Allowance) -> None:
    for row in range(3):
        for session in pair:
            paint(session, row)
    allowance.set_size(1)
    assert [session.history.floor for session in pair] == [2, 2]
    for session in pair:
        session.history.undo()
        assert not session.history.can_undo


def test_what_is_saved_and_out_of_reach_is_not_called_saved(
    pair: tuple[Session, Session], allowance: Allowance
) -> None:
    first, second = pair
    first.stack.setClean()
    for row in (0, 0.5):
        paint(first, row)
    allowance.set_size(allowance.used + 1)
    for row in (0, 0.5):
        paint(second, row)
    assert first.history.floor == 1
    first.history.undo()
    assert first.is_modified


def test_settings_of_one_are_those_of_all_and_a_closed_window_holds_nothing(
    pair: tuple[Session, Session], allowance: Allowance, qtbot
) -> None:
    first, second = pair
    paint(first, 0)
    first.change(history_mb=64)
    assert second.history.budget == allowance.size == 64 * 2**20
    before = second.history.used
    with qtbot.waitSignal(allowance.changed):
        allowance.leave(first.history)
    assert allowance.used == before == 0
    allowance.join(first.history)
