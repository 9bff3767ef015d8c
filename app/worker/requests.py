"""From the document to what a fill needs: a window of it, in arrays that nobody will change."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from app.document import Document, compose
from app.document.geometry import Box, Size
from app.document.layers import Layer
from app.document.planes import ColourPlane, Plane, Tiles
from app.document.planes.colours import Colours, ColourTiles
from app.files.settings import Settings
from model.inference import FillRequest
from model.inference.crops import window_for

_BAND = 256  # rows between two heartbeats
_PLANES = ("hole", "sketch", "exclude", "colours")

_ids = itertools.count(1)


def new_job_id() -> int:
    """Never the same twice in a process, whatever kind of job it is for."""
    return next(_ids)


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One fill that was asked for: the document as it was at that moment, of which nothing is copied.

    All parts are read-only and never change, so the request itself, up to some hundred megabytes, is made on the
    thread that fills.

    id: never used twice in a process, so that a late answer can be told from the one that is waited for.
    window: the part of the photo that the fill can look at.
    photo: (H, W, C), the whole of it.  hole, sketch, exclude, colours: the planes' tiles, see Plane.snapshot.
    contexts: boxes of the photo, see Document.contexts.
    looked_at: the layer that alone was to be seen on the photo, if the settings sample one.
    """

    window: Box
    photo: npt.NDArray[Any]
    layers: tuple[Layer, ...]
    hole: Tiles
    sketch: Tiles
    exclude: Tiles
    settings: Settings
    contexts: tuple[Box, ...] = ()
    looked_at: int | None = None
    colours: ColourTiles = field(default_factory=dict)
    id: int = field(default_factory=new_job_id)

    @property
    def origin(self) -> tuple[int, int]:
        """(x, y) of the window in the photo."""
        return self.window.x0, self.window.y0

    def request(self, heartbeat: Callable[[], None] | None = None) -> FillRequest:
        """The window's arrays, fresh or read-only. Raises FillError when they cannot be filled.

        heartbeat: called often; what it raises ends the work.
        """
        settings, beat = self.settings, heartbeat or _nothing

        def plane(tiles: Tiles) -> npt.NDArray[np.bool_]:
            beat()
            return plane_in(self.photo, tiles, self.window)

        return FillRequest(
            photo=pixels_in(self.photo, self.layers, self.window, beat),
            hole=plane(self.hole),
            sketch=plane(self.sketch) if self.sketch else None,
            exclude=plane(self.exclude) if self.exclude else None,
            colours=colours_in(self.photo, self.colours, self.window) if self.colours else None,
            quality=settings.quality,
            variants=settings.variants,
            detail=settings.detail,
            grow=settings.grow,
            feather=settings.feather,
            guidance=settings.guidance / 100,
            contexts=tuple(corners(box.shift(-self.window.x0, -self.window.y0)) for box in self.contexts),
        )


def request_for(document: Document, settings: Settings, *, under: int | None = None, chosen: int | None = None) -> Job:
    """A job for the document's hole as it is now, on what a person sees. Takes microseconds, whatever the size.

    under: the layer that the fill is to replace: the fill looks at what lies below it.
    chosen: where the settings sample «layer», the one that is looked at alone, on the photo; None for the photo.
    Raises ValueError for an empty hole.
    """
    planes = {name: getattr(document, name).snapshot() for name in _PLANES}
    return _sampled(_job(document, document.hole.bounds(), planes, settings, under, document.contexts), chosen)


def request_again(document: Document, layer: Layer, settings: Settings) -> Job:
    """A job for a fill's own hole, on what it looked at of all that lies below it.

    Raises ValueError for a layer that is no fill.
    """
    if layer.fill is None:
        raise ValueError(f"layer «{layer.name}» is no fill")
    hole = Plane(document.size)
    hole.swap(dict(layer.fill.hole))
    planes = {name: getattr(layer.fill, name) for name in _PLANES}
    contexts = document.contexts if layer.fill.contexts is None else layer.fill.contexts
    return _sampled(_job(document, hole.bounds(), planes, settings, layer.id, contexts), layer.fill.looked_at)


def _sampled(job: Job, chosen: int | None) -> Job:
    if job.settings.sample != "layer":
        return job
    layers = tuple(replace(one, visible=True) for one in job.layers if one.id == chosen)
    return replace(job, layers=layers, looked_at=chosen)


def _job(
    document: Document,
    bounds: Box,
    planes: dict[str, Any],
    settings: Settings,
    under: int | None,
    contexts: tuple[Box, ...],
) -> Job:
    if bounds.is_empty:
        raise ValueError("the hole is empty: there is nothing to ask for")
    size = (document.size.width, document.size.height)
    margin = settings.grow + settings.feather
    ids = [layer.id for layer in document.layers]
    window = Box(*window_for(corners(bounds), size, margin=margin, contexts=tuple(map(corners, contexts))))
    return Job(
        window=window,
        photo=document.photo,
        layers=document.layers[: ids.index(under)] if under in ids else document.layers,
        **planes,
        settings=settings,
        contexts=tuple(box for box in contexts if box.intersect(window) == box),
    )


def corners(box: Box) -> tuple[int, int, int, int]:
    """A box as the model has them."""
    return box.x0, box.y0, box.x1, box.y1


def pixels_in(
    photo: npt.NDArray[Any],
    layers: tuple[Layer, ...],
    window: Box,
    heartbeat: Callable[[], None] | None = None,
) -> npt.NDArray[Any]:
    """(h, w, C) read-only: what a person saw, from the photo itself where no layer lies over the window.

    heartbeat: called often; what it raises ends the work.
    """
    if not any(layer.visible and not layer.box.intersect(window).is_empty for layer in layers):
        return photo[window.slices]
    document = Document(photo)
    for index, layer in enumerate(layers):
        document.insert_layer(index, layer)
    seen = np.empty((*window.size.shape, photo.shape[2]), photo.dtype)
    for top in range(window.y0, window.y1, _BAND):
        if heartbeat is not None:
            heartbeat()
        band = Box(window.x0, top, window.x1, min(top + _BAND, window.y1))
        seen[band.shift(-window.x0, -window.y0).slices] = compose(document, band)
    return _frozen(seen)


def plane_in(photo: npt.NDArray[Any], tiles: Tiles, window: Box) -> npt.NDArray[np.bool_]:
    """(h, w) bool, read-only: a plane of the photo's size with these tiles, inside the window."""
    plane = Plane(Size(photo.shape[1], photo.shape[0]))
    plane.swap(dict(tiles))
    return _frozen(plane.read(window))


def colours_in(photo: npt.NDArray[Any], tiles: ColourTiles, window: Box) -> Colours:
    """(h, w, 4), read-only: painted colours over a photo, inside the window."""
    plane = ColourPlane(Size(photo.shape[1], photo.shape[0]))
    plane.swap(dict(tiles))
    return _frozen(plane.read(window))


def _nothing() -> None:
    pass


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.setflags(write=False)
    return array
