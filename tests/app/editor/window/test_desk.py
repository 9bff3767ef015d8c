"""Several windows of one process: where a photo opens, and what they share."""

from __future__ import annotations

import operator
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QDialog

from app.editor.dialogs.unsaved import Answer
from app.editor.files import filing as filing_module
from app.editor.files.projects import Loaded
from app.editor.window.desk import FOCUS_MS, Desk
from app.editor.window.neighbours import come_forward
from app.editor.window.placing import STEP
from app.editor.window.window import Window
from app.files.export import ExportOptions
from tests.app.editor.window.conftest import brush, fill_both, names, on_a_large_screen, open_all
from tests.patience import MOMENT_S


def test_several_photos_are_a_window_each(desk: Desk, photos, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.editor.window.placing.place_beside", on_a_large_screen)
    first, second, third = open_all(desk, photos, qtbot)
    assert first.size() == second.size() == third.size()
    assert [second.pos() - first.pos(), third.pos() - second.pos()] == [QPoint(STEP, STEP)] * 2  # each title is seen
    assert third.isActiveWindow()


def drop(window: Window, paths: Sequence[Path]) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, none = Qt.DropAction.CopyAction, (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(QDropEvent(QPointF(450, 300), action, mime, *none))


def test_several_photos_are_dropped(desk: Desk, photos, qtbot) -> None:
    (window,) = desk.windows
    drop(window, photos)
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


def test_of_several_files_each_that_cannot_be_opened_is_told(
    desk: Desk, photos, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (window,) = desk.windows
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "words.jpg").write_text("no picture")
    gate, load = threading.Event(), filing_module.load_file

    def wait(path: Path, **rest: bool) -> Loaded:
        assert path.name != "one.png" or gate.wait(MOMENT_S)
        return load(path, **rest)

    monkeypatch.setattr(filing_module, "load_file", wait)
    bad = [tmp_path / name for name in ("empty.jpg", "words.jpg", "missing.png")]
    window.file_verbs.open_paths([photos[0], bad[0], photos[1], *bad[1:]])
    qtbot.waitUntil(lambda: names(desk) == ["", "two.png"])
    for seen in ("", "one.png"):  # a photo that comes last takes nothing of it away
        qtbot.waitUntil(lambda seen=seen: names(desk)[0] == seen)
        qtbot.waitUntil(lambda: all(f"{path} " in told(desk) for path in bad))
        assert told(desk).startswith("Not opened: ")
        gate.set()
    window.file_verbs.open_path(tmp_path / "another.png")
    qtbot.waitUntil(lambda: "another.png" in told(desk))
    assert "missing.png" not in told(desk)


def test_what_was_not_opened_goes_along_until_it_is_put_away(desk: Desk, photos, tmp_path: Path, qtbot) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    second.file_verbs.open_path(tmp_path / "missing.png")
    qtbot.waitUntil(lambda: "missing.png" in told(desk) and len(desk.windows) == 2)
    for window, other in ((first, second), (second, first)):
        come_forward(window)
        qtbot.waitUntil(lambda window=window: "missing.png" in window.notices.text)
        assert other.notices.text == ""
    second.notices.dismiss()
    come_forward(first)
    qtbot.waitUntil(lambda: desk.front is first)
    assert first.notices.text == ""


def test_a_file_that_cannot_be_opened_takes_nobody_from_their_work(
    desk: Desk, photos, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They have gone on in another window by the time that this is known."""
    first, second = open_all(desk, photos[:2], qtbot)
    gate, load = threading.Event(), filing_module.load_file

    def wait(path: Path, **rest: bool) -> Loaded:
        assert gate.wait(MOMENT_S)
        return load(path, **rest)

    monkeypatch.setattr(filing_module, "load_file", wait)
    first.session.change(open_in="new")
    first.file_verbs.open_path(tmp_path / "missing.png")
    come_forward(second)
    qtbot.waitUntil(lambda: desk.front is second)
    gate.set()
    qtbot.waitUntil(lambda: len(desk.windows) == 2)
    assert "missing.png" in second.notices.text
    assert first.notices.text == ""
    assert desk.front is second


@pytest.mark.parametrize("with_good", [False, True])
def test_files_that_are_dropped_and_cannot_be_opened_raise_no_other_window(
    desk: Desk, photos, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch, with_good: bool
) -> None:
    """The keyboard is with another window than the one that they are dropped on."""
    first, second = open_all(desk, photos[:2], qtbot)
    first.session.change(open_in="new")
    come_forward(second)
    qtbot.waitUntil(second.isActiveWindow)
    raised: list[Window] = []
    raise_ = Window.raise_
    monkeypatch.setattr(Window, "raise_", lambda window: raised.append(window) or raise_(window))
    monkeypatch.setattr(first.dropping, "ask", lambda _: first.file_verbs.open_paths)
    bad = [tmp_path / "missing.png", tmp_path / "another.png"]
    drop(first, [photos[2], *bad] if with_good else bad)
    qtbot.waitUntil(lambda: len(raised) >= len(bad) + with_good)
    qtbot.waitUntil(lambda: len(desk.windows) == 2 + with_good and all("missing" not in name for name in names(desk)))
    qtbot.waitUntil(lambda: all(path.name in told(desk) for path in bad))
    front = desk.windows[-1] if with_good else first
    qtbot.waitUntil(front.isActiveWindow)
    qtbot.wait(FOCUS_MS + 50)
    assert desk.front is front
    assert second not in raised
    assert (first in raised) != with_good


def test_where_the_first_of_several_cannot_be_opened_the_others_stay_in_front(
    desk: Desk, photos, tmp_path: Path, qtbot
) -> None:
    (first,) = desk.windows
    first.file_verbs.open_paths([tmp_path / "missing.png", photos[1]])
    qtbot.waitUntil(lambda: names(desk) == ["", "two.png"])
    second = desk.windows[1]
    qtbot.waitUntil(lambda: "missing.png" in second.notices.text)
    qtbot.waitUntil(lambda: desk.front is second)
    come_forward(first)
    qtbot.waitUntil(lambda: "missing.png" in first.notices.text)  # and it says why it is empty


def told(desk: Desk) -> str:
    """What the window says that a person looks at."""
    return "" if desk.front is None else desk.front.notices.text


@pytest.mark.parametrize("verb", ["saving.save_as", "export", "export_mask"])
def test_a_file_that_another_window_shows_is_not_written_over(
    desk: Desk, photos, qtbot, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    before = photos[0].read_bytes()
    for ask in ("ask_target", "ask_export", "ask_mask_target"):
        monkeypatch.setattr(f"app.editor.dialogs.files.{ask}", lambda *_: photos[0].parent / "." / "one.png")
    monkeypatch.setattr("app.editor.files.verbs.ask_options", lambda *_: ExportOptions("PNG"))
    operator.attrgetter(verb)(second.file_verbs)()
    assert not second.errands.is_busy()
    assert "one.png is open in another window" in second.notices.text
    assert second.session.photo.target is None
    first.close()
    qtbot.waitUntil(lambda: len(desk.windows) == 1)
    operator.attrgetter(verb)(second.file_verbs)()
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


def test_a_project_s_settings_stay_in_its_window(desk: Desk, photos, qtbot, tmp_path) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    project, changed = tmp_path / "work.ora", []
    second.session.change(grow=9, quality="best", feather=7)
    with qtbot.waitSignal(second.filing.saved):
        second.filing.save(project)
    second.session.change(grow=1, quality="fast", feather=7)
    desk.settings_changed.connect(lambda: changed.append(desk.settings))
    with qtbot.waitSignal(second.filing.loaded):
        second.filing.open(project)

    def seen(window: Window) -> tuple[int, str, int]:
        settings = window.session.settings
        return settings.grow, settings.quality, settings.feather

    assert (seen(first), seen(second)) == ((1, "fast", 7), (9, "best", 7))
    assert second.options._grow.value() == 9
    assert all((kept.grow, kept.quality) == (1, "fast") for kept in [*changed, desk.settings])
    first.session.change(feather=3)  # by the person: newer than the file, everywhere
    assert (seen(first), seen(second)) == ((1, "fast", 3), (9, "best", 3))
    first.session.change(grow=2)
    assert (seen(first), seen(second)) == ((2, "fast", 3), (2, "best", 3))
    second.session.change(quality="best")  # which it is here: but now the person says so
    assert (seen(first), seen(second)) == ((2, "best", 3), (2, "best", 3))
    assert (desk.settings.grow, desk.settings.quality) == (2, "best")


def test_another_photo_in_the_window_of_a_project_has_the_person_s_settings(
    desk: Desk, photos, qtbot, tmp_path
) -> None:
    (window,) = open_all(desk, photos[:1], qtbot)
    window.session.change(grow=9)
    with qtbot.waitSignal(window.filing.saved):
        window.filing.save(tmp_path / "work.ora")
    window.session.change(grow=1)
    for path, grow in ((tmp_path / "work.ora", 9), (photos[1], 1)):
        with qtbot.waitSignal(window.filing.loaded):
            window.filing.open(path)
        assert window.session.settings.grow == grow
    assert desk.settings.grow == 1


def test_previews_are_made_where_the_person_is(desk: Desk, photos, engine, qtbot) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    for window in (first, second):
        brush(window, qtbot)
    assert desk.front is second
    second.session.change(live_preview=True)
    qtbot.waitUntil(lambda: second.preview.is_shown and not first.preview._pause.isActive())
    assert len(engine.requests) == 1
    come_forward(first)
    qtbot.waitUntil(lambda: first.preview.is_shown)
    assert len(engine.requests) == 2
    assert desk.front is first
    first.actions_["cancel"].trigger()
    come_forward(second)
    come_forward(first)
    qtbot.waitUntil(first.isActiveWindow)
    assert not first.preview._pause.isActive()  # it was dropped


def test_a_file_that_is_written_gets_another_small_picture_in_all_windows(desk: Desk, photos, qtbot) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    first.recents._on_made(photos[2], photos[2].read_bytes())
    assert photos[2] in first.recents._pictures
    second.filing.save(photos[2])
    qtbot.waitUntil(lambda: photos[2] not in first.recents._pictures)


def test_a_fill_waits_for_that_of_another_window_and_says_so(desk: Desk, photos, engine, qtbot) -> None:
    first, second = open_all(desk, photos[:2], qtbot)
    fill_both(desk, engine, qtbot)
    qtbot.waitUntil(lambda: second.filling.status.startswith("Waiting for another window"))
    assert first.filling.status.startswith("Filling")
    with qtbot.waitSignals([first.filling.kept, second.filling.kept]):
        engine.gate.set()
    assert len(engine.requests) == 2


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


def test_all_windows_share_one_budget_of_the_history(desk: Desk, photos, qtbot) -> None:
    one, two = open_all(desk, photos[:2], qtbot)
    for window in (one, two):
        for _ in range(4):
            brush(window, qtbot)
            window.session.invert_mask()
    used = desk.windows[0].session.history.shared.used
    assert used == sum(window.session.history.used for window in desk.windows) > 0
    assert one.history.used.text() == two.history.used.text()
    one.session.history.set_budget(used - 1)
    assert one.session.history.floor > 0
    assert two.session.history.floor == 0
    assert "oldest step" in one.notices.text
    assert not two.notices.text
    one.close_unasked()
    qtbot.waitUntil(lambda: desk.windows == [two])
    assert two.session.history.shared.used == two.session.history.used


def test_a_dialog_stops_its_own_window_alone(desk: Desk, photos, qtbot) -> None:
    one, two = open_all(desk, photos[:2], qtbot)
    brush(one, qtbot)
    brush(two, qtbot)
    seen: list[tuple[bool, bool]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QDialog)
        try:
            undo = two.session.history.index
            two.actions_["undo"].trigger()
            seen.append((box.windowModality() == Qt.WindowModality.WindowModal, two.session.history.index == undo - 1))
        finally:
            box.reject()

    QTimer.singleShot(200, look)
    one.close()
    assert seen == [(True, True)]
    assert one in desk.windows
