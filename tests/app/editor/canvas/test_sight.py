"""What is seen, as kept with a project: a part of the photo, or all of it on a canvas of any size."""

from __future__ import annotations

import pytest

from app.editor.canvas.sight import look, view_of
from app.editor.window.window import Window


def test_a_photo_that_fits_still_fits_another_canvas(window: Window) -> None:
    canvas = window.canvas
    assert view_of(canvas) is None
    look(canvas, view_of(canvas))
    before = canvas.viewport.scale
    canvas.resize(canvas.width() // 2, canvas.height() // 2)
    assert canvas.is_fitted
    assert canvas.viewport.scale <= before


def test_a_part_that_was_zoomed_to_is_kept(window: Window) -> None:
    canvas = window.canvas
    canvas.zoom_to(3.0)
    canvas.pan(-5.0, 7.0)
    seen = view_of(canvas)
    assert seen is not None
    canvas.fit()
    look(canvas, seen)
    again = view_of(canvas)
    assert again is not None
    assert (again.scale, again.x, again.y) == pytest.approx((seen.scale, seen.x, seen.y))
