"""Verbs that move the view: what menus and keys call."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.document.geometry import Box, Point
from app.document.layers import Layer
from app.editor.canvas.view import Canvas
from app.editor.canvas.viewport import TURN, stop_above, stop_below
from app.editor.keys import ARROWS
from app.editor.session import Session

AROUND_MASK = 0.25  # of the mask's longer side, shown on each side of it: a fill is judged by what it joins

PAN_STEP, PAN_FAR = 64, 320  # logical pixels, by an arrow alone and with Shift


def _in_time(verb: Callable[[Navigation], None]) -> Callable[[Navigation], None]:
    """A verb that waits while the view must not move."""

    @functools.wraps(verb)
    def waits(navigation: Navigation) -> None:
        navigation.in_time(functools.partial(verb, navigation))

    return waits


class Navigation:
    """Zoom, turning, the two ways to compare, and the grid.

    ask_about: the device pixel that zoom and turning leave where it is; None = the middle of the canvas.  ask_pointer:
    the one under the pointer, None where that is not over the canvas.  ask_chosen: the layer that is chosen.  in_time:
    does what moves the view, at once or after the stroke under which the photo would go away.
    """

    def __init__(
        self,
        canvas: Canvas,
        session: Session,
        ask_about: Callable[[], Point | None],
        ask_pointer: Callable[[], Point | None] = lambda: None,
        ask_chosen: Callable[[], Layer | None] = lambda: None,
        in_time: Callable[[Callable[[], None]], None] = lambda verb: verb(),
    ) -> None:
        self._canvas, self._session, self._ask_about = canvas, session, ask_about
        self._ask_pointer, self._ask_chosen, self.in_time = ask_pointer, ask_chosen, in_time

    @_in_time
    def zoom_in(self) -> None:
        self._zoom_to(stop_above(self._canvas.viewport.scale))

    @_in_time
    def zoom_out(self) -> None:
        self._zoom_to(stop_below(self._canvas.viewport.scale))

    @_in_time
    def actual_size(self) -> None:
        """100 %, at the pointer; where that is elsewhere, with the chosen layer in the middle."""
        document, layer, view = self._session.document, self._ask_chosen(), self._canvas.viewport.snapped()
        about, pointer = self._ask_about(), self._ask_pointer()
        if about is None and pointer is not None and document is not None:
            x, y = view.to_photo(*pointer)
            about = pointer if Box.of(document.size).contains(math.floor(x), math.floor(y)) else None
        if about is not None:
            self._canvas.zoom_to(1.0, *about)
        elif layer is None:
            self._canvas.zoom_to(1.0)
        else:
            self._canvas.show_box(layer.box, scale=1.0)

    @_in_time
    def fit(self) -> None:
        self._canvas.fit()

    @_in_time
    def fit_mask(self) -> None:
        """The mask, or the chosen layer where there is none, with what is around it, as large as it goes."""
        document, layer = self._session.document, self._ask_chosen()
        if document is None:
            return
        box = layer.box.clip(document.size) if layer is not None and document.hole.is_empty else document.hole.bounds()
        if not box.is_empty:
            around = round(AROUND_MASK * max(box.width, box.height)) + 8
            self._canvas.show_box(box.grow(around).intersect(Box.of(document.size)))

    @_in_time
    def turn_left(self) -> None:
        """The view alone: the pixels stay as they are."""
        self._canvas.turn(-TURN, about=self._ask_about())

    @_in_time
    def turn_right(self) -> None:
        self._canvas.turn(TURN, about=self._ask_about())

    @_in_time
    def mirror(self) -> None:
        self._canvas.turn(0, mirror=True)

    @_in_time
    def upright(self) -> None:
        """Neither turned nor mirrored."""
        mirror = self._canvas.viewport.flipped
        self._canvas.turn(self._canvas.viewport.angle * (1 if mirror else -1), mirror=mirror)

    def compare(self) -> None:
        self._canvas.compare(on=not self._canvas.compares)

    def split(self) -> None:
        """The photo as it was on the left of a line that can be dragged, as it is on the right."""
        self._canvas.set_split(0.5 if self._canvas.split is None else None)

    def grid(self) -> None:
        self._session.change(pixel_grid=not self._session.settings.pixel_grid)

    def _zoom_to(self, scale: float) -> None:
        self._canvas.zoom_to(scale, *(self._ask_about() or (None, None)))


def pan_by_arrow(canvas: Canvas, event: QKeyEvent) -> bool:
    """Look further to where an arrow points, with Shift farther; False for other keys."""
    way, held = ARROWS.get(Qt.Key(event.key())), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if way is None or held not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        return False
    step = (PAN_STEP if held == Qt.KeyboardModifier.NoModifier else PAN_FAR) * canvas.devicePixelRatioF()
    canvas.pan(-way[0] * step, -way[1] * step)
    return True
