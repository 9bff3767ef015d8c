"""Photo and layers to the pixels that a person sees.

A layer covers what is below as far as alpha and mask say: weight = coverage * opacity, from 0 (the pixel below is
left alone, to the bit) to full. In blend mode «normal» it replaces the pixel below; at full weight its pixel is taken
as it is, its own alpha channel included. Between the two, all in integers:

grey, RGB    c = (below * (full - weight) + above * weight) / full, rounded to nearest. `full` is odd, so there are
             no ties, and no direction in which rounding could drift.
with alpha   pictures hold straight alpha, so colours are weighted by the alpha they come with, else the colour of
             an invisible pixel would bleed into the mix:
             a = (a_below * (full - weight) + a_above * weight) / full
             c = (c_below * a_below * (full - weight) + c_above * a_above * weight) / (the same without c)
             If both pixels are invisible, colours mix as without alpha. Halves are rounded up.
             This is a cross-fade, not «over»: a fill may also make a pixel more transparent.

The other modes follow the W3C's Compositing and Blending, as OpenRaster does: B(below, above) takes the place of the
layer's colour where there is something below, its own alpha joins the weight, and transparent pixels lie «over» what
is below:

a_above = a * weight / full
a = a_above + a_below - a_above * a_below
c = (a_above * (1 - a_below) * c_above + (1 - a_above) * a_below * c_below + a_above * a_below * B) / a

in float64, rounded to nearest; without an alpha channel that is c_below + (B - c_below) * weight / full.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.document.document import Document
from app.document.geometry import EMPTY, Box
from app.document.layers import Layer
from app.document.layers.blending import FULL as _FULL
from app.document.layers.blending import OPACITY_STEPS as _OPACITY_STEPS
from app.document.layers.blending import blended
from app.document.layers.layer import Alpha, Pixels
from app.document.picking import Places, picked

_SPARSE = 4  # picking pixels out pays off below one in so many
_BAND_PIXELS = 1 << 15  # large boxes go band by band: the integers of a whole photo would not fit the cache

_COVERED = 255  # full, of a layer of opacity 1
_KINDS: dict[tuple[int, int], Any] = {
    (_COVERED, 1): np.uint16,
    (_COVERED, 2): np.uint32,
    (_FULL, 1): np.uint32,
    (_FULL, 2): np.uint64,
}
"""What holds full times a value of so many bytes, and half of full more."""
_Mix = Callable[[Pixels, Pixels, npt.NDArray[Any]], Pixels]


@dataclass(frozen=True, slots=True)
class Placed:
    """A layer shown as large as a box, in which its pixels are repeated or left out: for a look before it is scaled."""

    layer_id: int
    box: Box


def compose(document: Document, box: Box, *, layers: bool = True) -> Pixels:
    """(h, w, C) of the photo's dtype, a fresh array: the box's pixels with all visible layers, or the photo alone.

    box: inside the document's size, else ValueError. Layers that do not meet it cost nothing.
    """
    if box.clip(document.size) != box and not box.is_empty:
        raise ValueError(f"box {box} is not inside {document.size}: clip it first")
    out: Pixels = document.photo[box.slices].copy()
    for layer in document.layers if layers else ():
        meeting = layer.box.intersect(box)
        if layer.visible and not meeting.is_empty:
            rows = max(1, _BAND_PIXELS // meeting.width)
            for y in range(meeting.y0, meeting.y1, rows):
                band = meeting.intersect(Box(meeting.x0, y, meeting.x1, y + rows))
                above = layer.pixels[band.shift(-layer.box.x0, -layer.box.y0).slices]
                _blend_into(out[band.shift(-box.x0, -box.y0).slices], layer, above, layer.coverage(band))
    return out


def compose_picked(
    document: Document, rows: Places, columns: Places, *, layers: bool = True, placed: Placed | None = None
) -> Pixels:
    """(len(rows), len(columns), C): the pixels where these rows and columns cross, as `compose` has them.

    Both: (n,), ascending, inside the photo. For a rough look at much of a picture: it costs what is picked.
    placed: one of the layers in another box than its own.
    """
    if not len(rows) or not len(columns):
        return np.zeros((len(rows), len(columns), document.channels), document.photo.dtype)
    out: Pixels = picked(document.photo, rows, columns)
    around = _around(rows, columns)
    for layer in document.layers if layers else ():
        box = placed.box if placed is not None and placed.layer_id == layer.id else layer.box
        if not layer.visible or box.intersect(around).is_empty:
            continue
        y0, y1 = rows.searchsorted((box.y0, box.y1))
        x0, x1 = columns.searchsorted((box.x0, box.x1))
        if y0 == y1 or x0 == x1:
            continue
        own_rows = _own(rows[y0:y1] - box.y0, box.height, layer.box.height)
        own_columns = _own(columns[x0:x1] - box.x0, box.width, layer.box.width)
        count = max(1, _BAND_PIXELS // len(own_columns))
        for start in range(0, len(own_rows), count):
            band = own_rows[start : start + count]
            above = picked(layer.pixels, band, own_columns)
            part = out[y0 + start : y0 + start + len(band), x0:x1]
            _blend_into(part, layer, above, layer.picked_coverage(band, own_columns))
    return out


def _own(places: Places, length: int, own: int) -> Places:
    """Which of a layer's own rows or columns these are, where so many stand for its own number of them."""
    return places if length == own else (2 * places + 1) * own // (2 * length)


