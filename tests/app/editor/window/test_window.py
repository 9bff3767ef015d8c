"""The whole path with real events: open, brush, fill, compare, undo, save, close."""

from __future__ import annotations

import base64
import struct
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.document import compose
from app.document.geometry import Box
from app.editor.dialogs.unsaved import Answer
from app.editor.window.window import Window
from app.worker import Worker
from model.inference.errors import OutOfMemory
from tests.app.conftest import FILL_VALUE, noise
from tests.app.editor.conftest import Button, Modifier, hole_of, on_widget, press, steps, stroke

LINE = [(60.0, 60.0), (120.0, 90.0)]


def seen(window: Window) -> np.ndarray:
    document = window.session.document
    assert document is not None
    return compose(document, Box.of(document.size))


def test_an_empty_window_invites(open_window, door) -> None:
    window = open_window(door, None)
    assert window.welcome.isVisible()
    assert not window.canvas.isVisible()
    assert not window.actions_["save"].isEnabled()
    assert window.windowTitle() == "Gatebrush"


def test_a_photo_opens_clean_and_whole(window: Window, photo_file: Path) -> None:
    assert window.canvas.isVisible()
    assert window.windowTitle() == "photo.png[*] — Gatebrush"
    assert not window.isWindowModified()
    assert np.array_equal(seen(window), np.asarray(Image.open(photo_file)))
    assert window.session.settings.recent[0] == str(photo_file)


def test_a_dropped_file_opens(open_window, door, photo_file: Path, qtbot) -> None:
    window = open_window(door, None)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photo_file))])
    either = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    event = QDropEvent(QPointF(50, 50), either, mime, Button.LeftButton, Modifier.NoModifier)
    event.setDropAction(Qt.DropAction.MoveAction)  # as file managers propose it on one disk, and then remove the file
    with qtbot.waitSignal(window.filing.loaded):
        window.dropEvent(event)
    assert (event.isAccepted(), event.dropAction()) == (True, Qt.DropAction.CopyAction)
    assert window.session.photo is not None


def test_a_file_that_is_no_photo_is_refused_in_one_line(window: Window, tmp_path: Path, qtbot) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    before = window.session.photo
    with qtbot.waitSignal(window.filing.refused):
        window.filing.open(bad)
    assert window.notices.text.startswith("Not opened: ")
    assert "bad.png" in window.notices.text
    assert window.session.photo is before


@pytest.mark.parametrize("zoom", [None, 0.5, 1.0, 3.0, 16.0])
def test_the_brush_paints_where_the_pointer_is(window: Window, zoom: float | None) -> None:
    if zoom is not None:
        window.canvas.zoom_to(zoom, *window.canvas.viewport.to_canvas(100, 80))
    stroke(window.canvas, [(100, 80)])
    rows, columns = np.nonzero(hole_of(window))
    slack = 0.5 / window.canvas.viewport.scale + 0.5  # of the pixel that the mouse can aim at
    assert abs(columns.mean() + 0.5 - 100) <= slack
    assert abs(rows.mean() + 0.5 - 80) <= slack
    assert abs(np.ptp(columns) + 1 - 16) <= 1
    assert steps(window) == ["Paint mask"]


def test_a_stroke_is_one_step_and_comes_and_goes(window: Window) -> None:
    stroke(window.canvas, LINE)
    painted = hole_of(window)
    assert painted[75, 90]
    assert window.isWindowModified()
    window.actions_["undo"].trigger()
    assert not hole_of(window).any()
    assert not window.isWindowModified()
    window.actions_["redo"].trigger()
    assert np.array_equal(hole_of(window), painted)


@pytest.mark.parametrize(
    ("button", "held"),
    [(Button.LeftButton, Modifier.AltModifier), (Button.RightButton, Modifier.NoModifier)],
)
def test_alt_and_the_right_button_take_away(window: Window, button: Button, held: Modifier) -> None:
    stroke(window.canvas, LINE)
    QTest.mouseMove(window.canvas, on_widget(window.canvas, 90, 75))
    stroke(window.canvas, [(90, 75)], button=button, held=held)
    assert not hole_of(window)[75, 90]
    assert hole_of(window)[60, 60]
    assert steps(window) == ["Paint mask", "Erase mask"]


