"""The canvas: shows one document in device pixels, and repaints only where something changed."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.document.geometry import EMPTY, Box, Size
from app.editor.canvas.marks import Marks
from app.editor.canvas.mipmaps import Mipmaps
from app.editor.canvas.painting import (
    Ring,
    Tint,
    device_box,
    paint_badge,
    paint_divider,
    paint_ring,
    rect_of,
    widget_rect,
)
from app.editor.canvas.paintmarks import KNOB, paint_marks
from app.editor.canvas.scene import Scene
from app.editor.canvas.viewport import Viewport
from app.editor.clocks import single_shot
from app.editor.look.theme import CanvasColours
from app.language import text

NEW = 1.0  # small photos are not enlarged
_TINY = 64  # pixels; a photo with a shorter long side is enlarged further, to be seen at all
ORDER = ("exclude", "hole", "colours", "sketch")  # the planes, from the lowest: strokes are seen on whatever they are
LEAST_HEIGHT = 48  # logical pixels, that first steps and candidates leave of a small screen


class Canvas(QWidget):
    """Moves and zooms; what the pointer means is the business of Gestures."""

    viewport_changed = Signal()
    shifted = Signal(float, float)  # device pixels by which what stays in its place on the screen is elsewhere here now
    scene_changed = Signal()
    compare_changed = Signal()
    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport()
        self._scene: Scene | None = None
        self._tints: dict[str, Tint] = {}
        self._colours = CanvasColours()
        self._ring: Ring | None = None
        self.marks = Marks(self)  # of tools
        self.marks.changed.connect(lambda box: self._on_plane(box, KNOB))
        self._compares = False
        self.split: float | None = None  # where the line between before and after stands, as a share of the width
        self.shown_mask: int | None = None  # the layer whose mask is tinted, by its id
        self._grid = False
        self._was = Size(0, 0)
        self.is_fitted = True  # the whole photo, in any size of the window, until the person zooms or pans
        self.holds_still = False  # while something beside it comes or goes: the picture stays where it is on the screen
        self.ask_pressed: Callable[[], bool] = lambda: False  # whether a button is down here, under which nothing moves
        self.ask_in_use: Callable[[], bool] = lambda: False  # the same, or something was begun that is not ended yet
        self._place = QPoint()  # in the window, when the picture was last laid
        self._largest = NEW
        self._late = EMPTY  # device pixels that are to be drawn better then
        self._later = single_shot(self, 0, lambda: self._update_box(self._late))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, LEAST_HEIGHT)
        self.setAccessibleName(text("Photo"))

    @property
    def device_size(self) -> Size:
        ratio = self.devicePixelRatioF()
        return Size(round(self.width() * ratio), round(self.height() * ratio))

    @property
    def is_sharp(self) -> bool:
        """Whether nothing is left to be drawn better."""
        return self._late.is_empty

    @property
    def is_empty(self) -> bool:
        return self._scene is None

    @property
    def compares(self) -> bool:
        """Whether the photo is shown as it was opened."""
        return self._compares

    def show_document(self, document: Document | None, mipmaps: Mipmaps | None, before: Mipmaps | None = None) -> None:
        """mipmaps: of the photo with its layers, prepared.  before: without them; None while there are none."""
        if self._scene is not None:
            self._scene.close()
        self._scene, self._ring, self.viewport, self._late = None, None, Viewport(), EMPTY
        if document is not None and mipmaps is not None:
            self._scene = Scene(document, mipmaps, self._on_plane, before)
        self.update()
        self.fit(largest=NEW)
        self.scene_changed.emit()

    def set_colours(self, colours: CanvasColours) -> None:
        self._colours = colours
        self.update()

    def set_grid(self, *, on: bool) -> None:
        """Lines between the photo's pixels, where they are large enough."""
        if on != self._grid:
            self._grid = on
            self.update()

    def set_tint(self, plane: str, tint: Tint | None) -> None:
        """plane: one of ORDER.  tint: None hides it."""
        if self._tints.get(plane) != tint:
            tints = self._tints | {plane: tint}
            self._tints = {name: shown for name in ORDER if (shown := tints.get(name)) is not None}
            self.update()

    def set_ring(self, ring: Ring | None) -> None:
        if ring != self._ring:
            for old in (self._ring, ring):
                if old is not None:
                    self._update_box(old.box)
            self._ring = ring

    def compare(self, *, on: bool) -> None:
        """Show the photo as it was opened, without layers and planes."""
        if on != self._compares:
            self._compares = on
            self.update()
            self.compare_changed.emit()

    def set_split(self, share: float | None) -> None:
        """Show the photo as it was opened on the left of a line, as it is on the right; None = as it is alone."""
        share = None if share is None else min(max(share, 0.0), 1.0)
        if share != self.split:
            self.split = share
            self.update()
            self.compare_changed.emit()

    def pixels_changed(self, box: Box) -> None:
        """The document's picture changed within a box of the photo."""
        if self._scene is not None:
            self._scene.after.invalidate(box)
            self._update_box(self.viewport.box_on_canvas(box).grow(2))

    def zoom_to(self, scale: float, x: float | None = None, y: float | None = None) -> None:
        """About a device pixel, or about the middle of the canvas."""
        size = self.device_size
        x, y = size.width / 2 if x is None else x, size.height / 2 if y is None else y
        self.is_fitted = False
        self._look(self.viewport.zoomed(scale, x, y))

    def pan(self, dx: float, dy: float) -> None:
        """By device pixels."""
        self.is_fitted = False
        self._look(self.viewport.panned(dx, dy))

    def turn(self, degrees: float, *, mirror: bool = False, about: tuple[float, float] | None = None) -> None:
        """Turn the view clockwise, mirrored first if so, about a device pixel or the middle of the canvas."""
        size = self.device_size
        x, y = (size.width / 2, size.height / 2) if about is None else about
        self._look((self.viewport.mirrored(x, y) if mirror else self.viewport).turned(degrees, x, y))
        if self.is_fitted:
            self.fit(largest=None)

    def show_box(self, box: Box, *, scale: float | None = None) -> None:
        """A box of the photo in the middle, at this scale, or as large as it goes."""
        self.is_fitted = False
        size, viewport = self.device_size, Viewport.fitted_to(box, self.device_size, like=self.viewport)
        self._look(viewport if scale is None else viewport.zoomed(scale, size.width / 2, size.height / 2))

    def fit(self, *, largest: float | None = 8.0) -> None:
        """The whole photo, enlarged to this at most: NEW is how a photo is shown first. None: to what it was last."""
        largest = self._largest if largest is None else largest
        self.is_fitted, self._largest = True, largest
        if self._scene is not None:
            size = self._scene.size
            largest *= max(1.0, _TINY / max(size.width, size.height))
            self._look(Viewport.fitted(size, self.device_size, largest=largest, like=self.viewport))

    def _look(self, viewport: Viewport, *, keep: bool = True) -> None:
        """keep: enough of the photo in sight."""
        if self._scene is None:
            return
        if keep:
            viewport = viewport.kept_in_sight(self._scene.size, self.device_size)
        if viewport != self.viewport:
            before, self.viewport = self.viewport, viewport
            self.update()
            if (before.angle, before.flipped) != (viewport.angle, viewport.flipped):
                self.turned.emit()
        self.viewport_changed.emit()

    def _on_plane(self, box: Box, reach: int = 2) -> None:
        """reach: logical pixels more on each side; outlines run around those that changed."""
        around = math.ceil(reach * self.devicePixelRatioF() / self.viewport.scale) + 1
        self._update_box(self.viewport.box_on_canvas(box.grow(around)).grow(2))

    def _update_box(self, box: Box) -> None:
        """box: device pixels."""
        rect = widget_rect(box, self.devicePixelRatioF(), self.width(), self.height())
        if not rect.isEmpty():
            self.update(rect)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange and self.is_fitted:
            self.fit(largest=NEW)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size, before = self.device_size, self._place
        self._place = self.mapTo(self.window(), QPoint(0, 0))
        moved, ratio = before - self._place, self.devicePixelRatioF()
        if not moved.isNull():
            self.shifted.emit(moved.x() * ratio, moved.y() * ratio)
        if self._scene is not None:
            if self.holds_still or self.ask_pressed():
                self._look(self.viewport.panned(moved.x() * ratio, moved.y() * ratio), keep=not self.ask_pressed())
            elif self.is_fitted:
                self.fit(largest=None)
            else:
                self._look(self.viewport.resized(self._scene.size, self._was, size))
        self._was = size

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        with QPainter(self) as painter:  # a fault that leaves a painter at work ends the program, and not in words
            painter.scale(1 / ratio, 1 / ratio)
            whole = device_box(event.rect(), ratio)
            if whole.union(self._late.clip(self.device_size)) == whole:
                self._late = EMPTY
            for box in _joined([device_box(rect, ratio) for rect in event.region()], whole):  # type: ignore[attr-defined]
                self._paint(painter, box, ratio)
            if self._compares:
                paint_badge(painter, text("Before"), ratio)
            elif self.split is not None and self._scene is not None:
                paint_badge(painter, text("Before"), ratio)
                paint_badge(painter, text("After"), ratio, right=self.device_size.width)

    def _paint(self, painter: QPainter, dirty: Box, ratio: float) -> None:
        painter.setClipRect(rect_of(dirty))
        painter.fillRect(rect_of(dirty), self._colours.surround)
        scene = self._scene
        if scene is None:
            return
        paint = functools.partial(
            scene.paint, painter, viewport=self.viewport, ratio=ratio, grid=self._grid, mask_of=self.shown_mask
        )
        if self.split is None or self._compares:
            is_sharp = paint(dirty, {} if self._compares else self._tints, before=self._compares)
        else:
            size = self.device_size
            line = round(self.split * size.width)
            left, right = Box(0, 0, line, size.height), Box(line, 0, size.width, size.height)
            is_sharp = paint(dirty.intersect(left), {}, before=True)
            is_sharp &= paint(dirty.intersect(right), self._tints, before=False)
            painter.setClipRect(rect_of(dirty))
            paint_divider(painter, line, dirty, ratio)
        if not is_sharp:
            self._late = self._late.union(dirty)
            self._later.start()
        if not self._compares:
            paint_marks(painter, self.marks.all, self.viewport, ratio)
        if self._ring is not None and not self._compares:
            paint_ring(painter, self._ring, ratio)


def _joined(boxes: list[Box], around: Box) -> list[Box]:
    """The box around them instead, if that is not much more: each box costs some tenths of a millisecond."""
    return [around] if around.area <= 2 * sum(box.area for box in boxes) else boxes
