"""Stripes of an overlay, for eyes that do not tell its colour from the photo's. They stand still on the photo."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from app.document.geometry import Box

Pattern = Literal["plain", "hatch", "crosshatch", "outline"]

_PITCH, _WIDTH = 8, 2.4  # logical pixels from one stripe to the next, and across one


def stripes(pattern: Pattern, canvas: Box, origin: tuple[float, float], ratio: float) -> npt.NDArray[np.bool_] | None:
    """(h, w) bool, where a box of the canvas has a stripe; None for a pattern that has none.

    origin: where the photo's first corner is on the canvas, in device pixels.
    """
    if pattern not in ("hatch", "crosshatch"):
        return None
    pitch, width = round(_PITCH * ratio), max(1, round(_WIDTH * ratio))
    columns = np.arange(canvas.x0, canvas.x1) - round(origin[0])
    rows = (np.arange(canvas.y0, canvas.y1) - round(origin[1]))[:, np.newaxis]
    has_stripe: npt.NDArray[np.bool_] = (columns + rows) % pitch < width
    if pattern == "crosshatch":
        has_stripe |= (columns - rows) % pitch < width
    return has_stripe
