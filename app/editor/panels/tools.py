"""Which tools stand in the column, and which page of the bar belongs to them."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QAction

from app.editor.panels.colourpage import ColourPage
from app.editor.panels.options import OptionsBar
from app.editor.panels.sketchpage import SketchPage
from app.editor.panels.toolcolumn import Buttons
from app.editor.panels.tooloptions import Joining, SmartOptions, WandOptions
from app.editor.session import Session
from app.editor.tools.toolbox import Toolbox

_COLUMN: tuple[str | tuple[str, ...], ...] = (
    "brush",
    "eraser",
    ("exclude", "context"),
    ("rectangle", "ellipse"),
    ("lasso", "polygon"),
    ("smart", "wand"),
    ("pen", "pen_line", "pen_curve", "pen_eraser", "colour_brush"),
    "restore",
    "move",
    "hand",
)
_PENS = ("pen", "pen_line", "pen_curve", "pen_eraser")
_STROKES = ("strokes", "trace", "clear_sketch")
_COLOURS = ("strokes", "clear_colours")
_MODES = ("mode_add", "mode_subtract", "mode_intersect")


class ById(Protocol):
    """The actions by their ids."""

    def __getitem__(self, action_id: str) -> QAction: ...


def tool_buttons(pick: ById) -> Buttons:
    """What stands in the column, families as tuples."""
    return [tuple(pick[one] for one in part) if isinstance(part, tuple) else pick[part] for part in _COLUMN]


def add_tool_pages(options: OptionsBar, session: Session, toolbox: Toolbox, pick: ById) -> None:
    """A page in the bar for each kind of tool."""
    for toggle in ("live_preview", "auto_fill"):
        options.add_toggle(pick[toggle])
    modes = [pick[mode] for mode in _MODES]
    options.add_page(Joining(modes), "rectangle", "ellipse", "lasso", "polygon")
    options.add_page(WandOptions(session, modes, pick["quick_grow"]), "wand")
    options.add_page(SmartOptions(session, modes), "smart")
    guides = [pick[tool] for tool in (*_PENS, "colour_brush")]
    options.add_page(SketchPage(session, toolbox, guides, [pick[verb] for verb in _STROKES]), *_PENS)
    verbs = [pick[verb] for verb in _COLOURS]
    options.add_page(ColourPage(session, toolbox.paint, guides, pick["pick_colour"], verbs), "colour_brush")