def test_the_eraser_erases(window: Window) -> None:
    stroke(window.canvas, LINE)
    QTest.keyClick(window.canvas, Qt.Key.Key_E)
    stroke(window.canvas, LINE)
    assert not hole_of(window).any()


def test_shift_click_draws_a_straight_line(window: Window) -> None:
    stroke(window.canvas, [(50, 200)])
    stroke(window.canvas, [(350, 200)], held=Modifier.ShiftModifier)
    assert hole_of(window)[200, 50:350].all()
    assert len(steps(window)) == 2


def test_escape_takes_back_a_stroke_under_way(window: Window) -> None:
    press(window.canvas, LINE)
    assert hole_of(window).any()
    window.actions_["cancel"].trigger()
    assert not hole_of(window).any()
    QTest.mouseRelease(window.canvas, Button.LeftButton, Modifier.NoModifier, QPoint(5, 5))
    assert steps(window) == []


def test_a_verb_in_the_middle_of_a_stroke_keeps_what_was_painted(window: Window) -> None:
    press(window.canvas, LINE)
    window.session.invert_mask()
    assert steps(window) == ["Paint mask", "Invert mask"]
    QTest.mouseRelease(window.canvas, Button.LeftButton, Modifier.NoModifier, QPoint(5, 5))
    assert len(steps(window)) == 2


def test_brackets_change_the_size(window: Window) -> None:
    before = window.session.settings.brush_radius
    QTest.keyClick(window.canvas, Qt.Key.Key_BracketRight)
    assert window.session.settings.brush_radius > before
    QTest.keyClick(window.canvas, Qt.Key.Key_BracketLeft)
    QTest.keyClick(window.canvas, Qt.Key.Key_BracketLeft)
    assert window.session.settings.brush_radius < before


def test_a_fill_adds_a_layer_and_takes_the_mask_off(window: Window, door) -> None:
    photo = seen(window)
    stroke(window.canvas, LINE)
    hole = hole_of(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert window.filling.is_busy
    assert "CPU" in window.status._message.text()
    door.step()
    assert not window.filling.is_busy
    assert not hole_of(window).any()
    assert (seen(window)[hole] == FILL_VALUE).all()
    assert np.array_equal(seen(window)[~hole], photo[~hole])
    document = window.session.document
    assert document is not None
    assert np.array_equal(document.photo, photo)
    assert [layer.name for layer in document.layers] == ["Fill 1"]
    assert steps(window) == ["Paint mask", "Fill 1"]
    window.session.stack.undo()
    assert np.array_equal(hole_of(window), hole)
    assert np.array_equal(seen(window), photo)
    window.session.stack.redo()
    assert (seen(window)[hole] == FILL_VALUE).all()


def test_the_last_hole_comes_back(window: Window, door) -> None:
    stroke(window.canvas, LINE)
    hole = hole_of(window)
    window.filling.start()
    door.step()
    assert not hole_of(window).any()
    QTest.keyClick(window.canvas, Qt.Key.Key_R, Modifier.ShiftModifier)
    assert np.array_equal(hole_of(window), hole)
    window.session.stack.undo()
    assert not hole_of(window).any()


def test_what_is_painted_during_a_fill_stays(window: Window, door) -> None:
    stroke(window.canvas, LINE)
    window.filling.start()
    stroke(window.canvas, [(300, 200)])
    door.step()
    assert hole_of(window)[200, 300]
    assert not hole_of(window)[60, 60]


def test_a_second_fill_sees_the_first(window: Window, door, engine) -> None:
    for _ in range(2):
        stroke(window.canvas, LINE)
        window.filling.start()
        door.step()
    second = engine.requests[1]
    assert (second.photo[second.hole] == FILL_VALUE).all()


def test_a_cancelled_fill_leaves_no_trace(window: Window) -> None:
    stroke(window.canvas, LINE)
    before, picture = steps(window), seen(window)
    hole = hole_of(window)
    window.filling.start()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.filling.is_busy
    assert steps(window) == before
    assert np.array_equal(hole_of(window), hole)
    assert np.array_equal(seen(window), picture)
    assert window.notices.text == "Cancelled: nothing was changed."


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OutOfMemory("512×512 did not fit: choose a faster quality"), "Not filled: 512×512 did not fit"),
        (ZeroDivisionError("oh"), "Not filled: a fault in Gatebrush (ZeroDivisionError: oh)"),
    ],
)
def test_a_failed_fill_leaves_no_step_and_says_why(window: Window, door, engine, fault: Exception, words: str) -> None:
    stroke(window.canvas, LINE)
    before, picture, hole = steps(window), seen(window), hole_of(window)
    engine.fault = fault
    window.filling.start()
    door.step()
    assert steps(window) == before
    assert np.array_equal(hole_of(window), hole)
    assert np.array_equal(seen(window), picture)
    assert window.notices.text.startswith(words)


