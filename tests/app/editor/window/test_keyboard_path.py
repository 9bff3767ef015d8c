"""The whole way without a pointer: open, a rectangle, fill, save."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document.geometry import Box
from app.editor.window.window import Window
from tests.app.conftest import FILL_VALUE
from tests.app.editor.conftest import Modifier

Key = Qt.Key


def type_(key: Key, held: Modifier = Modifier.NoModifier, times: int = 1) -> None:
    """Into whatever has the keyboard."""
    for _ in range(times):
        QTest.keyClick(QApplication.focusWidget(), key, held)


def hole_box(window: Window) -> Box:
    document = window.session.document
    assert document is not None
    return document.hole.bounds()


def test_open_select_fill_save_by_keys_alone(
    open_window, door, photo_file: Path, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(door, None)
    door.start()
    heard: list[str] = []
    window.announcer.announced.connect(heard.append)
    # The dialogs are the system's own; what comes before and after them is ours.
    monkeypatch.setattr("app.editor.dialogs.files.ask_photos", lambda *_: [photo_file])
    monkeypatch.setattr("app.editor.dialogs.files.ask_target", lambda *_: tmp_path / "out.png")
    with qtbot.waitSignal(window.filing.loaded):
        type_(Key.Key_O, Modifier.ControlModifier)
    qtbot.waitUntil(lambda: window.canvas.is_sharp)
    assert QApplication.focusWidget() is window.canvas
    type_(Key.Key_R)
    type_(Key.Key_Left)  # lays one in the middle
    assert len(window.canvas.marks.all) == 1
    type_(Key.Key_Left, times=2)
    type_(Key.Key_Down, Modifier.ControlModifier, times=3)
    type_(Key.Key_Right, Modifier.ShiftModifier)
    assert not window.session.has_hole
    type_(Key.Key_Return)
    box = hole_box(window)
    assert not box.is_empty
    assert not window.filling.is_busy
    type_(Key.Key_Return)
    assert window.filling.is_busy
    door.step()
    with qtbot.waitSignal(window.filing.saved):
        type_(Key.Key_S, Modifier.ControlModifier)
    saved = np.asarray(Image.open(tmp_path / "out.png"))
    assert (saved[box.slices] == FILL_VALUE).all()
    assert not window.isWindowModified()
    flat = "Saved to out.png; its layers are not"
    assert [line.split(" in ")[0] for line in heard] == ["Filling", "Filled", flat]


def test_arrows_move_and_resize_within_the_photo(window: Window) -> None:
    window.canvas.zoom_to(1.0)
    type_(Key.Key_R)
    type_(Key.Key_Right)
    type_(Key.Key_Right)
    type_(Key.Key_Right, Modifier.ControlModifier)
    type_(Key.Key_Down, Modifier.ShiftModifier)
    type_(Key.Key_Up, Modifier.ShiftModifier | Modifier.ControlModifier)
    type_(Key.Key_Return)
    first = hole_box(window)
    window.session.stack.undo()
    type_(Key.Key_Right)
    type_(Key.Key_Return)
    begun = hole_box(window)
    assert first == Box(begun.x0 + 17, begun.y0, begun.x1 + 17, begun.y1 + 15)
    window.session.stack.undo()
    type_(Key.Key_Left, times=200)
    type_(Key.Key_Up, times=200)
    type_(Key.Key_Left, Modifier.ShiftModifier, times=200)
    type_(Key.Key_Up, Modifier.ShiftModifier, times=200)
    type_(Key.Key_Return)
    assert hole_box(window) == Box(0, 0, 1, 1)


def test_arrows_go_their_way_on_the_screen(window: Window) -> None:
    """In a mirrored view to the right is to the left in the photo; what is pulled is still the right side as seen."""
    window.canvas.turn(0, mirror=True)
    window.canvas.zoom_to(1.0)
    type_(Key.Key_R)
    type_(Key.Key_Right)
    type_(Key.Key_Return)
    begun = hole_box(window)
    window.session.stack.undo()
    type_(Key.Key_Right)
    type_(Key.Key_Right)
    type_(Key.Key_Right, Modifier.ShiftModifier)
    type_(Key.Key_Down, Modifier.ShiftModifier)
    type_(Key.Key_Return)
    assert hole_box(window) == Box(begun.x0 - 32, begun.y0, begun.x1 - 16, begun.y1 + 16)


def test_escape_drops_what_was_laid(window: Window) -> None:
    type_(Key.Key_R)
    type_(Key.Key_Up)
    type_(Key.Key_Escape)
    assert window.canvas.marks.all == ()
    type_(Key.Key_Return)
    assert not window.session.has_hole
    assert window.notices.text.startswith("Nothing to fill")
