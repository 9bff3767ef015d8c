"""Projects in the window: saved with everything, opened as they were, and never called safe when they are not."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document import compose
from app.document.geometry import Box
from app.editor.canvas.sight import look, middle_of
from app.editor.dialogs.unsaved import Answer
from app.editor.files.disk import load_file
from app.editor.window.window import Window
from app.files.leftovers import lock, this_system
from app.files.project import View, open_project
from tests.app.conftest import FILL_VALUE
from tests.app.editor.conftest import Modifier, stroke

LINE = [(60.0, 60.0), (120.0, 90.0)]
OTHER_LINE = [(300.0, 200.0), (340.0, 220.0)]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where «Save As» puts the project; the first file of the name is not asked about."""
    path = tmp_path / "work.ora"
    monkeypatch.setattr("app.editor.dialogs.files.ask_target", lambda *_: path)
    return path


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """What the person says when asked to save; nothing else may be asked, since a project holds masks too."""
    waiting: list[Answer] = []
    monkeypatch.setattr("app.editor.files.verbs.ask_unsaved", lambda *_: waiting.pop(0))
    monkeypatch.delattr("app.editor.files.verbs.ask_unfilled")
    return waiting


def settled(window: Window, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.errands.is_busy())
    for _ in range(3):
        QApplication.processEvents()


def filled(window: Window, door, qtbot) -> None:
    """A fill kept, and a mask and strokes that are not filled yet."""
    stroke(window.canvas, LINE)
    window.filling.start()
    door.step()
    stroke(window.canvas, OTHER_LINE)
    window.actions_["pen"].trigger()
    stroke(window.canvas, OTHER_LINE)


def picture(window: Window) -> np.ndarray:
    document = window.session.document
    assert document is not None
    return compose(document, Box.of(document.size))


def reopened(window: Window, path: Path, qtbot) -> None:
    with qtbot.waitSignal(window.filing.loaded):
        window.filing.open(path)
    settled(window, qtbot)


def test_a_project_comes_back_with_everything(window: Window, door, place: Path, qtbot) -> None:
    window.session.change(grow=9, quality="best")
    filled(window, door, qtbot)
    look(window.canvas, View(2.0, 150.0, 120.0))
    document = window.session.document
    assert document is not None
    before, hole, sketch = picture(window), document.hole.snapshot(), document.sketch.snapshot()
    window.actions_["save_as"].trigger()
    settled(window, qtbot)
    assert window.windowTitle() == "work.ora[*] — Gatebrush"
    assert not window.isWindowModified()
    window.session.change(grow=0, quality="fast")
    window.canvas.fit()
    reopened(window, place, qtbot)
    again = window.session.document
    assert again is not None
    assert again is not document
    assert np.array_equal(picture(window), before)
    assert [layer.name for layer in again.layers] == ["Fill 1"]
    for plane, tiles in ((again.hole, hole), (again.sketch, sketch)):
        assert plane.snapshot().keys() == tiles.keys()
        assert all(np.array_equal(plane.snapshot()[key], tile) for key, tile in tiles.items())
    assert (window.session.settings.grow, window.session.settings.quality) == (9, "best")
    assert window.canvas.viewport.scale == 2.0
    assert middle_of(window.canvas) == pytest.approx((150.0, 120.0), abs=1.0)
    assert not window.isWindowModified()
    assert window.session.settings.recent[0] == str(place)


def test_before_shows_the_photo_of_a_project(window: Window, door, place: Path, photo_file: Path, qtbot) -> None:
    filled(window, door, qtbot)
    window.actions_["save_as"].trigger()
    settled(window, qtbot)
    reopened(window, place, qtbot)
    window.canvas.zoom_to(1.0)
    look(window.canvas, View(1.0, 90.0, 75.0))
    shown = []
    for on in (False, True):
        window.canvas.compare(on=on)
        qtbot.waitUntil(lambda: window.canvas.is_sharp)
        x, y = window.canvas.viewport.snapped().to_canvas(90, 75)
        shown.append(window.canvas.grab().toImage().pixelColor(int(x), int(y)).getRgb()[:3])
    assert shown[0] == (FILL_VALUE,) * 3
    assert shown[1] == tuple(np.asarray(Image.open(photo_file))[75, 90])


def test_a_fill_shows_in_a_project_that_had_none(window: Window, door, place: Path, qtbot) -> None:
    stroke(window.canvas, LINE)
    window.actions_["save_as"].trigger()
    settled(window, qtbot)
    reopened(window, place, qtbot)
    look(window.canvas, View(1.0, 90.0, 75.0))
    window.filling.start()
    door.step()
    qtbot.waitUntil(lambda: window.canvas.is_sharp)
    x, y = window.canvas.viewport.snapped().to_canvas(90, 75)
    assert window.canvas.grab().toImage().pixelColor(int(x), int(y)).getRgb()[:3] == (FILL_VALUE,) * 3


def test_save_writes_the_project_again(window: Window, door, place: Path, qtbot) -> None:
    filled(window, door, qtbot)
    window.actions_["save_as"].trigger()
    settled(window, qtbot)
    stroke(window.canvas, [(200, 250)])
    assert window.isWindowModified()
    QTest.keyClick(window.canvas, Qt.Key.Key_S, Modifier.ControlModifier)
    settled(window, qtbot)
    assert not window.isWindowModified()
    assert open_project(place).document.sketch.read(Box(200, 250, 201, 251)).all()
    window.session.stack.undo()
    assert window.isWindowModified()


