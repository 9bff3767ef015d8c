from __future__ import annotations

import random

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.editor.history.commands import PatchCommand
from app.editor.numbers import MIB
from app.editor.panels.budget import size_in_mib
from app.editor.panels.history import HistoryModel
from app.editor.window.window import Window
from tests.app.editor.conftest import stroke


def rows(window: Window) -> list[str]:
    model = window.history.model
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


def click(window: Window, row: int) -> None:
    view = window.history.view
    place = view.visualRect(window.history.model.index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def three_strokes(window: Window) -> None:
    for y in (60.0, 100.0, 140.0):
        stroke(window.canvas, [(60.0, y), (120.0, y)])


def test_a_click_goes_to_a_step(window: Window) -> None:
    three_strokes(window)
    assert rows(window) == ["Opened", "Paint mask", "Paint mask (2)", "Paint mask (3)"]
    click(window, 1)
    assert window.session.history.index == 1
    assert window.history.view.currentIndex().row() == 1
    model = window.history.model
    assert model.data(model.index(3, 0), Qt.ItemDataRole.ForegroundRole) is not None
    assert model.data(model.index(3, 0), Qt.ItemDataRole.AccessibleTextRole) == "Paint mask (3), undone"
    click(window, 3)
    assert window.session.history.index == 3
    window.session.invert_mask()
    window.session.history.undo()
    window.session.history.undo()
    stroke(window.canvas, [(160.0, 60.0), (170.0, 60.0)])
    assert rows(window) == ["Opened", "Paint mask", "Paint mask (2)", "Paint mask (3)"]


def test_the_steps_before_and_behind_are_in_sight(window: Window) -> None:
    for y in range(40, 280, 12):
        stroke(window.canvas, [(60.0, y), (120.0, y)])
    view, history = window.history.view, window.session.history

    def in_sight(row: int) -> bool:
        return view.viewport().rect().contains(view.visualRect(window.history.model.index(row, 0)))

    for _ in range(19):
        history.undo()
        assert all(in_sight(history.index + beside) for beside in (-1, 0, 1))
    for _ in range(18):
        history.redo()
        assert all(in_sight(history.index + beside) for beside in (-1, 0, 1))


def test_a_row_that_is_clicked_stays_under_the_pointer(window: Window) -> None:
    """A double-click would go on to another step."""
    for y in range(40, 280, 12):
        stroke(window.canvas, [(60.0, y), (120.0, y)])
    view, history = window.history.view, window.session.history
    history.jump(10)
    top = window.history.model.index(8, 0)
    view.scrollTo(top, view.ScrollHint.PositionAtTop)
    place = view.visualRect(top)
    click(window, top.row())
    assert history.index == top.row()
    assert view.visualRect(top) == place


def test_a_step_between_begins_the_count_anew(window: Window) -> None:
    three_strokes(window)
    window.session.history.jump(1)
    window.session.clear_mask()
    three_strokes(window)
    assert rows(window) == ["Opened", "Paint mask", "Clear mask", "Paint mask", "Paint mask (2)", "Paint mask (3)"]


def test_the_rows_are_those_of_the_history_whatever_was_done(window: Window) -> None:
    session, chance = window.session, random.Random(1)
    document, model = session.document, window.history.model
    assert document is not None
    session.history.set_budget(6 * 2**14)
    for number in range(300):
        verb = chance.choice(("push", "push", "undo", "redo", "jump"))
        if verb == "push":
            session.push(PatchCommand(f"Step {number}", document.hole, document.hole.patch_to(chance_mask(chance))))
        elif verb == "jump":
            session.history.jump(chance.randint(0, session.history.stack.count()))
        else:
            getattr(session.history, verb)()
        history = session.history
        texts = [history.text(step) for step in range(history.floor, history.stack.count())]
        assert rows(window) == ["Earlier steps" if history.floor else "Opened", *texts]
        faint = [model.item(row).data(Qt.ItemDataRole.ForegroundRole) is not None for row in range(len(texts) + 1)]
        assert faint == [row > history.index - history.floor for row in range(len(texts) + 1)]


def chance_mask(chance: random.Random) -> np.ndarray:
    mask = np.zeros((300, 400), np.bool_)
    mask[chance.randrange(300), chance.randrange(400)] = True
    return mask


def test_a_step_asks_python_for_no_row(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand rows would be felt."""
    shown: list[int] = []
    show = HistoryModel._show
    monkeypatch.setattr(
        HistoryModel, "_show", lambda self, row, *, is_undone: shown.append(row) or show(self, row, is_undone=is_undone)
    )
    three_strokes(window)
    assert shown == [1, 2, 3]
    window.session.history.undo()
    assert shown == [1, 2, 3, 3]


def test_keys_go_to_a_step(window: Window) -> None:
    three_strokes(window)
    view = window.history.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert window.session.history.index == 3
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert window.session.history.index == 1


def test_enter_on_the_present_step_fills(window: Window) -> None:
    three_strokes(window)
    click(window, 2)
    view = window.history.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert window.session.history.index == 1
    assert not window.filling.is_busy
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert window.filling.is_busy


def test_what_was_dropped_is_named(window: Window) -> None:
    three_strokes(window)
    assert window.history.used.text().endswith("of 512 MB")
    window.session.history.set_budget(window.session.history.used // 2)
    assert window.session.history.floor > 0
    assert rows(window)[0] == "Earlier steps"
    assert len(rows(window)) == 1 + 3 - window.session.history.floor
    click(window, 0)
    assert window.session.history.index == window.session.history.floor


def test_the_budget_is_a_setting(window: Window) -> None:
    menu = window.history.used.menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["512 MB"]
    menu.actions()[0].trigger()
    assert window.session.settings.history_mb == 128
    assert window.session.history.budget == 128 * 2**20
    assert window.history.used.text() == "0 MB of 128 MB"


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 MB"), (900, "0 MB"), (60_000, "0.1 MB"), (5 * MIB, "5.0 MB"), (40 * MIB, "40 MB"), (2048 * MIB, "2 GB")],
)
def test_sizes_for_people(size: int, words: str) -> None:
    assert size_in_mib(size) == words
