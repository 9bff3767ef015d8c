"""Errands: elsewhere, in order, and never lost in silence."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.editor.errands import Errands
from tests.patience import MOMENT_S


@pytest.fixture
def errands(qtbot: QtBot) -> Iterator[Errands]:
    made = Errands()
    yield made
    made.stop()


def test_work_is_done_elsewhere_and_answered_here(errands: Errands, qtbot: QtBot) -> None:
    answers: list[tuple[int, int]] = []
    here = threading.get_ident()
    errands.run("Work", threading.get_ident, lambda there: answers.append((there, threading.get_ident())), pytest.fail)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers[0][0] != here
    assert answers[0][1] == here


def test_a_fault_comes_back(errands: Errands, qtbot: QtBot) -> None:
    faults: list[Exception] = []
    errands.run("Work", lambda: 1 // 0, pytest.fail, faults.append)
    qtbot.waitUntil(lambda: bool(faults))
    assert isinstance(faults[0], ZeroDivisionError)
    assert not errands.is_busy()


def test_stopping_finishes_what_was_asked_and_says_nothing(qtbot: QtBot) -> None:
    errands, done, gate = Errands(), [], threading.Event()
    errands.run("Work", lambda: gate.wait(MOMENT_S) and done.append(1), pytest.fail, pytest.fail)
    errands.run("Work", lambda: done.append(2), pytest.fail, pytest.fail)
    gate.set()
    errands.stop()
    assert done == [1, 2]
