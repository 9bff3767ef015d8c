"""Files that are written without a dialog: one that another program waits for, and one that changed meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from PySide6.QtWidgets import QApplication

from app.document import Document, compose
from app.document.geometry import Box
from app.editor.dialogs.unsaved import Answer
from app.editor.dialogs.writeback import Changed, Flat
from app.editor.safety.safety import Safety
from app.editor.window.window import Window
from app.files.errors import OutputRefused
from app.files.photo import Metadata, open_photo, save_photo
from app.files.project import open_project
from app.worker import StepWorker
from tests.app.conftest import FILL_VALUE
from tests.app.editor.conftest import fill, stroke
from tests.app.editor.test_start import ROOT, environment_in

LINE = [(60.0, 60.0), (120.0, 90.0)]


@pytest.fixture
def edited(open_window, engine, qtbot) -> Callable[[Path], Window]:
    """A window of a program that was called with --edit."""

    def make(path: Path) -> Window:
        window = open_window(StepWorker(engine), None)
        window.filing.ask_returns = lambda asked: asked == path
        with qtbot.waitSignal(window.filing.loaded):
            window.filing.open(path)
        qtbot.waitUntil(lambda: window.canvas.is_sharp)
        return window

    return make


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple]]:
    """Answers the questions, one after the other; the list says with what they came."""

    def prepare(*answers: Flat | Changed) -> list[tuple]:
        asked: list[tuple] = []

        def answer(_window: object, *words: object) -> Flat | Changed:
            asked.append(words)
            return answers[len(asked) - 1]

        monkeypatch.setattr("app.editor.files.saving.ask_flat", answer)
        monkeypatch.setattr("app.editor.files.saving.ask_changed", answer)
        return asked

    return prepare


def save(window: Window, qtbot) -> None:
    with qtbot.waitSignal(window.filing.saved):
        window.actions_["save"].trigger()


def seen(window: Window) -> np.ndarray:
    document = window.session.document
    assert document is not None
    return compose(document, Box.of(document.size))


def deep_photo(path: Path) -> Path:
    """A TIFF of 16 bits with a profile and XMP."""
    rows = np.linspace(0, 65535, 400 * 300 * 3, dtype=np.uint16).reshape(300, 400, 3)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    save_photo(path, rows, Metadata(icc=profile, xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"))
    return path


def test_save_writes_to_the_file_itself_and_asks_once(edited, photo_file: Path, say, qtbot) -> None:
    window = edited(photo_file)
    fill(window, window.door)
    asked = say(Flat.PICTURE)
    save(window, qtbot)
    assert asked == [("photo.png", "photo.ora", [])]
    assert np.array_equal(open_photo(photo_file).pixels, seen(window))
    assert not window.isWindowModified()
    fill(window, window.door)
    save(window, qtbot)
    assert len(asked) == 1
    assert np.array_equal(open_photo(photo_file).pixels, seen(window))
    assert sorted(path.name for path in photo_file.parent.iterdir() if path.is_file()) == ["photo.png"]


def test_layers_can_go_into_a_project_beside_it(edited, photo_file: Path, say, qtbot) -> None:
    mine = photo_file.with_name("photo.ora")
    mine.write_bytes(b"another one's")
    window = edited(photo_file)
    fill(window, window.door)
    asked = say(Flat.BOTH)
    for count in (1, 2):
        save(window, qtbot)
        assert window.notices.text == "Saved to photo.png; its layers are in photo-2.ora"
        assert len(open_project(photo_file.with_name("photo-2.ora")).document.layers) == count
        assert np.array_equal(open_photo(photo_file).pixels, seen(window))
        fill(window, window.door)
    assert asked == [("photo.png", "photo-2.ora", [])]
    assert mine.read_bytes() == b"another one's"


@pytest.mark.parametrize("verb", ["save_project", "save_as"])
def test_a_project_that_is_asked_for_is_beside_what_is_given_back(
    edited, photo_file: Path, say, qtbot, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    project = photo_file.with_name("mine.ora")
    for ask in ("ask_project", "ask_target"):
        monkeypatch.setattr(f"app.editor.dialogs.files.{ask}", lambda *_: project)
    before = photo_file.read_bytes()
    window = edited(photo_file)
    fill(window, window.door)
    with qtbot.waitSignal(window.filing.saved):
        window.actions_[verb].trigger()
    assert window.notices.text == "Saved to mine.ora"
    assert len(open_project(project).document.layers) == 1
    assert photo_file.read_bytes() == before
    assert window.isWindowModified()  # whoever waits for the picture has not got it
    fill(window, window.door)
    asked = say(Flat.BOTH)
    save(window, qtbot)
    assert asked == [("photo.png", "mine.ora", [])]
    assert np.array_equal(open_photo(photo_file).pixels, seen(window))
    assert len(open_project(project).document.layers) == 2
    assert not window.isWindowModified()


def test_whoever_cancels_leaves_the_file_as_it_was(edited, photo_file: Path, say) -> None:
    before = photo_file.read_bytes()
    window = edited(photo_file)
    fill(window, window.door)
    say(Flat.CANCEL)
    window.actions_["save"].trigger()
    assert not window.errands.is_busy()
    assert photo_file.read_bytes() == before
    assert window.isWindowModified()


def test_depth_profile_and_metadata_stay(edited, tmp_path: Path, say, qtbot) -> None:
    path = deep_photo(tmp_path / "deep.tif")
    before = open_photo(path).metadata
    assert before.icc is not None
    window = edited(path)
    fill(window, window.door)
    say(Flat.PICTURE)
    save(window, qtbot)
    again = open_photo(path)
    assert again.pixels.dtype == np.uint16
    assert np.array_equal(again.pixels, seen(window))
    assert again.metadata == before


def test_what_the_format_cannot_hold_is_said_before(edited, tmp_path: Path, say, qtbot) -> None:
    path = tmp_path / "palette.png"
    Image.radial_gradient("L").convert("P").save(path)
    window = edited(path)
    fill(window, window.door)
    asked = say(Flat.PICTURE)
    save(window, qtbot)
    (words,) = asked
    assert words[:2] == ("palette.png", "palette.ora")
    assert "palette picture" in words[2][0]


@pytest.mark.parametrize("deed", ["nothing", "mask", "undone"])
def test_a_file_in_which_nothing_was_changed_is_left_alone(edited, photo_file: Path, say, qtbot, deed: str) -> None:
    before, asked = photo_file.read_bytes(), say()
    window = edited(photo_file)
    if deed == "mask":
        stroke(window.canvas, LINE)
    elif deed == "undone":
        fill(window, window.door)
        window.actions_["undo"].trigger()
    window.actions_["save"].trigger()
    assert window.notices.text == f"{photo_file.name} is as it was: there is nothing to save."
    assert not window.errands.is_busy()
    assert (photo_file.read_bytes(), asked) == (before, [])
    photo_file.unlink()
    save(window, qtbot)
    assert photo_file.exists()


def test_a_save_waits_for_the_fill_that_is_running(edited, photo_file: Path, say, qtbot) -> None:
    before, asked = photo_file.read_bytes(), say(Flat.PICTURE)
    window = edited(photo_file)
    stroke(window.canvas, LINE)
    window.filling.start()
    for _ in range(2):  # whoever is impatient has it written once
        window.actions_["save"].trigger()
    assert window.notices.text == f"{photo_file.name} is saved once the fill is done."
    assert photo_file.read_bytes() == before
    with qtbot.waitSignal(window.filing.saved):
        window.door.step()
    assert len(asked) == 1
    assert (open_photo(photo_file).pixels[75, 90] == FILL_VALUE).all()
    assert window.notices.text.startswith("Saved to")
    assert not window.session.is_modified


@pytest.mark.parametrize("fails", [True, False])
def test_a_save_goes_with_the_fill_that_it_waited_for(edited, photo_file: Path, say, engine, *, fails: bool) -> None:
    before, asked = photo_file.read_bytes(), say()
    window = edited(photo_file)
    engine.fault = RuntimeError("broken") if fails else None
    stroke(window.canvas, LINE)
    window.filling.start()
    window.actions_["save"].trigger()
    if not fails:
        window.filling.cancel()
    window.door.step()
    assert window.notices.text.startswith("Not filled" if fails else "Cancelled")
    assert window.notices.text.endswith(f"{photo_file.name} was not saved.")
    engine.fault = None
    window.filling.start()
    window.door.step()
    assert (photo_file.read_bytes(), asked) == (before, [])


@pytest.mark.parametrize("end", ["no other candidates", "nothing to fill"])
def test_a_save_is_done_after_a_fill_that_brought_nothing(
    edited, photo_file: Path, say, engine, qtbot, end: str
) -> None:
    window = edited(photo_file)
    window.session.change(variants=2)
    fill(window, window.door)
    asked = say(Flat.PICTURE)
    if end == "no other candidates":
        engine.most = 2
        window.actions_["more"].trigger()
    else:
        engine.most = 0
        stroke(window.canvas, LINE)
        window.filling.start()
    with qtbot.waitSignal(window.filing.saved):
        window.actions_["save"].trigger()
        window.door.step()
        assert window.notices.text.lower().find(end) >= 0
    assert len(asked) == 1
    assert np.array_equal(open_photo(photo_file).pixels, seen(window))
    before, engine.most = photo_file.read_bytes(), 12
    fill(window, window.door)
    QApplication.processEvents()
    assert not window.errands.is_busy()  # what waited has been done, and is not done again
    assert photo_file.read_bytes() == before


def test_a_save_that_waited_is_not_done_to_another_photo(edited, photo_file: Path, say) -> None:
    before, asked = photo_file.read_bytes(), say()
    window = edited(photo_file)
    stroke(window.canvas, LINE)
    window.filling.start()
    window.actions_["save"].trigger()
    photo = window.session.photo
    assert photo is not None
    window.door.step()
    window.session.show(replace(photo, document=Document(open_photo(photo_file).pixels)), is_saved=False)
    QApplication.processEvents()
    assert not window.errands.is_busy()
    assert (photo_file.read_bytes(), asked) == (before, [])


def test_a_close_that_waits_for_a_fill_survives_another_save(
    edited, photo_file: Path, say, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions: list[tuple[object, ...]] = []
    monkeypatch.setattr("app.editor.files.verbs.ask_unsaved", lambda *words: questions.append(words) or Answer.SAVE)
    window = edited(photo_file)
    fill(window, window.door)
    say(Flat.PICTURE)
    stroke(window.canvas, LINE)
    window.filling.start()
    window.close()
    window.actions_["save"].trigger()
    assert window.isVisible()
    with qtbot.waitSignal(window.closed):
        window.door.step()
    assert [words[3] for words in questions] == [
        "A fill is running: Save waits for it, closing without saving cancels it."
    ]
    assert (open_photo(photo_file).pixels[75, 90] == FILL_VALUE).all()


def test_a_close_that_waits_for_a_fill_is_withdrawn_by_a_later_cancel(
    edited, photo_file: Path, say, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [Answer.SAVE, Answer.CANCEL]
    monkeypatch.setattr("app.editor.files.verbs.ask_unsaved", lambda *_: answers.pop(0))
    window = edited(photo_file)
    fill(window, window.door)
    say(Flat.PICTURE)
    stroke(window.canvas, LINE)
    window.filling.start()
    window.close()
    window.close()
    assert answers == []
    with qtbot.waitSignal(window.filing.saved):  # that was asked for, and nobody has taken it back
        window.door.step()
    QApplication.processEvents()
    assert window.isVisible()
    assert (open_photo(photo_file).pixels[75, 90] == FILL_VALUE).all()


@pytest.mark.parametrize("verb", ["save", "export"])
def test_a_file_that_a_running_fill_is_not_in_says_so(open_window, engine, photo_file: Path, verb: str, qtbot) -> None:
    window = open_window(StepWorker(engine), photo_file)
    stroke(window.canvas, LINE)
    window.filling.start()
    with qtbot.waitSignal(window.filing.notice) as told:
        getattr(window.filing, verb)(photo_file.with_name("other.png"))
    assert told.args[0].text.endswith("other.png; the fill that is running is not in it")
    assert told.args[0].lasting


def test_another_photo_in_the_same_window_is_asked_about_anew(edited, photo_file: Path, say, qtbot) -> None:
    window = edited(photo_file)
    asked = say(Flat.BOTH, Flat.BOTH)
    for _ in range(2):
        fill(window, window.door)
        save(window, qtbot)
        with qtbot.waitSignal(window.filing.loaded):
            window.filing.open(photo_file)
    assert [words[1] for words in asked] == ["photo.ora", "photo-2.ora"]


def test_what_is_only_read_is_not_written_back(edited, tmp_path: Path, qtbot) -> None:
    path = tmp_path / "old.bmp"
    Image.new("RGB", (400, 300), "teal").save(path)
    window = edited(path)
    assert window.session.photo is not None
    assert window.session.photo.target is None
    assert "Save asks for another place" in window.notices.text


def test_a_file_that_is_read_only_says_so_before_the_work(
    edited, photo_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.editor.files.disk.os.access", lambda path, _: path != photo_file)
    window = edited(photo_file)
    assert window.session.photo is not None
    assert window.session.photo.target is None
    assert window.notices.text == "photo.png: read-only here, Save asks for another place"
    assert window.notices.property("lasting")


@pytest.mark.parametrize("is_wanted", [True, False])
def test_what_cannot_be_given_back_can_be_saved_elsewhere(
    edited, photo_file: Path, say, qtbot, monkeypatch: pytest.MonkeyPatch, *, is_wanted: bool
) -> None:
    window = edited(photo_file)
    fill(window, window.door)
    asked: list[tuple[str, str]] = []
    tried: list[str] = []
    say(Flat.PICTURE)
    monkeypatch.setattr("app.editor.files.saving.ask_elsewhere", lambda _, *said: asked.append(said) or is_wanted)
    monkeypatch.setattr("app.editor.dialogs.files.ask_target", lambda *_: photo_file.with_name("elsewhere.png"))
    with monkeypatch.context() as refusing:

        def refuse(target: Path, *_: object) -> None:
            tried.append(target.name)
            raise OutputRefused("photo.png cannot be written (read-only)")

        refusing.setattr("app.editor.files.filing.save_picture", refuse)
        window.actions_["save"].trigger()
        qtbot.waitUntil(lambda: bool(asked) and len(tried) == 1 + is_wanted and not window.errands.is_busy())
    assert asked == [("photo.png", "photo.png cannot be written (read-only)")]
    assert window.session.is_modified
    assert tried == ["photo.png", "elsewhere.png"][: 1 + is_wanted]


def test_without_edit_the_opened_photo_is_never_the_target(window: Window) -> None:
    assert window.session.photo is not None
    assert window.session.photo.target is None


@pytest.mark.parametrize("answer", [Changed.REPLACE, Changed.ELSEWHERE, Changed.CANCEL])
def test_a_file_that_another_program_has_written_is_asked_about(
    window: Window, tmp_path: Path, say, qtbot, monkeypatch: pytest.MonkeyPatch, answer: Changed
) -> None:
    project = tmp_path / "work.ora"
    with qtbot.waitSignal(window.filing.saved):
        window.filing.save(project)
    asked = say(answer)
    stroke(window.canvas, LINE)
    save(window, qtbot)  # our own writing is no change of somebody else
    assert asked == []
    project.write_bytes(b"theirs")
    stroke(window.canvas, [(200.0, 60.0), (240.0, 90.0)])
    monkeypatch.setattr("app.editor.dialogs.files.ask_target", lambda *_: tmp_path / "mine.ora")
    window.actions_["save"].trigger()
    qtbot.waitUntil(lambda: not window.errands.is_busy())
    assert asked == [("work.ora",)]
    assert (project.read_bytes() == b"theirs") == (answer is not Changed.REPLACE)
    assert (tmp_path / "mine.ora").exists() == (answer is Changed.ELSEWHERE)
    assert window.isWindowModified() == (answer is Changed.CANCEL)


@contextmanager
def after_a_crash(window: Window, open_window, engine, root: Path, qtbot) -> Iterator[Window]:
    """The window of the next start, with the work that this one had done when it ended: a stroke along LINE more."""
    safety = Safety(window, root)
    stroke(window.canvas, LINE)
    qtbot.waitUntil(lambda: safety.recovery.has_all)
    safety.end(keep=True)
    again = open_window(StepWorker(engine), None)
    its = Safety(again, root)
    with qtbot.waitSignal(its.recovering.asked) as told:
        its.look()
    with qtbot.waitSignal(again.filing.loaded):
        told.args[0]._open()
    try:
        yield again
    finally:
        its.end(keep=False)


@pytest.fixture
def recovered(window: Window, open_window, engine, tmp_path: Path, qtbot) -> Iterator[Window]:
    """Work on a project that a crash left behind, opened by the next start; the project was called work.ora."""
    with qtbot.waitSignal(window.filing.saved):
        window.filing.save(tmp_path / "work.ora")
    with after_a_crash(window, open_window, engine, tmp_path / "recovery", qtbot) as again:
        yield again


def test_recovered_work_is_saved_to_its_project_without_a_question(recovered: Window, tmp_path: Path, qtbot) -> None:
    assert recovered.windowTitle().startswith("work.ora")
    assert recovered.isWindowModified()
    save(recovered, qtbot)
    assert not open_project(tmp_path / "work.ora").document.hole.is_empty
    assert not recovered.isWindowModified()


def test_a_project_that_changed_since_the_crash_is_asked_about(recovered: Window, tmp_path: Path, say) -> None:
    (tmp_path / "work.ora").write_bytes(b"theirs")
    asked = say(Changed.CANCEL)
    recovered.actions_["save"].trigger()
    assert asked == [("work.ora",)]
    assert (tmp_path / "work.ora").read_bytes() == b"theirs"


def test_a_picture_that_was_to_be_given_back_is_not_after_a_crash(
    edited, open_window, engine, photo_file: Path, tmp_path: Path, qtbot
) -> None:
    window = edited(photo_file)
    with after_a_crash(window, open_window, engine, tmp_path / "recovery", qtbot) as again:
        assert again.session.photo is not None
        assert again.session.photo.target is None


# The program as a host calls it: its one window fills a square and saves, or not, and is closed.
CALLED = """
import functools, sys
import numpy as np
from PySide6.QtCore import QTimer
from app.editor import start
from app.editor.dialogs.unsaved import Answer
from app.editor.dialogs.writeback import Flat
from app.editor.files import saving, verbs
from app.editor.window import desk
from app.worker import Worker
from tests.app.conftest import StubEngine

