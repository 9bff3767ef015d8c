"""A request cut to the window that its fill can look at: what is seen, changed and copied."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import Bounds, bounds_of, shifted
from model.inference.crops import Crop, window_for
from model.inference.crops.cutting import LEAST_ALPHA, cut, cut_colours, cut_plane, cut_strokes
from model.inference.errors import BadRequest
from model.inference.line import Line
from model.inference.masked import chosen, on_colours
from model.inference.passes import View
from model.inference.planes import LUMA, to_rgb
from model.inference.request import FillRequest
from model.inference.seam import fade, grown

_EDGE = 2
"""Pixels of working size beside a stroke that are left to the network: it draws the edge where paint covers it, too."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """What a fill works on; all arrays are of the window's size.

    box: in the request's photo.  hole: the grown one that is filled.  alpha: opacity of the fill, uint8.
    hidden: hole, excluded and transparent pixels: neither seen nor copied.
    gone: hole and transparent pixels; what is hidden and not gone stays in the picture, beside the fill.
    colours: (H, W, 4) uint8, see FillRequest; None where none of them is in the hole.
    contexts: boxes of the window, see FillRequest.
    """

    box: Bounds
    photo: NDArray[Any]
    hole: NDArray[np.bool_]
    alpha: NDArray[np.uint8]
    hidden: NDArray[np.bool_]
    gone: NDArray[np.bool_]
    sketch: NDArray[np.bool_] | None
    colours: NDArray[np.uint8] | None = None
    warnings: tuple[str, ...] = ()
    contexts: tuple[Bounds, ...] = ()

    def view(self, crop: Crop) -> View:
        """What the network sees of a crop, at its padded size. BadRequest where nothing known is left in it."""
        photo = cut(self.photo, crop)
        rgb = to_rgb(photo, largest=int(np.iinfo(self.photo.dtype).max))
        unseen = cut_plane(self.hidden, crop)
        if unseen.all():
            unseen = self._mostly_hidden(crop)
        strokes = None
        if self.sketch is not None:
            strokes = cut_strokes(self.sketch, crop) & cut_plane(self.hole, crop)
        if self.colours is None:
            return View(rgb, unseen, strokes)
        colours, painted = cut_colours(self.colours, crop)
        painted &= cut_plane(self.hole, crop) & unseen
        if strokes is not None:
            painted &= ~grown(strokes, _EDGE)
        if not painted.any():
            return View(rgb, unseen, strokes)
        if photo.shape[2] < 3:
            colours = on_colours(colours @ LUMA)
        return View(chosen(painted, colours, rgb), unseen, strokes, painted)

    def beside(self, crop: Crop) -> NDArray[np.bool_] | None:
        """Reduced pixels of a crop that are hidden but stay in the picture, at its padded size; None without any."""
        if self.hidden is self.gone:
            return None
        return cut_plane(self.hidden, crop) & ~cut_plane(self.gone, crop)

    def holes_of(self, crop: Crop, within: Bounds) -> tuple[Bounds, NDArray[np.bool_]]:
        """The part of a box that the holes filled from a crop lie in, and which of its pixels show theirs, (h, w) bool.

        The groups' boxes never meet, but the box around several of them may hold one that another crop fills.
        """
        around = tuple(zip(*crop.groups, strict=True))
        x0, y0 = max(within[0], min(around[0])), max(within[1], min(around[1]))
        x1, y1 = min(within[2], max(around[2])), min(within[3], max(around[3]))
        # A wide ramp comes to nothing before its end: what would not show stays the photo.
        hole = self.hole[y0:y1, x0:x1] & (self.alpha[y0:y1, x0:x1] > 0)
        if len(crop.groups) == 1:
            return (x0, y0, x1, y1), hole
        theirs = np.zeros_like(hole)
        for a0, b0, a1, b1 in crop.groups:
            part = np.s_[max(b0 - y0, 0) : max(b1 - y0, 0), max(a0 - x0, 0) : max(a1 - x0, 0)]
            theirs[part] = hole[part]
        return (x0, y0, x1, y1), theirs

    def _mostly_hidden(self, crop: Crop) -> NDArray[np.bool_]:
        # The last known pixels share their reduced ones with the hole: better a little of it than nothing.
        shares = cut((self.hidden * np.uint8(255))[..., None], crop)[..., 0]
        unseen = shares > 254
        if unseen.all():
            x0, y0, x1, y1 = shifted(crop.box, self.box)
            raise BadRequest(
                Line(
                    "nothing known is left around the hole within {x0}, {y0} – {x1}, {y1}: exclude or brush less",
                    x0=x0,
                    y0=y0,
                    x1=x1,
                    y1=y1,
                )
            )
        return np.asarray(unseen)


def window_of(request: FillRequest, heartbeat: Callable[[], None] | None = None) -> Window:
    """The window of a request with a hole. Copies no pixel of the photo.

    heartbeat: called often; what it raises ends the work.
    """
    size = (request.hole.shape[1], request.hole.shape[0])
    margin = request.grow + request.feather
    box = x0, y0, x1, y1 = window_for(bounds_of(request.hole), size, margin=margin, contexts=request.contexts)
    hole = request.hole[y0:y1, x0:x1]
    # The ramp's pixels are filled too: there the fill shows through, never the brushed object.
    wide = grown(hole, margin, heartbeat=heartbeat)
    warnings: tuple[str, ...] = ()
    if margin and wide.all():
        warnings = (Line("grow and feather would leave nothing of the photo: they were left out"),)
        wide, alpha = hole, fade(hole, grow=0, feather=0)
    else:
        alpha = fade(hole, grow=request.grow, feather=request.feather, heartbeat=heartbeat)
    photo = request.photo[y0:y1, x0:x1]
    gone = wide
    if photo.shape[2] in (2, 4):
        gone = gone | (photo[..., -1] == 0)
    hidden = gone if request.exclude is None else gone | request.exclude[y0:y1, x0:x1]
    sketch = None if request.sketch is None else request.sketch[y0:y1, x0:x1]
    contexts = (shifted(context, (-x0, -y0, 0, 0)) for context in request.contexts)
    # Those that reach beyond the window have nothing to do with its holes.
    inside = tuple(one for one in contexts if min(one) >= 0 and one[2] <= x1 - x0 and one[3] <= y1 - y0)
    colours = None if request.colours is None else _counting(request.colours[y0:y1, x0:x1], wide)
    return Window(box, photo, wide, alpha, hidden, gone, sketch, colours, warnings, inside)


def _counting(colours: NDArray[np.uint8], hole: NDArray[np.bool_]) -> NDArray[np.uint8] | None:
    """The colours, or None where they are all beside the hole: reducing them takes as long as reducing the photo."""
    x0, y0, x1, y1 = bounds_of(hole)
    painted = colours[y0:y1, x0:x1, 3] >= LEAST_ALPHA
    return colours if (painted & hole[y0:y1, x0:x1]).any() else None
