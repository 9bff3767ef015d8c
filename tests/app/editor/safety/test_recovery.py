"""Unsaved work lies in the recovery folder when it should, goes when it is safe, and comes back when asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from app.document import compose
from app.document.geometry import Box
from app.document.planes import ColourDraft
from app.document.planes.stroke import segment
from app.editor.safety import recovery as recovery_module
from app.editor.safety.safety import Safety
from app.editor.window.window import Window
from app.files.errors import OutputRefused
from app.files.project import Project
from app.files.project.reading import read_parts
from app.files.recovery import Store, find_stores
from app.files.recovery.parts import PartReader
from tests.app.editor.conftest import layer_names, stroke
from tests.app.editor.safety.conftest import fill_with_candidates, idle, left_by_a_crash, offered
from tests.app.editor.safety.kills.digest import digest_of
from tests.patience import MOMENT_S

SLOW = "The recovery folder is very slow: save your work, it may not be kept otherwise."
LINE = [(60.0, 60.0), (120.0, 90.0)]
OTHER_LINE = [(300.0, 200.0), (340.0, 220.0)]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Writes that wait until this is set."""
    gate, write = threading.Event(), Store.write

    def wait(*arguments, **named) -> None:
        assert gate.wait(MOMENT_S)
        write(*arguments, **named)

    monkeypatch.setattr(Store, "write", wait)
    yield gate
    gate.set()


def picture(window: Window) -> np.ndarray:
    document = window.session.document
    assert document is not None
    return compose(document, Box.of(document.size))


def stored(root: Path) -> Project:
    """What lies in the only folder, whoever owns it."""
    (folder,) = root.iterdir()
    return read_parts(PartReader(folder))


def only(root: Path) -> tuple[Store, str]:
    ((store, about),) = find_stores(root).stores
    return store, about.name


def test_the_first_change_is_kept_at_once(guarded, qtbot, root: Path) -> None:
    window, safety = guarded
    with qtbot.waitSignal(safety.recovery.written):
        stroke(window.canvas, LINE)
    assert find_stores(root).stores == []  # ours: nobody else gets it
    safety.end(keep=True)
    store, name = only(root)
    assert name == "photo.png"
    assert not store.read().document.hole.is_empty
    store.release()


