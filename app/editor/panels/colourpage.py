"""What can be set of the colour brush: the colour, those used last, the size, and what is done with all colours."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QWidget

from app.editor.dialogs.colour import ask_colour
from app.editor.look.theme import UNIT
from app.editor.panels.fields import action_button, describe, divider
from app.editor.panels.swatches import Swatch
from app.editor.panels.tooloptions import BrushSize, loose, row_of, tight
from app.editor.session import Session
from app.editor.tools.paint import MOST, Paint
from app.language import text


class ColourPage(QWidget):
    """tools: the actions that choose this brush and its likes.  pick: what takes a colour.  verbs: of all colours."""

    def __init__(
        self, session: Session, paint: Paint, tools: Sequence[QAction], pick: QAction, verbs: Sequence[QAction]
    ) -> None:
        super().__init__()
        self._session, self._paint = session, paint
        self.swatch = Swatch(margin=0.5)
        self.used = [Swatch(margin=2.0) for _ in range(MOST)]
        self._size = BrushSize(session)
        colours, used = tight([self.swatch, action_button(pick)]), tight(self.used)
        # Those used last stand at the end: they come while a person paints, and must push nothing aside.
        row_of(self, loose(tools), tight([divider()], UNIT), colours, self._size, loose(verbs), used)
        self.swatch.clicked.connect(self._ask_colour)
        for number, swatch in enumerate(self.used):
            swatch.setObjectName("small")
            describe(swatch, text("Colour to paint with"), text("Colour to paint with"))  # while it has none to show
            swatch.clicked.connect(functools.partial(self._use, number))
        session.settings_changed.connect(self.refresh)
        session.opened.connect(self.refresh)  # a grey photo shows them grey
        self.refresh()

    def refresh(self) -> None:
        """Show the settings as they are now."""
        self._size.refresh()
        self.swatch.show_colour(self._paint.shown(self._paint.colour))
        name = self._paint.colour.name()
        describe(self.swatch, text("Colour to paint with: {colour}", colour=name), text("Colour to paint with"))
        for number, swatch in enumerate(self.used):
            swatch.setVisible(number < len(self._paint.used))
            if number < len(self._paint.used):
                self._show_used(swatch, self._paint.used[number])

    def _show_used(self, swatch: Swatch, name: str) -> None:
        swatch.show_colour(self._paint.shown(QColor(name)))
        words = text("Paint with {colour} again", colour=name)
        describe(swatch, words, words)

    def _use(self, number: int) -> None:
        self._paint.choose(QColor(self._paint.used[number]))

    def _ask_colour(self) -> None:
        colour = ask_colour(self, self._paint.colour, text("Colour to paint with"))
        if colour is not None:
            self._paint.choose(colour)
