"""A layer that is being moved or scaled is no step yet, and comes back as that after a crash."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.document.geometry import Box
from app.editor.safety.safety import Safety
from app.editor.window.window import Window
from app.files.project import Placement
from app.files.project.reading import read_parts
from app.files.recovery.parts import PartReader
from tests.app.editor.conftest import AT, layer_of, press, seen, shown, steps, stroke
from tests.app.editor.safety.conftest import fill_with_candidates, idle, left_by_a_crash, offered

Guarded = tuple[Window, Safety]


@pytest.fixture
def moving(placed: Window, guarded: Guarded) -> Guarded:
    """A picture over the photo, the move tool in the hand; all of it is called saved."""
    placed.session.saved_to(Path("saved.ora"), placed.session.revision)
    assert placed.session.is_safe
    return guarded


def brought_back(guarded: Guarded, second: Guarded, qtbot) -> Window:
    """Killed, and opened at the next start."""
    left_by_a_crash(*guarded, qtbot)
    return taken_up(second, qtbot)


def taken_up(second: Guarded, qtbot) -> Window:
    """What the start offers, opened."""
    dialog = offered(second[1], qtbot)
    with qtbot.waitSignal(second[0].filing.loaded):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    return second[0]


def placing_in(root: Path) -> Placement | None:
    (folder,) = root.iterdir()
    return read_parts(PartReader(folder)).placing


def test_a_drag_comes_back_as_one_that_is_still_to_be_accepted(moving: Guarded, second: Guarded, qtbot) -> None:
    window, safety = moving
    stroke(window.canvas, [(140, 90), (190, 60)])
    assert safety.recovery._pause.isActive()
    assert not safety.recovery.has_all
    before, there = shown(window), AT.shift(50, -30)
    again = brought_back(moving, second, qtbot)
    assert again.placing.box == there
    assert again.toolbox.chosen == "move"
    assert layer_of(again).box == AT
    np.testing.assert_array_equal(shown(again), before)
    assert second[1].recovery.has_all  # nothing is to be written for it
    QTest.keyClick(again.canvas, Qt.Key.Key_Return)
    assert steps(again) == ["Move Moon by 50, -30 px"]
    np.testing.assert_array_equal(seen(again), before)
    again.session.history.undo()
    assert layer_of(again).box == AT


@pytest.mark.parametrize("changed", ["nothing", "the work", "the file"])
def test_taken_back_it_is_saved_if_that_is_what_the_file_holds(
    moving: Guarded, second: Guarded, changed: str, tmp_path: Path, qtbot
) -> None:
    window, file = moving[0], tmp_path / "work.ora"
    with qtbot.waitSignal(window.filing.saved):
        window.filing.save(file)
    if changed == "the work":
        window.layering.toggle()
        window.layering.toggle()
    window.placing.shift(50, -30)
    left_by_a_crash(*moving, qtbot)
    if changed == "the file":
        file.write_bytes(file.read_bytes() + b"\0")
    again = taken_up(second, qtbot)
    assert again.isWindowModified()
    again.verbs.cancel()
    assert not again.placing.is_pending
    assert again.isWindowModified() == (changed != "nothing")
    assert again.session.is_safe == (changed == "nothing")


def test_a_fill_that_was_being_scaled_comes_back_with_its_candidates(guarded: Guarded, second, door, qtbot) -> None:
    """Scaled it would have lost them: nobody has accepted that."""
    window, safety = guarded
    fill_with_candidates(window, safety, door, qtbot)
    QTest.keyClick(window.canvas, Qt.Key.Key_V)
    box = Box(20, 10, 140, 90)
    window.placing.put(box)
    again = brought_back(guarded, second, qtbot)
    assert again.placing.box == box
    assert again.placing.drops_fill
    again.verbs.cancel()
    assert not again.placing.is_pending
    kept = layer_of(again).fill
    assert kept is not None
    assert len(kept.candidates) == 3


def test_it_is_written_once_the_pointer_has_had_time(moving: Guarded, root: Path, qtbot) -> None:
    window, safety = moving
    press(window.canvas, [(140, 90), (150, 90)])
    idle(window, safety, qtbot)
    assert not root.exists() or not list(root.iterdir())  # not while the layer follows the pointer
    for number in (1, 2):
        window.placing.shift(5, 0)
        with qtbot.waitSignal(safety.recovery.written):
            safety.recovery._pause.timeout.emit()
        assert placing_in(root) == Placement(layer_of(window).id, AT.shift(10 + 5 * number, 0))
    assert safety.recovery.has_all
    window.placing.abort()
    assert list(root.iterdir())
    safety.recovery._pause.timeout.emit()
    idle(window, safety, qtbot)
    assert list(root.iterdir()) == []  # taken back: nothing is left that could be lost


def test_accepted_it_is_a_step_and_no_longer_pending(moving: Guarded, root: Path, qtbot) -> None:
    window, safety = moving
    window.placing.shift(5, 0)
    safety.recovery.keep()
    idle(window, safety, qtbot)
    photo_parts = {path.name for folder in root.iterdir() for path in folder.glob("part-*")}
    window.placing.accept()
    with qtbot.waitSignal(safety.recovery.written):
        safety.recovery._pause.timeout.emit()
    assert placing_in(root) is None
    assert photo_parts & {path.name for folder in root.iterdir() for path in folder.glob("part-*")}  # not all anew


def test_a_layer_that_is_gone_by_then_stays_where_it_is(moving: Guarded, qtbot) -> None:
    window, _ = moving
    photo = window.session.photo
    assert photo is not None
    object.__setattr__(photo, "placing", Placement(99, AT.shift(9, 9)))
    window.placing.resume()
    assert not window.placing.is_pending
