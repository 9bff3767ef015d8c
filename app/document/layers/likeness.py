"""Whether the candidates of a fill are worth comparing."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from app.document.layers.fills import Candidate

_LEAST = 16
"""Of 255: where nineteen of twenty pixels differ by no more from the first candidate, both look the same."""
_MOST_SIDE = 256  # pixels looked at along a side: answered while the strip is drawn


def hardly_differ(candidates: Sequence[Candidate]) -> bool:
    """Whether a person would take all of these for one and the same."""
    first, *others = candidates
    if any(one.box != first.box for one in others):
        return False
    step = math.ceil(max(first.box.width, first.box.height) / _MOST_SIDE)
    part = (slice(None, None, step), slice(None, None, step))
    is_filled = first.alpha[part] > 127
    if not is_filled.any():
        return True
    pixels = first.pixels[part].astype(np.int32)
    least = _LEAST * (np.iinfo(first.pixels.dtype).max // 255)
    for one in others:
        off = np.abs(one.pixels[part].astype(np.int32) - pixels).max(axis=2)
        if np.percentile(off[is_filled], 95) > least:
            return False
    return True
