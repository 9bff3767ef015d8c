"""Planes over the picture: a tint with an outline that is as thin at 5 % as at 3200 %."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from app.document.geometry import Box
from app.document.layers import LayerMask
from app.editor.canvas.viewport import Viewport

Mask = npt.NDArray[np.bool_]

_HIDDEN_OPACITY = 0.6
_HIDDEN_STRIPE = 8  # device pixels
_OTHER = QColor("#1d1d1d")
_BETWEEN, _STRIPE = 0.4, 1.8  # of the opacity, between stripes and on them
_IDLE, _IDLE_EDGE = 0.35, 0.5  # of colours outside the hole: of their opacity, and along their edges


def hidden_tint(mask: LayerMask, layer: Box, view: Viewport, canvas: Box, colour: QColor) -> QImage:
    """ARGB32_Premultiplied for a box of the canvas inside the layer's: the more the mask hides, the more colour.

    view: upright.  layer: where the mask lies in the photo.
    """
    columns = np.floor((np.arange(canvas.x0, canvas.x1) + 0.5 - view.left) / view.scale).astype(np.intp) - layer.x0
    rows = np.floor((np.arange(canvas.y0, canvas.y1) + 0.5 - view.top) / view.scale).astype(np.intp) - layer.y0
    np.clip(columns, 0, layer.width - 1, out=columns)
    np.clip(rows, 0, layer.height - 1, out=rows)
    # Stripes of two tones: one of them shows on any photo.
    tones = [[_shade(tone, _HIDDEN_OPACITY * (255 - share) / 255) for share in range(256)] for tone in (colour, _OTHER)]
    shares = mask.pick(rows, columns)
    x, y = np.arange(canvas.x0, canvas.x1), np.arange(canvas.y0, canvas.y1)[:, np.newaxis]
    stripe = ((x + y) // _HIDDEN_STRIPE & 1).astype(np.uint8)
    pixels = np.array(tones, dtype=np.uint32)[stripe, shares]
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def tinted(mask: Mask, colour: QColor, opacity: float, line: int, stripes: Mask | None = None) -> QImage:
    """ARGB32_Premultiplied of the mask without its border of `line` pixels, which only tells where outlines run.

    mask: (h + 2 line, w + 2 line) bool at device pixels. Inside: the tint; along the inner edge: the colour in
    full; along the outer edge: white, so that the shape shows on a photo of the same colour too.
    stripes: (h, w) bool, where the tint is stronger; elsewhere it is weaker then.
    """
    wider, narrower = mask, mask
    for _ in range(line):
        wider, narrower = _spread(wider), ~_spread(~narrower)
    kinds = mask.view(np.uint8) + (mask & ~narrower) + (wider & ~mask) * np.uint8(3)
    kinds = kinds[line:-line, line:-line]
    faint = opacity
    if stripes is not None:
        kinds = kinds + ((kinds == 1) & stripes) * np.uint8(3)
        faint, opacity = _BETWEEN * opacity, min(1.0, _STRIPE * opacity)
    edges = _shade(colour, 1.0), _shade(QColor("white"), 0.75)
    shades = np.array([0, _shade(colour, faint), *edges, _shade(colour, opacity)], dtype=np.uint32)
    pixels = shades.take(kinds)
    height, width = pixels.shape
    # copy() owns its pixels: the array ends with this function.
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def coloured(shades: npt.NDArray[np.uint32], counts: Mask, opacity: float, line: int) -> QImage:
    """ARGB32 of painted colours without their border of `line` pixels, which only tells where edges run.

    shades: (h + 2 line, w + 2 line), 0xffRRGGBB or 0.  counts: (h, w), where they count; elsewhere they are faint.
    opacity: of what is inside; along the inner edge they are shown in full.
    """
    painted = shades != 0
    narrower = painted
    for _ in range(line):
        narrower = ~_spread(~narrower)
    kinds = (painted.view(np.uint8) + narrower)[line:-line, line:-line] + 3 * counts.view(np.uint8)
    shares = (0.0, _IDLE_EDGE, _IDLE * opacity, 0.0, 1.0, opacity)
    alphas = np.array([round(share * 255) << 24 for share in shares], dtype=np.uint32)
    pixels = shades[line:-line, line:-line] & np.uint32(0xFFFFFF) | alphas.take(kinds)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32).copy()


def _spread(mask: Mask) -> Mask:
    """True also for the four neighbours."""
    out = mask.copy()
    out[1:] |= mask[:-1]
    out[:-1] |= mask[1:]
    out[:, 1:] |= mask[:, :-1]
    out[:, :-1] |= mask[:, 1:]
    return out


def _shade(colour: QColor, opacity: float) -> int:
    alpha = math.floor(opacity * 255 + 0.5)
    red, green, blue = (round(part * alpha / 255) for part in (colour.red(), colour.green(), colour.blue()))
    return alpha << 24 | red << 16 | green << 8 | blue
