"""The window on a screen of 640 × 360."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from app.editor.panels.toolcolumn import ToolColumn
from app.editor.window.window import Window

SMALL = QSize(640, 340)  # less its title bar


def shows(window: Window, part: QWidget) -> bool:
    return part.isVisible() and window.rect().contains(QRect(part.mapTo(window, QPoint()), part.size()))


def make_small(window: Window) -> None:
    window.verbs.toggle_panel()
    window.verbs.toggle_history()
    window.resize(SMALL)
    QApplication.processEvents()


def test_the_least_size_fits_with_every_tool(window: Window) -> None:
    make_small(window)
    for tool in ("brush", "move", "pen", "wand", "smart", "restore", "hand"):
        window.actions_[tool].trigger()
        QApplication.processEvents()
        for least in (window.minimumSizeHint(), window.minimumSize()):
            assert least.boundedTo(SMALL) == least
        assert shows(window, window.options.button)
        assert shows(window, window.status)


def test_all_tools_stay_in_sight_beside_each_other(window: Window) -> None:
    (column,) = window.findChildren(ToolColumn)
    buttons = column.findChildren(QToolButton)
    window.resize(1280, 800)
    QApplication.processEvents()
    assert len({button.x() for button in buttons}) == 1
    make_small(window)
    assert len({button.x() for button in buttons}) > 1
    assert all(shows(window, button) for button in buttons)


def test_what_a_tool_has_goes_behind_a_button_and_comes_back(window: Window) -> None:
    make_small(window)
    window.actions_["move"].trigger()
    QApplication.processEvents()
    assert window.options._tool_folding.is_folded
    window.resize(1280, 800)
    QApplication.processEvents()
    assert not window.options._tool_folding.is_folded
    assert window.options.tools.isVisible()


def test_panels_that_are_asked_for_scroll(window: Window) -> None:
    window.resize(SMALL)
    QApplication.processEvents()
    assert window.size() == SMALL
    assert shows(window, window.status)
    assert window.layers.height() >= window.layers.minimumSizeHint().height()
