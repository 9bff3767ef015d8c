"""A layer in another size, as it is kept. For a thread: one of 50 megapixels takes some seconds.

Smaller by Lanczos over all pixels that become one, larger by cubic curves; colours are weighed by how far they cover,
so that what is hidden does not bleed into borders. It is reckoned in 32-bit floats, and each value is rounded once.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from app.document.geometry import Box, Size
from app.document.layers import Layer, LayerMask
from app.document.layers.layer import Alpha

_Plane = npt.NDArray[np.float32]

_BAND = 512  # rows made at a time: the floats of a whole layer would take four times its memory
_SUPPORT = 4  # pixels, of source or result, whichever are larger: the wider filter looks at three to each side
_LEAST = np.float32(1 / 1024)  # of a whole: what covers less has no colour


class Scaling:
    """A question to be asked on a thread, or by whoever cannot wait for that: reckoned once, whoever comes first."""

    def __init__(self, layer: Layer, box: Box) -> None:
        self._layer, self._box = layer, box
        self._lock = threading.Lock()
        self._made: Layer | None = None

    def __call__(self) -> Layer:
        with self._lock:
            if self._made is None:
                self._made = scaled(self._layer, self._box)
            return self._made


def scaled(layer: Layer, box: Box) -> Layer:
    """The layer as large as the box, with its mask. In its own size it keeps every bit.

    In another one it is no fill any more: its other candidates, and what it was asked with, do not fit it.
    """
    if box.size == layer.box.size:
        return replace(layer, box=box)
    mask = None if layer.mask is None else LayerMask.of(_shares(layer.mask.read(), box.size))
    if layer.alpha.any():
        pixels, alpha = _pixels(layer, box.size), _shares(layer.alpha, box.size)
    else:  # an empty layer holds one pixel, read everywhere
        pixels, alpha = _spread(layer.pixels, box.size), _spread(layer.alpha, box.size)
    for array in (pixels, alpha):
        array.setflags(write=False)
    note = layer.note if layer.fill is None else "scaled"
    return replace(layer, box=box, pixels=pixels, alpha=alpha, mask=mask, note=note, fill=None)


class _Band:
    """Some rows of the result, and the rows of the source that they are made of."""

    def __init__(self, source: Size, size: Size, rows: range) -> None:
        self._size, self.rows = size, slice(rows.start, rows.stop)
        step = source.height / size.height
        reach = _SUPPORT * max(step, 1.0)
        start = max(0, math.floor(rows.start * step - reach))
        self.part = slice(start, min(source.height, math.ceil(rows.stop * step + reach)))
        self._ends = rows.start * step - start, rows.stop * step - start
        self._across, self._down = (
            Image.Resampling.LANCZOS if after < before else Image.Resampling.BICUBIC
            for before, after in ((source.width, size.width), (source.height, size.height))
        )

    def resized(self, plane: npt.NDArray[Any]) -> _Plane:
        """(rows, w) float32 of what a plane has in the part."""
        width, height = self._size.width, self.rows.stop - self.rows.start
        image = Image.fromarray(np.ascontiguousarray(plane, np.float32))
        image = image.resize((width, image.height), self._across)
        image = image.resize((width, height), self._down, (0, self._ends[0], width, self._ends[1]))
        return np.array(image)


def _bands(source: tuple[int, ...], size: Size) -> Iterator[_Band]:
    """source: the shape of an array."""
    for start in range(0, size.height, _BAND):
        yield _Band(Size(source[1], source[0]), size, range(start, min(start + _BAND, size.height)))


def _shares(shares: Alpha, size: Size) -> Alpha:
    """(h, w) uint8 in another size."""
    made: Alpha = np.full(size.shape, 255, np.uint8)
    if not (shares == 255).all():
        for band in _bands(shares.shape, size):
            made[band.rows] = _rounded(band.resized(shares[band.part]), np.uint8)
    return made


def _pixels(layer: Layer, size: Size) -> npt.NDArray[Any]:
    """(h, w, C): each channel by itself where the layer covers wholly, else as far as it covers."""
    pixels, channels = layer.pixels, layer.pixels.shape[2]
    is_plain = channels in (1, 3) and bool((layer.alpha == 255).all())
    made: npt.NDArray[Any] = np.empty((*size.shape, channels), pixels.dtype)
    for band in _bands(pixels.shape, size):
        part = pixels[band.part]
        planes = _plain(band, part) if is_plain else _weighed(band, part, layer.alpha[band.part])
        for channel, plane in enumerate(planes):
            made[band.rows, :, channel] = _rounded(plane, pixels.dtype)
    return made


def _plain(band: _Band, pixels: npt.NDArray[Any]) -> Iterator[_Plane]:
    for channel in range(pixels.shape[2]):
        yield band.resized(pixels[..., channel])


def _weighed(band: _Band, pixels: npt.NDArray[Any], alpha: Alpha) -> Iterator[_Plane]:
    """The channels of a band, one after the other, the pixels' own alpha last if they have one."""
    channels, top = pixels.shape[2], np.float32(np.iinfo(pixels.dtype).max)
    cover = alpha * np.float32(1 / 255)
    has_own = channels in (2, 4)
    seen = cover * (pixels[..., -1] / top) if has_own else cover
    share = band.resized(seen)
    for channel in range(channels - has_own):
        yield _quotient(band.resized(pixels[..., channel] * seen), share)
    if has_own:
        yield _quotient(share * top, band.resized(cover))


def _quotient(whole: _Plane, share: _Plane) -> _Plane:
    """What stands behind so large a share; 0 where next to nothing does."""
    return np.divide(whole, share, out=np.zeros_like(whole), where=share > _LEAST)


def _rounded(plane: _Plane, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Filters go beyond both ends beside hard edges."""
    whole: npt.NDArray[Any] = np.clip(np.rint(plane), 0, np.iinfo(dtype).max).astype(dtype)
    return whole


def _spread(array: npt.NDArray[Any], size: Size) -> npt.NDArray[Any]:
    """One of its pixels everywhere."""
    pixel = array[:1, :1].copy()
    pixel.setflags(write=False)
    return np.broadcast_to(pixel, (*size.shape, *array.shape[2:]))
