"""Several windows of one process: where a photo opens, what they share, and how they end."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from app.editor.dialogs.unsaved import Answer
from app.editor.window.desk import Desk
from app.editor.window.window import Window
from app.files.export import ExportOptions
from app.files.recovery import find_stores
from app.files.settings import Settings
from app.worker import Worker
from tests.app.conftest import StubEngine, noise
from tests.app.editor.conftest import stroke

LINE = [(60.0, 60.0), (120.0, 90.0)]


@pytest.fixture
def desk(engine: StubEngine, tmp_path: Path, qtbot) -> Iterator[Desk]:
    """Over the real worker's thread, with recovery, and with one empty window."""
    made = Desk(Settings(colour_scheme="dark", brush_radius=8.0), Worker(lambda: engine), tmp_path / "recovery")
    with qtbot.waitSignal(made.open_window().filling.changed):  # its engine is there
        pass
    yield made
    for window in made.windows:
        window.session.settling.emit()
        window.session.stack.setClean()
    made.end(keep=False)
    dispose()
    assert engine.is_closed


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{name}.png" for name in ("one", "two", "three")]
    for seed, path in enumerate(paths):
        Image.fromarray(noise(200, 160, seed=seed)).save(path)
    return paths


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answers the questions about unsaved work, one after the other; the list says whose came."""

    def prepare(*answers: Answer) -> list[str]:
        asked: list[str] = []

        def answer(window: Window, *_: object) -> Answer:
            asked.append(name(window))
            return answers[len(asked) - 1]

        monkeypatch.setattr("app.editor.files.verbs.ask_unfilled", answer)
        return asked

    return prepare


def dispose() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[call-overload]
    QApplication.processEvents()


def name(window: Window) -> str:
    photo = window.session.photo
    return "" if photo is None else photo.path.name


def names(desk: Desk) -> list[str]:
    return [name(window) for window in desk.windows]


def open_all(desk: Desk, paths: list[Path], qtbot) -> list[Window]:
    desk.windows[0].file_verbs.open_paths(paths)
    qtbot.waitUntil(lambda: names(desk) == [path.name for path in paths])
    return desk.windows


def brush(window: Window, qtbot) -> None:
    qtbot.waitUntil(lambda: window.canvas.is_sharp)
    stroke(window.canvas, LINE)


def fill_both(desk: Desk, engine: StubEngine, qtbot) -> None:
    """One after the other: the first is at the gate then."""
    engine.gate = threading.Event()
    for window, recovery in zip(desk.windows, desk.recoveries, strict=True):
        brush(window, qtbot)
        qtbot.waitUntil(lambda recovery=recovery: recovery.has_all)  # else the fill begins only then
        window.filling.start()


def test_several_photos_are_a_window_each(desk: Desk, photos, qtbot) -> None:
    first, second, third = open_all(desk, photos, qtbot)
    assert first.size() == second.size() == third.size()
    assert third.isActiveWindow()


def test_several_photos_are_dropped(desk: Desk, photos, qtbot) -> None:
    (window,) = desk.windows
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in photos])
    action, none = Qt.DropAction.CopyAction, (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(QDropEvent(QPointF(450, 300), action, mime, *none))
    qtbot.waitUntil(lambda: names(desk) == [path.name for path in photos])


@pytest.mark.parametrize(
    ("open_in", "work", "opened"),
    [
        ("auto", "none", ["two.png"]),
        ("auto", "brushed", ["one.png", "two.png"]),
        ("auto", "undone", ["one.png", "two.png"]),  # it could be redone
        ("new", "none", ["one.png", "two.png"]),
        ("this", "none", ["two.png"]),
    ],
)
def test_a_photo_opens_where_nothing_is_lost_or_as_the_settings_say(
    desk: Desk, photos, qtbot, open_in: str, work: str, opened: list[str]
) -> None:
    (window,) = open_all(desk, photos[:1], qtbot)
    window.session.change(open_in=open_in)
    if work != "none":
        brush(window, qtbot)
    if work == "undone":
        window.session.history.undo()
    window.file_verbs.open_path(photos[1])
    qtbot.waitUntil(lambda: names(desk) == opened)


def test_this_window_asks_about_its_work(desk: Desk, photos, qtbot, say) -> None:
    (window,) = open_all(desk, photos[:1], qtbot)
    window.session.change(open_in="this")
    brush(window, qtbot)
    asked = say(Answer.CANCEL, Answer.DISCARD)
    window.file_verbs.open_path(photos[1])
    assert (asked, names(desk)) == (["one.png"], ["one.png"])
    window.file_verbs.open_path(photos[1])
    qtbot.waitUntil(lambda: names(desk) == ["two.png"])


def test_a_photo_that_is_open_comes_forward(desk: Desk, photos, qtbot) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    second.file_verbs.open_path(photos[0].parent / "." / "one.png")
    assert len(desk.windows) == 2
    assert first.notices.text == "one.png is open here already."
    qtbot.waitUntil(first.isActiveWindow)
    for _ in range(2):  # also while it is being read
        first.file_verbs.open_path(photos[2])
    qtbot.waitUntil(lambda: names(desk) == ["three.png", "two.png"])


def test_a_file_that_cannot_be_opened_leaves_no_empty_window(desk: Desk, photos, tmp_path: Path, qtbot) -> None:
    (window,) = open_all(desk, photos[:1], qtbot)
    brush(window, qtbot)
    window.file_verbs.open_path(tmp_path / "missing.png")
    assert len(desk.windows) == 2
    qtbot.waitUntil(lambda: len(desk.windows) == 1)
    assert "missing.png" in window.notices.text
    assert names(desk) == ["one.png"]


@pytest.mark.parametrize("verb", ["save_as", "export", "export_mask"])
def test_a_file_that_another_window_shows_is_not_written_over(
    desk: Desk, photos, qtbot, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    before = photos[0].read_bytes()
    for ask in ("ask_target", "ask_export", "ask_mask_target"):
        monkeypatch.setattr(f"app.editor.dialogs.files.{ask}", lambda *_: photos[0].parent / "." / "one.png")
    monkeypatch.setattr("app.editor.files.verbs.ask_options", lambda *_: ExportOptions("PNG"))
    getattr(second.file_verbs, verb)()
    assert not second.errands.is_busy()
    assert "one.png is open in another window" in second.notices.text
    assert second.session.photo.target is None
    first.close()
    qtbot.waitUntil(lambda: len(desk.windows) == 1)
    getattr(second.file_verbs, verb)()
    qtbot.waitUntil(lambda: photos[0].read_bytes() != before)


def test_settings_and_recent_files_are_shared(desk: Desk, photos, qtbot) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    first.session.change(brush_radius=33.0)
    assert second.session.settings.brush_radius == 33.0
    assert [Path(entry).name for entry in first.session.settings.recent] == ["two.png", "one.png"]
    assert first.session.settings == second.session.settings
    first.session.change(geometry="mine")
    assert second.session.settings.geometry == ""
    desk.open_window(second)
    assert desk.windows[2].session.settings.brush_radius == 33.0
    assert desk.settings.brush_radius == 33.0


def test_a_fill_waits_for_that_of_another_window_and_says_so(desk: Desk, photos, engine, qtbot) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    fill_both(desk, engine, qtbot)
    qtbot.waitUntil(lambda: second.filling.status.startswith("Waiting for another window"))
    assert first.filling.status.startswith("Filling")
    with qtbot.waitSignals([first.filling.kept, second.filling.kept]):
        engine.gate.set()
    assert len(engine.requests) == 2


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


def test_the_list_of_windows_brings_one_forward(desk: Desk, photos, qtbot) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    brush(second, qtbot)
    menu = next(action.menu() for action in second.menuBar().actions() if action.text() == "&Window")
    for _ in range(2):
        menu.aboutToShow.emit()
    listed = menu.actions()[-2:]
    assert [(action.text(), action.isChecked()) for action in listed] == [("&1 one.png", False), ("&2 two.png *", True)]
    assert len(menu.actions()) == 4
    listed[0].trigger()
    qtbot.waitUntil(first.isActiveWindow)
    first.actions_["next_window"].trigger()
    qtbot.waitUntil(second.isActiveWindow)


def test_photos_of_the_same_name_are_told_apart(desk: Desk, photos, tmp_path: Path, qtbot) -> None:
    (tmp_path / "other").mkdir()
    twin = photos[0].rename(tmp_path / "other" / photos[1].name)
    open_all(desk, [photos[1], twin, photos[2]], qtbot)
    menu = next(action.menu() for action in desk.windows[0].menuBar().actions() if action.text() == "&Window")
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()[-3:]] == [
        f"&1 two.png — {tmp_path}",
        f"&2 two.png — {tmp_path / 'other'}",
        "&3 three.png",
    ]


def test_an_only_window_has_no_next_one(desk: Desk) -> None:
    (window,) = desk.windows
    assert not window.actions_["next_window"].isEnabled()
    window.actions_["new_window"].trigger()
    assert [one.actions_["next_window"].isEnabled() for one in desk.windows] == [True, True]
    desk.windows[1].actions_["close_window"].trigger()
    QApplication.processEvents()
    assert not window.actions_["next_window"].isEnabled()


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


def test_all_work_of_before_a_crash_comes_back_at_once(desk: Desk, photos, tmp_path: Path, engine, qtbot) -> None:
    for window in open_all(desk, photos, qtbot):
        brush(window, qtbot)
    qtbot.waitUntil(lambda: all(recovery.has_all for recovery in desk.recoveries))
    desk.end(keep=True)
    dispose()
    again = Desk(Settings(colour_scheme="dark"), Worker(lambda: engine), tmp_path / "recovery")
    window = again.open_window()
    recovering = again._guards[window].recovering
    with qtbot.waitSignal(recovering.asked) as told:
        pass
    dialog = told.args[0]
    assert dialog.list.count() == 3
    dialog.all_button.click()
    qtbot.waitUntil(lambda: sorted(names(again)) == ["one.png", "three.png", "two.png"])
    assert all(one.isWindowModified() and one.session.has_hole for one in again.windows)
    assert len(list((tmp_path / "recovery").iterdir())) == 3
    again.end(keep=False)
    dispose()
    assert list((tmp_path / "recovery").iterdir()) == []
