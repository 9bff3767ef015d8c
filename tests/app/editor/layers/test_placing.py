"""Layers that are placed: scaled beside the window, fills with their holes, and what else is shown meanwhile."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document.geometry import Box
from app.document.layers import Layer
from app.document.planes import Plane
from app.editor.panels.moveoptions import MoveOptions
from app.editor.tools.frame import resized
from app.editor.window.window import Window
from app.files.encode import write_png
from app.files.metadata import Metadata
from app.worker import scaling
from app.worker.scaling import scaled
from tests.app.conftest import noise
from tests.app.editor.conftest import a_picture, fill, hole_of, layer_of, seen, shown, steps, stroke
from tests.patience import MOMENT_S

Key = Qt.Key


def type_(key: Key) -> None:
    QTest.keyClick(QApplication.focusWidget(), key)


def plane_of(window: Window, tiles: Any) -> Any:
    """All of a plane of the photo with these tiles."""
    document = window.session.document
    assert document is not None
    plane = Plane(document.size)
    plane.swap(dict(tiles))
    return plane.read(Box.of(document.size))


def test_scaling_is_done_beside_the_window(placed: Window, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until it is done the picture stays; whoever cannot wait has it at once, and Esc takes it back."""
    gate, threads = threading.Event(), []

    def held(layer: Layer, box: Box) -> Layer:
        threads.append(threading.current_thread())
        assert gate.wait(MOMENT_S)
        return scaled(layer, box)

    monkeypatch.setattr(scaling, "scaled", held)
    layer = layer_of(placed)
    placed.placing.put(Box(0, 0, 160, 120))
    type_(Key.Key_Return)
    assert placed.gestures.tool.hint == "Scaling Moon. Esc takes it back"
    assert placed.errands.doing == "Scaling Moon"
    qtbot.waitUntil(lambda: bool(threads))
    type_(Key.Key_Return)  # is not for a fill meanwhile
    assert not placed.filling.is_busy
    type_(Key.Key_Escape)
    gate.set()
    qtbot.waitUntil(lambda: not placed.errands.is_busy())
    assert steps(placed) == []
    assert layer_of(placed) is layer
    gate.clear()
    placed.placing.put(Box(0, 0, 160, 120))
    type_(Key.Key_Return)
    qtbot.waitUntil(lambda: len(threads) == 2)
    gate.set()
    placed.layering.toggle()
    assert steps(placed) == ["Scale Moon to 160 × 120", "Hide Moon"]
    qtbot.waitUntil(lambda: not placed.errands.is_busy())
    placed.layering.toggle()
    placed.placing.put(Box(0, 0, 40, 30))
    placed.placing.accept()
    qtbot.waitUntil(lambda: steps(placed)[-1] == "Scale Moon to 40 × 30")
    assert threading.main_thread() not in threads