def test_a_mask_alone_is_worth_saving_in_a_project(window: Window, place: Path, answers: list[Answer], qtbot) -> None:
    window.actions_["save_as"].trigger()
    settled(window, qtbot)
    stroke(window.canvas, LINE)
    asked: list[int] = []
    answers.append(Answer.SAVE)
    window.file_verbs.settle(lambda: asked.append(1))
    settled(window, qtbot)
    assert asked == [1]
    assert not open_project(place).document.hole.is_empty


def test_a_picture_saved_from_a_project_leaves_it_unsaved(
    window: Window, door, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    window.actions_["save_as"].trigger()
    settled(window, qtbot)
    stroke(window.canvas, LINE)
    flat = tmp_path / "flat.png"
    monkeypatch.setattr("app.editor.dialogs.files.ask_target", lambda *_: flat)
    window.actions_["save_as"].trigger()
    settled(window, qtbot)
    assert flat.exists()
    assert window.isWindowModified()
    assert window.windowTitle() == "work.ora[*] — Gatebrush"


def test_the_first_file_goes_along(window: Window, place: Path, photo_file: Path, qtbot) -> None:
    window.actions_["save_as"].trigger()
    settled(window, qtbot)
    original = open_project(place).original
    assert original is not None
    assert (original.name, original.content) == ("photo.png", photo_file.read_bytes())


def test_a_project_that_lost_something_is_not_written_over(window: Window, tmp_path: Path, qtbot) -> None:
    from tests.app.files.project.conftest import png, write_ora

    white = png(np.full((30, 40, 3), 255, np.uint8))
    stack = '<layer src="a.png" composite-op="krita:reeze"/><layer src="a.png"/>'
    reopened(window, write_ora(tmp_path / "theirs.ora", stack, {"a.png": white}), qtbot)
    assert window.session.photo is not None
    assert window.session.photo.target is None
    assert "krita:reeze" in window.notices.text


def test_a_damaged_project_is_one_line(window: Window, tmp_path: Path, qtbot) -> None:
    bad = tmp_path / "bad.ora"
    bad.write_bytes(b"PK")
    before = window.session.photo
    with qtbot.waitSignal(window.filing.refused):
        window.filing.open(bad)
    assert window.notices.text.startswith(f"Not opened: project {bad} is damaged (its end is missing)")
    assert window.session.photo is before


def test_candidates_and_a_fill_to_edit_come_back(window: Window, door, place: Path, engine, qtbot) -> None:
    window.session.change(variants=3)
    filled(window, door, qtbot)
    window.actions_["next_candidate"].trigger()
    document = window.session.document
    assert document is not None
    window.session.clear_mask()
    window.session.clear_sketch()
    before, (layer,) = picture(window), document.layers
    window.actions_["save_as"].trigger()
    settled(window, qtbot)
    reopened(window, place, qtbot)
    assert window.candidates.isVisible()
    assert window.candidates.view.currentIndex().row() == 1
    assert np.array_equal(picture(window), before)
    QTest.keyClick(window.candidates.view, Qt.Key.Key_3)
    again = window.session.document
    assert again is not None
    assert again.layers[0].fill is not None
    assert layer.fill is not None
    assert np.array_equal(again.layers[0].pixels, layer.fill.candidates[2].pixels)
    window.actions_["edit_fill"].trigger()
    QTest.keyClick(window.canvas, Qt.Key.Key_S, Modifier.ControlModifier)
    settled(window, qtbot)
    reopened(window, place, qtbot)
    assert window.fills.is_editing
    again = window.session.document
    assert again is not None
    window.actions_["fill"].trigger()
    door.step()
    assert not window.fills.is_editing
    assert not (engine.requests[-1].photo == FILL_VALUE + 2).all(axis=2).any()
    assert len(again.layers) == 1


def test_a_project_with_a_lost_layer_is_opened_and_not_written_over(
    window: Window, door, place: Path, tmp_path: Path, qtbot
) -> None:
    filled(window, door, qtbot)
    document = window.session.document
    assert document is not None
    name = document.layers[0].name
    window.file_verbs.saving.save_as()
    settled(window, qtbot)
    damaged = tmp_path / "damaged.ora"
    with zipfile.ZipFile(place) as whole, zipfile.ZipFile(damaged, "w") as file:
        for entry in whole.namelist():
            if not entry.startswith("data/layer-"):
                file.writestr(entry, whole.read(entry))
    before = damaged.read_bytes()
    reopened(window, damaged, qtbot)
    again = window.session.document
    assert again is not None
    assert again.layers == ()
    assert not again.hole.is_empty
    said = window.notices.text
    assert said.startswith("damaged.ora is damaged: ")
    assert f"«{name}»" in said
    assert window.notices.property("lasting")
    assert not window.session.is_modified
    place.unlink()
    window.file_verbs.saving.save()  # where to is asked, and a person says `place`
    settled(window, qtbot)
    assert place.exists()
    assert damaged.read_bytes() == before


def test_what_a_killed_save_left_goes_when_something_beside_it_is_opened(photo_file: Path) -> None:
    left, writing = (photo_file.with_name(f".gatebrush-{this_system()}-{sign * 12}.ora") for sign in "ab")
    left.touch()
    handle = os.open(writing, os.O_CREAT | os.O_WRONLY)
    try:
        assert lock(handle)
        load_file(photo_file, returns=False)
        assert (left.exists(), writing.exists()) == (False, True)
    finally:
        os.close(handle)
