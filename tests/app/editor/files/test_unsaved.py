"""Unsaved work is never lost without a word: edits during writes and loads, and writes that fail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from app.editor.dialogs.unsaved import Answer, ask_unfilled
from app.editor.files import disk
from app.editor.notices import Notice
from app.editor.window.window import Window
from app.files.errors import OutputRefused
from app.worker import FillError
from tests.app.conftest import noise
from tests.app.editor.conftest import Button, Modifier, on_widget, press, stroke
from tests.patience import MOMENT_S

LINE = [(60.0, 60.0), (120.0, 90.0)]
OTHER_LINE = [(300.0, 200.0), (340.0, 220.0)]


class Slow:
    """Holds a function of files on its thread until it is let go. faults: raised by its calls, one after the other."""

    def __init__(self, work: Callable) -> None:
        self._work = work
        self.gate = threading.Event()
        self.faults: list[Exception | None] = []

    def __call__(self, *arguments: object, **named: object) -> object:
        assert self.gate.wait(MOMENT_S)
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        return self._work(*arguments, **named)


@pytest.fixture
def writing(window: Window, monkeypatch: pytest.MonkeyPatch):
    """Writes that wait. Comes after the window, so that its photo is read as always, and goes before it."""
    slow = Slow(disk.save_photo)
    monkeypatch.setattr(disk, "save_photo", slow)
    yield slow
    slow.gate.set()


@pytest.fixture
def reading(window: Window, monkeypatch: pytest.MonkeyPatch):
    """Loads that wait."""
    slow = Slow(disk.open_photo)
    monkeypatch.setattr(disk, "open_photo", slow)
    yield slow
    slow.gate.set()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """What the person says to the next questions; a question without an answer here fails."""
    waiting: list[Answer] = []
    for question in ("ask_unsaved", "ask_unfilled"):
        monkeypatch.setattr(f"app.editor.files.verbs.{question}", lambda *_: waiting.pop(0))
    return waiting


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "other.png"
    Image.fromarray(noise(200, 200)).save(path)
    return path


def settled(window: Window, qtbot) -> None:
    """Until all errands are answered, and what waited for the answers is done."""
    qtbot.waitUntil(lambda: not window.errands.is_busy())
    for _ in range(3):
        QApplication.processEvents()


def name_of(window: Window) -> str:
    assert window.session.photo is not None
    return window.session.photo.path.name


def test_undo_and_another_stroke_during_a_save_is_unsaved(window: Window, writing: Slow, tmp_path: Path, qtbot) -> None:
    stroke(window.canvas, LINE)
    window.filing.save(tmp_path / "out.png")
    window.actions_["undo"].trigger()
    stroke(window.canvas, OTHER_LINE)  # the same place in the history, another picture
    writing.gate.set()
    settled(window, qtbot)
    assert window.isWindowModified()


def test_a_stroke_that_drops_the_oldest_step_during_a_save_is_unsaved(
    window: Window, writing: Slow, tmp_path: Path, qtbot
) -> None:
    history = window.session.history
    history.set_budget(1)
    for _ in range(2):
        window.session.invert_mask()
    floor = history.floor
    window.filing.save(tmp_path / "out.png")
    stroke(window.canvas, LINE)
    assert history.floor == floor + 1
    writing.gate.set()
    settled(window, qtbot)
    assert window.isWindowModified()


def test_nothing_done_during_a_save_is_saved(window: Window, writing: Slow, tmp_path: Path, qtbot) -> None:
    stroke(window.canvas, LINE)
    window.filing.save(tmp_path / "out.png")
    writing.gate.set()
    settled(window, qtbot)
    assert not window.isWindowModified()
    window.actions_["undo"].trigger()
    assert window.isWindowModified()
    window.actions_["redo"].trigger()
    assert not window.isWindowModified()


@pytest.mark.parametrize(("answer", "name"), [(Answer.CANCEL, "photo.png"), (Answer.DISCARD, "other.png")])
def test_a_stroke_while_another_photo_loads_is_asked_about(
    window: Window, reading: Slow, answers: list[Answer], other: Path, qtbot, answer: Answer, name: str
) -> None:
    window.file_verbs.open_path(other)  # nothing unsaved yet: no question
    stroke(window.canvas, LINE)
    answers.append(answer)
    reading.gate.set()
    settled(window, qtbot)
    assert answers == []
    assert name_of(window) == name
    assert window.isWindowModified() == (answer is Answer.CANCEL)


def test_a_stroke_under_way_when_the_photo_comes_is_asked_about(
    window: Window, reading: Slow, answers: list[Answer], other: Path, qtbot
) -> None:
    window.file_verbs.open_path(other)
    press(window.canvas, LINE)
    answers.append(Answer.CANCEL)
    reading.gate.set()
    settled(window, qtbot)
    QTest.mouseRelease(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, *LINE[-1]))
    assert answers == []
    assert name_of(window) == "photo.png"
    assert window.session.has_hole


def test_work_given_up_is_not_asked_about_twice(
    window: Window, reading: Slow, answers: list[Answer], other: Path, qtbot
) -> None:
    stroke(window.canvas, LINE)
    answers.append(Answer.DISCARD)
    window.file_verbs.open_path(other)
    assert answers == []
    reading.gate.set()
    settled(window, qtbot)
    assert name_of(window) == "other.png"


def test_work_given_up_for_a_photo_that_does_not_open_is_asked_about_again(
    window: Window, answers: list[Answer], tmp_path: Path, qtbot
) -> None:
    stroke(window.canvas, LINE)
    answers.append(Answer.DISCARD)
    with qtbot.waitSignal(window.filing.refused):
        window.file_verbs.open_path(tmp_path / "missing.png")
    answers.append(Answer.CANCEL)
    window.close()
    assert answers == []
    assert window.isVisible()


def test_a_photo_that_comes_while_a_dialog_is_open_waits(
    window: Window, reading: Slow, other: Path, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.file_verbs.open_path(other)

    def choose(*_: object) -> Path:
        reading.gate.set()
        settled(window, qtbot)  # as the dialog's own event loop would
        assert name_of(window) == "photo.png"
        return tmp_path / "kept.tif"

    monkeypatch.setattr("app.editor.dialogs.files.ask_target", choose)
    window.actions_["save_as"].trigger()
    qtbot.waitUntil(lambda: name_of(window) == "other.png")
    settled(window, qtbot)
    with Image.open(tmp_path / "kept.tif") as kept:
        assert kept.size == (400, 300)  # the photo that the dialog was about


def test_strokes_during_the_write_keep_the_window_open(
    window: Window, writing: Slow, answers: list[Answer], tmp_path: Path, qtbot
) -> None:
    stroke(window.canvas, LINE)
    window.session.saved_to(tmp_path / "kept.png", -1)
    answers.append(Answer.SAVE)
    window.close()
    stroke(window.canvas, OTHER_LINE)
    answers.append(Answer.CANCEL)
    writing.gate.set()
    settled(window, qtbot)
    assert answers == []
    assert (tmp_path / "kept.png").exists()
    assert window.isVisible()
    assert window.isWindowModified()


def test_a_close_waits_for_its_own_write(
    window: Window, writing: Slow, answers: list[Answer], tmp_path: Path, qtbot
) -> None:
    writing.faults = [None, OutputRefused("disk full: make room")]
    stroke(window.canvas, LINE)
    window.session.saved_to(tmp_path / "kept.png", -1)
    window.actions_["save"].trigger()
    stroke(window.canvas, OTHER_LINE)
    answers.append(Answer.SAVE)
    window.close()  # the first write is not done yet
    writing.gate.set()
    settled(window, qtbot)
    assert window.isVisible()
    assert window.notices.text == "Not saved: disk full: make room"
    assert window.isWindowModified()


def test_a_close_that_failed_is_forgotten(
    window: Window, writing: Slow, answers: list[Answer], tmp_path: Path, qtbot
) -> None:
    writing.faults = [OutputRefused("disk full: make room")]
    stroke(window.canvas, LINE)
    window.session.saved_to(tmp_path / "kept.png", -1)
    answers.append(Answer.SAVE)
    window.close()
    writing.gate.set()
    settled(window, qtbot)
    window.actions_["save"].trigger()
    settled(window, qtbot)
    assert window.isVisible()
    assert not window.isWindowModified()


def test_a_mask_alone_is_no_reason_to_save(window: Window, door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture file cannot hold it: «save» would be asked for nothing."""
    asked: list[str] = []

    def answer_with(question: str, answer: Answer):
        def ask(*_: object) -> Answer:
            asked.append(question)
            return answer

        return ask

    monkeypatch.setattr("app.editor.files.verbs.ask_unfilled", answer_with("unfilled", Answer.CANCEL))
    monkeypatch.setattr("app.editor.files.verbs.ask_unsaved", answer_with("unsaved", Answer.CANCEL))
    stroke(window.canvas, LINE)
    window.close()
    window.filling.start()
    door.step()
    window.close()
    assert asked == ["unfilled", "unsaved"]
    assert window.isVisible()


