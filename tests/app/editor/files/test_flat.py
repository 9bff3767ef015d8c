"""Work that is saved as a flat picture: what the file does not keep is said before it can be lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QMessageBox

from app.editor.dialogs.unsaved import Answer
from app.editor.window.window import Window
from app.files.project import open_project
from tests.app.editor.conftest import fill

LINE, OTHER_LINE = [(60.0, 60.0), (120.0, 90.0)], [(200.0, 60.0), (240.0, 90.0)]
FLAT = "; its layers are not in it: only a project keeps them"


def said_of_saving(window: Window, target: Path, qtbot) -> str:
    with qtbot.waitSignal(window.filing.saved):
        window.filing.save(target)
    return window.notices.text


def test_that_layers_are_not_in_a_picture_is_said_once(window: Window, door, tmp_path: Path, qtbot) -> None:
    fill(window, door)
    assert said_of_saving(window, tmp_path / "out.jpg", qtbot) == f"Saved to out.jpg{FLAT}"
    assert window.notices.property("lasting")  # whoever closes the window now has read it
    assert not window.isWindowModified()
    fill(window, door, OTHER_LINE)
    assert said_of_saving(window, tmp_path / "out.jpg", qtbot) == "Saved to out.jpg"


def test_a_project_keeps_them(window: Window, door, tmp_path: Path, qtbot) -> None:
    fill(window, door)
    assert said_of_saving(window, tmp_path / "out.ora", qtbot) == "Saved to out.ora"


def test_what_opening_converted_is_said_when_it_is_saved(
    window: Window, photo_file: Path, tmp_path: Path, qtbot
) -> None:
    path = tmp_path / "print.jpg"
    Image.new("CMYK", (400, 300), (10, 80, 200, 0)).save(path)
    for saved in ("", "Saved to out.png; CMYK without a profile became RGB", "Saved to out.png"):
        if saved:
            assert said_of_saving(window, tmp_path / "out.png", qtbot).startswith(saved)
        else:
            with qtbot.waitSignal(window.filing.loaded):
                window.filing.open(path)
    assert "CMYK" not in window.notices.text
    with qtbot.waitSignal(window.filing.loaded):
        window.filing.open(photo_file)
    assert said_of_saving(window, tmp_path / "other.png", qtbot) == "Saved to other.png"


@pytest.mark.parametrize("target", ["", "out.jpg", "out.ora"])
def test_the_question_at_the_close_says_it_before_the_answer(
    window: Window, door, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    if target:
        said_of_saving(window, tmp_path / target, qtbot)
    fill(window, door)
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.informativeText()) or 0)
    window.close()
    ((*_, last),) = [words.split("\n\n") for words in asked]
    assert (last == "Layers and masks are only kept in a project.") is (target != "out.ora")


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Answer, str]]:
    """What is answered when layers would be lost, and the picture that the question is to name."""
    waiting: list[tuple[Answer, str]] = []

    def answer(_window: object, picture: str, *_: object) -> Answer:
        said, expected = waiting.pop()
        assert picture == expected
        return said

    monkeypatch.setattr("app.editor.files.verbs.ask_layers", answer)
    return waiting


def test_layers_that_only_a_picture_shows_are_asked_about_once(
    window: Window, door, tmp_path: Path, qtbot, answers: list[tuple[Answer, str]]
) -> None:
    fill(window, door)
    said_of_saving(window, tmp_path / "out.jpg", qtbot)
    assert window.windowTitle() == "out.jpg (layers not saved)[*] — Gatebrush"
    answers.append((Answer.CANCEL, "out.jpg"))
    window.close()
    assert window.isVisible()
    answers.append((Answer.DISCARD, "out.jpg"))
    window.close()
    qtbot.waitUntil(window.isHidden)
    assert answers == []


def test_a_project_that_is_asked_for_at_the_close_is_written_before_it(
    window: Window, door, tmp_path: Path, qtbot, answers: list[tuple[Answer, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(window, door)
    said_of_saving(window, tmp_path / "out.jpg", qtbot)
    proposed: list[Path] = []
    monkeypatch.setattr(
        "app.editor.dialogs.files.ask_project", lambda _w, proposal, _o: proposed.append(proposal) or proposal
    )
    answers.append((Answer.PROJECT, "out.jpg"))
    window.close()
    qtbot.waitUntil(window.isHidden)
    assert proposed == [tmp_path / "out.ora"]
    assert len(open_project(proposed[0]).document.layers) == 1


def test_save_project_as_goes_on_with_the_project(
    window: Window, door, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(window, door)
    said_of_saving(window, tmp_path / "out.jpg", qtbot)
    monkeypatch.setattr("app.editor.dialogs.files.ask_project", lambda _w, proposal, _o: proposal)
    with qtbot.waitSignal(window.filing.saved):
        window.actions_["save_project"].trigger()
    assert window.windowTitle() == "out.ora[*] — Gatebrush"
    assert window.session.is_safe
    window.close()
    qtbot.waitUntil(window.isHidden)


def test_whoever_saves_a_picture_at_the_close_is_not_asked_twice(
    window: Window, door, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said_of_saving(window, tmp_path / "out.jpg", qtbot)
    fill(window, door)
    monkeypatch.setattr("app.editor.files.verbs.ask_unsaved", lambda *_: Answer.SAVE)
    monkeypatch.setattr("app.editor.files.verbs.ask_layers", lambda *_: pytest.fail("asked twice"))
    window.close()
    qtbot.waitUntil(window.isHidden)
