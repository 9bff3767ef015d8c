"""Boxes of what a fill would look at: only when wanted, and those of the hole as it is."""

from __future__ import annotations

import threading

import pytest

from app.document.geometry import Box
from app.editor.canvas.marks import Outline
from app.editor.fills import contextboxes
from app.editor.window.window import Window
from tests.app.editor.conftest import stroke
from tests.patience import MOMENT_S


def boxes(window: Window) -> list[Box]:
    return [mark.box.grow(-1) for mark in window.canvas.marks.all if isinstance(mark, Outline) and mark.faint]


def test_they_come_and_go_with_the_toggle(window: Window, qtbot) -> None:
    stroke(window.canvas, [(100, 100)])
    assert boxes(window) == []
    window.actions_["contexts"].trigger()
    assert window.actions_["contexts"].isChecked()
    qtbot.waitUntil(lambda: len(boxes(window)) == 1)
    document = window.session.document
    assert document is not None
    hole = document.hole.bounds().grow(8)  # grow and feather are 4 each
    assert boxes(window) == [hole.grow(64).clip(document.size)]
    window.actions_["contexts"].trigger()
    assert boxes(window) == []


@pytest.fixture
def boxed(window: Window, qtbot) -> Window:
    window.session.change(context_boxes=True)
    stroke(window.canvas, [(60, 60)])
    qtbot.waitUntil(lambda: len(boxes(window)) == 1)
    return window


def test_they_follow_the_hole_and_the_settings(boxed: Window, qtbot) -> None:
    first = boxes(boxed)
    boxed.session.change(grow=20)
    qtbot.waitUntil(lambda: boxes(boxed) != first)
    stroke(boxed.canvas, [(380, 280)])
    qtbot.waitUntil(lambda: len(boxes(boxed)) == 2)
    boxed.session.stack.undo()
    qtbot.waitUntil(lambda: len(boxes(boxed)) == 1)
    boxed.session.clear_mask()
    assert boxes(boxed) == []


def test_a_fill_takes_them_off(boxed: Window, door) -> None:
    boxed.filling.start()
    door.step()
    assert boxes(boxed) == []


def test_a_photo_that_is_opened_with_a_mask_has_them_at_once(boxed: Window, qtbot) -> None:
    photo = boxed.session.photo
    assert photo is not None
    boxed.session.show(photo)  # as a project is, which has its mask already
    qtbot.waitUntil(lambda: len(boxes(boxed)) == 1)
    boxed.session.show(None)
    assert boxes(boxed) == []


def test_a_fault_is_of_the_hole_that_was_asked_for(boxed: Window, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, gate, answered = threading.Event(), threading.Event(), []
    ask = contextboxes.contexts

    def broken() -> None:
        begun.set()
        gate.wait(MOMENT_S)
        raise MemoryError

    def first_broken(*asked: object):
        answered.append(True)
        return broken if len(answered) == 1 else ask(*asked)

    monkeypatch.setattr(contextboxes, "contexts", first_broken)
    stroke(boxed.canvas, [(380, 280)])
    qtbot.waitUntil(begun.is_set)
    boxed.session.stack.undo()
    qtbot.waitUntil(lambda: not boxed.toolbox.contexts._clock.isActive())  # it has been asked for meanwhile
    gate.set()
    qtbot.waitUntil(lambda: len(answered) == 2 and len(boxes(boxed)) == 1)
