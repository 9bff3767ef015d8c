"""Where the photo stands on the canvas: zoom, pan and turn as plain numbers, without Qt.

All canvas lengths are device pixels, so 100 % is one pixel of the photo on one pixel of the screen, whatever the
scale factor of the desktop.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from app.document.geometry import EMPTY, Box, Size

SMALLEST, LARGEST = 0.01, 64.0
_REDUCED = (0.01, 0.02, 0.03, 0.05, 0.067, 0.1, 0.15, 0.2, 0.25, 0.333, 0.5, 0.667)
_ENLARGED = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0)
STOPS = (*_REDUCED, *_ENLARGED)
MARGIN = 24  # around a fitted photo
TURN = 15.0  # degrees, of one step
_QUARTERS = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))
_NOTHING = 1e-6  # of a pixel: what is left of it after the ends were reckoned


@dataclass(frozen=True, slots=True)
class Viewport:
    """canvas = the photo, mirrored if so, turned, scaled, and moved to (left, top). Each verb gives the next one.

    left, top: where the photo's first corner stands.  angle: degrees clockwise, 0 .. 360.  flipped: left and right
    changed places before it was turned. The view alone is turned and mirrored, never the pixels.
    """

    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0
    angle: float = 0.0
    flipped: bool = False

    @classmethod
    def fitted(cls, photo: Size, canvas: Size, *, largest: float = LARGEST, like: Viewport | None = None) -> Viewport:
        """The whole photo in the middle of the canvas, as large as it goes but not above `largest`.

        like: turned and mirrored as this one.
        """
        return cls._fitted(Box.of(photo), canvas, largest, like)

    @classmethod
    def fitted_to(cls, box: Box, canvas: Size, *, like: Viewport | None = None) -> Viewport:
        """A box of the photo in the middle of the canvas, as large as it goes."""
        return cls._fitted(box, canvas, LARGEST, like)

    @classmethod
    def _fitted(cls, box: Box, canvas: Size, largest: float, like: Viewport | None) -> Viewport:
        turned = cls() if like is None else replace(like, scale=1.0, left=0.0, top=0.0)
        left, top, right, bottom = turned._ends(box)
        width, height = max(canvas.width - 2 * MARGIN, 1), max(canvas.height - 2 * MARGIN, 1)
        scale = min(width / max(right - left, 1), height / max(bottom - top, 1), largest)
        return replace(turned, scale=min(max(scale, SMALLEST), LARGEST))._with_middle(box, canvas)

    def to_photo(self, x: float, y: float) -> tuple[float, float]:
        cos, sin = self._turn
        x, y = (x - self.left) / self.scale, (y - self.top) / self.scale
        along = x * cos + y * sin
        return -along if self.flipped else along, y * cos - x * sin

    def to_canvas(self, x: float, y: float) -> tuple[float, float]:
        cos, sin = self._turn
        x, y = (-x if self.flipped else x) * self.scale, y * self.scale
        return x * cos - y * sin + self.left, x * sin + y * cos + self.top

    @property
    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """canvas x = m[0] x + m[2] y + m[4], canvas y = m[1] x + m[3] y + m[5], of the photo's x and y."""
        cos, sin = self._turn
        across = -self.scale if self.flipped else self.scale
        return across * cos, across * sin, -self.scale * sin, self.scale * cos, self.left, self.top

    def towards(self, across: int, down: int) -> tuple[int, int]:
        """The photo's direction that looks most like this one of the canvas. Both: -1, 0 or 1."""
        turn = replace(self, angle=90.0 * round(self.angle / 90) % 360, scale=1.0, left=0.0, top=0.0)
        x, y = turn.to_photo(across, down)
        return round(x), round(y)

    @property
    def is_upright(self) -> bool:
        """Whether the photo's rows are those of the canvas, the first pixel on the left."""
        return self.angle == 0 and not self.flipped

    @property
    def is_square(self) -> bool:
        """Whether the sides of the photo's pixels are parallel to those of the canvas."""
        return self.angle % 90 == 0

    def corners(self, box: Box) -> tuple[tuple[float, float], ...]:
        """Where the four corners of a box of the photo are on the canvas, one after the other around it."""
        return (
            self.to_canvas(box.x0, box.y0),
            self.to_canvas(box.x1, box.y0),
            self.to_canvas(box.x1, box.y1),
            self.to_canvas(box.x0, box.y1),
        )

    def zoomed(self, scale: float, x: float, y: float) -> Viewport:
        """At another scale (cut to what is allowed); the photo's point under canvas (x, y) stays there."""
        scale = min(max(scale, SMALLEST), LARGEST)
        ratio = scale / self.scale
        return replace(self, scale=scale, left=x - (x - self.left) * ratio, top=y - (y - self.top) * ratio)

    def panned(self, dx: float, dy: float) -> Viewport:
        return replace(self, left=self.left + dx, top=self.top + dy)

    def turned(self, degrees: float, x: float, y: float) -> Viewport:
        """Turned further, clockwise; the photo's point under canvas (x, y) stays there."""
        return replace(self, angle=(self.angle + degrees) % 360)._with_point(*self.to_photo(x, y), x, y)

    def mirrored(self, x: float, y: float) -> Viewport:
        """What is seen left and right of canvas x changes places."""
        mirror = replace(self, flipped=not self.flipped, angle=-self.angle % 360)
        return mirror._with_point(*self.to_photo(x, y), x, y)

    def kept_in_sight(self, photo: Size, canvas: Size) -> Viewport:
        """Moved as little as needed so that a quarter of the photo or canvas, whichever is less, still shows."""
        left, top, right, bottom = self._ends(Box.of(photo))
        dx = _kept(left, right - left, canvas.width) - left
        dy = _kept(top, bottom - top, canvas.height) - top
        return self.panned(dx, dy) if abs(dx) > _NOTHING or abs(dy) > _NOTHING else self

    def resized(self, photo: Size, before: Size, after: Size) -> Viewport:
        """After the canvas changed its size: the point in its middle stays in its middle."""
        moved = self.panned((after.width - before.width) / 2, (after.height - before.height) / 2)
        return moved.kept_in_sight(photo, after)

    def box_on_canvas(self, box: Box) -> Box:
        """The device pixels that a box of the photo touches; of a turned view, those of the box around it."""
        if box.is_empty:
            return EMPTY
        left, top, right, bottom = self._ends(box)
        return Box(math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))

    def box_in_photo(self, box: Box, photo: Size) -> Box:
        """The pixels of the photo that a box of the canvas shows at least in part."""
        return self.box_back(box).clip(photo)

    def box_back(self, box: Box) -> Box:
        """The same, also outside of the photo."""
        if box.is_empty:
            return EMPTY
        ends = [self.to_photo(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        columns, rows = [x for x, _ in ends], [y for _, y in ends]
        return Box(math.floor(min(columns)), math.floor(min(rows)), math.ceil(max(columns)), math.ceil(max(rows)))

    def snapped(self) -> Viewport:
        """With the photo's corner on a whole device pixel: what is painted, so that 100 % is sharp."""
        return replace(self, left=float(round(self.left)), top=float(round(self.top))) if self.is_square else self

    @property
    def _turn(self) -> tuple[float, float]:
        """Cosine and sine of the angle; of quarter turns to the last bit."""
        if self.is_square:
            return _QUARTERS[round(self.angle / 90) % 4]
        angle_rad = math.radians(self.angle)
        return math.cos(angle_rad), math.sin(angle_rad)

    def _ends(self, box: Box) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a box of the photo on the canvas."""
        columns, rows = zip(*self.corners(box), strict=True)
        return min(columns), min(rows), max(columns), max(rows)

    def _with_middle(self, box: Box, canvas: Size) -> Viewport:
        return self._with_point((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, canvas.width / 2, canvas.height / 2)

    def _with_point(self, x: float, y: float, canvas_x: float, canvas_y: float) -> Viewport:
        """Moved so that the photo's point (x, y) is there on the canvas."""
        x, y = replace(self, left=0.0, top=0.0).to_canvas(x, y)
        return replace(self, left=canvas_x - x, top=canvas_y - y)

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
