"""Where the photo stands on the canvas: zoom and pan as plain numbers, without Qt.

All canvas lengths are device pixels, so 100 % is one pixel of the photo on one pixel of the screen, whatever the
scale factor of the desktop.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.document import EMPTY, Box, Size

SMALLEST, LARGEST = 0.01, 64.0
_REDUCED = (0.01, 0.02, 0.03, 0.05, 0.067, 0.1, 0.15, 0.2, 0.25, 0.333, 0.5, 0.667)
_ENLARGED = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0)
STOPS = (*_REDUCED, *_ENLARGED)
MARGIN = 24  # around a fitted photo


@dataclass(frozen=True, slots=True)
class Viewport:
    """canvas = photo * scale + (left, top). Never changes; each verb gives the next one."""

    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0

    @classmethod
    def fitted(cls, photo: Size, canvas: Size, *, largest: float = LARGEST) -> Viewport:
        """The whole photo in the middle of the canvas, as large as it goes but not above `largest`."""
        width, height = max(canvas.width - 2 * MARGIN, 1), max(canvas.height - 2 * MARGIN, 1)
        scale = min(width / max(photo.width, 1), height / max(photo.height, 1), largest)
        return cls(min(max(scale, SMALLEST), LARGEST)).centred(photo, canvas)

    @classmethod
    def fitted_to(cls, box: Box, canvas: Size) -> Viewport:
        """A box of the photo in the middle of the canvas, as large as it goes."""
        scale = cls.fitted(box.size, canvas).scale
        left = canvas.width / 2 - scale * (box.x0 + box.x1) / 2
        return cls(scale, left, canvas.height / 2 - scale * (box.y0 + box.y1) / 2)

    def centred(self, photo: Size, canvas: Size) -> Viewport:
        """The same scale, the photo's middle on the canvas's middle."""
        left = (canvas.width - photo.width * self.scale) / 2
        return Viewport(self.scale, left, (canvas.height - photo.height * self.scale) / 2)

    def to_photo(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.left) / self.scale, (y - self.top) / self.scale

    def to_canvas(self, x: float, y: float) -> tuple[float, float]:
        return x * self.scale + self.left, y * self.scale + self.top

    def zoomed(self, scale: float, x: float, y: float) -> Viewport:
        """At another scale (cut to what is allowed); the photo's point under canvas (x, y) stays there."""
        scale = min(max(scale, SMALLEST), LARGEST)
        ratio = scale / self.scale
        return Viewport(scale, x - (x - self.left) * ratio, y - (y - self.top) * ratio)

    def panned(self, dx: float, dy: float) -> Viewport:
        return Viewport(self.scale, self.left + dx, self.top + dy)

    def kept_in_sight(self, photo: Size, canvas: Size) -> Viewport:
        """Moved as little as needed so that a quarter of the photo or canvas, whichever is less, still shows."""
        left = _kept(self.left, photo.width * self.scale, canvas.width)
        return Viewport(self.scale, left, _kept(self.top, photo.height * self.scale, canvas.height))

    def resized(self, photo: Size, before: Size, after: Size) -> Viewport:
        """After the canvas changed its size: the point in its middle stays in its middle."""
        moved = self.panned((after.width - before.width) / 2, (after.height - before.height) / 2)
        return moved.kept_in_sight(photo, after)

    def box_on_canvas(self, box: Box) -> Box:
        """The device pixels that a box of the photo touches."""
        if box.is_empty:
            return EMPTY
        left, top = self.to_canvas(box.x0, box.y0)
        right, bottom = self.to_canvas(box.x1, box.y1)
        return Box(math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))

    def box_in_photo(self, box: Box, photo: Size) -> Box:
        """The pixels of the photo that a box of the canvas shows at least in part."""
        if box.is_empty:
            return EMPTY
        left, top = self.to_photo(box.x0, box.y0)
        right, bottom = self.to_photo(box.x1, box.y1)
        return Box(math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)).clip(photo)

    def snapped(self) -> Viewport:
        """With the photo's corner on a whole device pixel: what is painted, so that 100 % is sharp."""
        return Viewport(self.scale, float(round(self.left)), float(round(self.top)))

    @property
    def level(self) -> int:
        """The reduction by 2**level that has one to two of its pixels on each device pixel."""
        return max(0, math.floor(math.log2(1 / self.scale) + 1e-9))


def stop_above(scale: float) -> float:
    """The next larger round zoom."""
    return next((stop for stop in STOPS if stop > scale * 1.001), LARGEST)


def stop_below(scale: float) -> float:
    """The next smaller round zoom."""
    return next((stop for stop in reversed(STOPS) if stop < scale * 0.999), SMALLEST)


def _kept(start: float, length: float, canvas: int) -> float:
    shown = min(length, canvas) / 4
    return min(max(start, shown - length), canvas - shown)
