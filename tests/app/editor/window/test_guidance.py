"""The status bar says what comes next, with the keys that a person has."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.editor.window.window import Window
from tests.app.editor.conftest import stroke


def said(window: Window) -> str:
    label = window.status.findChild(QLabel, "message")
    assert label is not None
    return label.text()


def test_from_the_photo_to_the_fill(window: Window, door) -> None:
    assert said(window) == "Mark what should go"
    window.actions_["hand"].trigger()
    assert said(window) == ""
    window.actions_["brush"].trigger()
    stroke(window.canvas, [(100, 100), (200, 100)])
    assert said(window) == "Fill the mask with Enter, or clear it with Ctrl+D"
    window.actions_["fill"].trigger()
    assert said(window).startswith("Filling")
    door.step()
    assert said(window).startswith("Filled in ")
    assert said(window).endswith("Hold Tab to see the photo before")
    window.actions_["edit_fill"].trigger()
    assert said(window) == "Change mask, strokes or colours and fill again with Enter, or leave it as it is with Esc"
    window.actions_["edit_fill"].trigger()
    assert said(window) == ""


def test_what_was_drawn_while_it_ran_is_spoken_of(window: Window, door) -> None:
    stroke(window.canvas, [(100, 100), (200, 100)])
    window.actions_["fill"].trigger()
    stroke(window.canvas, [(100, 200), (200, 200)])
    door.step()
    assert said(window).endswith(". What you drew meanwhile is for the next fill (Enter)")
    window.actions_["fill"].trigger()
    window.actions_["pen"].trigger()
    stroke(window.canvas, [(100, 200), (200, 200)])
    door.step()
    assert said(window).endswith(". What you drew meanwhile is for the next fill: mark what should go as well")
    window.actions_["clear_sketch"].trigger()
    window.actions_["brush"].trigger()
    stroke(window.canvas, [(100, 200), (200, 200)])
    window.actions_["fill"].trigger()
    door.step()
    assert said(window).endswith("Hold Tab to see the photo before")


def test_a_soft_fill_says_what_helps(window: Window, door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.editor.fills.filling.is_soft", lambda _: True)
    stroke(window.canvas, [(100, 100), (200, 100)])
    window.actions_["fill"].trigger()
    door.step()
    assert said(window).endswith("Soft? Draw a guide stroke where an edge goes on (P), then fill again")


def test_what_was_filled_is_said_until_the_next_step(window: Window, door) -> None:
    stroke(window.canvas, [(100, 100), (200, 100)])
    window.actions_["fill"].trigger()
    door.step()
    stroke(window.canvas, [(100, 200), (200, 200)])
    assert said(window).startswith("Fill the mask")


def test_keys_are_those_that_a_person_chose(window: Window) -> None:
    stroke(window.canvas, [(100, 100), (200, 100)])
    window.session.change(shortcuts={"fill": "F5", "clear": ""})
    assert said(window) == "Fill the mask with F5, or clear it"


def test_strokes_without_a_mask_are_no_use(window: Window) -> None:
    window.actions_["pen"].trigger()
    stroke(window.canvas, [(100, 100), (200, 100)])
    assert said(window) == "Strokes count inside a mask: mark what should go as well"
    window.actions_["brush"].trigger()
    stroke(window.canvas, [(100, 100), (200, 100)])
    assert said(window).startswith("Fill the mask")


def test_colours_without_a_mask_or_beside_it_are_no_use(window: Window) -> None:
    window.actions_["colour_brush"].trigger()
    assert said(window) == "Paint roughly what the fill should show; Ctrl+click takes a colour from the photo"
    stroke(window.canvas, [(100, 100), (200, 100)])
    assert said(window) == "Colours count inside a mask: mark what should go as well"
    window.actions_["brush"].trigger()
    stroke(window.canvas, [(100, 200), (200, 200)])
    assert said(window) == "The colours are all outside the mask: only those inside it count"
    stroke(window.canvas, [(100, 100), (110, 100)])
    assert said(window).startswith("Fill the mask")
    window.actions_["undo"].trigger()
    assert said(window).startswith("The colours are all outside")
    window.actions_["clear_colours"].trigger()
    assert said(window).startswith("Fill the mask")


def test_a_tool_in_use_speaks_first(window: Window) -> None:
    window.actions_["smart"].trigger()
    assert said(window).startswith("Scribble over the thing")


def test_how_it_went_is_said_with_any_tool_in_hand(window: Window, door) -> None:
    stroke(window.canvas, [(100, 100), (200, 100)])
    window.actions_["pen_curve"].trigger()
    assert said(window) == "Click for a corner, drag for a curve"
    window.actions_["fill"].trigger()
    door.step()
    QTest.mouseMove(window.canvas, QPoint(150, 150))
    assert said(window).startswith("Filled in ")
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert said(window).startswith("Enter lays the curve down")


def test_a_strength_of_strokes_that_the_bar_does_not_show_is_said_of_the_fill(window: Window, door) -> None:
    window.session.change(guidance=140)
    for tool, ends in (("brush", False), ("pen", True)):
        window.actions_[tool].trigger()
        stroke(window.canvas, [(100, 100), (200, 100)])
        if ends:
            window.actions_["brush"].trigger()
            stroke(window.canvas, [(100, 100), (200, 100)])
        window.actions_["fill"].trigger()
        door.step()
        assert (", guide strokes at 140 %" in said(window)) is ends


def test_without_a_photo_nothing_is_said(open_window, door) -> None:
    assert said(open_window(door, None)) == ""
