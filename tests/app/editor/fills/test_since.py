"""What is drawn while a fill runs is for the next one, and stays whole when this one takes its mask off the view."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.document.geometry import Box
from app.editor.window.window import Window
from tests.app.editor.conftest import hole_of, on_widget, press, stroke

HOLE = [(60.0, 60.0), (140.0, 60.0)]
ACROSS = [(100.0, 30.0), (100.0, 100.0)]
"""Over the middle of it."""


def plane_of(window: Window, name: str) -> np.ndarray[Any, Any]:
    document = window.session.document
    assert document is not None
    return getattr(document, name).read(Box.of(document.size))


def alone(window: Window, tool: str, plane: str, line: list[tuple[float, float]]) -> np.ndarray[Any, Any]:
    """The plane as it is with nothing on it but this stroke."""
    window.actions_[tool].trigger()
    stroke(window.canvas, line)
    picture = plane_of(window, plane)
    window.session.stack.undo()
    return picture


@pytest.mark.parametrize(
    ("tool", "plane"),
    [("brush", "hole"), ("rectangle", "hole"), ("pen", "sketch"), ("colour_brush", "colours"), ("exclude", "exclude")],
)
def test_a_stroke_over_what_is_filled_stays_whole(window: Window, door, tool: str, plane: str) -> None:
    line = [(80.0, 30.0), (110.0, 100.0)]
    wanted = alone(window, tool, plane, line)
    window.actions_["brush"].trigger()
    stroke(window.canvas, HOLE)
    window.actions_[tool].trigger()
    stroke(window.canvas, HOLE)
    window.filling.start()
    stroke(window.canvas, line)
    door.step()
    kept = plane_of(window, plane)
    if plane == "exclude":  # is of no fill in particular: what was there stays too
        assert (kept & wanted == wanted).all()
        assert kept.sum() > wanted.sum()
    else:
        np.testing.assert_array_equal(kept, wanted)
    window.session.stack.undo()
    window.session.stack.undo()
    window.session.stack.redo()
    window.session.stack.redo()
    np.testing.assert_array_equal(plane_of(window, plane), kept)


def test_what_was_undone_or_erased_by_then_does_not_stay(window: Window, door) -> None:
    stroke(window.canvas, HOLE)
    window.filling.start()
    stroke(window.canvas, ACROSS)
    window.session.stack.undo()
    door.step()
    assert not hole_of(window).any()
    stroke(window.canvas, HOLE)
    window.filling.start()
    stroke(window.canvas, ACROSS)
    stroke(window.canvas, ACROSS, button=Qt.MouseButton.RightButton)
    door.step()
    assert not hole_of(window).any()


def test_a_stroke_under_way_stays_whole_and_goes_on(window: Window, door) -> None:
    line = [*ACROSS, (160.0, 140.0)]
    wanted = alone(window, "brush", "hole", line)
    stroke(window.canvas, HOLE)
    window.filling.start()
    press(window.canvas, ACROSS)
    door.step()
    QTest.mouseMove(window.canvas, on_widget(window.canvas, *line[-1]))
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=on_widget(window.canvas, *line[-1]))
    np.testing.assert_array_equal(hole_of(window), wanted)


@pytest.mark.parametrize("verb", ["set", "invert", "reselect"])
def test_a_mask_that_came_otherwise_stays_whole(window: Window, door, verb: str) -> None:
    stroke(window.canvas, HOLE)
    first = hole_of(window)
    window.session.clear_mask()
    stroke(window.canvas, ACROSS)
    window.filling.start()
    if verb == "set":
        window.session.set_mask("Import mask", first)
    elif verb == "reselect":
        window.session.reselect()
    else:
        window.session.invert_mask()
        window.session.invert_mask()
    wanted = hole_of(window)
    door.step()
    np.testing.assert_array_equal(hole_of(window), wanted)
    assert wanted.any()


def test_the_mask_that_was_filled_can_be_laid_down_again_as_it_was(window: Window, door) -> None:
    stroke(window.canvas, HOLE)
    asked = hole_of(window)
    window.filling.start()
    stroke(window.canvas, ACROSS)
    door.step()
    window.session.reselect()
    np.testing.assert_array_equal(hole_of(window), asked)


def test_what_is_written_ahead_has_what_was_drawn_since(window: Window, door) -> None:
    taken = []

    def ahead(coming, then) -> None:
        taken.append(coming.taken)
        then()

    window.filling.before_kept = ahead
    stroke(window.canvas, HOLE)
    asked = hole_of(window)
    window.filling.start()
    stroke(window.canvas, ACROSS)
    both = hole_of(window)
    door.step()
    document = window.session.document
    assert document is not None
    gone = np.zeros((384, 512), bool)
    for (row, column), tile in taken[0]["hole"].items():
        gone[row * 128 : (row + 1) * 128, column * 128 : (column + 1) * 128] = tile
    assert (gone[:300, :400] & ~asked).sum() == 0
    np.testing.assert_array_equal(hole_of(window), both & ~gone[:300, :400])
