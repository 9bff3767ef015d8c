"""What a round brush with a soft edge covers: how far, by the distance of a pixel's centre from the stroke's line.

Hardness is the share of the radius within which the brush covers wholly; from there it fades to nothing at the
radius. A hard brush still fades over one pixel, so that its edge has no steps. Pieces of one stroke are joined by the
greater coverage, which is that of the whole line, whatever points it came in.
"""

from __future__ import annotations

import math

import numpy as np

from app.document.geometry import EMPTY, Box, Point
from app.document.layers.mask import Shares

_NO_LENGTH = 1e-6  # squared; below it both ends are one point, and the quotient would overflow


def soft_segment(
    a: Point, b: Point, radius: float, hardness: float, *, within: Box | None = None
) -> tuple[Box, Shares]:
    """A straight line from a to b, both ends round: (box, coverage (h, w) uint8 of the box).

    hardness: 0 .. 1.  within: cuts the box before any array is made.
    """
    if not all(map(math.isfinite, (*a, *b, radius))) or radius < 0 or not 0.0 <= hardness <= 1.0:
        raise ValueError(f"stroke from {a} to {b} with radius {radius}, hardness {hardness}: not a brush")
    reach = radius + 0.5
    box = Box(
        math.floor(min(a[0], b[0]) - reach),
        math.floor(min(a[1], b[1]) - reach),
        math.ceil(max(a[0], b[0]) + reach),
        math.ceil(max(a[1], b[1]) + reach),
    )
    if within is not None:
        box = box.intersect(within)
    if box.is_empty:
        return EMPTY, np.zeros((0, 0), np.uint8)
    # From the first point, so that float32 has digits enough far from the photo's corner.
    x = np.arange(box.x0, box.x1, dtype=np.float64) + 0.5 - a[0]
    y = np.arange(box.y0, box.y1, dtype=np.float64)[:, np.newaxis] + 0.5 - a[1]
    x, y = x.astype(np.float32), y.astype(np.float32)
    dx, dy = np.float32(b[0] - a[0]), np.float32(b[1] - a[1])
    length = dx * dx + dy * dy
    if length > _NO_LENGTH:
        along = np.clip((x * dx + y * dy) / length, 0, 1)
        x, y = x - along * dx, y - along * dy
    share = np.sqrt(x * x + y * y)
    np.subtract(np.float32(reach), share, out=share)
    share *= np.float32(1 / max(1.0, radius * (1 - hardness)))
    np.clip(share, 0, 1, out=share)
    share *= share * (3 - 2 * share)  # without a corner where the fading begins and ends
    share *= 255
    share += np.float32(0.5)
    return box, share.astype(np.uint8)
