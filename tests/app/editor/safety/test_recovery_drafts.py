"""What is no step yet, and may still be dropped, is no part of the work that comes back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.document.geometry import Box
from app.editor.safety.safety import Safety
from app.editor.window.window import Window
from app.files.project.reading import read_parts
from app.files.recovery.parts import PartReader
from tests.app.editor.conftest import LINE, hole_of, press, stroke
from tests.app.editor.safety.conftest import idle, left_by_a_crash, offered
from tests.model.inference.test_contours import meadow

Guarded = tuple[Window, Safety]


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    """A house on grass."""
    path = tmp_path / "meadow.png"
    Image.fromarray(meadow()).save(path)
    return path


def trace(window: Window, safety: Safety, door, qtbot) -> None:
    """Contours are offered in a mask that is not in the folder yet."""
    stroke(window.canvas, LINE)
    idle(window, safety, qtbot)
    mask = np.ones((240, 360), np.bool_)
    mask[:, 354:] = False
    window.session.set_mask("Mask", mask)
    window.tracing.start()
    door.step()
    assert window.tracing.choice.is_pending
    assert not safety.recovery.has_all


def hole_in(folder: Path) -> NDArray[np.bool_]:
    document = read_parts(PartReader(folder)).document
    return document.hole.read(Box.of(document.size))


def test_contours_that_are_only_offered_do_not_come_back(guarded: Guarded, second: Guarded, door, qtbot) -> None:
    window, safety = guarded
    trace(window, safety, door, qtbot)
    assert window.session.document is not None
    assert not window.session.document.sketch.is_empty
    left_by_a_crash(window, safety, qtbot)
    dialog = offered(second[1], qtbot)
    with qtbot.waitSignal(second[0].filing.loaded):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    document = second[0].session.document
    assert document is not None
    assert document.sketch.is_empty
    assert not document.hole.is_empty


@pytest.mark.parametrize("drops", [True, False])
def test_contours_are_in_the_folder_once_they_are_taken(guarded: Guarded, root: Path, door, qtbot, drops: bool) -> None:
    window, safety = guarded
    trace(window, safety, door, qtbot)
    safety.recovery.keep()
    idle(window, safety, qtbot)
    if drops:
        window.tracing.choice.drop()
    else:
        window.tracing.choice.accept()
    safety.recovery.keep()
    idle(window, safety, qtbot)
    (folder,) = root.iterdir()
    assert read_parts(PartReader(folder)).document.sketch.is_empty == drops


def test_a_stroke_under_way_is_there_once_it_is_a_step(guarded: Guarded, root: Path, qtbot) -> None:
    window, safety = guarded
    stroke(window.canvas, LINE)
    idle(window, safety, qtbot)
    stroke(window.canvas, [(200.0, 100.0), (240.0, 100.0)])
    wanted = hole_of(window)
    press(window.canvas, [(20.0, 20.0), (60.0, 40.0)])
    assert (hole_of(window) != wanted).any()
    safety.recovery.keep()
    idle(window, safety, qtbot)
    (folder,) = root.iterdir()
    np.testing.assert_array_equal(hole_in(folder), wanted)
    window.session.settling.emit()
    safety.recovery.keep()
    idle(window, safety, qtbot)
    np.testing.assert_array_equal(hole_in(folder), hole_of(window))
    assert (hole_of(window) != wanted).any()
