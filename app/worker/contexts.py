"""Which parts of the photo a fill of the hole would look at. For a thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.document import Document
from app.document.geometry import EMPTY, Box
from app.document.planes import Plane
from app.files.settings import Settings
from app.worker.requests import corners
from model.inference.crops import window_for
from model.inference.crops.planning import seen_groups
from model.inference.seam import grown


@dataclass(frozen=True, slots=True)
class Context:
    """box: what the network would see.  holes: what it would fill from there, grow and feather included."""

    box: Box
    holes: Box


def contexts(document: Document, settings: Settings) -> Callable[[], tuple[Context, ...]]:
    """The question, to be asked on a thread: one answer for each group of holes, for the hole as it is now."""
    size, tiles, margin = document.size, document.hole.snapshot(), settings.grow + settings.feather
    chosen = tuple(corners(box) for box in document.contexts)

    def found() -> tuple[Context, ...]:
        plane = Plane(size)
        plane.swap(dict(tiles))
        if plane.is_empty:
            return ()
        bounds = corners(plane.bounds())
        window = Box(*window_for(bounds, (size.width, size.height), margin=margin, contexts=chosen))
        inside = [corners(Box(*one).shift(-window.x0, -window.y0)) for one in chosen if _holds(window, Box(*one))]
        hole = plane.read(window)
        wide = grown(hole, margin)
        wide = hole if wide.all() else wide  # a fill leaves them out, too, where nothing would be left
        return tuple(_context(window, *one) for one in seen_groups(wide, contexts=inside))

    return found


def _context(window: Box, box: tuple[int, int, int, int], groups: list[tuple[int, int, int, int]]) -> Context:
    holes = EMPTY
    for group in groups:
        holes = holes.union(Box(*group))
    return Context(Box(*box).shift(window.x0, window.y0), holes.shift(window.x0, window.y0))


def _holds(box: Box, other: Box) -> bool:
    return box.intersect(other) == other
