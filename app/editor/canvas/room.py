"""Room that something beside the canvas takes from it: the picture stays where it is, unless what counts is covered.

What counts is a box of the photo; of a photo that is fitted to the window, all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.document.geometry import Box, Size
from app.editor.canvas.view import Canvas
from app.editor.canvas.viewport import Viewport

_MARGIN = 8  # device pixels


class Room:
    """beside: the widget below the canvas that comes, goes and changes its height."""

    def __init__(self, canvas: Canvas, beside: QWidget) -> None:
        self._canvas, self._beside = canvas, beside
        self._before: tuple[Viewport, bool] | None = None  # how the picture lay, and whether it was fitted
        self._moved: Viewport | None = None  # where it was moved to since

    @contextmanager
    def held(self) -> Iterator[None]:
        """What changes in here is laid out before it ends, and the picture does not move under the pointer for it."""
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

    def uncover(self, box: Box | None, photo: Size | None) -> None:
        """Move the picture up as little as needed to have this box of the photo in sight; None: and back again.

        A box that was out of sight before stays so, and where a person has moved since, there it stays. A fitted photo
        of which a part is covered is fitted anew.
        """
        canvas = self._canvas
        if box is None or self._beside.isHidden():
            if self._before is not None and canvas.viewport == self._moved:
                canvas.pan(0, self._before[0].top - canvas.viewport.top)
                canvas.is_fitted = self._before[1]
            self._before = self._moved = None
            if canvas.is_fitted:  # perhaps to less room
                canvas.fit(largest=None)
            return
        place, height = canvas.viewport.box_on_canvas(box), canvas.device_size.height
        whole = canvas.viewport.box_on_canvas(box if photo is None else Box.of(photo))
        if canvas.is_fitted and whole.y1 > height:
            canvas.fit(largest=None)
            return
        taken = round(self._beside.height() * canvas.devicePixelRatioF())
        covered = min(place.y1 + _MARGIN - height, place.y0)
        if covered <= 0 or place.y0 >= height + taken:
            return
        if self._before is None or canvas.viewport != self._moved:
            self._before = (canvas.viewport, canvas.is_fitted)
        canvas.pan(0, -covered)
        self._moved = canvas.viewport