def _around(rows: Places, columns: Places) -> Box:
    """The smallest box with all of these places."""
    if not len(rows) or not len(columns):
        return EMPTY
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _blend_into(out: Pixels, layer: Layer, above: Pixels, coverage: Alpha) -> None:
    """Blend pixels of the layer into out, which holds what is below. out, above: (h, w, C); coverage: (h, w)."""
    least, most = coverage.min(), coverage.max()  # most boxes are inside or outside
    steps = round(layer.opacity * _OPACITY_STEPS)
    if most == 0 or steps == 0:
        return
    if least == _COVERED and steps == _OPACITY_STEPS and layer.blend == "normal":
        out[:] = above
        return
    has_alpha, is_normal = out.shape[2] in (2, 4), layer.blend == "normal"
    if is_normal and steps == _OPACITY_STEPS and not has_alpha:
        # The same quotient in smaller numbers, and most layers are like this.
        full, weight = _COVERED, coverage
    else:
        full, weight = _FULL, coverage.astype(np.uint32) * np.uint32(steps)
    is_mixed = weight > 0
    if is_normal:
        is_full = weight == full
        np.copyto(out, above, where=is_full[..., np.newaxis])
        is_mixed &= ~is_full
        mix: _Mix = _mix_straight_alpha if has_alpha else functools.partial(_mix, full=full)
    else:
        mix = functools.partial(blended, layer.blend)
    if is_mixed.any():
        if np.count_nonzero(is_mixed) * _SPARSE < is_mixed.size:
            out[is_mixed] = mix(out[is_mixed], above[is_mixed], weight[is_mixed, np.newaxis])
        else:
            np.copyto(out, mix(out, above, weight[..., np.newaxis]), where=is_mixed[..., np.newaxis])


def _mix(below: Pixels, above: Pixels, weight: npt.NDArray[Any], *, full: int) -> Pixels:
    """below, above: (..., C); weight: (..., 1) in 0 .. full -> (..., C)."""
    kind = _KINDS[full, below.dtype.itemsize]
    weight = weight.astype(kind)
    total = below * (kind(full) - weight)
    total += above * weight
    total += kind(full // 2)
    total //= kind(full)
    mixed: Pixels = total.astype(below.dtype)
    return mixed


def _mix_straight_alpha(below: Pixels, above: Pixels, weight: npt.NDArray[np.uint32]) -> Pixels:
    """below, above: (..., 2 or 4), the last channel straight alpha; weight: (..., 1) -> (..., 2 or 4)."""
    mixed = _mix(below, above, weight, full=_FULL)  # right for the alpha channel, and where both pixels are invisible
    weight_above = weight.astype(np.uint64)
    # At most 65535 * 65535 * _FULL * 2: within uint64.
    share_below = below[..., -1:] * (np.uint64(_FULL) - weight_above)
    share_above = above[..., -1:] * weight_above
    shares = share_below + share_above
    colours = below[..., :-1] * share_below + above[..., :-1] * share_above
    np.floor_divide(2 * colours + shares, 2 * shares, out=colours, where=shares > 0)
    np.copyto(mixed[..., :-1], colours.astype(below.dtype), where=shares > 0)
    return mixed
