"""What can be set of the pens for guide strokes: which of them, how wide, and what is done with all strokes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QWidget

from app.editor.dialogs.colour import ask_colour
from app.editor.look.theme import UNIT
from app.editor.panels.fields import describe, divider, label, number, set_quietly
from app.editor.panels.swatches import Swatch
from app.editor.panels.tooloptions import loose, row_of, tight
from app.editor.session import Session
from app.editor.tools.toolbox import SKETCH_ERASER, Toolbox
from app.files.settings import RANGES
from app.language import mark, said, text

_PEN_TIP = mark("Width of guide strokes in pixels of the photo; the network sees them as lines")
_STRENGTH_TIP = mark("How clear edges along guide strokes are: 0 leaves them out, above 100 is more than usual")
_ERASER_TIP = mark("Size of the eraser in pixels of the photo")


class SketchPage(QWidget):
    """One page for all pens. pens: the actions that choose them.  verbs: what is done with all strokes."""

    def __init__(self, session: Session, toolbox: Toolbox, pens: Sequence[QAction], verbs: Sequence[QAction]) -> None:
        super().__init__()
        self._session, self._toolbox = session, toolbox
        self.width_field = number(RANGES["pen_width"], " px", said(_PEN_TIP))
        self.width_field.setFixedWidth(62)
        self.strength_field = number(RANGES["guidance"], " %", said(_STRENGTH_TIP))
        self.strength_field.setSingleStep(10)
        self.swatch = Swatch()
        describe(self.swatch, text("Colour of guide strokes"), text("Colour in which guide strokes are shown"))
        parts = [label(text("Width"), self.width_field), self.width_field, self.swatch]
        parts += [label(text("Strength"), self.strength_field), self.strength_field]
        row_of(self, loose(pens), tight([divider()], UNIT), *parts, loose(verbs))
        self.width_field.valueChanged.connect(self._on_width)
        self.strength_field.valueChanged.connect(self._on_strength)
        self.swatch.clicked.connect(self._ask_colour)
        session.settings_changed.connect(self.refresh)
        session.radii.changed.connect(self.refresh)
        toolbox.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the settings as they are now."""
        settings, erases = self._session.settings, self._toolbox.chosen == SKETCH_ERASER
        wanted = round(2 * self._session.radii.brush) if erases else settings.pen_width
        widest = round(2 * RANGES["brush_radius"][1] if erases else RANGES["pen_width"][1])
        with QSignalBlocker(self.width_field):  # another maximum may cut the value, which nobody asked for
            self.width_field.setMaximum(widest)
        set_quietly(self.width_field, wanted)
        tip = said(_ERASER_TIP if erases else _PEN_TIP)
        describe(self.width_field, tip, tip)
        set_quietly(self.strength_field, settings.guidance)
        self.swatch.show_colour(QColor(settings.sketch_colour))

    def _on_width(self, width: int) -> None:
        if self._toolbox.chosen == SKETCH_ERASER:
            self._session.radii.choose("brush_radius", width / 2)
        else:
            self._session.change(pen_width=width)

    def _on_strength(self, percent: int) -> None:
        self._session.change(guidance=percent)

    def _ask_colour(self) -> None:
        present = QColor(self._session.settings.sketch_colour)
        colour = ask_colour(self, present, text("Colour of guide strokes"))
        if colour is not None:
            self._session.change(sketch_colour=colour.name())
