"""How many contours become strokes: shown at once, one step once they are taken, and none if they are dropped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.document.geometry import Box
from app.editor.fills.contourchoice import ContourChoice, counts_of
from app.editor.window.window import Window
from app.worker import StepWorker
from tests.app.editor.conftest import on_widget, press, stroke
from tests.model.inference.test_contours import meadow

Key = Qt.Key


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    """360×240: a house on grass."""
    path = tmp_path / "meadow.png"
    Image.fromarray(meadow()).save(path)
    return path


def sketch_in(window: Window) -> NDArray[np.bool_]:
    document = window.session.document
    assert document is not None
    return document.sketch.read(Box.of(document.size))


@pytest.fixture
def choice(window: Window, door: StepWorker) -> ContourChoice:
    """Contours were found in all of the photo."""
    mask = np.ones((240, 360), np.bool_)
    mask[:, 354:] = False
    window.session.set_mask("Mask", mask)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    door.step()
    assert window.tracing.choice.is_pending
    return window.tracing.choice


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_counts_go_from_fewest_to_all(usual: int, more: int) -> None:
    total = usual + more
    counts = counts_of(usual, total)
    assert counts[0] == min(1, usual)
    assert counts[-1] == total
    assert usual in counts
    assert list(counts) == sorted(set(counts))
    assert len(counts) <= 26


def test_outlines_show_before_anything_is_a_step(window: Window, choice: ContourChoice) -> None:
    steps, shown = window.session.stack.count(), sketch_in(window)
    assert shown[:100].any()
    assert not shown[175:].any()  # grass
    assert window.contours.isVisible()
    assert choice.words.startswith("3 of ")
    assert not window.actions_["trace"].isEnabled()
    assert window.status.findChild(object, "message").text() == "Enter takes the strokes, Esc drops them"
    assert window.session.stack.count() == steps


def test_hidden_strokes_show_where_there_is_a_choice_among_them(window: Window, door: StepWorker) -> None:
    window.actions_["strokes"].trigger()
    window.session.set_mask("Mask", np.ones((240, 360), bool))
    assert not window.tinting.shows_strokes
    window.actions_["trace"].trigger()
    door.step()
    assert window.tracing.choice.is_pending
    assert window.actions_["strokes"].isChecked()


def test_more_and_fewer_show_at_once(window: Window, choice: ContourChoice) -> None:
    usual, slider = sketch_in(window), window.contours.slider
    slider.setValue(slider.maximum())
    every = sketch_in(window)
    assert every[175:].any()
    assert (every & usual).sum() == usual.sum()
    slider.setValue(0)
    fewest = sketch_in(window)
    assert 0 < fewest.sum() < usual.sum()
    assert choice.words.startswith("1 of ")
    slider.setValue(choice.counts.index(3))
    np.testing.assert_array_equal(sketch_in(window), usual)


def test_by_keys_alone(window: Window, choice: ContourChoice) -> None:
    steps = window.session.stack.count()
    assert QApplication.focusWidget() is window.contours.slider
    QTest.keyClick(window.contours.slider, Key.Key_Right)
    shown = sketch_in(window)
    QTest.keyClick(window.contours.slider, Key.Key_Return)
    assert not choice.is_pending
    assert not window.filling.is_busy  # which Enter begins otherwise
    assert window.contours.isHidden()
    assert QApplication.focusWidget() is window.canvas
    assert window.session.stack.count() == steps + 1
    assert window.session.stack.undoText() == "Trace contours"
    np.testing.assert_array_equal(sketch_in(window), shown)
    window.actions_["undo"].trigger()
    assert not sketch_in(window).any()
    window.actions_["redo"].trigger()
    np.testing.assert_array_equal(sketch_in(window), shown)


def test_enter_on_the_photo_takes_them_and_the_next_one_fills(window: Window, choice: ContourChoice) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert not choice.is_pending
    assert sketch_in(window).any()
    assert not window.filling.is_busy
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert window.filling.is_busy
    window.filling.cancel()


@pytest.mark.parametrize("how", ["cancel", "undo", "redo", "button"])
def test_dropped_strokes_leave_nothing(window: Window, choice: ContourChoice, how: str) -> None:
    steps = window.session.stack.count()
    if how == "button":
        window.contours.leave.click()
    elif how == "redo":
        window.verbs.redo()
    else:
        window.actions_[how].trigger()
    assert not choice.is_pending
    assert not sketch_in(window).any()
    assert window.contours.isHidden()
    assert window.session.stack.count() == window.session.stack.index() == steps
    assert window.session.has_hole


def test_drawing_on_takes_them_first(window: Window, choice: ContourChoice) -> None:
    shown, steps = sketch_in(window), window.session.stack.count()
    window.actions_["pen"].trigger()
    assert choice.is_pending  # another tool is nothing done yet
    stroke(window.canvas, [(200.0, 200.0), (260.0, 220.0)])
    assert not choice.is_pending
    both = sketch_in(window)
    assert (both & shown).sum() == shown.sum()
    assert both.sum() > shown.sum()
    assert window.session.stack.count() == steps + 2


def test_the_press_that_takes_them_begins_its_stroke_where_it_was(window: Window, choice: ContourChoice) -> None:
    window.actions_["exclude"].trigger()
    canvas, document = window.canvas, window.session.document
    assert document is not None
    canvas.fit()
    before, height = canvas.viewport, canvas.height()
    stroke(canvas, [(100.0, 120.0), (100.0, 120.0)])
    QApplication.processEvents()
    assert not choice.is_pending
    assert canvas.height() > height  # the strip went
    assert canvas.viewport == before
    box = document.exclude.bounds()
    assert ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) == pytest.approx((100, 120), abs=1)
    assert max(box.width, box.height) <= 17  # of a brush 16 pixels wide


def ask_nearly_everywhere(window: Window) -> None:
    """Contours in all of the photo but a strip at its right, which a mask has to leave."""
    mask = np.ones((240, 360), np.bool_)
    mask[:, 354:] = False
    window.session.set_mask("Mask", mask)
    window.actions_["trace"].trigger()


def test_what_is_being_drawn_when_they_come_is_drawn_to_its_end(window: Window, door: StepWorker) -> None:
    """They and it would show in one plane: the usual ones are taken, and can be undone."""
    ask_nearly_everywhere(window)
    window.actions_["pen"].trigger()
    press(window.canvas, [(20.0, 200.0), (100.0, 200.0)])
    door.step()
    assert not window.tracing.choice.is_pending
    for end in ((180.0, 200.0), (260.0, 200.0)):
        QTest.mouseMove(window.canvas, on_widget(window.canvas, *end))
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=on_widget(window.canvas, 260, 200))
    drawn = sketch_in(window)
    assert drawn[200, 22:258].all()
    assert drawn[:100].any()
    assert [window.session.stack.text(n) for n in range(1, 3)] == ["Trace contours", "Draw sketch"]
    assert window.session.stack.count() == 3


def test_a_curve_half_placed_when_they_come_goes_on(window: Window, door: StepWorker) -> None:
    ask_nearly_everywhere(window)
    window.actions_["pen_curve"].trigger()
    stroke(window.canvas, [(20.0, 200.0)])
    stroke(window.canvas, [(140.0, 200.0)])
    door.step()
    assert not window.tracing.choice.is_pending
    stroke(window.canvas, [(260.0, 200.0)])
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert sketch_in(window)[200, 22:258].all()
    assert [window.session.stack.text(n) for n in range(1, 3)] == ["Trace contours", "Draw sketch curve"]


def test_a_fill_has_them(window: Window, choice: ContourChoice, door: StepWorker, engine) -> None:
    shown = sketch_in(window)
    window.options.button.click()
    assert not choice.is_pending
    np.testing.assert_array_equal(sketch_in(window), shown)
    door.step()
    assert engine.requests[-1].sketch.any()


def test_what_comes_of_its_own_goes_by(window: Window, choice: ContourChoice) -> None:
    shown, document = sketch_in(window), window.session.document
    assert document is not None
    seen: list[bool] = []
    window.session.history.changed.connect(lambda: seen.append(document.sketch.is_empty))
    other = np.zeros((240, 360), np.bool_)
    other[5:9, 5:9] = True
    tiles = {key: tile for key, tile in document.sketch.patch_to(other).items() if tile is not None}
    choice.choose(choice.chosen)  # asking for the patch has taken them off
    window.session.add_strokes("Other strokes", tiles)
    assert choice.is_pending
    both = sketch_in(window)
    np.testing.assert_array_equal(both, shown | other)
    assert window.session.stack.undoText() == "Other strokes"
    choice.drop()
    np.testing.assert_array_equal(sketch_in(window), other)


def test_a_step_from_the_list_drops_them(window: Window, choice: ContourChoice) -> None:
    window.session.history.undo()  # of the mask
    window.session.history.redo()
    document = window.session.document
    assert document is not None
    document.sketch.abort_live()  # as an undo of strokes does
    window.session.history.undo()
    assert not choice.is_pending
    assert window.contours.isHidden()


def test_another_photo_forgets_them(window: Window, choice: ContourChoice, photo_file: Path, qtbot) -> None:
    window.session.show(None)
    assert not choice.is_pending
    assert window.contours.isHidden()


def test_who_types_keeps_the_keyboard(window: Window, door: StepWorker, qtbot) -> None:
    window.session.set_mask("Mask", np.ones((240, 360), np.bool_))
    window.tracing.start()
    line = QLineEdit(window)
    line.show()
    line.setFocus()
    door.step()
    assert window.tracing.choice.is_pending
    assert QApplication.focusWidget() is line
    window.tracing.choice.drop()
    assert QApplication.focusWidget() is line


def test_texture_alone_is_offered_but_not_brought(window: Window, door: StepWorker) -> None:
    mask = np.zeros((240, 360), np.bool_)
    mask[180:235, 200:340] = True
    window.session.set_mask("Mask", mask)
    steps = window.session.stack.count()
    window.tracing.start()
    door.step()
    choice = window.tracing.choice
    assert choice.words.startswith("None: ")
    assert not sketch_in(window).any()
    choice.accept()
    assert window.session.stack.count() == steps
    window.tracing.start()
    door.step()
    choice.choose(1)
    assert choice.words.startswith("1 of ")
    assert sketch_in(window).any()


def test_it_is_heard(window: Window, choice: ContourChoice) -> None:
    heard: list[str] = []
    window.announcer.announced.connect(heard.append)
    QTest.keyClick(window.contours.slider, Key.Key_Home)
    choice.accept()
    total = heard[0].removeprefix("1 of ").removesuffix(" strokes")
    assert total.isdigit()
    assert heard[1:] == ["Strokes taken"]
    for part in (window.contours.slider, window.contours.take, window.contours.leave):
        assert part.accessibleName()


def test_a_narrow_window_keeps_what_counts(window: Window, choice: ContourChoice) -> None:
    window.resize(560, 500)
    QApplication.processEvents()
    strip = window.contours
    for part in (strip.slider, strip.take, strip.leave):
        assert part.isVisible()
        assert strip.rect().contains(part.geometry())
