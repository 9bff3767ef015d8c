"""Layers are merged on a thread: the window goes on meanwhile, and what was changed meanwhile stays."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtTest import QTest

from app.document import compose
from app.document.geometry import Box
from app.document.layers import Layer
from app.editor.layers import merging
from app.editor.window.window import Window
from tests.app.editor.conftest import Button, Modifier, Points, layer_names, on_widget, press, steps, stroke
from tests.patience import MOMENT_S


@pytest.fixture
def layered(window: Window) -> Window:
    """With two layers, the upper one chosen."""
    document = window.session.document
    assert document is not None
    for number in (1, 2):
        pixels, alpha = np.full((100, 100, 3), 90 * number, np.uint8), np.full((100, 100), 200, np.uint8)
        box = Box(50 * number, 40, 50 * number + 100, 140)
        document.insert_layer(number - 1, Layer(document.new_layer_id(), f"Fill {number}", box, pixels, alpha))
    window.layers.choose_layer(2)
    return window


class Held:
    """Merging waits on its thread until it is let go."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.threads: list[int] = []

    def merge_of(self, *about: object) -> Callable[[], Layer]:
        work = merge_of(*about)  # type: ignore[arg-type]

        def held() -> Layer:
            self.threads.append(threading.get_ident())
            assert self.gate.wait(MOMENT_S)
            return work()

        return held


merge_of = merging.merge_of


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    made = Held()
    monkeypatch.setattr(merging, "merge_of", made.merge_of)
    return made


@pytest.mark.parametrize(("verb", "name"), [("merge_down", "Fill 1"), ("flatten", "Visible")])
def test_the_window_does_not_wait(layered: Window, held: Held, qtbot, verb: str, name: str) -> None:
    document = layered.session.document
    assert document is not None
    whole = Box.of(document.size)
    seen = compose(document, whole).astype(int)
    layered.actions_[verb].trigger()
    assert layer_names(layered) == ["Fill 1", "Fill 2"]
    assert layered.status.findChild(object, "message").text() == "Merging layers"
    layered.actions_[verb].trigger()  # again, out of impatience: that is not another merge
    held.gate.set()
    qtbot.waitUntil(lambda: not layered.errands.is_busy())
    assert layer_names(layered) == [name]
    assert held.threads != [threading.get_ident()]
    assert len(held.threads) == 1
    assert layered.session.stack.count() == 1
    assert layered.layers.current is document.layers[0]
    assert np.abs(compose(document, whole) - seen).max() <= 1


def test_what_is_changed_meanwhile_stays(layered: Window, held: Held, qtbot) -> None:
    layered.actions_["merge_down"].trigger()
    layered.layering.rename(1, "Wire")
    held.gate.set()
    qtbot.waitUntil(lambda: not layered.errands.is_busy())
    assert layer_names(layered) == ["Wire", "Fill 2"]
    assert layered.session.stack.count() == 1
    assert layered.notices.text == "The photo was changed meanwhile: the layers were not merged."
    layered.actions_["merge_down"].trigger()  # nor is it taken as still under way
    qtbot.waitUntil(lambda: layer_names(layered) == ["Wire"])


def test_a_stroke_under_way_meanwhile_stays(layered: Window, held: Held, qtbot) -> None:
    layered.actions_["flatten"].trigger()
    stroke(layered.canvas, [(100, 100), (140, 100)])
    held.gate.set()
    qtbot.waitUntil(lambda: not layered.errands.is_busy())
    assert layer_names(layered) == ["Fill 1", "Fill 2"]
    assert layered.session.has_hole


def test_a_fault_leaves_the_layers_and_is_said(layered: Window, monkeypatch, qtbot) -> None:
    def fails() -> Layer:
        raise MemoryError

    monkeypatch.setattr(merging, "merge_of", lambda *_: fails)
    layered.actions_["merge_down"].trigger()
    qtbot.waitUntil(lambda: not layered.errands.is_busy())
    assert layer_names(layered) == ["Fill 1", "Fill 2"]
    assert layered.session.stack.count() == 0
    assert layered.notices.text.startswith("The layers are as they were: not enough memory")


def with_a_third(window: Window) -> int:
    """Another layer above them, beside both; its id."""
    document = window.session.document
    assert document is not None
    box, chosen = Box(250, 200, 310, 260), window.layers.current
    made = Layer(
        document.new_layer_id(), "Third", box, np.zeros((60, 60, 3), np.uint8), np.full((60, 60), 255, np.uint8)
    )
    document.insert_layer(2, made)
    assert chosen is not None
    window.layers.choose_layer(chosen.id)
    return made.id


def drag(window: Window, *points: tuple[float, float]) -> None:
    for point in points:
        QTest.mouseMove(window.canvas, on_widget(window.canvas, *point))


def test_who_merges_in_mid_drag_accepts_the_move_and_ends_the_drag(layered: Window, held: Held, qtbot) -> None:
    """As with the other verbs of layers: what follows of the drag moves nothing, and the merge is not in vain."""
    layered.session.change(move_snaps=False)
    layered.actions_["move"].trigger()
    press(layered.canvas, [(150, 100), (160, 110)])
    layered.actions_["merge_down"].trigger()
    drag(layered, (180, 140))
    assert not layered.placing.is_pending
    held.gate.set()
    qtbot.waitUntil(lambda: layer_names(layered) == ["Fill 1"])
    assert steps(layered) == ["Move Fill 2 by 10, 10 px", "Merge Fill 2 down"]


def test_a_drag_of_another_layer_goes_on_when_the_merge_is_done(layered: Window, held: Held, qtbot) -> None:
    layered.session.change(move_snaps=False)
    third = with_a_third(layered)
    layered.actions_["merge_down"].trigger()
    layered.layers.choose_layer(third)
    layered.actions_["move"].trigger()
    press(layered.canvas, [(280, 230), (290, 240)])
    held.gate.set()
    qtbot.waitUntil(lambda: layer_names(layered) == ["Fill 1", "Third"])
    assert steps(layered) == ["Merge Fill 2 down"]  # nobody has accepted the move
    drag(layered, (300, 240))
    assert layered.placing.box == Box(270, 210, 330, 270)
    assert layered.layers.current is not None
    assert layered.layers.current.id == third
    QTest.mouseRelease(layered.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(layered.canvas, 300, 240))


@pytest.mark.parametrize("before", [[(150, 100), (160, 110)], [(150, 100)]])
def test_a_layer_that_is_dragged_by_then_is_not_merged(layered: Window, held: Held, qtbot, before: Points) -> None:
    layered.session.change(move_snaps=False)
    layered.actions_["merge_down"].trigger()
    layered.actions_["move"].trigger()
    press(layered.canvas, before)
    held.gate.set()
    qtbot.waitUntil(lambda: not layered.errands.is_busy())
    assert layered.notices.text == "The photo was changed meanwhile: the layers were not merged."
    assert steps(layered) == []
    drag(layered, (170, 120))
    assert layered.placing.box == Box(120, 60, 220, 160)
    QTest.mouseRelease(layered.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(layered.canvas, 170, 120))