def test_what_cannot_be_scaled_stays_and_says_why(
    placed: Window, prompt: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(layer: Layer, box: Box) -> Layer:
        raise MemoryError

    said: list[str] = []
    placed.placing.notice.connect(lambda notice: said.append(notice.text))
    monkeypatch.setattr(scaling, "scaled", fails)
    layer, before = layer_of(placed), seen(placed)
    placed.placing.put(Box(0, 0, 160, 120))
    placed.placing.accept()
    placed.placing.put(Box(0, 0, 160, 120))
    placed.session.settling.emit()
    assert said == ["The layer is as it was: not enough memory: close other programs, or use a smaller photo"] * 2
    assert layer_of(placed) is layer
    np.testing.assert_array_equal(shown(placed), before)


def test_a_fill_is_moved_with_its_hole_and_edited_there(window: Window, door) -> None:
    fill(window, door, [(60.0, 60.0), (120.0, 60.0)])
    layer, hole = layer_of(window), layer_of(window).fill.hole  # type: ignore[union-attr]
    window.canvas.setFocus()
    QTest.keyClick(window, Key.Key_V)
    window.placing.shift(100, 50)
    window.placing.accept()
    window.fills.toggle_edit()
    edited = hole_of(window)
    np.testing.assert_array_equal(edited[95:125, 140:240], plane_of(window, hole)[45:75, 40:140])
    window.placing.shift(5, 5)
    assert not window.placing.is_pending  # while it is edited its hole lies on the photo
    window.fills.leave()
    said: list[str] = []
    window.placing.notice.connect(lambda notice: said.append(notice.text))
    window.placing.put(layer.box)
    window.placing.accept()
    there = layer_of(window)
    assert there.fill is not None
    assert there.fill.hole is hole
    window.placing.put(resized(there.box, 90, 40, (-1, -1)))
    assert "without the other candidates" in window.gestures.tool.hint
    window.session.settling.emit()
    assert layer_of(window).fill is None
    assert said == [f"«{layer.name}» is a plain layer in its new size; undo makes it a fill again."]
    window.session.history.undo()
    assert layer_of(window).fill is not None


def test_live_preview_gives_way(window: Window, door) -> None:
    window.session.change(live_preview=True)
    document = window.session.document
    assert document is not None
    document.insert_layer(0, a_picture(document.new_layer_id()))
    stroke(window.canvas, [(60, 60), (120, 90)])
    window.preview._ask()
    door.step()
    assert window.preview.is_shown
    QTest.keyClick(window.canvas, Key.Key_V)
    window.placing.shift(10, 0)
    assert not window.preview.is_shown
    window.preview._ask()
    assert not window.preview.is_shown
    np.testing.assert_array_equal(shown(window)[60:120, 110:190], layer_of(window).pixels)
    window.placing.abort()
    window.preview.drop()


def test_a_16_bit_layer_shows_and_scales(open_window, door, tmp_path) -> None:
    path = tmp_path / "deep.png"
    photo = noise(120, 90).astype(np.uint16) * 257
    with path.open("wb") as file:
        write_png(file, photo, Metadata(), 1)
    window = open_window(door, path)
    document = window.session.document
    assert document is not None
    pixels = np.random.default_rng(1).integers(0, 65536, (60, 80, 3), np.uint16)
    document.insert_layer(0, Layer(1, "Deep", Box(10, 10, 90, 70), pixels, np.full((60, 80), 255, np.uint8)))
    window.canvas.setFocus()
    QTest.keyClick(window, Key.Key_V)
    window.placing.shift(-20, 10)
    window.placing.accept()
    np.testing.assert_array_equal(seen(window)[20:80, :70], pixels[:, 10:])
    window.placing.put(Box(0, 0, 40, 30))
    window.session.settling.emit()
    assert layer_of(window).pixels.dtype == np.uint16
    assert (layer_of(window).pixels % 257 != 0).any()


@pytest.fixture
def held(window: Window, door) -> Window:
    """A fill at the upper left, the move tool in the hand."""
    fill(window, door, [(60.0, 60.0), (120.0, 60.0)])
    window.canvas.setFocus()
    QTest.keyClick(window, Key.Key_V)
    return window


def test_a_fill_is_edited_where_it_is_about_to_be(held: Window) -> None:
    hole = layer_of(held).fill.hole  # type: ignore[union-attr]
    held.placing.shift(100, 50)
    held.fills.toggle_edit()
    np.testing.assert_array_equal(hole_of(held)[95:125, 140:240], plane_of(held, hole)[45:75, 40:140])


def test_a_fill_that_is_about_to_be_a_plain_layer_is_not_edited(held: Window) -> None:
    held.placing.put(resized(layer_of(held).box, 90, 40, (-1, -1)))
    held.fills.toggle_edit()
    assert not held.fills.is_editing
    assert layer_of(held).fill is None
    assert not held.session.has_hole


def test_more_candidates_are_asked_for_where_the_fill_is_about_to_be(held: Window, door) -> None:
    held.placing.shift(100, 50)
    held.fills.more()
    door.step()
    assert held.session.document is not None
    assert len(held.session.document.layers) == 1
    assert len(layer_of(held).fill.candidates) > 1  # type: ignore[union-attr]


def test_the_bar_says_at_once_that_a_fill_is_being_edited(held: Window) -> None:
    bar = held.options.findChild(MoveOptions)
    assert isinstance(bar, MoveOptions)
    assert bar.left.isEnabled()
    held.fills.toggle_edit()
    assert not bar.left.isEnabled()
    held.fills.leave()
    assert bar.left.isEnabled()


@pytest.fixture
def scaling_moon(placed: Window, monkeypatch: pytest.MonkeyPatch) -> Window:
    """The picture of `placed` is to be scaled, its thread has not come to that yet, and another tool is in the hand."""
    monkeypatch.setattr(placed.placing, "_errands", SimpleNamespace(run=lambda *_: None))
    placed.session.invert_mask()
    placed.placing.put(Box(0, 0, 160, 120))
    placed.actions_["restore"].trigger()
    assert placed.placing.is_busy
    return placed


def test_a_stroke_on_a_layer_that_is_being_scaled_comes_after_it(scaling_moon: Window) -> None:
    stroke(scaling_moon.canvas, [(120, 100), (140, 110)])
    assert steps(scaling_moon) == ["Invert mask", "Scale Moon to 160 × 120", "Restore below Moon"]


@pytest.mark.parametrize("action", ["undo", "cancel"])
def test_what_is_being_scaled_is_taken_back_whichever_tool_is_in_the_hand(scaling_moon: Window, action: str) -> None:
    layer = layer_of(scaling_moon)
    getattr(scaling_moon.verbs, action)()
    assert not scaling_moon.placing.is_pending
    assert layer_of(scaling_moon) is layer
    assert scaling_moon.session.history.index == 1  # of the step before it