def test_a_fill_that_comes_while_the_question_stands_is_asked_about(
    window: Window, door, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []

    def discard_the_mask(_: object, *said: object) -> Answer:
        asked.append(said)
        door.step()
        return Answer.DISCARD

    def keep_the_fill(_: object, *said: object) -> Answer:
        asked.append(said)
        return Answer.CANCEL

    monkeypatch.setattr("app.editor.files.verbs.ask_unfilled", discard_the_mask)
    monkeypatch.setattr("app.editor.files.verbs.ask_unsaved", keep_the_fill)
    stroke(window.canvas, LINE)
    window.filling.start()
    window.close()
    running, over = asked
    assert running == ("A fill is running: closing the photo cancels it.",)
    assert over == (name_of(window), None, "", "Layers and masks are only kept in a project.")
    assert window.isVisible()
    assert window.session.has_unsaved_pixels


def question_over(window: Window) -> QMessageBox:
    (box,) = (box for box in window.findChildren(QMessageBox) if box.isVisible())
    return box


def answering(*deeds: Callable[[], object]) -> None:
    """One after the other, each in the loop of the question that is open by then."""
    if deeds:

        def do() -> None:
            deeds[0]()
            answering(*deeds[1:])

        QTimer.singleShot(0, do)


def test_a_question_goes_with_the_fill_that_it_speaks_of(window: Window, door) -> None:
    said: list[tuple[str, bool]] = []

    def read() -> None:
        box = question_over(window)
        save = box.button(QMessageBox.StandardButton.Save)
        said.append((box.informativeText().split(".")[0], save is not None))

    stroke(window.canvas, LINE)
    window.filling.start()
    answering(read, door.step, read, lambda: question_over(window).reject())
    window.close()
    assert said == [
        ("A fill is running: closing the photo cancels it", False),
        ("What you do not save is lost", True),
    ]
    assert window.isVisible()
    assert not window.file_verbs.is_asking


@pytest.mark.parametrize("end", ["fault", "cancel"])
def test_a_mask_whose_fill_came_to_nothing_is_given_up_with_one_more_answer(
    window: Window, door, engine, end: str
) -> None:
    said: list[str] = []

    def give_up() -> None:
        box = question_over(window)
        said.append(box.informativeText())
        box.button(QMessageBox.StandardButton.Discard).click()

    stroke(window.canvas, LINE)
    window.filling.start()
    if end == "fault":
        engine.fault = FillError("not enough memory")
        answering(door.step, give_up)
    else:
        answering(window.filling.cancel, door.step, give_up)
    window.close()
    for _ in range(3):
        QApplication.processEvents()
    assert said == ["There is a mask that was not filled. It is lost when the photo is closed."]
    assert not window.isVisible()


def test_a_fill_that_goes_on_leaves_the_question(window: Window, door) -> None:
    boxes: list[QMessageBox] = []
    stroke(window.canvas, LINE)
    window.filling.start()
    answering(
        lambda: boxes.append(question_over(window)),
        window.filling.changed.emit,
        lambda: boxes.append(question_over(window)),
        lambda: boxes[0].reject(),
    )
    window.close()
    assert boxes[0] is boxes[1]
    assert window.filling.is_busy


def test_the_question_about_a_mask_says_what_else_is_lost(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box.informativeText()) or 0)
    assert ask_unfilled(window, "A fill is running.") is Answer.CANCEL
    assert ask_unfilled(window) is Answer.CANCEL
    lost = "There is a mask that was not filled. It is lost when the photo is closed."
    assert shown == [f"A fill is running.\n\n{lost}", lost]


