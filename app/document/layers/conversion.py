"""Pictures of any kind to the kind of pixels that a document holds, so that they can lie in it as layers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from app.document.layers.layer import Alpha, Pixels

GREY = (299, 587, 114)  # thousandths of red, green and blue in the grey that is as bright (ITU-R BT.601)
_ROWS = 64  # bands: whole pictures of wide integers would not fit the cache


def fitted(pixels: Pixels, channels: int, dtype: npt.DTypeLike) -> tuple[Pixels, Alpha]:
    """The picture as (h, w, channels) of dtype, opaque, and its own transparency as (h, w) uint8.

    pixels: (h, w, C) uint8 or uint16, C = 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA, alpha straight.
    Grey becomes three equal colours; colour becomes grey as the eye weighs it. 8 and 16 bits go both ways: 8 bits
    made 16 and back are what they were.
    """
    height, width, own = pixels.shape
    colours = 1 if own <= 2 else 3
    kind = np.dtype(dtype)
    made: Pixels = np.empty((height, width, channels), kind)
    alpha: Alpha = np.full((height, width), 255, np.uint8)
    for top in range(0, height, _ROWS):
        part = pixels[top : top + _ROWS]
        if own != colours:
            alpha[top : top + _ROWS] = as_depth(part[..., -1], np.uint8)
        colour: npt.NDArray[Any] = part[..., :colours]
        if channels <= 2 and colours == 3:
            colour = grey_of(colour)[..., np.newaxis]
        made[top : top + _ROWS, :, : 1 if channels <= 2 else 3] = as_depth(colour, kind)
        if channels in (2, 4):
            made[top : top + _ROWS, :, -1] = np.iinfo(kind).max
    return made, alpha


def as_depth(values: Pixels, dtype: npt.DTypeLike) -> Pixels:
    """The same shares of the full range with 8 or 16 bits, to the nearest step."""
    kind = np.dtype(dtype)
    if values.dtype == kind:
        return values
    if kind == np.uint16:
        return values.astype(np.uint16) * np.uint16(257)
    return ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)


def grey_of(colour: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """As the eye weighs it: (h, w, 3) uint8 or uint16 -> (h, w) of the same dtype, to the nearest step."""
    red, green, blue = (colour[..., channel].astype(np.uint32) * weight for channel, weight in enumerate(GREY))
    return ((red + green + blue + 500) // 1000).astype(colour.dtype)
