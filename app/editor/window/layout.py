"""Where the parts of the window stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.editor.actions.made import Others
from app.editor.canvas.view import LEAST_HEIGHT
from app.editor.layers.desk import furnish
from app.editor.panels.column import PanelColumn, PanelScroller
from app.editor.panels.scrolling import room_of
from app.editor.panels.toolcolumn import ToolColumn
from app.editor.panels.tools import add_tool_pages, tool_buttons
from app.language import text

if TYPE_CHECKING:
    from app.editor.window.window import Window

SIZE = (1280, 800)
LEAST = (560, 280)
WITH_PANELS = QSize(760, 420)  # on a smaller screen the panels wait until they are asked for


def place_parts(window: Window) -> None:
    """Called once, when all parts are made: menus and bars get their actions, and each part its place."""
    actions = window.actions_
    add_tool_pages(window.options, window.session, window.toolbox, actions)
    others: Others = {
        "@recent": window.recents.menu,
        "@holes": window.masking.holes.menu,
        "@windows": window.neighbours.list_in,
    }
    actions.fill_menus(window.menuBar(), others)
    furnish(window)
    tools = ToolColumn(tool_buttons(actions), (actions["undo"], actions["redo"], actions["compare"]))
    window.pages.addWidget(window.welcome)
    window.pages.addWidget(window.canvas)
    window.setCentralWidget(
        assembled(
            window,
            window.options,
            tools,
            stacked(window, window.first_steps, window.pages, window.contours, window.candidates),
            PanelScroller(PanelColumn(window.layers, window.history)),
            window.status,
        )
    )
    for name in ("more", "keep_candidate", "edit_fill"):
        window.candidates.add_button(actions[name])
    window.setAcceptDrops(True)
    window.setMinimumSize(*LEAST)
    window.resize(*SIZE)
    has_room = room_of(window).expandedTo(WITH_PANELS) == room_of(window)
    window.verbs.wants_panel = window.verbs.wants_history = has_room
    window.verbs.areas = [
        window.canvas,
        window.contours.slider,
        window.candidates.view,
        window.options,
        window.layers.view,
        window.history.view,
        window.welcome.button,
        window.first_steps.away,
    ]
    actions["compare"].setToolTip(text("Show before  (hold Tab)"))


def assembled(
    window: QWidget, options: QWidget, tools: QWidget, middle: QWidget, panels: QWidget, status: QWidget
) -> QWidget:
    """Options above, status below; between them tools, the middle, and the panels.

    Built from the window down: whatever gets another parent has all that is in it dressed anew.
    """
    whole = QWidget(window)
    inner = QWidget(whole)
    row = _tight(QHBoxLayout(inner))
    row.addWidget(tools)
    row.addWidget(middle, 1)
    row.addWidget(panels)
    column = _tight(QVBoxLayout(whole))
    for widget, stretch in ((options, 0), (inner, 1), (status, 0)):
        column.addWidget(widget, stretch)
    return whole


def stacked(window: QWidget, upper: QWidget, middle: QWidget, *lower: QWidget) -> QWidget:
    """One above the other; the middle one takes all room that the others do not need, and as little as it has to."""
    whole = QWidget(window)
    middle.setMinimumHeight(LEAST_HEIGHT)
    column = _tight(QVBoxLayout(whole))
    column.addWidget(upper)
    column.addWidget(middle, 1)
    for widget in lower:
        column.addWidget(widget)
    return whole


def _tight(layout: QHBoxLayout | QVBoxLayout) -> QHBoxLayout | QVBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