def test_nothing_to_fill_is_said(window: Window) -> None:
    window.filling.start()
    assert not window.filling.is_busy
    assert window.notices.text.startswith("Nothing to fill")


def test_a_mask_over_everything_is_refused_in_one_line(window: Window, door) -> None:
    window.session.invert_mask()
    assert hole_of(window).all()
    window.filling.start()
    door.step()
    assert not window.filling.is_busy
    assert steps(window) == ["Invert mask"]
    assert window.notices.text.startswith("Not filled: the hole covers the whole photo")


def test_a_stale_result_is_dropped(window: Window, door, tmp_path: Path, qtbot) -> None:
    stroke(window.canvas, LINE)
    window.filling.start()
    job = door._job
    other = tmp_path / "other.png"
    Image.fromarray(noise(200, 200)).save(other)
    with qtbot.waitSignal(window.filing.loaded):
        window.filing.open(other)
    assert not window.filling.is_busy
    door._job, door._stop = job, threading.Event()  # as if the worker had not heard of it yet
    door.step()
    document = window.session.document
    assert document is not None
    assert document.layers == ()
    assert steps(window) == []


def test_tab_shows_the_photo_as_it_was(window: Window, door) -> None:
    stroke(window.canvas, LINE)
    window.filling.start()
    door.step()
    place = window.canvas.mapTo(window, on_widget(window.canvas, 90, 75))
    QTest.mouseMove(window.canvas, QPoint(3, 3))
    assert window.grab().toImage().pixelColor(place).getRgb()[:3] == (FILL_VALUE,) * 3
    QTest.keyPress(window.canvas, Qt.Key.Key_Tab)
    assert window.canvas.compares
    assert window.grab().toImage().pixelColor(place).getRgb()[:3] != (FILL_VALUE,) * 3
    QTest.keyRelease(window.canvas, Qt.Key.Key_Tab)
    assert window.grab().toImage().pixelColor(place).getRgb()[:3] == (FILL_VALUE,) * 3


@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp"])
def test_a_save_writes_what_is_seen(window: Window, door, tmp_path: Path, qtbot, suffix: str) -> None:
    stroke(window.canvas, LINE)
    window.filling.start()
    door.step()
    target = tmp_path / f"out{suffix}"
    assert window.isWindowModified()
    with qtbot.waitSignal(window.filing.saved):
        window.filing.save(target)
    assert np.array_equal(np.asarray(Image.open(target).convert("RGB")), seen(window))
    assert not window.isWindowModified()
    assert window.windowTitle().startswith(target.name)


def test_an_edit_during_a_save_is_still_unsaved(window: Window, tmp_path: Path, qtbot) -> None:
    stroke(window.canvas, LINE)
    with qtbot.waitSignal(window.filing.saved):
        window.filing.save(tmp_path / "out.png")
        stroke(window.canvas, [(300, 200)])
    assert window.isWindowModified()
    window.session.stack.undo()
    assert window.isWindowModified()  # careful rather than right: nobody knows that this is what was written


def test_a_copy_does_not_count_as_saved(window: Window, tmp_path: Path, qtbot) -> None:
    stroke(window.canvas, LINE)
    target = tmp_path / "copy.png"
    with qtbot.waitSignal(window.filing.notice):
        window.filing.export(target)
    assert target.exists()
    assert window.isWindowModified()


def test_a_failed_save_says_so_and_stays_unsaved(window: Window, tmp_path: Path, qtbot) -> None:
    stroke(window.canvas, LINE)
    with qtbot.waitSignal(window.filing.notice):
        window.filing.save(tmp_path / "missing" / "out.png")
    assert window.notices.text.startswith("Not saved: ")
    assert window.isWindowModified()


