"""How the planes are shown over the photo: colours from the settings, strokes on or off, a mask that lets a preview
be seen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from app.editor.canvas.painting import Tint
from app.editor.canvas.patterns import Pattern
from app.editor.canvas.view import Canvas
from app.editor.fills.preview import Preview
from app.editor.look.contrast import colour_over, main_colour
from app.editor.session import Session

EXCLUDED = "#4a90ff"
PATTERNS: dict[str, Pattern] = {"plain": "plain", "hatch": "hatch", "outline": "outline"}
STROKES = 0.9  # opacity of guide strokes: they are lines, whose colour is what tells them from the photo
COLOURS = 0.9  # and of painted colours where they count: what lies below them is still guessed


class Tinting(QObject):
    """Keeps the canvas's tints true."""

    changed = Signal()

    def __init__(self, session: Session, preview: Preview, canvas: Canvas) -> None:
        super().__init__(session)
        self._session, self._preview, self._canvas = session, preview, canvas
        self.shows_strokes = True
        self._main: tuple[object, tuple[str, float], str] | None = None  # a photo, what was asked of it, its colour
        session.settings_changed.connect(self.refresh)
        preview.changed.connect(self.refresh)
        session.opened.connect(self.refresh)
        session.history.changed.connect(self.refresh)  # not with every stroke under way: colours must not flicker
        self.refresh()

    def refresh(self) -> None:
        """Of a mask with a preview in it, and of colours there, only the outline is painted."""
        settings = self._session.settings
        pattern: Pattern = "outline" if self._preview.is_shown else PATTERNS.get(settings.overlay_pattern, "plain")
        self._canvas.set_tint("hole", Tint(QColor(self._colour()), settings.overlay_opacity, pattern))
        self._canvas.set_tint("exclude", Tint(QColor(EXCLUDED), settings.overlay_opacity, "crosshatch"))
        strokes = Tint(QColor(settings.sketch_colour), STROKES)
        self._canvas.set_tint("sketch", strokes if self.shows_strokes else None)
        colours = Tint(QColor(), COLOURS, "outline" if self._preview.is_shown else "plain")
        self._canvas.set_tint("colours", colours if self.shows_strokes else None)

    def _colour(self) -> str:
        """Of the mask: the chosen one, or another where the photo has that one itself."""
        settings, document = self._session.settings, self._session.document
        if document is None or (self._main is not None and self._main[0] is not document.photo):
            self._main = None  # with it the photo, which may be large
        if document is None or not settings.overlay_adapts or document.hole.is_empty:
            return settings.overlay_colour
        # Of an outline nothing but the line is seen, and that in full.
        opacity = 1.0 if settings.overlay_pattern == "outline" else settings.overlay_opacity
        asked = settings.overlay_colour, opacity
        if self._main is None or self._main[1] != asked:
            self._main = document.photo, asked, main_colour(document.photo, *asked)
        return colour_over(document, self._main[2], opacity)

    def show_strokes(self) -> None:
        """For what is about to draw: a stroke that nobody sees looks like one that was lost."""
        if not self.shows_strokes:
            self.toggle_strokes()

    def toggle_strokes(self) -> None:
        """Strokes and colours that are not shown count all the same."""
        self.shows_strokes = not self.shows_strokes
        self.refresh()
        self.changed.emit()
