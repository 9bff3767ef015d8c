"""The thing under a few strokes, as tiles: which part of the photo is looked at for it. For a thread.

What is thin is looked for along the strokes, on the photo's own pixels (`model.inference.selection.thin`). For what
reaches beyond them, a crop around them is looked at (`grabbing`, there). If what is found there runs out of the crop,
the crop becomes wider.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy.typing as npt

from app.document import Document
from app.document.geometry import Box, Size
from app.document.layers import Layer
from app.document.planes import Plane, Tiles
from app.document.planes.combining import patch_with, patch_without
from app.document.planes.tiles import tiles_of
from app.worker.requests import pixels_in
from app.worker.tracing import as_rgb
from model.inference.selection import thing_in
from model.inference.selection.following import Ground, ends_of, followed
from model.inference.selection.gaps import without_gaps
from model.inference.selection.looking import Rims
from model.inference.selection.redrawing import Bytes, with_fine_edge
from model.inference.selection.thin import AROUND, thin_things

_AROUND = 1.2  # of the strokes' longer side, on each side of them
_LEAST_AROUND = 48  # pixels of the photo
_WIDER = 1.8  # by which a crop grows that the thing runs out of
_WIDENINGS = 1
_LEAK = 2.5  # a thing that becomes so many times larger in a wider crop has run into what is around it
_RIM = 2  # reduced pixels at the sides of a crop that are taken as around the thing
_ALL = slice(None)


def grab(document: Document, wanted: Tiles, unwanted: Tiles) -> Callable[[], Tiles]:
    """The question, to be asked on a thread: the document as it is now, of which nothing is copied.

    wanted, unwanted: strokes over the thing, and over what does not belong to it.
    """
    photo, layers = document.photo, document.layers
    return lambda: grabbed(photo, layers, wanted, unwanted)


def grabbed(photo: npt.NDArray[Any], layers: tuple[Layer, ...], wanted: Tiles, unwanted: Tiles) -> Tiles:
    """The thing, with no unwanted pixels, and with all wanted ones that are not beside something thin.

    Nothing when there is no wanted one.
    """
    size = Size(photo.shape[1], photo.shape[0])
    yes, no = Plane(size), Plane(size)
    yes.swap(dict(wanted))
    no.swap(dict(unwanted))
    bounds = yes.bounds()
    if bounds.is_empty:
        return {}
    thing, rest = _thin_and_rest(photo, layers, (yes, no), bounds)
    if not rest.is_empty:
        thing.swap(patch_with(thing, _whole_thing(photo, layers, (rest, no))))
    thing.swap(patch_without(thing, unwanted))
    return thing.snapshot()


def _thin_and_rest(
    photo: npt.NDArray[Any], layers: tuple[Layer, ...], strokes: tuple[Plane, Plane], bounds: Box
) -> tuple[Plane, Plane]:
    """What is thin under the strokes and goes on from them, and those strokes that are over something else."""
    yes, no = strokes
    window = bounds.grow(round(AROUND / 2 * min(bounds.width, bounds.height)) + _LEAST_AROUND).clip(yes.size)

    def read(box: tuple[int, int, int, int]) -> Bytes:
        return as_rgb(pixels_in(photo, layers, Box(*box).shift(window.x0, window.y0)))

    strokes_here = yes.read(window)
    thin, others = thin_things(read, strokes_here, no.read(window))
    thing, rest = Plane(yes.size), Plane(yes.size)
    if not thin.any():
        return thing, yes
    rest.swap(dict(tiles_of(others, window)))
    thing.swap(dict(tiles_of(thin, window)))
    ground = Ground(
        (yes.size.width, yes.size.height),
        lambda box: as_rgb(pixels_in(photo, layers, Box(*box))),
        lambda box: thing.read(Box(*box)),
        lambda box: no.read(Box(*box)),
    )
    for end in ends_of(ground, thin, strokes_here, (window.x0, window.y0)):
        for box, piece in followed(ground, end):
            thing.swap(patch_with(thing, tiles_of(piece, Box(*box))))
    return thing, rest


def _whole_thing(photo: npt.NDArray[Any], layers: tuple[Layer, ...], strokes: tuple[Plane, Plane]) -> Tiles:
    """The thing that reaches beyond the strokes, with all of their pixels."""
    yes, no = strokes
    size, bounds = yes.size, yes.bounds()
    around = max(_LEAST_AROUND, round(_AROUND * max(bounds.width, bounds.height)))
    window, pixels, found = _in_window(photo, layers, strokes, bounds.grow(around).clip(size))
    for _ in range(_WIDENINGS):
        if not any(found[rim].any() for rim in _rims(window, size, 2 * _RIM)):
            break
        around = round(around * _WIDER)
        wider = _in_window(photo, layers, strokes, bounds.grow(around).clip(size))
        if wider[2].mean() * wider[0].area > _LEAK * found.mean() * window.area:
            break
        window, pixels, found = wider
    inside, thing = with_fine_edge(found, pixels)
    there = Box(*inside).shift(window.x0, window.y0)
    # Only what the thing and the strokes lie in is put together on the photo's own pixels.
    box = there.union(bounds)
    mask, left_out = yes.read(box), no.read(box)
    mask[there.shift(-box.x0, -box.y0).slices] |= thing
    mask = without_gaps(mask, left_out)
    mask &= ~left_out
    return tiles_of(mask, box)


def _in_window(
    photo: npt.NDArray[Any], layers: tuple[Layer, ...], strokes: tuple[Plane, Plane], window: Box
) -> tuple[Box, Bytes, Bytes]:
    """The window, its pixels, (H, W, 3), and what is found there, 1 for the thing."""
    pixels = as_rgb(pixels_in(photo, layers, window))
    yes, no = (plane.read(window) for plane in strokes)
    return window, pixels, thing_in(pixels, yes, no, _rims(window, Size(photo.shape[1], photo.shape[0]), _RIM))


def _rims(window: Box, size: Size, depth: int) -> Rims:
    """The sides of a crop beyond which the photo goes on, so many pixels deep, as what they index."""
    sides = (
        (window.x0 > 0, (_ALL, slice(0, depth))),
        (window.y0 > 0, (slice(0, depth), _ALL)),
        (window.x1 < size.width, (_ALL, slice(-depth, None))),
        (window.y1 < size.height, (slice(-depth, None), _ALL)),
    )
    return [side for goes_on, side in sides if goes_on]
