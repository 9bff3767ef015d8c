"""The context tool: edges of what a fill looks at, dragged, kept, and told to the fill."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.document.geometry import Box
from app.editor.window.window import Window
from tests.app.editor.conftest import Button, Modifier, on_widget, press, stroke


@pytest.fixture
def held(window: Window, qtbot) -> Window:
    """With a hole in the middle of a small box, and the tool in the hand."""
    window.canvas.zoom_to(1.0)
    window.session.change(grow=0, feather=0)
    stroke(window.canvas, [(200, 150)])
    QTest.keyClick(window.canvas, Qt.Key.Key_X, Modifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(window.toolbox.contexts.found) == 1)
    return window


def box_of(window: Window) -> Box:
    return window.toolbox.contexts.found[0].box


def drag(window: Window, start: tuple[float, float], end: tuple[float, float], qtbot, held=Modifier.NoModifier) -> None:
    stroke(window.canvas, [start, end], held=held)
    qtbot.waitUntil(lambda: not window.toolbox.contexts._asks and not window.toolbox.contexts._clock.isActive())


def test_the_tool_shows_the_boxes_while_it_is_in_the_hand(held: Window) -> None:
    assert len(held.canvas.marks.all) == 1
    assert held.status._message.text().startswith("Drag an edge")
    QTest.keyClick(held.canvas, Qt.Key.Key_B)
    assert held.canvas.marks.all == ()


def test_an_edge_follows_the_pointer_and_is_a_step(held: Window, qtbot, door, engine) -> None:
    before = box_of(held)
    drag(held, (before.x1, 150), (380, 160), qtbot)
    assert box_of(held) == Box(before.x0, before.y0, 380, before.y1)
    assert held.session.stack.undoText() == "Change what a fill looks at"
    drag(held, (before.x0, before.y0), (60, 20), qtbot)
    wide = Box(60, 20, 380, before.y1)
    assert box_of(held) == wide
    held.filling.start()
    door.step()
    (context,) = engine.requests[0].contexts
    assert context[2] - context[0] == wide.width
    assert context[3] - context[1] == wide.height
    for _ in range(3):
        held.session.stack.undo()
    qtbot.waitUntil(lambda: len(held.toolbox.contexts.found) == 1 and box_of(held) == before)


def test_a_box_holds_its_hole_and_stays_in_the_photo(held: Window, qtbot) -> None:
    before = box_of(held)
    holes = held.toolbox.contexts.found[0].holes
    drag(held, (before.x1, 150), (100, 150), qtbot)
    assert box_of(held).x1 == holes.x1
    drag(held, (150, before.y1), (150, 900), qtbot)
    assert box_of(held).y1 == 300


def test_alt_brings_the_usual_box_back(held: Window, qtbot) -> None:
    before = box_of(held)
    drag(held, (before.x1, 150), (380, 150), qtbot)
    drag(held, (380, 150), (380, 150), qtbot, held=Modifier.AltModifier)
    qtbot.waitUntil(lambda: box_of(held) == before)
    assert held.session.document is not None
    assert held.session.document.contexts == ()


def test_escape_and_a_press_beside_the_edges_change_nothing(held: Window) -> None:
    before, steps = box_of(held), held.session.stack.count()
    press(held.canvas, [(before.x1, 150), (380, 150)])
    QTest.keyClick(held.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(held.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(held.canvas, 380, 150))
    stroke(held.canvas, [(200, 150), (300, 250)])
    assert held.session.stack.count() == steps
    assert box_of(held) == before
