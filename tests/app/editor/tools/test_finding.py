"""Wand and smart select in the window: answers come from a thread, and nothing is a step before it is wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from app.editor.window.window import Window
from tests.app.editor.conftest import Button, Modifier, hole_of, on_widget, press, steps, stroke
from tests.patience import MOMENT_S

Key = Qt.Key


@pytest.fixture
def disc() -> np.ndarray:
    y, x = np.mgrid[:300, :400]
    return (x - 200) ** 2 + (y - 150) ** 2 < 70**2


@pytest.fixture
def window(open_window: Callable[..., Window], door, tmp_path: Path, disc: np.ndarray) -> Window:
    """A red disc on grey."""
    photo = np.random.default_rng(1).integers(90, 110, (300, 400, 3), dtype=np.uint8)
    photo[disc] = np.random.default_rng(2).integers(0, 10, (int(disc.sum()), 3), dtype=np.uint8) + np.array(
        (200, 40, 40), np.uint8
    )
    Image.fromarray(photo).save(tmp_path / "disc.png")
    window = open_window(door, tmp_path / "disc.png")
    window.canvas.zoom_to(1.0)
    return window


def is_idle(window: Window) -> bool:
    return not window.toolbox.selecting.errands.is_busy()


def overlap(found: np.ndarray, disc: np.ndarray) -> float:
    return float((found & disc).sum() / (found | disc).sum())


def test_the_wand_selects_what_hangs_together(window: Window, qtbot, disc: np.ndarray) -> None:
    QTest.keyClick(window.canvas, Key.Key_W)
    QTest.mouseClick(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, 200, 150))
    assert window.status._message.text() == "Looking for the colour"
    qtbot.waitUntil(lambda: window.session.has_hole)
    assert np.array_equal(hole_of(window), disc)
    assert steps(window) == ["Select colour"]


def test_what_the_wand_found_grows_over_its_edge(window: Window, qtbot, disc: np.ndarray) -> None:
    QTest.keyClick(window.canvas, Key.Key_W)
    button = window.options.tools.currentWidget().findChildren(QToolButton)[-1]
    assert not button.isEnabled()
    QTest.mouseClick(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, 200, 150))
    qtbot.waitUntil(lambda: window.session.has_hole)
    said = window.status._message
    assert said.text() == "Grow the mask over the edge by 8 px with G, then fill it with Enter"
    QTest.keyClick(window.canvas, Key.Key_G)
    qtbot.waitUntil(lambda: steps(window)[-1] == "Grow mask by 8 px")
    y, x = np.mgrid[:300, :400]
    assert overlap(hole_of(window), (x - 200) ** 2 + (y - 150) ** 2 < 78**2) > 0.99
    window.session.change(mask_pixels=3)
    assert "by 3 px" in said.text()
    QTest.mouseClick(button, Button.LeftButton)
    qtbot.waitUntil(lambda: steps(window)[-1] == "Grow mask by 3 px")
    window.actions_["brush"].trigger()
    assert said.text() == "Fill the mask with Enter, or clear it with Ctrl+D"


def test_the_wand_takes_away_and_its_tolerance_is_set_in_the_bar(window: Window, qtbot, disc: np.ndarray) -> None:
    window.session.invert_mask()
    QTest.keyClick(window.canvas, Key.Key_W)
    page = window.options.tools.currentWidget()
    page.tolerance.setValue(0)
    assert window.session.settings.wand_tolerance == 0
    page.tolerance.setValue(40)
    QTest.mouseClick(window.canvas, Button.LeftButton, Modifier.AltModifier, on_widget(window.canvas, 20, 20))
    qtbot.waitUntil(lambda: is_idle(window))
    assert np.array_equal(hole_of(window), disc)
    page.contiguous.click()
    assert not window.session.settings.wand_contiguous


def test_a_click_beside_the_photo_asks_nothing(window: Window) -> None:
    QTest.keyClick(window.canvas, Key.Key_W)
    QTest.mouseClick(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, -9, 20))
    assert is_idle(window)


def test_a_thing_shows_before_it_is_taken(window: Window, qtbot, disc: np.ndarray) -> None:
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    assert window.status._message.text() == "Looking for the outline"
    qtbot.waitUntil(lambda: window.session.has_hole)
    assert steps(window) == []
    assert not window.filling.is_busy
    assert overlap(hole_of(window), disc) > 0.97
    assert window.status._message.text().startswith("Enter takes it")
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert overlap(hole_of(window), disc) > 0.97
    assert steps(window) == ["Select object"]
    assert window.canvas.marks.all == ()


def test_enter_before_the_outline_takes_it_when_it_comes(window: Window, qtbot, disc: np.ndarray) -> None:
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert "taken when it comes" in window.status._message.text()
    assert not window.filling.is_busy
    qtbot.waitUntil(lambda: steps(window) == ["Select object"])
    assert overlap(hole_of(window), disc) > 0.97
    assert window.canvas.marks.all == ()


def test_grow_before_the_outline_waits_for_it(window: Window, qtbot, disc: np.ndarray) -> None:
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    QTest.keyClick(window.canvas, Key.Key_G)
    assert "taken when it comes" in window.status._message.text()
    qtbot.waitUntil(lambda: steps(window) == ["Select object", "Grow mask by 8 px"])
    y, x = np.mgrid[:300, :400]
    assert overlap(hole_of(window), (x - 200) ** 2 + (y - 150) ** 2 < 78**2) > 0.95
    stroke(window.canvas, [(20, 20), (60, 20)])
    QTest.keyClick(window.canvas, Key.Key_G)
    QTest.keyClick(window.canvas, Key.Key_Escape)  # drops both
    qtbot.waitUntil(lambda: is_idle(window))
    assert len(steps(window)) == 2


def test_what_does_not_wait_for_the_outline_says_that_it_is_dropped(window: Window, qtbot) -> None:
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    QTest.keyClick(window.canvas, Key.Key_B)
    assert window.notices.text == "The scribbles were dropped: their outline was not found yet."
    qtbot.waitUntil(lambda: is_idle(window))
    assert steps(window) == []


def test_an_outline_goes_on_when_a_fill_comes(window: Window, door, qtbot, disc: np.ndarray) -> None:
    stroke(window.canvas, [(20, 20), (60, 20)])
    window.filling.start()
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    qtbot.waitUntil(lambda: bool(hole_of(window)[150, 200]))
    door.step()
    assert steps(window)[-1] == "Fill 1"
    assert overlap(hole_of(window), disc) > 0.97  # still shown, without the hole that was filled
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert steps(window)[-1] == "Select object"
    window.session.stack.undo()
    assert not window.session.has_hole


def test_escape_drops_the_enter_that_waits_as_well(window: Window, qtbot) -> None:
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    QTest.keyClick(window.canvas, Key.Key_Return)
    QTest.keyClick(window.canvas, Key.Key_Escape)
    qtbot.waitUntil(lambda: is_idle(window))
    assert steps(window) == []
    assert not window.session.has_hole


def test_a_bar_moves_while_an_outline_takes_its_time(window: Window, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr("app.editor.tools.smart.grab", lambda *_: lambda: gate.wait(MOMENT_S) and {})
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    assert not window.status._bar.isVisible()  # it would only flash
    qtbot.waitUntil(window.status._bar.isVisible)
    gate.set()
    qtbot.waitUntil(lambda: not window.status._bar.isVisible())


def test_what_shows_can_be_taken_while_more_is_looked_for(window: Window, qtbot) -> None:
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    qtbot.waitUntil(lambda: window.session.has_hole)
    stroke(window.canvas, [(190, 130), (210, 140)])
    assert window.status._message.text() == "Looking for the outline"
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert steps(window) == ["Select object"]
    assert window.status._message.text().startswith("Fill the mask")
    qtbot.waitUntil(lambda: is_idle(window))
    assert steps(window) == ["Select object"]


def test_escape_drops_it(window: Window, qtbot) -> None:
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    qtbot.waitUntil(lambda: window.session.has_hole)
    QTest.keyClick(window.canvas, Key.Key_Escape)
    assert not hole_of(window).any()
    assert window.canvas.marks.all == ()
    assert steps(window) == []


def test_more_strokes_ask_again_and_only_the_last_answer_counts(window: Window, qtbot) -> None:
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    stroke(window.canvas, [(200, 120), (200, 180)], held=Modifier.AltModifier)
    qtbot.waitUntil(lambda: is_idle(window) and window.session.has_hole)
    assert not hole_of(window)[150, 200]
    assert hole_of(window)[130, 180]
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert steps(window) == ["Select object"]


def test_what_shows_is_taken_by_another_tool_and_by_a_fill(window: Window, qtbot) -> None:
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    qtbot.waitUntil(lambda: window.session.has_hole)
    QTest.keyClick(window.canvas, Key.Key_B)
    assert steps(window) == ["Select object"]
    window.session.stack.undo()
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    qtbot.waitUntil(lambda: window.session.has_hole)
    window.actions_["fill"].trigger()
    assert steps(window) == ["Select object"]
    assert window.filling.is_busy


def test_undo_takes_off_what_shows(window: Window, qtbot) -> None:
    window.session.invert_mask()
    window.session.clear_mask()
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    qtbot.waitUntil(lambda: window.session.has_hole)
    window.actions_["undo"].trigger()
    assert not hole_of(window).any()
    assert window.session.stack.index() == 2


def test_undo_takes_back_one_scribble_after_the_other(window: Window, qtbot) -> None:
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    qtbot.waitUntil(lambda: is_idle(window) and window.session.has_hole)
    first = hole_of(window)
    stroke(window.canvas, [(200, 120), (200, 180)], held=Modifier.AltModifier)
    qtbot.waitUntil(lambda: is_idle(window) and not np.array_equal(hole_of(window), first))
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: is_idle(window) and window.session.has_hole)
    assert np.array_equal(hole_of(window), first)
    window.actions_["undo"].trigger()
    assert not window.session.has_hole
    assert steps(window) == []


def test_an_answer_for_another_photo_is_dropped(window: Window, qtbot, photo_file: Path) -> None:
    QTest.keyClick(window.canvas, Key.Key_S)
    press(window.canvas, [(180, 130), (220, 170)])
    QTest.mouseRelease(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, 220, 170))
    QTest.keyClick(window.canvas, Key.Key_W)
    QTest.mouseClick(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, 200, 150))
    with qtbot.waitSignal(window.filing.loaded):
        window.filing.open(photo_file)
    qtbot.waitUntil(lambda: is_idle(window))
    assert not window.session.has_hole
    assert steps(window) == []


def test_a_fault_is_said(window: Window, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Callable[[], object]:
        def work() -> object:
            raise MemoryError

        return work

    monkeypatch.setattr("app.editor.tools.smart.grab", broken)
    QTest.keyClick(window.canvas, Key.Key_S)
    stroke(window.canvas, [(180, 130), (220, 170)])
    qtbot.waitUntil(lambda: is_idle(window))
    assert window.notices.text.startswith("Not selected: not enough memory")
    assert window.canvas.marks.all == ()
