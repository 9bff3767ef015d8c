"""Room that something beside the canvas takes from it, or gives back.

What is shown keeps its place on the screen. Only what comes while nobody is at work on the photo may move it: a fitted
photo is fitted anew where a part of it would be covered, of another one what counts is brought into sight.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.document.geometry import Box, Size
from app.editor.canvas.view import Canvas

_MARGIN = 8  # device pixels


class Room:
    """beside: the widget above or below the canvas that comes, goes and changes its height."""

    def __init__(self, canvas: Canvas, beside: QWidget) -> None:
        self._canvas, self._beside = canvas, beside

    @contextmanager
    def held(self) -> Iterator[None]:
        """What changes in here is laid out before it ends, and the picture keeps its place on the screen."""
        self._canvas.holds_still = True
        try:
            yield
            around = self._beside.parentWidget()
            if around is not None and around.isVisible() and (layout := around.layout()) is not None:
                layout.activate()
                # Widgets that are seen for the first time have other sizes once they have the style sheet's fonts.
                QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # type: ignore[call-overload]
        finally:
            self._canvas.holds_still = False

    def uncover(self, box: Box, photo: Size) -> None:
        """Have this box of the photo in sight above what came: a fitted photo, of which a part is covered, is fitted
        anew, another one goes up as little as needed. A box that was out of sight before stays so.

        Nothing moves while a button is down, or something was begun on the photo that is not ended yet.
        """
        canvas = self._canvas
        if canvas.ask_in_use() or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        place, height = canvas.viewport.box_on_canvas(box), canvas.device_size.height
        if canvas.is_fitted:
            if canvas.viewport.box_on_canvas(Box.of(photo)).y1 > height:
                canvas.fit(largest=None)
            return
        taken = round(self._beside.height() * canvas.devicePixelRatioF())
        covered = min(place.y1 + _MARGIN - height, place.y0)
        if covered > 0 and place.y0 < height + taken:
            canvas.pan(0, -covered)
