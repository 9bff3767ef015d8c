"""A frame with eight handles around a layer: where they are, and what the frame becomes when one is pulled."""

from __future__ import annotations

from dataclasses import dataclass

from app.document.geometry import Box, Point
from app.editor.tools.base import Spot

Handle = tuple[int, int]
"""Which sides it pulls: -1 left or upper, 0 neither, 1 right or lower. (0, 0) is the frame itself."""

INSIDE: Handle = (0, 0)
HANDLES: tuple[Handle, ...] = tuple((x, y) for y in (-1, 0, 1) for x in (-1, 0, 1) if (x, y) != INSIDE)
_REACH = 12.0  # device pixels around a handle that still count as on it
_SHARE = 4  # of a small frame's side: the rest of it is there to be moved


@dataclass(frozen=True, slots=True)
class Pull:
    """A handle that is held. box: the frame at the press.  start: where that was."""

    handle: Handle
    box: Box
    start: Point

    def to(self, spot: Spot, *, keeps_ratio: bool) -> Box:
        """The frame now.

        Inside it is moved, with Shift in one direction. A corner keeps the ratio if that is wanted, and a side does
        not; Shift is the other way round. Alt pulls the opposite side as well.
        """
        dx, dy = spot.x - self.start[0], spot.y - self.start[1]
        if self.handle == INSIDE:
            if spot.line:
                dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
            return self.box.shift(round(dx), round(dy))
        ratio = self.has_ratio(spot, keeps_ratio=keeps_ratio)
        return pulled(self.box, self.handle, dx, dy, ratio=ratio, centred=spot.alt)

    def has_ratio(self, spot: Spot, *, keeps_ratio: bool) -> bool:
        """Whether width and height change together now."""
        is_corner = 0 not in self.handle
        return (keeps_ratio and is_corner) != spot.line


def places(box: Box) -> dict[Handle, Point]:
    """Where the handles of a frame are."""
    xs, ys = (box.x0, (box.x0 + box.x1) / 2, box.x1), (box.y0, (box.y0 + box.y1) / 2, box.y1)
    return {(x, y): (xs[x + 1], ys[y + 1]) for x, y in HANDLES}


def handle_at(box: Box, spot: Spot) -> Handle:
    """The nearest handle within reach; INSIDE where there is none: a layer is dragged from wherever."""
    is_inside = box.x0 < spot.x < box.x1 and box.y0 < spot.y < box.y1
    reach_x = reach_y = _REACH * spot.grain
    if is_inside:
        reach_x, reach_y = min(reach_x, box.width / _SHARE), min(reach_y, box.height / _SHARE)
    apart = {
        handle: (abs(x - spot.x), abs(y - spot.y))
        for handle, (x, y) in places(box).items()
        if abs(x - spot.x) <= reach_x and abs(y - spot.y) <= reach_y
    }
    return min(apart, key=lambda handle: apart[handle], default=INSIDE)


def pulled(box: Box, handle: Handle, dx: float, dy: float, *, ratio: bool, centred: bool) -> Box:
    """The frame after one of its handles was pulled so far: on whole pixels, and never smaller than one.

    ratio: width and height change together.  centred: its middle stays, else the opposite side or corner.
    """
    across, down = handle
    times = 2 if centred else 1
    width, height = box.width + across * dx * times, box.height + down * dy * times
    if ratio:
        share = _share(box, handle, width, height)
        width, height = box.width * share, box.height * share
    return resized(box, round(width), round(height), anchor=(0, 0) if centred else (-across, -down))


def resized(box: Box, width: int, height: int, anchor: Handle) -> Box:
    """A frame of this size, of which a corner, a side or the middle (0) is where it was."""
    width, height = max(1, width), max(1, height)
    x0, y0 = _start(box.x0, box.x1, width, anchor[0]), _start(box.y0, box.y1, height, anchor[1])
    return Box(x0, y0, x0 + width, y0 + height)


def _share(box: Box, handle: Handle, width: float, height: float) -> float:
    """How many times as large the frame becomes where both sides change together."""
    if handle[1] == 0:
        return max(width / box.width, 0.0)
    if handle[0] == 0:
        return max(height / box.height, 0.0)
    # The point of the diagonal that is nearest to the pointer: one pixel of it is one pixel of the frame.
    return max((width * box.width + height * box.height) / (box.width**2 + box.height**2), 0.0)


def _start(start: int, end: int, length: int, anchor: int) -> int:
    if anchor < 0:
        return start
    return end - length if anchor > 0 else (start + end - length) // 2