@pytest.mark.parametrize("answer", list(Answer))
def test_closing_asks_about_unsaved_work(
    window: Window, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    stroke(window.canvas, LINE)
    window.session.saved_to(tmp_path / "kept.png", -1)  # a place was chosen before
    monkeypatch.setattr("app.editor.files.verbs.ask_unsaved", lambda *_: answer)
    monkeypatch.setattr("app.editor.dialogs.files.ask_project", lambda *_: tmp_path / "kept.ora")
    window.close()
    if answer is Answer.CANCEL:
        QApplication.processEvents()
        assert window.isVisible()
    else:
        qtbot.waitUntil(window.isHidden)
    assert (tmp_path / "kept.png").exists() == (answer is Answer.SAVE)
    assert (tmp_path / "kept.ora").exists() == (answer is Answer.PROJECT)


def test_a_mask_goes_out_and_comes_back(window: Window, tmp_path: Path, qtbot) -> None:
    stroke(window.canvas, LINE)
    hole = hole_of(window)
    target = tmp_path / "mask.png"
    with qtbot.waitSignal(window.filing.notice):
        window.filing.export_mask(target)
    window.session.clear_mask()
    window.filing.import_mask(target)
    qtbot.waitUntil(lambda: window.session.has_hole)
    assert np.array_equal(hole_of(window), hole)
    assert steps(window)[-1] == "Import mask mask.png"


def test_a_mask_of_another_size_is_refused(window: Window, tmp_path: Path, qtbot) -> None:
    wrong = tmp_path / "wrong.png"
    Image.new("L", (10, 10)).save(wrong)
    with qtbot.waitSignal(window.filing.notice):
        window.filing.import_mask(wrong)
    assert window.notices.text.startswith("Mask not imported: ")
    assert "10×10" in window.notices.text
    assert steps(window) == []


def test_layers_are_hidden_and_deleted_by_undoable_steps(window: Window, door) -> None:
    photo = seen(window)
    stroke(window.canvas, LINE)
    window.filling.start()
    door.step()
    filled = seen(window)
    window.layering.toggle()
    assert np.array_equal(seen(window), photo)
    window.session.stack.undo()
    assert np.array_equal(seen(window), filled)
    window.layering.remove()
    assert np.array_equal(seen(window), photo)
    assert steps(window)[-1] == "Delete Fill 1"
    window.session.stack.undo()
    assert np.array_equal(seen(window), filled)


def test_a_real_thread_fills_and_the_window_closes_during_the_next(
    open_window, engine, photo_file: Path, qtbot
) -> None:
    door = Worker(lambda: engine).door()
    window = open_window(door, photo_file)
    door.start()
    stroke(window.canvas, LINE)
    with qtbot.waitSignal(window.filling.kept):
        window.filling.start()
    assert engine.threads != [threading.get_ident()]
    engine.gate = threading.Event()  # never opened: only «cancel» ends the next one
    stroke(window.canvas, LINE)
    window.filling.start()
    qtbot.waitUntil(lambda: len(engine.requests) == 2)
    window.close_unasked()
    qtbot.waitUntil(window.isHidden)
    assert engine.is_closed


def test_every_widget_that_takes_the_keyboard_has_a_name(window: Window) -> None:
    for widget in window.findChildren(QWidget):
        takes = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if takes and not widget.objectName().startswith("qt_"):
            assert widget.accessibleName(), widget


def test_a_place_on_another_screen_leaves_it_on_this_one(window: Window) -> None:
    """In Qt's own format, where the width of the screen stands before the last rectangle."""
    window.resize(760, 700)
    kept = window.geometry_text()
    content = bytearray(base64.b64decode(kept))
    assert struct.unpack_from(">i", content, 46) == (window.screen().size().width(),)
    window.resize(760, 600)
    window.restore_geometry_of(kept)
    assert window.size() == QSize(760, 700)
    struct.pack_into(">i", content, 46, 8 * window.screen().size().width())
    for text in (base64.b64encode(content).decode(), "", "no geometry"):
        window.resize(3000, 3000)
        window.restore_geometry_of(text)
        space = window.screen().availableSize()
        assert window.width() <= max(space.width(), window.minimumWidth())
        assert window.height() <= max(space.height(), window.minimumHeight())