class Called(desk.Window):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.filing.loaded.connect(lambda: QTimer.singleShot(50, self, self.act))
        self.filing.saved.connect(lambda _: QTimer.singleShot(0, self, self.close))
    def act(self):
        mask = np.zeros((300, 400), dtype=bool)
        mask[60:120, 60:120] = True
        self.session.set_mask("Mask", mask)
        self.filling.kept.connect(lambda _: QTimer.singleShot(0, self, SAVE))
        self.filling.start()

saving.ask_flat = lambda *_: Flat.PICTURE
verbs.ask_unsaved = lambda *_: Answer.DISCARD
desk.Window, start.Worker = Called, functools.partial(Worker, StubEngine)
sys.exit(start.main(sys.argv[1:], edit=True))
"""


@pytest.mark.parametrize("saves", [True, False])
def test_the_process_lasts_until_its_window_is_closed(
    nursery, tmp_path: Path, photo_file: Path, *, saves: bool
) -> None:
    before = photo_file.read_bytes()
    code = CALLED.replace("SAVE", 'self.actions_["save"].trigger' if saves else "self.close")
    words = [os.path.relpath(photo_file, ROOT)]
    done, _, told = nursery.begin(code, words, environment_in(tmp_path), tmp_path).end(40)
    assert (done, told) == (0, "")
    assert (photo_file.read_bytes() == before) == (not saves)
    if saves:
        assert (open_photo(photo_file).pixels[80:100, 80:100] == FILL_VALUE).all()


# The window is closed by the person once it has said what there is to say.
REFUSED = """
import functools, sys
from PySide6.QtCore import QTimer
from app.editor import start
from app.editor.window import desk
from app.worker import Worker
from tests.app.conftest import StubEngine

class Refused(desk.Window):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.notices.said.connect(lambda notice: QTimer.singleShot(400, self, self.leave))
    def leave(self):
        print(self.notices.text)
        for window in list(self.neighbours.desk.windows):
            window.close()

desk.Window, start.Worker = Refused, functools.partial(Worker, StubEngine)
sys.exit(start.main(sys.argv[1:], edit=True))
"""


@pytest.mark.parametrize("name", ["words.jpg", "missing.jpg"])
@pytest.mark.parametrize("with_another", [True, False])
def test_a_program_is_told_of_a_file_that_could_not_be_opened(
    nursery, tmp_path: Path, photo_file: Path, name: str, *, with_another: bool
) -> None:
    (tmp_path / "words.jpg").write_text("no picture")
    others = [str(photo_file)] if with_another else []
    words = [*others, str(tmp_path / name)]
    code, said, told = nursery.begin(REFUSED, words, environment_in(tmp_path), tmp_path).end(40)
    told = told.replace("This plugin does not support raise()\n", "")  # of the window that comes forward
    assert code == 3
    assert told.startswith(f"gatebrush: Not opened: photo {tmp_path / name} ")
    assert told.count("\n") == 1
    assert name in said  # the window says it too
