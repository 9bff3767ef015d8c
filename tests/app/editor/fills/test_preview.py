"""The live preview: seen after a pause, no part of the document, and gone without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.document import compose
from app.document.geometry import Box
from app.document.planes import ColourDraft
from app.editor.history.commands import ContextsCommand
from app.editor.window.window import Window
from tests.app.conftest import FILL_VALUE
from tests.app.document.conftest import dab
from tests.app.editor.conftest import on_widget, press, stroke

LINE = [(60.0, 60.0), (120.0, 90.0)]


@pytest.fixture
def previewing(window: Window, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    window.preview._pause.setInterval(0)
    window.actions_["live_preview"].trigger()
    yield window
    window.preview.drop()


def asked(window: Window, qtbot) -> None:
    qtbot.waitUntil(lambda: window.preview._job is not None)


def shown(window: Window, door, qtbot) -> None:
    asked(window, qtbot)
    door.step()
    assert window.preview.is_shown


def colour(window: Window, qtbot, x: float = 90, y: float = 75) -> tuple[int, ...]:
    """What the canvas shows at a point of the photo."""
    window.canvas.zoom_to(1.0)
    qtbot.waitUntil(lambda: window.canvas.grab() is not None and window.canvas.is_sharp)
    at = on_widget(window.canvas, x, y)
    return window.canvas.grab().toImage().pixelColor(at).getRgb()[:3]


def test_a_pause_shows_a_quick_fill_that_is_no_part_of_the_document(previewing, door, engine, qtbot) -> None:
    window: Window = previewing
    window.session.change(quality="best", variants=3)
    document = window.session.document
    assert document is not None
    before = compose(document, Box.of(document.size))
    stroke(window.canvas, LINE)
    steps, revision = window.session.stack.count(), window.session.revision
    shown(window, door, qtbot)
    request = engine.requests[-1]
    assert (request.quality, request.variants, request.detail) == ("fast", 1, "off")
    assert document.layers == ()
    assert np.array_equal(compose(document, Box.of(document.size)), before)
    assert (window.session.stack.count(), window.session.revision) == (steps, revision)
    assert window.canvas._tints["hole"].pattern == "outline"
    assert window.preview.status.startswith("Preview")


def test_it_is_painted_and_taken_off_by_escape(previewing, door, qtbot) -> None:
    window: Window = previewing
    before = colour(window, qtbot)
    stroke(window.canvas, LINE)
    shown(window, door, qtbot)
    window.canvas.set_ring(None)
    assert colour(window, qtbot) == (FILL_VALUE,) * 3
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.preview.is_shown
    assert window.canvas._tints["hole"].pattern == "plain"
    window.canvas.set_tint("hole", None)
    assert colour(window, qtbot) == before
    assert not window.preview._pause.isActive()


def test_the_next_stroke_cancels_what_is_under_way(previewing, door, engine, qtbot) -> None:
    window: Window = previewing
    stroke(window.canvas, LINE)
    asked(window, qtbot)
    window.preview._pause.setInterval(60_000)  # this one does not come
    press(window.canvas, [(200.0, 60.0), (220.0, 60.0)])
    assert window.preview._job is None
    door.step()
    assert engine.requests == []
    window.preview._pause.setInterval(0)
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=on_widget(window.canvas, 220, 60))
    shown(window, door, qtbot)


def test_enter_replaces_it_by_the_fill(previewing, door, engine, qtbot) -> None:
    window: Window = previewing
    stroke(window.canvas, LINE)
    shown(window, door, qtbot)
    window.actions_["fill"].trigger()
    assert window.preview.is_shown
    door.step()
    assert engine.requests[-1].quality == "balanced"
    assert not window.preview.is_shown
    document = window.session.document
    assert document is not None
    assert len(document.layers) == 1
    assert not window.preview._pause.isActive()


def test_drawing_while_a_fill_is_made_does_not_cancel_it(previewing, door, qtbot) -> None:
    window: Window = previewing
    stroke(window.canvas, LINE)
    asked(window, qtbot)
    window.actions_["fill"].trigger()
    stroke(window.canvas, [(200.0, 60.0), (220.0, 60.0)])
    assert window.filling.is_busy
    door.step()
    document = window.session.document
    assert document is not None
    assert len(document.layers) == 1


def test_a_fault_is_named_in_the_status_bar_alone(previewing, door, engine, qtbot) -> None:
    window: Window = previewing
    window.notices.dismiss()
    engine.fault = RuntimeError("broken")
    stroke(window.canvas, LINE)
    asked(window, qtbot)
    door.step()
    assert window.notices.text == ""
    assert "broken" in window.status._message.text()
    engine.fault = None
    stroke(window.canvas, LINE)
    stroke(window.canvas, [(200.0, 60.0), (220.0, 60.0)])
    shown(window, door, qtbot)
    assert "broken" not in window.status._message.text()


def test_switched_off_it_leaves_nothing(previewing, door, qtbot) -> None:
    window: Window = previewing
    stroke(window.canvas, LINE)
    shown(window, door, qtbot)
    window.actions_["live_preview"].trigger()
    assert not window.preview.is_shown
    assert not window.actions_["live_preview"].isChecked()
    stroke(window.canvas, [(200.0, 60.0), (220.0, 60.0)])
    assert not window.preview._pause.isActive()


def test_an_empty_mask_and_another_photo_take_it_off(previewing, door, photo_file: Path, qtbot) -> None:
    window: Window = previewing
    stroke(window.canvas, LINE)
    shown(window, door, qtbot)
    window.session.clear_mask()
    assert not window.preview.is_shown
    stroke(window.canvas, LINE)
    shown(window, door, qtbot)
    with qtbot.waitSignal(window.filing.loaded):
        window.filing.open(photo_file)
    assert not window.preview.is_shown


def test_a_fill_being_edited_is_previewed_from_the_original_pixels(previewing, door, engine, qtbot) -> None:
    window: Window = previewing
    stroke(window.canvas, LINE)
    window.actions_["fill"].trigger()
    door.step()
    window.actions_["edit_fill"].trigger()
    shown(window, door, qtbot)
    assert not (engine.requests[-1].photo == FILL_VALUE).all(axis=2).any()
    document = window.session.document
    assert document is not None
    assert len(document.layers) == 1


def test_painted_colours_ask_anew(previewing, door, engine, qtbot) -> None:
    window: Window = previewing
    stroke(window.canvas, LINE)
    shown(window, door, qtbot)
    assert engine.requests[-1].colours is None
    colours = window.session.document.colours
    draft = ColourDraft(colours, (200, 90, 0))
    draft.paint(*dab((90.0, 75.0), 5.0), erase=False)
    window.session.push_patch("Paint colour", colours, draft.finish())
    shown(window, door, qtbot)
    assert engine.requests[-1].colours.any()
    assert window.session.document.layers == ()


def test_what_it_looks_at_may_change(previewing, door, engine, qtbot) -> None:
    window: Window = previewing
    document = window.session.document
    assert document is not None
    window.preview.toggle()
    for _ in range(2):
        stroke(window.canvas, LINE)
        window.actions_["fill"].trigger()
        door.step()
    first, second = document.layers
    window.preview.toggle()
    stroke(window.canvas, LINE)
    shown(window, door, qtbot)
    window.layers.choose_layer(first.id)  # of no account as long as all is looked at
    assert window.preview.is_shown
    contexts = ContextsCommand(document, (Box(10, 10, 300, 250),))
    for change in (
        lambda: window.session.change(guidance=150),
        lambda: window.session.change(sample="layer"),
        lambda: window.layers.choose_layer(second.id),
        lambda: window.session.push(contexts),
        window.session.history.undo,
    ):
        change()
        assert not window.preview.is_shown
        shown(window, door, qtbot)
    assert len(engine.requests) == 2 + 1 + 5


def test_nothing_is_asked_before_the_pause_has_passed(window: Window, qtbot) -> None:
    pause = window.preview._pause
    pause.setInterval(60_000)  # longer than any machine takes for what follows
    window.actions_["live_preview"].trigger()
    stroke(window.canvas, LINE)
    assert pause.isActive()
    qtbot.waitUntil(lambda: pause.remainingTime() < 60_000 - 100)
    assert window.preview._job is None
    pause.setInterval(100)
    asked(window, qtbot)
    assert not pause.isActive()
    window.preview.drop()
