"""Layers made of layers: empty ones, copies, and one in the place of several, which looks as they did."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from app.document.compose import compose
from app.document.document import Document
from app.document.geometry import EMPTY, Box
from app.document.layers import Layer
from app.document.layers.blending import FULL, OPACITY_STEPS
from app.document.layers.layer import Alpha, Pixels
from app.document.layers.placing import fits

_ROWS = 64  # bands: the numbers of a whole photo would not fit the cache


def empty_layer(document: Document, name: str) -> Layer:
    """As large as the photo, and transparent. Holds one pixel, read everywhere."""
    height, width = document.size.shape
    pixel = np.zeros((1, 1, document.channels), document.photo.dtype)
    alpha = np.zeros((1, 1), np.uint8)
    for one in (pixel, alpha):
        one.setflags(write=False)  # else the layer would copy what it is shown
    return Layer(
        document.new_layer_id(),
        name,
        Box.of(document.size),
        np.broadcast_to(pixel, (height, width, document.channels)),
        np.broadcast_to(alpha, (height, width)),
    )


def with_applied_mask(layer: Layer) -> Layer:
    """The layer with its mask in its alpha: it looks the same, to the bit.

    So do the other candidates of a fill, as far as the mask reaches; those that lie elsewhere go.
    """
    if layer.mask is None:
        return layer
    alpha, fill = _masked(layer, layer.alpha), layer.fill
    if fill is not None:  # the chosen candidate holds the layer's own arrays
        chosen = replace(fill.candidates[fill.chosen], alpha=alpha)
        candidates = [
            chosen if number == fill.chosen else replace(one, alpha=_masked(layer, one.alpha))
            for number, one in enumerate(fill.candidates)
            if one.box == layer.box
        ]
        fill = replace(fill, candidates=tuple(candidates), chosen=candidates.index(chosen))
    return replace(layer, alpha=alpha, mask=None, fill=fill)


def _masked(layer: Layer, alpha: Alpha) -> Alpha:
    """What the layer's mask leaves of an alpha of its size."""
    left = replace(layer, alpha=alpha).coverage(layer.box)
    left.setflags(write=False)
    return left


def merge_of(document: Document, layers: Sequence[Layer], name: str) -> Callable[[], Layer]:
    """The question that `merged` answers, to be asked on a thread: photo and layers as they are now."""
    seen = Document(document.photo)
    seen.put_layers(document.layers)
    return functools.partial(merged, seen, tuple(layers), name)


def merged(document: Document, layers: Sequence[Layer], name: str) -> Layer:
    """One visible layer for some visible ones that follow each other, bottom first. It has the id of the lowest.

    Two in mode «normal» without transparent pixels of their own keep how far they cover, so that they can be moved
    afterwards; others are joined with what is below them, and look the same to the bit where they are. What of those
    lies outside of the photo is gone, see `loses_outside`.
    """
    box = _around(layers)
    if not _keeps_outside(document, layers):
        box = box.clip(document.size)
    pixels, alpha = _over(layers, box) if keeps_alpha(document, layers) else _baked(document, layers, box)
    for array in (pixels, alpha):
        array.setflags(write=False)
    return Layer(layers[0].id, name, box, pixels, alpha, note="merged")


def keeps_alpha(document: Document, layers: Sequence[Layer]) -> bool:
    """Whether these layers are joined without what is below them."""
    return document.channels in (1, 3) and all(layer.blend == "normal" for layer in layers)


def loses_outside(document: Document, layers: Sequence[Layer]) -> bool:
    """Whether pixels outside of the photo are lost when these are joined."""
    reaches_out = any(layer.box.clip(document.size) != layer.box for layer in layers)
    return reaches_out and not _keeps_outside(document, layers)


def _keeps_outside(document: Document, layers: Sequence[Layer]) -> bool:
    """Not where there is nothing beyond the photo that they could be joined with, nor where two that lie far apart
    would make a picture larger than a layer may be: a project with it would not open again."""
    box = _around(layers)
    return keeps_alpha(document, layers) and any(fits(box, layer) for layer in layers)


def _around(layers: Sequence[Layer]) -> Box:
    """The smallest box with all of them."""
    return functools.reduce(Box.union, (layer.box for layer in layers), EMPTY)


def _baked(document: Document, layers: Sequence[Layer], box: Box) -> tuple[Pixels, npt.NDArray[np.uint8]]:
    """What is seen once the highest of the layers is laid on, opaque where any of them covers."""
    last = document.layers.index(layers[-1])
    seen = Document(document.photo)
    seen.put_layers(document.layers[: last + 1])
    alpha = np.zeros(box.size.shape, np.uint8)
    for layer in layers:
        inside = layer.box.intersect(box)
        if layer.opacity > 0:
            alpha[inside.shift(-box.x0, -box.y0).slices][layer.coverage(inside) > 0] = 255
    return compose(seen, box), alpha


def _over(layers: Sequence[Layer], box: Box) -> tuple[Pixels, npt.NDArray[np.uint8]]:
    """The layers one over the other: each keeps its share of what shows through those above it."""
    first = layers[0].pixels
    pixels: npt.NDArray[Any] = np.zeros((*box.size.shape, first.shape[2]), first.dtype)
    alpha = np.zeros(box.size.shape, np.uint8)
    for y in range(box.y0, box.y1, _ROWS):
        band = box.intersect(Box(box.x0, y, box.x1, y + _ROWS))
        colours, share = np.zeros((*band.size.shape, first.shape[2])), np.zeros((*band.size.shape, 1))
        for layer in layers:
            part = layer.box.intersect(band)
            if part.is_empty:
                continue
            place = part.shift(-band.x0, -band.y0).slices
            weight = _weight(layer, part)[..., np.newaxis]
            above = layer.pixels[part.shift(-layer.box.x0, -layer.box.y0).slices]
            colours[place] += weight * (above - colours[place])
            share[place] += weight * (1 - share[place])
        place = band.shift(-box.x0, -box.y0).slices
        # `colours` is what lies on black; where there is nothing it stays black.
        np.divide(colours, share, out=colours, where=share > 0)
        pixels[place] = np.floor(colours + 0.5)
        alpha[place] = np.floor(share[..., 0] * 255 + 0.5)
    return pixels, alpha


def _weight(layer: Layer, box: Box) -> npt.NDArray[np.float64]:
    """(h, w) in 0 .. 1: how far the layer covers a box of the photo inside its own."""
    covered: npt.NDArray[np.float64] = layer.coverage(box).astype(np.float64)
    covered *= round(layer.opacity * OPACITY_STEPS) / FULL
    return covered
