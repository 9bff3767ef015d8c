"""Several windows of one process: how they end, and what comes back after a crash."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from app.editor.dialogs.recovery import RecoveryDialog
from app.editor.dialogs.unsaved import Answer
from app.editor.window.desk import Desk
from app.files.recovery import find_stores
from app.files.settings import Settings
from app.worker import Worker
from tests.app.editor.window.conftest import brush, dispose, fill_both, leave_work, names, on_a_large_screen, open_all


@pytest.fixture
def next_start(engine, tmp_path: Path) -> Callable[..., Desk]:
    """Begins over the same recovery folder. Called with the files that another program waits for, if any."""

    def begin(returned: Sequence[Path] = ()) -> Desk:
        return Desk(Settings(colour_scheme="dark"), Worker(lambda: engine), tmp_path / "recovery", returned)

    return begin


def test_closing_a_window_leaves_the_fill_of_another_alone(desk: Desk, photos, engine, qtbot) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    fill_both(desk, engine, qtbot)
    qtbot.waitUntil(lambda: bool(engine.requests) and second.door.waits)
    first.close_unasked()
    qtbot.waitUntil(lambda: len(engine.requests) == 2)
    with qtbot.waitSignal(second.filling.kept):
        engine.gate.set()


def test_a_window_that_is_closed_gives_its_memory_back(desk: Desk, photos, qtbot) -> None:
    open_all(desk, photos[:2], qtbot)
    document = weakref.ref(desk.windows[1].session.document)
    window = weakref.ref(desk.windows[1])
    desk.windows[1].close()
    qtbot.waitUntil(lambda: len(desk.windows) == 1)
    dispose()
    gc.collect()
    assert (document(), window()) == (None, None)


def test_quit_asks_for_each_window_and_cancel_keeps_all(desk: Desk, photos, qtbot, say) -> None:
    first, second, _ = open_all(desk, photos, qtbot)
    for window in (first, second):
        brush(window, qtbot)
    asked = say(Answer.DISCARD, Answer.CANCEL)
    second.actions_["quit"].trigger()
    assert asked == ["two.png", "one.png"]  # the one that the person is at comes first
    assert names(desk) == ["one.png", "two.png", "three.png"]
    assert all(window.isVisible() for window in desk.windows)
    asked = say(Answer.DISCARD, Answer.DISCARD)
    first.actions_["quit"].trigger()
    assert asked == ["one.png", "two.png"]
    assert desk.windows == []


@pytest.mark.parametrize("verb", ["export", "save_as"])
def test_a_window_with_an_open_dialog_is_closed_once_that_is_answered(desk: Desk, photos, qtbot, verb: str) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    seen: list[list[str]] = []

    def quit_the_other() -> None:
        dialog = next(one for one in first.findChildren(QDialog) if one.isVisible())
        try:
            for _ in range(2):
                second.actions_["quit"].trigger()
            QApplication.processEvents()
            seen.append(names(desk))
        finally:
            dialog.reject()

    QTimer.singleShot(200, first, quit_the_other)
    first.actions_[verb].trigger()
    assert seen == [["one.png", "two.png"]]
    qtbot.waitUntil(lambda: desk.windows == [])


def test_work_that_was_given_up_while_quitting_is_asked_about_again_once_it_changed(
    desk: Desk, photos, qtbot, say
) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    for window in (first, second):
        brush(window, qtbot)
    asked = say(Answer.DISCARD, Answer.CANCEL)
    first.actions_["quit"].trigger()
    asked = say(Answer.DISCARD, Answer.DISCARD)
    first.actions_["quit"].trigger()
    assert asked == ["one.png", "two.png"]


def test_each_window_keeps_work_of_its_own(desk: Desk, photos, tmp_path: Path, qtbot) -> None:
    windows = open_all(desk, photos, qtbot)
    for window in windows:
        brush(window, qtbot)
    qtbot.waitUntil(lambda: all(recovery.has_all for recovery in desk.recoveries))
    folder = tmp_path / "recovery"
    assert len(list(folder.iterdir())) == 3
    assert find_stores(folder).stores == []  # ours, each of them: not even this process takes it
    windows[1].close_unasked()
    assert len(list(folder.iterdir())) == 2
    desk.end(keep=True)
    found = find_stores(folder).stores
    assert sorted(about.name for _, about in found) == ["one.png", "three.png"]
    for store, _ in found:
        store.release()


def test_all_work_is_in_safety_before_a_window_is_closed(desk: Desk, photos, tmp_path: Path, qtbot) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    for window in (first, second):
        brush(window, qtbot)
    kept: list[int] = []
    first.closed.connect(lambda: kept.append(len(list((tmp_path / "recovery").glob("*/index.json")))))
    desk.end(keep=True)
    assert kept == [2]


def test_all_work_of_before_a_crash_comes_back_at_once(
    desk: Desk, photos, tmp_path: Path, next_start, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.editor.window.placing.place_beside", on_a_large_screen)
    leave_work(desk, photos, qtbot)
    again = next_start()
    window = again.open_window()
    recovering = again._guards[window].recovering
    with qtbot.waitSignal(recovering.asked) as told:
        pass
    dialog = told.args[0]
    assert dialog.list.count() == 3
    dialog.all_button.click()
    qtbot.waitUntil(lambda: sorted(names(again)) == ["one.png", "three.png", "two.png"])
    assert all(one.isWindowModified() and one.session.has_hole for one in again.windows)
    assert len({(one.x(), one.y()) for one in again.windows}) == 3  # none hides another
    assert len(list((tmp_path / "recovery").iterdir())) == 3
    again.end(keep=False)
    dispose()
    assert list((tmp_path / "recovery").iterdir()) == []


def test_work_comes_back_in_the_window_that_shows_its_photo(desk: Desk, photos, next_start, qtbot) -> None:
    leave_work(desk, photos[:2], qtbot)
    again = next_start()
    window = again.open_window()
    window.file_verbs.open_path(photos[0])
    asked: list[RecoveryDialog] = []
    again._guards[window].recovering.asked.connect(asked.append)
    qtbot.waitUntil(lambda: names(again) == ["one.png"] and len(asked) == 1)
    asked[0].all_button.click()
    qtbot.waitUntil(lambda: sum(one.isWindowModified() for one in again.windows) == 2)
    assert sorted(names(again)) == ["one.png", "two.png"]
    assert window.isWindowModified()
    again.end(keep=False)
    dispose()


def test_no_question_stands_before_a_file_that_was_handed_over(desk: Desk, photos, next_start, qtbot) -> None:
    leave_work(desk, photos[:1], qtbot)
    again = next_start(photos[:1])
    window = again.open_window()
    asked: list[RecoveryDialog] = []
    again._guards[window].recovering.asked.connect(asked.append)
    window.file_verbs.open_path(photos[0])
    qtbot.waitUntil(lambda: "unsaved work from before" in window.notices.text)
    assert names(again) == ["one.png"]
    again.end(keep=False)
    dispose()
    assert not asked
    last = next_start()
    window = last.open_window()
    with qtbot.waitSignal(last._guards[window].recovering.asked) as told:
        pass
    assert told.args[0].list.count() == 1
    last.end(keep=True)
    dispose()
