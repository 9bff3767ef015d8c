"""The bar's page for pens: one field for two widths, which have nothing to do with each other, and the strength."""

from __future__ import annotations

from app.editor.panels.sketchpage import SketchPage
from app.editor.window.window import Window


def widths(window: Window) -> tuple[float, int]:
    return window.session.settings.brush_radius, window.session.settings.pen_width


def test_pen_and_eraser_keep_each_their_own_width(window: Window) -> None:
    window.session.change(brush_radius=60.0, pen_width=5)
    pages = window.findChildren(SketchPage)
    assert len(pages) == 1
    field = pages[0].width_field
    for _ in range(2):
        window.actions_["pen"].trigger()
        assert (field.value(), field.maximum()) == (5, 24)
        assert widths(window) == (60.0, 5)
        window.actions_["pen_eraser"].trigger()
        assert (field.value(), field.maximum()) == (120, 1000)
        assert widths(window) == (60.0, 5)
    field.setValue(90)
    assert widths(window) == (45.0, 5)
    window.actions_["pen"].trigger()
    field.setValue(7)
    assert widths(window) == (45.0, 7)


def test_the_strength_of_strokes_is_a_setting_of_fills(window: Window) -> None:
    (page,) = window.findChildren(SketchPage)
    assert (page.strength_field.value(), page.strength_field.suffix()) == (100, " %")
    page.strength_field.setValue(150)
    assert window.session.settings.guidance == 150
    window.session.change(guidance=0)
    assert page.strength_field.value() == 0
