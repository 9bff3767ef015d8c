"""The window on a screen of 640 × 360."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QScrollBar, QSpinBox, QToolButton, QWidget

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
    assert 1 < len({button.x() for button in buttons}) < 4
    assert column.width() < 120  # the rest is the photo's
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


def tab_order(window: QWidget) -> list[QWidget]:
    """All that Tab comes to, from the window on."""
    found, one = [], window.nextInFocusChain()
    while one is not None and one is not window:
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None:
            found.append(one)
        one = one.nextInFocusChain()
    return found


def test_tab_goes_the_same_way_after_a_small_window(window: Window) -> None:
    window.resize(1280, 800)
    QApplication.processEvents()
    before = tab_order(window)
    make_small(window)
    assert window.options.folding.is_folded
    (column,) = window.findChildren(ToolColumn)
    buttons = [one for one in tab_order(window) if column.isAncestorOf(one)]
    assert buttons == sorted(buttons, key=lambda button: (button.y(), button.x()))  # as they are read
    window.resize(1280, 800)
    QApplication.processEvents()
    assert not window.options.folding.is_folded
    assert tab_order(window) == before


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_settings_of_fills_do_not_scroll_behind_their_button(window: Window) -> None:
    make_small(window)
    button = window.options.folding.button
    button.click()
    fields = button.popup.findChildren(QSpinBox) + button.popup.findChildren(QComboBox)
    assert len(fields) == 5
    assert button.popup.focusWidget() in fields  # the keyboard is there at once
    assert all(button.popup.rect().contains(QRect(f.mapTo(button.popup, QPoint()), f.size())) for f in fields)
    assert button.popup.width() <= SMALL.width()
    assert not any(bar.isVisible() for bar in button.popup.findChildren(QScrollBar))
    button.close_popup()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_what_is_behind_a_button_is_as_wide_as_it_needs(window: Window) -> None:
    make_small(window)
    folding = window.options._tool_folding
    widths = []
    for tool in ("pen", "move", "pen"):
        window.actions_[tool].trigger()
        QApplication.processEvents()
        assert folding.is_folded
        folding.button.click()
        widths.append(folding.button.popup.width())
        assert folding.button.popup.height() < 60
        folding.button.close_popup()
    assert widths[0] == widths[2] < widths[1]


def test_the_invitation_is_whole(open_window, door) -> None:
    window = open_window(door, None)
    make_small(window)
    assert shows(window, window.welcome.button)
    assert not any(bar.isVisible() for bar in window.welcome.findChildren(QScrollBar))


def test_panels_that_are_asked_for_scroll(window: Window) -> None:
    window.resize(SMALL)
    QApplication.processEvents()
    assert window.size() == SMALL
    assert shows(window, window.status)
    assert window.layers.height() >= window.layers.minimumSizeHint().height()
