"""How layers and history share the height beside the photo."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.editor.panels.column import PanelColumn
from app.editor.window.window import Window


@pytest.fixture
def column(window: Window) -> PanelColumn:
    window.resize(1280, 900)
    QApplication.processEvents()
    (found,) = window.findChildren(PanelColumn)
    return found


def add_layers(window: Window, count: int) -> None:
    for _ in range(count):
        window.layering.add()
    QApplication.processEvents()


def test_the_history_has_the_height_that_the_layers_leave(window: Window, column: PanelColumn) -> None:
    view = window.layers.view
    assert view.height() < 5 * view.sizeHintForRow(0)
    assert window.history.height() > column.height() / 2
    assert window.layers.height() + window.history.height() + 1 == column.height()
    before = window.layers.height()
    add_layers(window, 2)  # the buttons below the first few do not run away from the pointer
    assert window.layers.height() == before
    add_layers(window, 12)
    assert window.layers.height() == pytest.approx(0.6 * column.height(), abs=2)


def test_a_line_that_was_drawn_by_hand_stays(window: Window, column: PanelColumn) -> None:
    column.moveSplitter(300, 1)
    before = window.layers.height()
    add_layers(window, 3)
    assert window.layers.height() == before


def test_the_present_step_is_in_sight_in_any_height(window: Window, column: PanelColumn) -> None:
    for _ in range(40):
        window.session.invert_mask()
    steps = window.history.view
    for height in (560, 900):
        window.actions_["history"].trigger()
        window.resize(1280, height)
        window.actions_["history"].trigger()
        QApplication.processEvents()
        assert steps.viewport().rect().contains(steps.visualRect(steps.currentIndex()))


def test_each_alone_has_all_of_it(window: Window, column: PanelColumn) -> None:
    widths = {window.layers.width(), window.history.width()}
    assert len(widths) == 1
    window.actions_["panel"].trigger()
    QApplication.processEvents()
    assert window.history.height() == column.height()
