"""Which part of a photo a canvas shows, as numbers that are kept with a project."""

from __future__ import annotations

from app.editor.canvas.view import NEW, Canvas
from app.files.project import View


def middle_of(canvas: Canvas) -> tuple[float, float]:
    """The photo's point in the middle of the canvas."""
    size = canvas.device_size
    return canvas.viewport.to_photo(size.width / 2, size.height / 2)


def view_of(canvas: Canvas) -> View | None:
    """What is shown now; None: the whole photo, on a canvas of any size."""
    if canvas.is_fitted:
        return None
    return View(canvas.viewport.scale, *middle_of(canvas))


def look(canvas: Canvas, view: View | None) -> None:
    """Show that again, also on a canvas of another size; None: the whole photo."""
    if view is None:
        canvas.fit(largest=NEW)
        return
    canvas.zoom_to(view.scale)
    x, y = canvas.viewport.to_canvas(view.x, view.y)
    size = canvas.device_size
    canvas.pan(size.width / 2 - x, size.height / 2 - y)
