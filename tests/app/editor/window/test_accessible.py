"""What those hear who do not see the window: a name for everything, the canvas as one, and what happened."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QMenuBar,
    QScrollBar,
    QWidget,
)

from app.editor.canvas.view import Canvas
from app.editor.dialogs.export import ExportDialog
from app.editor.window.window import Window
from tests.app.editor.conftest import stroke

OPERATED = (QAbstractButton, QAbstractSpinBox, QAbstractSlider, QComboBox)
INTERACTIVE = (*OPERATED, QLineEdit, QAbstractItemView, QMenu, Canvas)


def interactive(root: QWidget) -> Iterator[QWidget]:
    """What a person can operate, but for parts that Qt builds into others and that are named through them."""
    for widget in root.findChildren(QWidget):
        owner = widget.parent()
        if isinstance(widget, QScrollBar | QHeaderView) or (
            isinstance(owner, QAbstractSpinBox | QComboBox) and isinstance(widget, QLineEdit)
        ):
            continue
        if isinstance(widget, QMenu) and isinstance(owner, QMenuBar) and not widget.title():
            continue  # of the button that shows where the bar is too narrow, made when it is
        if isinstance(widget, INTERACTIVE) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget


def heard(thing: QObject, text: QAccessible.Text = QAccessible.Text.Name) -> str:
    found = QAccessible.queryAccessibleInterface(thing)
    return "" if found is None else found.text(text)


def nameless(root: QWidget) -> list[str]:
    return [f"{type(one).__name__} {one.objectName()}" for one in interactive(root) if not heard(one).strip()]


def test_everything_in_the_window_has_a_name_and_a_tip(window: Window) -> None:
    window.session.change(recent=("b.png",))
    found = list(interactive(window))
    assert len(found) > 60
    assert nameless(window) == []
    tipless = [one for one in found if isinstance(one, OPERATED) and not one.toolTip()]
    assert [f"{type(one).__name__} {heard(one)}" for one in tipless] == []


@pytest.mark.parametrize("action_id", ["preferences", "shortcuts", "palette", "overlay"])
def test_everything_in_a_dialog_has_a_name(window: Window, action_id: str) -> None:
    window.actions_[action_id].trigger()
    dialogs = [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert len(dialogs) == 1
    assert len(list(interactive(dialogs[0]))) > 1
    assert nameless(dialogs[0]) == []
    dialogs[0].close()


def test_everything_in_the_export_has_a_name(window: Window, qtbot) -> None:
    photo = window.session.photo
    assert photo is not None
    dialog = ExportDialog(window, photo.document, photo.metadata, window.session.settings, window.errands)
    count, found = len(list(interactive(dialog))), nameless(dialog)
    dialog.end()
    assert count > 5
    assert found == []
    qtbot.waitUntil(lambda: not window.errands.is_busy())


def test_a_choice_is_heard_with_what_it_chooses(window: Window) -> None:
    """Its own name is no answer: on Linux that is what is chosen."""
    labels = {}
    for field in window.findChildren(QComboBox):
        found = QAccessible.queryAccessibleInterface(field)
        assert found is not None
        labels[field.accessibleName()] = [one.text(QAccessible.Text.Name) for one, _ in found.relations()]
    assert len(labels) >= 5
    assert [name for name, heard_from in labels.items() if not any(heard_from)] == []
    assert labels["Blend mode"] == ["Blend mode"]


def test_a_widget_without_a_name_is_found(window: Window, qtbot) -> None:
    QComboBox(window)
    assert nameless(window) == ["QComboBox "]


def test_the_canvas_is_one_with_a_live_name(window: Window) -> None:
    found = QAccessible.queryAccessibleInterface(window.canvas)
    assert found is not None
    if hasattr(QAccessible, "installFactory"):
        assert found.role() == QAccessible.Role.Canvas
    gc.collect()  # nothing of ours holds it
    assert heard(window.canvas) == "photo.png, no mask"
    window.canvas.zoom_to(1.0)
    stroke(window.canvas, [(100, 100), (200, 100)])
    box = window.session.document.hole.bounds()  # type: ignore[union-attr]
    assert heard(window.canvas) == f"photo.png, mask of {box.width} × {box.height} at {box.x0}, {box.y0}"
    more = heard(window.canvas, QAccessible.Text.Description)
    assert more == "400 × 300 pixels, shown at 100 %, no layers, Brush. Keyboard pointer: K"
    window.actions_["polygon"].trigger()
    assert heard(window.canvas, QAccessible.Text.Description).endswith("Polygon. Keyboard pointer: K")
    window.actions_["key_pointer"].trigger()
    assert heard(window.canvas, QAccessible.Text.Description).endswith("Polygon")
    window.canvas.zoom_to(2.0)
    assert "200 %" in heard(window.canvas, QAccessible.Text.Description)
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert heard(window.canvas) == "photo.png, no mask"


def test_canvases_come_and_go(qtbot) -> None:
    for _ in range(50):
        canvas = Canvas()
        assert QAccessible.queryAccessibleInterface(canvas) is not None
        canvas.deleteLater()
        del canvas
    gc.collect()


@pytest.fixture
def announced(window: Window) -> list[str]:
    lines: list[str] = []
    window.announcer.announced.connect(lines.append)
    return lines


def test_fills_are_announced(window: Window, door, announced: list[str]) -> None:
    window.session.change(variants=3)
    stroke(window.canvas, [(100, 100), (200, 100)])
    window.actions_["fill"].trigger()
    assert announced == ["Filling"]
    door.step()
    assert announced[1].startswith("Filled in ")
    assert announced[1].endswith(" s on CPU: 3 candidates to choose from")


def test_cancelling_and_refusals_are_announced(window: Window, door, announced: list[str]) -> None:
    window.actions_["fill"].trigger()
    assert announced == ["Nothing to fill yet: brush over what should go."]
    stroke(window.canvas, [(100, 100), (200, 100)])
    window.actions_["fill"].trigger()
    window.actions_["cancel"].trigger()
    door.step()
    assert announced[1:] == ["Filling", "Cancelled: nothing was changed."]


def test_undo_and_redo_are_announced_and_new_steps_are_not(window: Window, announced: list[str]) -> None:
    window.session.invert_mask()
    window.session.invert_mask()
    assert announced == []
    window.actions_["undo"].trigger()
    window.actions_["undo"].trigger()
    window.actions_["redo"].trigger()
    assert announced == ["Undone: Invert mask", "Undone: Invert mask", "Redone: Invert mask"]


def test_a_new_step_with_the_name_of_an_undone_one_is_not_a_redo(window: Window, announced: list[str]) -> None:
    window.session.invert_mask()
    window.session.history.undo()
    announced.clear()
    window.session.invert_mask()
    assert announced == []


def test_a_jump_says_how_many_steps_it_was(window: Window, announced: list[str]) -> None:
    for _ in range(4):
        window.session.invert_mask()
    window.session.history.jump(1)
    window.session.history.jump(4)
    assert announced == ["Undone: 3 steps", "Redone: 3 steps"]