def test_later_changes_wait_for_the_pause(guarded, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    window, safety = guarded
    stroke(window.canvas, LINE)
    idle(window, safety, qtbot)
    stroke(window.canvas, OTHER_LINE)
    assert not safety.recovery.has_all
    clock = safety.recovery._pause
    assert clock.isActive()
    assert clock.interval() == recovery_module.PAUSE_MS == 5_000
    left_ms = clock.remainingTime()
    stroke(window.canvas, LINE)
    assert clock.remainingTime() <= left_ms  # drawing on and on does not put it off
    with qtbot.waitSignal(safety.recovery.written):
        clock.timeout.emit()
    assert safety.recovery.has_all


def test_a_fill_waits_until_the_work_is_written(guarded, door, qtbot, root: Path) -> None:
    window, safety = guarded
    begun: list[bool] = []
    fill = door.fill

    def begin(job) -> None:
        begun.append(safety.recovery.has_all)
        fill(job)

    door.fill = begin
    stroke(window.canvas, LINE)
    idle(window, safety, qtbot)
    stroke(window.canvas, OTHER_LINE)
    window.filling.start()
    assert begun == []
    qtbot.waitUntil(lambda: bool(begun))
    assert begun == [True]


def filled(window: Window, safety: Safety, door, qtbot) -> None:
    """A fill with painted colours whose answer has come; it is being written."""
    stroke(window.canvas, LINE)
    colours = window.session.document.colours
    draft = ColourDraft(colours, (200, 90, 0))
    draft.paint(*segment(LINE[0], LINE[1], 3.0), erase=False)
    window.session.push_patch("Paint colour", colours, draft.finish())
    window.filling.start()
    idle(window, safety, qtbot)
    door.step()
    assert window.filling.is_busy


def test_a_fill_is_in_the_folder_before_it_shows(guarded, door, qtbot, root: Path) -> None:
    window, safety = guarded
    window.session.change(variants=3)
    filled(window, safety, door, qtbot)
    assert layer_names(window) == []
    assert window.filling.status.startswith("Finishing the fill")
    there: list[Project] = []
    window.filling.kept.connect(lambda _: there.append(stored(root)))
    qtbot.waitUntil(lambda: not window.filling.is_busy)
    (project,) = there
    (layer,) = project.document.layers
    assert layer_names(window) == [layer.name] == ["Fill 1"]
    assert layer.fill is not None
    assert len(layer.fill.candidates) == 3
    assert project.document.hole.is_empty  # all as it shows now
    assert project.document.colours.is_empty
    assert layer.fill.colours.keys() == {(0, 0)}
    assert tuple(layer.fill.colours[0, 0][60, 60]) == (200, 90, 0, 255)
    assert safety.recovery.has_all
    assert not safety.recovery._pause.isActive()  # nothing is left to be written


@pytest.mark.parametrize("how", ["more", "edit"])
def test_what_a_fill_is_asked_for_again_is_in_the_folder_before_it_shows(
    guarded, door, qtbot, root: Path, how: str
) -> None:
    """More candidates of it, and another in its place."""
    window, safety = guarded
    filled(window, safety, door, qtbot)
    qtbot.waitUntil(lambda: not window.filling.is_busy)
    if how == "more":
        window.fills.more()
    else:
        window.fills.toggle_edit()
        stroke(window.canvas, OTHER_LINE)
        window.filling.start()
    idle(window, safety, qtbot)
    there: list[Project] = []
    document = window.session.document
    assert document is not None
    window.filling.kept.connect(lambda _: there.append(stored(root)))
    door.step()
    qtbot.waitUntil(lambda: not window.filling.is_busy)
    (project,) = there
    assert digest_of(project.document) == digest_of(document)
    assert project.editing is None
    (layer,) = document.layers
    assert layer.fill is not None
    assert len(layer.fill.candidates) == (4 if how == "more" else 1)
    assert safety.recovery.has_all


def test_what_is_done_while_a_fill_is_written_is_kept_too(guarded, door, qtbot, root: Path) -> None:
    window, safety = guarded
    filled(window, safety, door, qtbot)
    stroke(window.canvas, OTHER_LINE)
    with qtbot.waitSignal(window.filling.kept):
        pass
    assert not safety.recovery.has_all
    qtbot.waitUntil(lambda: safety.recovery.has_all)
    project = stored(root)
    assert [layer.name for layer in project.document.layers] == layer_names(window) == ["Fill 1"]
    assert window.session.document is not None
    assert project.document.hole.bounds() == window.session.document.hole.bounds()


@pytest.mark.parametrize("how", ["cancel", "another"])
def test_a_fill_that_is_given_up_while_it_is_written_comes_back_nowhere(
    guarded, door, qtbot, root: Path, photo_file: Path, how: str
) -> None:
    window, safety = guarded
    filled(window, safety, door, qtbot)
    if how == "cancel":
        window.filling.cancel()
        assert window.notices.text == "Cancelled: nothing was changed."
    else:
        with qtbot.waitSignal(window.filing.loaded):
            window.filing.open(photo_file)
    assert not window.filling.is_busy
    idle(window, safety, qtbot)
    assert layer_names(window) == []
    if how == "cancel":
        assert list(stored(root).document.layers) == []
    else:
        assert list(root.iterdir()) == []


@pytest.mark.parametrize(("name", "kept"), [("out.jpg", ["Fill 1"]), ("out.ora", [])])
def test_what_no_project_holds_stays_here(guarded, door, qtbot, root: Path, name: str, kept: list[str]) -> None:
    window, safety = guarded
    filled(window, safety, door, qtbot)
    qtbot.waitUntil(lambda: layer_names(window) == ["Fill 1"])
    with qtbot.waitSignal(window.filing.saved):
        window.filing.save(root.parent / name)
    idle(window, safety, qtbot)
    assert [layer.name for folder in root.iterdir() for layer in read_parts(PartReader(folder)).document.layers] == kept


@pytest.mark.parametrize("then", ["show", "cancel"])
def test_saving_while_a_fill_is_written_takes_nothing_of_it_away(guarded, door, qtbot, root: Path, then: str) -> None:
    window, safety = guarded
    filled(window, safety, door, qtbot)
    window.session.saved_to(root.parent / "saved.ora", window.session.revision)
    if then == "cancel":
        window.filling.cancel()
        idle(window, safety, qtbot)
        assert list(root.iterdir()) == []
        return
    there: list[Project] = []
    window.filling.kept.connect(lambda _: there.append(stored(root)))
    qtbot.waitUntil(lambda: not window.filling.is_busy)
    assert [layer.name for layer in there[0].document.layers] == ["Fill 1"]


def test_the_end_while_a_fill_is_written_keeps_it(guarded, door, qtbot, root: Path) -> None:
    window, safety = guarded
    filled(window, safety, door, qtbot)
    safety.end(keep=True)
    assert [layer.name for layer in stored(root).document.layers] == ["Fill 1"]


def test_a_folder_that_hangs_hides_no_fill_for_long(guarded, door, held, qtbot) -> None:
    window, safety = guarded
    said: list[str] = []
    safety.recovery.notice.connect(lambda notice: said.append(notice.text))
    window.filling.before_fill = lambda then: then()
    for number, line in enumerate((LINE, OTHER_LINE)):
        stroke(window.canvas, line)
        window.filling.start()
        door.step()
        if number == 0:
            assert layer_names(window) == []
            assert safety.recovery._late.interval() == recovery_module.LONGEST_HIDDEN_MS == 5_000
            safety.recovery._late.timeout.emit()
            assert window.notices.text == SLOW
        assert len(layer_names(window)) == number + 1  # the second does not wait at all
    assert said == [SLOW]
    held.set()
    qtbot.waitUntil(lambda: safety.recovery.has_all)


def test_a_fill_that_is_cancelled_while_it_waits_does_not_run(guarded, door, engine, qtbot) -> None:
    window, safety = guarded
    stroke(window.canvas, LINE)
    window.filling.start()
    window.filling.cancel()
    assert not window.filling.is_busy  # at once, not when the folder is through
    idle(window, safety, qtbot)
    assert window.notices.text == "Cancelled: nothing was changed."
    door.step()
    assert engine.requests == []


def test_a_disk_that_refuses_stops_no_fill(guarded, door, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    window, safety = guarded
    said: list[str] = []
    safety.recovery.notice.connect(lambda notice: said.append(notice.text))

    def refuse(*_: object, **__: object) -> None:
        raise OutputRefused("The recovery folder r cannot be written (no space left on device)")

    monkeypatch.setattr(Store, "write", refuse)
    for line in (LINE, OTHER_LINE):
        stroke(window.canvas, line)
        window.filling.start()
        idle(window, safety, qtbot)
        door.step()
        idle(window, safety, qtbot)
    assert window.session.document is not None
    assert len(window.session.document.layers) == 2
    assert len(said) == 1
    assert said[0].endswith("(no space left on device): save your work, it is not kept otherwise")


def test_a_fill_that_is_done_during_a_write_shows_after_its_own(guarded, door, held, qtbot) -> None:
    window, safety = guarded
    window.filling.before_fill = lambda then: then()
    stroke(window.canvas, LINE)  # whose write is under way from now on
    window.filling.start()
    door.step()
    assert layer_names(window) == []
    held.set()
    with qtbot.waitSignal(window.filling.kept):
        pass
    assert safety.recovery.has_all


@pytest.mark.parametrize("before", ["nothing", "undo", "another"])
def test_the_last_change_during_a_write_is_written_after_it(
    guarded, held, qtbot, root: Path, photo_file: Path, before: str
) -> None:
    """Whether the write is of an older state, of one that was undone, or of another photo."""
    window, safety = guarded
    stroke(window.canvas, LINE)  # whose write is under way from now on
    if before == "undo":
        window.actions_["undo"].trigger()
    elif before == "another":
        with qtbot.waitSignal(window.filing.loaded):
            window.filing.open(photo_file)
    stroke(window.canvas, OTHER_LINE)
    if before == "nothing":
        safety.recovery._pause.timeout.emit()
    held.set()
    qtbot.waitUntil(lambda: safety.recovery.has_all)
    idle(window, safety, qtbot)
    safety.end(keep=True)
    store, _ = only(root)
    assert window.session.document is not None
    assert store.read().document.hole.bounds() == window.session.document.hole.bounds()
    store.release()


def test_the_end_during_a_write_keeps_the_newest_state(guarded, held, root: Path) -> None:
    window, safety = guarded
    stroke(window.canvas, LINE)
    stroke(window.canvas, OTHER_LINE)
    held.set()
    safety.end(keep=True)
    store, _ = only(root)
    assert window.session.document is not None
    assert store.read().document.hole.bounds() == window.session.document.hole.bounds()
    store.release()


def test_a_write_that_failed_is_tried_again(guarded, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    window, safety = guarded
    with monkeypatch.context() as patch:

        def refuse(*_: object, **__: object) -> None:
            raise OutputRefused("The recovery folder r cannot be written (no space left on device)")

        patch.setattr(Store, "write", refuse)
        stroke(window.canvas, LINE)
        qtbot.waitUntil(lambda: bool(window.notices.text))
    clock = safety.recovery._pause
    assert clock.isActive()
    with qtbot.waitSignal(safety.recovery.written):
        clock.timeout.emit()
    assert safety.recovery.has_all


@pytest.mark.parametrize("how", ["save", "undo", "another", "close"])
def test_work_that_is_safe_or_given_up_is_kept_no_more(
    guarded, qtbot, root: Path, tmp_path: Path, photo_file: Path, how: str
) -> None:
    window, safety = guarded
    stroke(window.canvas, LINE)
    idle(window, safety, qtbot)
    assert len(list(root.iterdir())) == 1
    if how == "save":
        window.filing.save(tmp_path / "out.ora")
    elif how == "undo":
        window.actions_["undo"].trigger()
    elif how == "another":
        window.filing.open(photo_file)
    else:
        safety.end(keep=False)
    idle(window, safety, qtbot)
    assert list(root.iterdir()) == []


def test_what_a_crash_left_is_opened_as_unsaved_and_kept(guarded, door, second, qtbot, root: Path) -> None:
    window, safety = guarded
    fill_with_candidates(window, safety, door, qtbot)
    stroke(window.canvas, OTHER_LINE)
    before = picture(window)
    left_by_a_crash(window, safety, qtbot)
    again, its_safety = second
    dialog = offered(its_safety, qtbot)
    assert dialog.list.count() == 1
    assert dialog.list.item(0).text().startswith("photo.png\nless than a minute ago\n")
    assert not dialog.list.item(0).icon().isNull()
    with qtbot.waitSignal(again.filing.loaded):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert np.array_equal(picture(again), before)
    document = again.session.document
    assert document is not None
    fill = document.layers[0].fill
    assert fill is not None
    assert len(fill.candidates) == 3
    assert not document.hole.is_empty
    assert again.isWindowModified()
    assert again.session.has_unsaved_pixels
    assert again.session.photo is not None
    assert again.session.photo.target is None
    assert len(list(root.iterdir())) == 1
    stroke(again.canvas, LINE)
    its_safety.recovery.keep()
    idle(again, its_safety, qtbot)
    assert len(list(root.iterdir())) == 1  # the same folder goes on
    again.filing.save(root.parent / "saved.ora")
    idle(again, its_safety, qtbot)
    assert list(root.iterdir()) == []


def test_not_now_leaves_it_for_the_next_start(guarded, second, qtbot, root: Path) -> None:
    window, safety = guarded
    stroke(window.canvas, LINE)
    left_by_a_crash(window, safety, qtbot)
    dialog = offered(second[1], qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    store, _ = only(root)
    store.release()


def test_discarding_asks_once_more(guarded, second, qtbot, root: Path) -> None:
    window, safety = guarded
    stroke(window.canvas, LINE)
    left_by_a_crash(window, safety, qtbot)
    dialog = offered(second[1], qtbot)
    QTest.mouseClick(dialog.discard_button, Qt.MouseButton.LeftButton)
    box = dialog.findChild(QMessageBox)
    assert box is not None
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    QTest.mouseClick(box.button(QMessageBox.StandardButton.Discard), Qt.MouseButton.LeftButton)
    idle(*second, qtbot)
    assert list(root.iterdir()) == []


def test_work_whose_parts_are_damaged_is_one_line(guarded, second, qtbot, root: Path) -> None:
    window, safety = guarded
    stroke(window.canvas, LINE)
    left_by_a_crash(window, safety, qtbot)
    for part in root.glob("*/part-*"):
        if part.stat().st_size > 100_000:
            part.write_bytes(b"")
    again, its_safety = second
    dialog = offered(its_safety, qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    idle(again, its_safety, qtbot)
    assert again.notices.text == "Unsaved work on photo.png is damaged and was put aside."
    assert again.session.photo is None
    assert [path.name[:8] for path in root.iterdir()] == ["damaged-"]


def test_work_that_does_not_fit_into_memory_stays_and_is_offered_again(
    guarded, second, qtbot, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, safety = guarded
    stroke(window.canvas, LINE)
    left_by_a_crash(window, safety, qtbot)

    def no_memory(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("app.files.photo._decode", no_memory)
    again, its_safety = second
    dialog = offered(its_safety, qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    idle(again, its_safety, qtbot)
    assert again.notices.text.startswith("Unsaved work could not be opened: ")
    assert "does not fit into memory" in again.notices.text
    assert not list(root.glob("damaged-*"))
    assert len(list(root.iterdir())) == 1


def test_recovered_work_that_is_given_up_leaves_the_next_photo_clean(
    guarded, second, photo_file: Path, qtbot, root: Path
) -> None:
    window, safety = guarded
    stroke(window.canvas, LINE)
    left_by_a_crash(window, safety, qtbot)
    again, its_safety = second
    with qtbot.waitSignal(again.filing.loaded):
        offered(its_safety, qtbot)._open()
    with qtbot.waitSignal(again.filing.loaded):
        again.filing.open(photo_file)
    idle(again, its_safety, qtbot)
    assert not again.isWindowModified()
    assert list(root.iterdir()) == []
