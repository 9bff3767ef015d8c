"""Grow, shrink, smooth and feather from the menu: one step each, and none where nothing is wanted."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.editor.window.window import Window
from app.worker.reshaping import reshape
from tests.app.editor.conftest import hole_of, on_widget, press, steps, stroke
from tests.patience import MOMENT_S


def answer(monkeypatch: pytest.MonkeyPatch, pixels: int, *, given: bool = True) -> None:
    monkeypatch.setattr("app.editor.masks.reshaping.ask_number", lambda *_: pixels if given else None)


@pytest.mark.parametrize(("action", "text", "sign"), [("grow_mask", "Grow", 1), ("shrink_mask", "Shrink", -1)])
def test_the_mask_is_changed_by_what_is_asked_for(window: Window, qtbot, monkeypatch, action, text, sign) -> None:
    stroke(window.canvas, [(100, 100), (200, 100)])
    before = hole_of(window)
    answer(monkeypatch, 5)
    window.actions_[action].trigger()
    qtbot.waitUntil(lambda: window.session.stack.count() == 2)
    assert window.session.stack.text(1) == f"{text} mask by 5 px"
    grown = int(hole_of(window)[:, 150].sum()) - int(before[:, 150].sum())
    assert grown == 10 * sign
    assert window.session.settings.mask_pixels == 5
    window.session.stack.undo()
    assert np.array_equal(hole_of(window), before)


def test_a_question_left_open_changes_nothing(window: Window, monkeypatch) -> None:
    stroke(window.canvas, [(100, 100)])
    answer(monkeypatch, 5, given=False)
    window.actions_["smooth_mask"].trigger()
    assert not window.toolbox.selecting.errands.is_busy()
    assert window.session.stack.count() == 1


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Lets the mask be reckoned."""
    opened = threading.Event()

    def later(*given: object) -> object:
        work = reshape(*given)
        return lambda: (opened.wait(MOMENT_S), work())[1]

    monkeypatch.setattr("app.editor.masks.reshaping.reshape", later)
    return opened


def test_what_is_painted_meanwhile_is_not_lost(window: Window, qtbot, monkeypatch, gate: threading.Event) -> None:
    stroke(window.canvas, [(100, 100)])
    answer(monkeypatch, 5)
    window.actions_["grow_mask"].trigger()
    stroke(window.canvas, [(300, 200)])
    after = hole_of(window)
    gate.set()
    qtbot.waitUntil(lambda: not window.toolbox.selecting.errands.is_busy())
    assert np.array_equal(hole_of(window), after)
    assert window.notices.text.startswith("The mask was changed meanwhile")


def test_a_stroke_that_is_being_painted_comes_after_it(window: Window, qtbot, monkeypatch, gate) -> None:
    stroke(window.canvas, [(100, 100)])
    answer(monkeypatch, 5)
    window.actions_["grow_mask"].trigger()
    press(window.canvas, [(300, 200), (320, 200)])
    gate.set()
    qtbot.waitUntil(lambda: not window.toolbox.selecting.errands.is_busy())
    at = on_widget(window.canvas, 350, 200)
    QTest.mouseMove(window.canvas, at)
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=at)
    assert steps(window) == ["Paint mask", "Grow mask by 5 px", "Paint mask"]
    assert hole_of(window)[200, 300:350].all()
    assert hole_of(window)[100, 100 + 8 + 3]


def test_feather_is_that_of_fills(window: Window, monkeypatch) -> None:
    answer(monkeypatch, 11)
    window.actions_["feather_mask"].trigger()
    assert window.session.settings.feather == 11
