"""What the canvas needs of one document: its picture in both versions, and its planes, at every zoom."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from PySide6.QtGui import QPainter

from app.document import Document, compose, compose_picked
from app.document.geometry import Box, Size
from app.editor.canvas.levels import ColourLevels, PlaneLevels
from app.editor.canvas.mipmaps import Mipmaps
from app.editor.canvas.painting import Tint, paint_colours, paint_grid, paint_mask, paint_photo, paint_plane, rect_of
from app.editor.canvas.viewport import Viewport


class Scene:
    """Made when a photo is opened, closed when another takes its place.

    mipmaps: of the photo with its layers, prepared.  before: without them, prepared; None while there is no layer yet.
    on_plane: told the box of the photo in which a plane changed.
    """

    def __init__(
        self, document: Document, mipmaps: Mipmaps, on_plane: Callable[[Box], None], before: Mipmaps | None = None
    ) -> None:
        self._document = document
        self.size: Size = document.size
        self.after = mipmaps
        self.before = before or mipmaps.twin(
            functools.partial(compose, document, layers=False),
            functools.partial(compose_picked, document, layers=False),
        )
        planes = {"exclude": document.exclude, "hole": document.hole, "sketch": document.sketch}
        self.planes = {name: PlaneLevels(plane) for name, plane in planes.items()}
        self.colours = ColourLevels(document.colours, mipmaps.colours)
        # After the levels have subscribed: they must be up to date when the canvas is told.
        self._unsubscribe = [plane.subscribe(on_plane) for plane in planes.values()]
        self._unsubscribe.append(document.colours.subscribe(on_plane))
        self._on_plane, self._has_hole = on_plane, not document.hole.is_empty
        self._unsubscribe.append(document.hole.subscribe(self._on_hole))

    def paint(
        self,
        painter: QPainter,
        dirty: Box,
        tints: Mapping[str, Tint],
        *,
        viewport: Viewport,
        ratio: float,
        before: bool,
        grid: bool,
        mask_of: int | None = None,
    ) -> bool:
        """One version within a box of the canvas, and planes that have a tint. False when it wants another paint.

        mask_of: the layer whose mask is tinted.
        """
        if dirty.is_empty:
            return True
        painter.setClipRect(rect_of(dirty))
        is_sharp = paint_photo(painter, dirty, self.before if before else self.after, viewport, ratio)
        layer = None if before else next((one for one in self._document.layers if one.id == mask_of), None)
        if layer is not None:
            paint_mask(painter, dirty, layer, self.size, viewport, ratio)
        for name, tint in tints.items():
            if name == "colours":
                paint_colours(painter, dirty, self.colours, self.planes["hole"], tint, viewport, ratio)
            else:
                paint_plane(painter, dirty, self.planes[name], tint, viewport, ratio)
        if grid:
            paint_grid(painter, dirty, self.size, viewport, ratio)
        return is_sharp

    def _on_hole(self, _: Box) -> None:
        """With the first hole, or the last, all colours look otherwise."""
        if self._has_hole == self._document.hole.is_empty:
            self._has_hole = not self._has_hole
            self._on_plane(self.colours.rough_bounds())

    def close(self) -> None:
        for levels in self.planes.values():
            levels.close()
        self.colours.close()
        for unsubscribe in self._unsubscribe:
            unsubscribe()