def test_a_warning_goes_when_what_it_spoke_of_succeeds(window: Window, door) -> None:
    window.notices.say(Notice("Not filled: the hole covers the whole photo", lasting=True))
    stroke(window.canvas, LINE)
    assert window.notices.text
    window.filling.start()
    door.step()
    assert not window.notices.text


@pytest.mark.parametrize("deed", ["undo", "stroke", "fill"])
def test_a_fault_of_a_fill_goes_when_the_mask_is_another(window: Window, door, engine, deed: str) -> None:
    stroke(window.canvas, LINE)
    engine.fault = FillError("the mask covers the whole photo")
    window.filling.start()
    door.step()
    assert window.notices.text.startswith("Not filled")
    if deed == "undo":
        window.actions_["undo"].trigger()
    elif deed == "stroke":
        stroke(window.canvas, OTHER_LINE)
    else:
        window.filling.start()
    assert not window.notices.text


def test_a_long_notice_wraps_and_stays_a_bar(window: Window) -> None:
    bar = window.notices
    bar.say(Notice("Saved"))
    line = bar.height()
    assert line < 60
    bar.say(Notice("Not opened: " + "/a folder with a long name" * 8 + "/photo.jpg is damaged: get another copy"))
    assert line < bar.height() < 5 * line
    assert bar.text.endswith("get another copy")
