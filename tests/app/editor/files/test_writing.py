"""A file that is long in the writing: how far it is shows, and Esc or a button gives it up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from app.editor.dialogs.unsaved import Answer
from app.editor.errands import Errands
from app.editor.files import writing as writing_module
from app.editor.files.writing import Writing
from app.editor.window.window import Window
from app.files.course import Course
from app.files.export import ExportOptions
from app.files.project import open_project
from tests.app.editor.conftest import LINE, fill, stroke
from tests.patience import MOMENT_S

EXPORTED = {"png": "PNG", "jpg": "JPEG", "webp": "WebP", "tif": "TIFF", "avif": "AVIF", "psd": "PSD"}


class Held:
    """In the place of what writers are heard by: the first of them waits at one of its words until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gate, self.words = threading.Event(), 0
        self.until_unknown = False  # waits when it says so for the first time, else after it has begun
        hear = writing_module._Write.hear

        def heard(write: writing_module._Write, share: float | None) -> None:
            hear(write, share)
            self.words += 1
            if not self.gate.is_set() and (share is None if self.until_unknown else self.words == 2):
                assert self.gate.wait(MOMENT_S)
            hear(write, share)

        monkeypatch.setattr(writing_module._Write, "hear", heard)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    one = Held(monkeypatch)
    yield one
    one.gate.set()


def bar_of(window: Window) -> QProgressBar:
    return window.status.findChild(QProgressBar)


def shows(window: Window) -> bool:
    return bar_of(window).isVisible() and window.status.cancel.isVisible()


def begin(window: Window, path: Path) -> None:
    if path.suffix == ".ora":
        window.filing.save(path)
    else:
        window.filing.export(path, ExportOptions(EXPORTED[path.suffix[1:]], lossless=False))


def settled(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.errands.is_busy())


@pytest.mark.parametrize("way", ["Esc", "button"])
@pytest.mark.parametrize("kind", ["ora", *EXPORTED])
def test_a_file_that_is_given_up_leaves_all_as_it_was(
    window: Window, held: Held, tmp_path: Path, qtbot: QtBot, kind: str, way: str
) -> None:
    path = tmp_path / "out" / f"a.{kind}"
    path.parent.mkdir()
    path.write_bytes(b"older")
    stroke(window.canvas, LINE)
    could_cancel = window.actions_["cancel"].isEnabled()
    begin(window, path)
    assert not shows(window)  # most files are written before it would be read
    qtbot.waitUntil(lambda: shows(window))
    verb, past = ("Saving", "saved") if kind == "ora" else ("Writing", "written")
    assert window.status._message.text() == f"{verb} a.{kind}"
    if way == "Esc":
        QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(window.status.cancel, Qt.MouseButton.LeftButton)
    assert window.status._message.text() == "Cancelling"
    assert not window.status.cancel.isEnabled()
    held.gate.set()
    settled(window, qtbot)
    assert window.notices.text == f"Cancelled: a.{kind} was not {past}."
    assert not shows(window)
    assert path.read_bytes() == b"older"
    assert list(path.parent.iterdir()) == [path]
    assert window.isWindowModified()
    assert window.actions_["cancel"].isEnabled() == could_cancel
    begin(window, path)  # the next one is not
    settled(window, qtbot)
    assert path.read_bytes() != b"older"
    assert window.isWindowModified() == (kind != "ora")


def test_what_is_painted_and_filled_meanwhile_is_whole(
    window: Window, door, held: Held, tmp_path: Path, qtbot: QtBot
) -> None:
    begin(window, tmp_path / "a.ora")
    qtbot.waitUntil(lambda: shows(window))
    assert bar_of(window).maximum() == 100
    fill(window, door)
    assert len(window.session.document.layers) == 1
    held.gate.set()
    settled(window, qtbot)
    assert open_project(tmp_path / "a.ora").document.layers == ()
    assert window.isWindowModified()


def test_where_nobody_can_tell_how_far_it_is_the_bar_says_so(
    window: Window, held: Held, tmp_path: Path, qtbot: QtBot
) -> None:
    held.until_unknown = True
    begin(window, tmp_path / "a.webp")
    qtbot.waitUntil(lambda: shows(window))
    qtbot.waitUntil(lambda: bar_of(window).maximum() == 0)


def test_esc_first_leaves_what_is_nearer(window: Window, held: Held, tmp_path: Path, qtbot: QtBot) -> None:
    begin(window, tmp_path / "a.png")
    qtbot.waitUntil(lambda: shows(window))
    window.actions_["key_pointer"].trigger()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.key_pointer.is_on
    assert window.filing.writing.can_cancel
    held.gate.set()
    settled(window, qtbot)
    assert window.notices.text == "Copy written to a.png"


def test_what_was_to_come_after_a_save_does_not_come_where_it_is_given_up(
    window: Window, door, held: Held, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(window, door)
    monkeypatch.setattr("app.editor.files.verbs.ask_unsaved", lambda *_: Answer.PROJECT)
    monkeypatch.setattr("app.editor.dialogs.files.ask_project", lambda *_: tmp_path / "a.ora")
    window.close()
    qtbot.waitUntil(lambda: shows(window))
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    held.gate.set()
    settled(window, qtbot)
    assert window.isVisible()
    assert not list(tmp_path.glob("a.ora*"))


def test_one_file_after_the_other_each_is_given_up_alone(
    window: Window, held: Held, tmp_path: Path, qtbot: QtBot
) -> None:
    begin(window, tmp_path / "a.png")
    begin(window, tmp_path / "b.png")
    qtbot.waitUntil(lambda: shows(window))
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    held.gate.set()
    settled(window, qtbot)
    assert [path.name for path in tmp_path.glob("?.png")] == ["b.png"]


def test_a_write_that_waits_for_another_errand_neither_shows_nor_is_cancelled(qtbot: QtBot) -> None:
    errands = Errands()
    writing, gate, done = Writing(errands), threading.Event(), []
    errands.run("Opening", lambda: gate.wait(MOMENT_S), done.append, pytest.fail)
    writing.run("Saving", lambda course: course.at(1), done.append, pytest.fail, pytest.fail)
    qtbot.wait(writing_module.SOON_MS + 100)
    assert (writing.status, writing.share, writing.cancel()) == ("", None, False)
    gate.set()
    qtbot.waitUntil(lambda: len(done) == 2)
    errands.stop()


def test_a_window_that_closes_lets_the_file_be_written(qtbot: QtBot, tmp_path: Path) -> None:
    errands = Errands()
    writing, gate = Writing(errands), threading.Event()

    def work(course: Course) -> None:
        gate.wait(MOMENT_S)
        course.at(1)
        (tmp_path / "written").touch()

    writing.run("Saving", work, pytest.fail, pytest.fail, pytest.fail)
    gate.set()
    errands.stop()
    assert (tmp_path / "written").exists()
