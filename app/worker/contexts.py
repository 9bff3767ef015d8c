"""Which parts of the photo a fill of the hole would look at. For a thread."""

from __future__ import annotations

from collections.abc import Callable

from app.document import Box, Document, Plane
from app.files.settings import Settings
from model.inference.crops import context_of, hole_groups, window_for
from model.inference.seam import grown


def contexts(document: Document, settings: Settings) -> Callable[[], tuple[Box, ...]]:
    """The question, to be asked on a thread: the boxes of the photo that the network would see, one for each group
    of holes, for the hole as it is now. None for an empty hole.
    """
    size, tiles, margin = document.size, document.hole.snapshot(), settings.grow + settings.feather

    def boxes() -> tuple[Box, ...]:
        plane = Plane(size)
        plane.swap(dict(tiles))
        bounds = plane.bounds()
        if bounds.is_empty:
            return ()
        whole = (size.width, size.height)
        window = Box(*window_for((bounds.x0, bounds.y0, bounds.x1, bounds.y1), whole, margin=margin))
        hole = plane.read(window)
        wide = grown(hole, margin)
        groups = hole_groups(hole if wide.all() else wide)  # a fill leaves them out, too, where nothing would be left
        seen = (Box(*context_of(group, (window.width, window.height))) for group in groups)
        return tuple(box.shift(window.x0, window.y0) for box in seen)

    return boxes
