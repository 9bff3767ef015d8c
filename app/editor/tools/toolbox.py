"""The tools, which of them is in the hand, and how large it is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.editor.canvas.marks import Marks
from app.editor.fills.contextboxes import ContextBoxes
from app.editor.layers.layering import Layering
from app.editor.layers.placing import Placing
from app.editor.session import Session
from app.editor.tools.base import Tool
from app.editor.tools.brush import Brush
from app.editor.tools.colourbrush import ColourBrush
from app.editor.tools.context import ContextTool
from app.editor.tools.hand import Hand
from app.editor.tools.lasso import Lasso, Polygon
from app.editor.tools.move import MoveTool
from app.editor.tools.paint import Paint
from app.editor.tools.restore import RestoreBrush
from app.editor.tools.selecting import Selecting
from app.editor.tools.shape import ShapeTool
from app.editor.tools.smart import SmartSelect
from app.editor.tools.strokes import SketchCurve, SketchLine
from app.editor.tools.wand import Wand
from app.files.settings import RANGES

PENS = ("pen", "pen_line", "pen_curve")
SKETCH_ERASER = "pen_eraser"
GUIDES = (*PENS, SKETCH_ERASER, "colour_brush")  # what guides a fill, and may be hidden
_STEP = 1.15


class Toolbox(QObject):
    """Brushes, selection tools and the hand. marks: where they show what they are about to do."""

    changed = Signal()
    painted = Signal()  # a stroke or a selection that added to the hole has ended

    def __init__(
        self, session: Session, marks: Marks, layering: Layering, placing: Placing, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self.placing = session, placing
        self.selecting = Selecting(session, marks, self)
        self.contexts = ContextBoxes(session, marks, self)
        self.paint = Paint(session, self)
        self.paint.changed.connect(self.changed)
        self.selecting.changed.connect(self.changed)
        self.selecting.selected.connect(self.painted)
        brush = Brush(session, "hole", eraser=False, radius=self._radius, parent=self)
        brush.ended.connect(self._on_stroke)
        self._tools: dict[str, Tool] = {
            "brush": brush,
            "eraser": Brush(session, "hole", eraser=True, radius=self._radius, parent=self),
            "exclude": Brush(session, "exclude", eraser=False, radius=self._radius, parent=self),
            "pen": Brush(session, "sketch", eraser=False, radius=self._pen_radius, parent=self),
            "pen_line": SketchLine(session, marks, self._pen_radius, self),
            "pen_curve": SketchCurve(session, marks, self._pen_radius, self),
            SKETCH_ERASER: Brush(session, "sketch", eraser=True, radius=self._radius, parent=self),
            "colour_brush": ColourBrush(session, self.paint, self._radius, self),
            "rectangle": ShapeTool("rectangle", self.selecting, self),
            "ellipse": ShapeTool("ellipse", self.selecting, self),
            "lasso": Lasso(self.selecting, self),
            "polygon": Polygon(self.selecting, self),
            "wand": Wand(self.selecting, self),
            "smart": SmartSelect(self.selecting, self),
            "restore": RestoreBrush(session, layering, self._radius, self),
            "context": ContextTool(session, self.contexts, self),
            "move": MoveTool(session, placing, marks, self),
            "hand": Hand(),
        }
        self.chosen = "brush"

    @property
    def tool(self) -> Tool:
        return self._tools[self.chosen]

    def choose(self, name: str) -> None:
        """Take the tool of this name into the hand."""
        self.chosen = name
        self.contexts.hold(on=name == "context")
        self.placing.hold(on=name == "move")
        self.changed.emit()

    def pick_colour(self) -> None:
        """Have the next click take a colour to paint with, or not after all."""
        self.choose("colour_brush")
        self.paint.ask(on=not self.paint.is_asked)

    def smaller(self) -> None:
        self._resize(1 / _STEP, -0.5)

    def larger(self) -> None:
        self._resize(_STEP, 0.5)

    def _on_stroke(self, took: bool) -> None:  # noqa: FBT001 - a signal has no names
        if not took:
            self.painted.emit()

    def _resize(self, factor: float, least: float) -> None:
        """By a share, but at least half a pixel, so that small brushes change too. A pen by one pixel."""
        if self.chosen in PENS:
            narrowest, widest = RANGES["pen_width"]
            width = self._session.settings.pen_width + (1 if factor > 1 else -1)
            self._session.change(pen_width=round(min(max(width, narrowest), widest)))
            return
        name = "smart_radius" if self.chosen == "smart" else "brush_radius"
        radius = self._session.radii.of(name)
        step = max(radius * factor - radius, least) if factor > 1 else min(radius * factor - radius, least)
        smallest, largest = RANGES[name]
        self._session.radii.choose(name, min(max(round(2 * (radius + step)) / 2, smallest), largest))

    def _radius(self) -> float:
        return self._session.radii.brush

    def _pen_radius(self) -> float:
        return self._session.settings.pen_width / 2
