"""«Trace Contours» through its action: one step, undone and redone to the pixel."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.document.geometry import Box
from app.editor.window.window import Window
from app.worker import StepWorker, Worker
from app.worker.door import Failed, Traced
from tests.app.conftest import StubEngine
from tests.app.editor.conftest import hole_of, stroke

ACROSS = [(60.0, 150.0), (220.0, 150.0)]


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    """400×300, a dark block in the middle."""
    photo = np.full((300, 400, 3), (210, 220, 230), np.uint8)
    photo[100:200, 140:260] = (30, 40, 20)
    path = tmp_path / "block.png"
    Image.fromarray(photo).save(path)
    return path


def sketch_in(window: Window) -> NDArray[np.bool_]:
    document = window.session.document
    assert document is not None
    return document.sketch.read(Box.of(document.size))


def said(window: Window) -> list[str]:
    """What the window says from now on."""
    texts: list[str] = []
    window.tracing.notice.connect(lambda notice: texts.append(notice.text))
    return texts


def test_it_needs_a_photo_and_a_hole(open_window, door: StepWorker, window: Window) -> None:
    assert not open_window(StepWorker(StubEngine()), None).actions_["trace"].isEnabled()
    action = window.actions_["trace"]
    assert not action.isEnabled()
    stroke(window.canvas, ACROSS)
    assert action.isEnabled()
    window.actions_["clear"].trigger()
    assert not action.isEnabled()
    texts = said(window)
    window.tracing.start()  # as a program could
    assert texts == ["Nothing to trace yet: brush over where the strokes should go."]
    door.step()
    assert not sketch_in(window).any()


def test_contours_are_one_step(window: Window, door: StepWorker) -> None:
    stroke(window.canvas, ACROSS)
    steps = window.session.stack.count()
    window.actions_["trace"].trigger()
    assert not sketch_in(window).any()  # not on this thread
    assert window.tracing.is_busy
    assert window.status.findChild(object, "message").text() == "Tracing contours"
    door.step()
    traced = sketch_in(window)
    assert traced.any()
    assert not (traced & ~hole_of(window)).any()
    assert np.abs(np.nonzero(traced)[1] - 139.5).max() <= 4  # the block's left side
    assert window.session.stack.count() == steps  # they show, and are taken with Enter
    window.tracing.choice.accept()
    assert window.session.stack.count() == steps + 1
    assert window.session.stack.undoText() == "Trace contours"
    window.actions_["undo"].trigger()
    assert not sketch_in(window).any()
    window.actions_["redo"].trigger()
    assert np.array_equal(sketch_in(window), traced)


def test_strokes_that_are_there_stay(window: Window, door: StepWorker) -> None:
    stroke(window.canvas, ACROSS)
    window.actions_["pen"].trigger()
    stroke(window.canvas, [(160.0, 150.0), (200.0, 152.0)])  # in a tile that the contour runs through too
    drawn = sketch_in(window)
    window.actions_["trace"].trigger()
    door.step()
    window.tracing.choice.accept()
    both = sketch_in(window)
    assert (both & drawn).sum() == drawn.sum()
    assert both.sum() > drawn.sum()
    window.actions_["undo"].trigger()
    assert np.array_equal(sketch_in(window), drawn)
    window.actions_["redo"].trigger()
    texts = said(window)
    window.actions_["trace"].trigger()
    door.step()
    assert texts == ["The contours are on the sketch already."]
    assert np.array_equal(sketch_in(window), both)


def test_no_contour_is_said_once(window: Window, door: StepWorker) -> None:
    stroke(window.canvas, [(330.0, 150.0), (360.0, 160.0)])
    steps, texts = window.session.stack.count(), said(window)
    window.actions_["trace"].trigger()
    door.step()
    assert texts == ["No contour found inside the mask: draw one with the sketch pen (P)."]
    assert window.session.stack.count() == steps


def test_fill_and_contours_wait_for_each_other(window: Window, door: StepWorker) -> None:
    stroke(window.canvas, ACROSS)
    window.actions_["fill"].trigger()
    assert not window.actions_["trace"].isEnabled()
    window.tracing.start()
    assert not window.tracing.is_busy
    door.step()
    assert not window.filling.is_busy
    window.actions_["undo"].trigger()
    window.actions_["trace"].trigger()
    assert not window.actions_["fill"].isEnabled()
    assert not window.options.button.isEnabled()
    door.step()
    assert window.actions_["fill"].isEnabled()


def test_escape_cancels(window: Window, door: StepWorker) -> None:
    stroke(window.canvas, ACROSS)
    texts = said(window)
    window.actions_["trace"].trigger()
    window.actions_["cancel"].trigger()
    door.step()
    assert not window.tracing.is_busy
    assert texts == ["Cancelled: nothing was changed."]
    assert not sketch_in(window).any()
    assert window.actions_["trace"].isEnabled()


def test_a_fault_is_one_line(window: Window, door: StepWorker) -> None:
    stroke(window.canvas, ACROSS)
    texts = said(window)
    window.actions_["trace"].trigger()
    assert window.tracing._job is not None
    door.failed.emit(Failed(window.tracing._job, MemoryError(), cancelled=False))
    assert texts == ["Not traced: not enough memory: close other programs, or use a smaller photo"]
    assert not window.tracing.is_busy
    door.cancel()


def test_an_answer_for_another_photo_is_dropped(window: Window, door: StepWorker, photo_file: Path, qtbot) -> None:
    stroke(window.canvas, ACROSS)
    window.actions_["trace"].trigger()
    old = window.tracing._job
    assert old is not None
    window.session.stack.setClean()
    with qtbot.waitSignal(window.filing.loaded):
        window.filing.open(photo_file)
    assert not window.tracing.is_busy
    door.traced.emit(Traced(old, old.contours()))
    assert not sketch_in(window).any()


def test_the_window_stays_free_on_a_thread_of_its_own(open_window, engine: StubEngine, photo_file: Path, qtbot) -> None:
    window = open_window(Worker(lambda: engine).door(), photo_file)
    stroke(window.canvas, ACROSS)
    where: list[int] = []
    window.tracing.changed.connect(lambda: where.append(threading.get_ident()))
    with qtbot.waitSignals([window.tracing.changed, window.session.planes_changed]):
        window.actions_["trace"].trigger()
    qtbot.waitUntil(lambda: not window.tracing.is_busy)
    assert sketch_in(window).any()
    assert set(where) == {threading.get_ident()}


def test_closing_under_way_ends_the_thread(open_window, engine: StubEngine, photo_file: Path) -> None:
    window = open_window(Worker(lambda: engine).door(), photo_file)
    stroke(window.canvas, ACROSS)
    window.actions_["trace"].trigger()
    window.stop()
    assert not window.tracing.is_busy
