"""Selection tools with real events: what is dragged or clicked is what the hole holds, in one step."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.document.geometry import Box
from app.document.planes import Plane
from app.document.planes.shapes import Rectangle, ellipse
from app.editor.panels.toolcolumn import Family
from app.editor.window.window import Window
from tests.app.editor.conftest import Button, Modifier, hole_of, on_widget, press, steps, stroke

Key = Qt.Key
SHIFT, ALT, NONE = Modifier.ShiftModifier, Modifier.AltModifier, Modifier.NoModifier


@pytest.fixture
def sharp(window: Window) -> Window:
    """At 100 %, so that a pixel of the screen is one of the photo."""
    window.canvas.zoom_to(1.0)
    return window


def boxed(x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    pixels = np.zeros((300, 400), dtype=bool)
    pixels[y0:y1, x0:x1] = True
    return pixels


def click(window: Window, x: float, y: float, held: Modifier = NONE) -> None:
    QTest.mouseClick(window.canvas, Button.LeftButton, held, on_widget(window.canvas, x, y))


def test_a_rectangle_is_dragged_out_in_one_step(sharp: Window) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_R)
    press(sharp.canvas, [(50, 40), (90, 70), (150, 120)])
    assert not hole_of(sharp).any()  # only the outline shows
    assert len(sharp.canvas.marks.all) == 1
    assert sharp.status._message.text().startswith("100 × 80")
    QTest.mouseRelease(sharp.canvas, Button.LeftButton, NONE, on_widget(sharp.canvas, 150, 120))
    assert np.array_equal(hole_of(sharp), boxed(50, 40, 150, 120))
    assert sharp.canvas.marks.all == ()
    assert steps(sharp) == ["Select rectangle"]
    sharp.session.stack.undo()
    assert not hole_of(sharp).any()


def test_an_ellipse_is_that_of_its_rectangle(sharp: Window) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_O)
    stroke(sharp.canvas, [(50, 40), (150, 120)])
    document = sharp.session.document
    assert document is not None
    plane = Plane(document.size)
    plane.swap(dict(ellipse(Rectangle(50, 40, 150, 120), document.size)))
    wanted = plane.read(Box.of(plane.size))
    assert hole_of(sharp).sum() == pytest.approx(wanted.sum(), rel=0.03)  # the mouse aims at half pixels, too
    assert (hole_of(sharp) ^ wanted).sum() < 0.03 * wanted.sum()
    assert steps(sharp) == ["Select ellipse"]


@pytest.mark.parametrize(
    ("button", "held", "wanted", "step"),
    [
        (Button.LeftButton, SHIFT, boxed(50, 50, 150, 150) | boxed(100, 100, 200, 200), "Select rectangle"),
        (Button.LeftButton, ALT, boxed(50, 50, 150, 150) & ~boxed(100, 100, 200, 200), "Take away rectangle"),
        (Button.RightButton, NONE, boxed(50, 50, 150, 150) & ~boxed(100, 100, 200, 200), "Take away rectangle"),
        (Button.LeftButton, SHIFT | ALT, boxed(100, 100, 150, 150), "Keep only rectangle"),
    ],
)
def test_keys_and_button_at_the_press_choose_how_it_joins(sharp: Window, button, held, wanted, step) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_R)
    stroke(sharp.canvas, [(50, 50), (150, 150)])
    stroke(sharp.canvas, [(100, 100), (200, 200)], button=button, held=held)
    assert np.array_equal(hole_of(sharp), wanted)
    assert steps(sharp)[-1] == step


@pytest.mark.parametrize(
    ("action", "wanted"),
    [
        ("mode_add", boxed(50, 50, 150, 150) | boxed(100, 100, 200, 200)),
        ("mode_subtract", boxed(50, 50, 150, 150) & ~boxed(100, 100, 200, 200)),
        ("mode_intersect", boxed(100, 100, 150, 150)),
    ],
)
def test_the_mode_is_chosen_in_the_bar(sharp: Window, action: str, wanted: np.ndarray) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_R)
    stroke(sharp.canvas, [(50, 50), (150, 150)])
    sharp.actions_[action].trigger()
    assert sharp.actions_[action].isChecked()
    stroke(sharp.canvas, [(100, 100), (200, 200)])
    assert np.array_equal(hole_of(sharp), wanted)


def test_shift_makes_a_square_and_alt_starts_in_the_middle(sharp: Window) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_R)
    press(sharp.canvas, [(200, 150), (240, 170)])
    QTest.keyPress(sharp.canvas, Key.Key_Shift, SHIFT)
    QTest.keyPress(sharp.canvas, Key.Key_Alt, SHIFT | ALT)
    QTest.mouseRelease(sharp.canvas, Button.LeftButton, SHIFT | ALT, on_widget(sharp.canvas, 240, 170))
    QTest.keyRelease(sharp.canvas, Key.Key_Alt)
    QTest.keyRelease(sharp.canvas, Key.Key_Shift)
    assert np.array_equal(hole_of(sharp), boxed(160, 110, 240, 190))


def test_escape_drops_what_is_dragged(sharp: Window) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_R)
    press(sharp.canvas, [(50, 40), (150, 120)])
    QTest.keyClick(sharp.canvas, Key.Key_Escape)
    QTest.mouseRelease(sharp.canvas, Button.LeftButton, NONE, QPoint(5, 5))
    assert sharp.canvas.marks.all == ()
    assert steps(sharp) == []


@pytest.mark.parametrize("key", [Key.Key_R, Key.Key_O])
def test_a_press_shows_nothing_before_there_is_a_pixel(sharp: Window, key: Key) -> None:
    QTest.keyClick(sharp.canvas, key)
    press(sharp.canvas, [(50, 40)])
    assert sharp.canvas.marks.all == ()
    QTest.mouseMove(sharp.canvas, on_widget(sharp.canvas, 90, 70))
    (outline,) = sharp.canvas.marks.all
    assert (outline.box.x0, outline.box.y0) == (49, 39)
    QTest.mouseMove(sharp.canvas, on_widget(sharp.canvas, 50, 40))
    assert sharp.canvas.marks.all == ()
    QTest.mouseRelease(sharp.canvas, Button.LeftButton, NONE, on_widget(sharp.canvas, 50, 40))
    assert steps(sharp) == []


def test_a_click_selects_and_takes_nothing(sharp: Window) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_R)
    stroke(sharp.canvas, [(50, 50), (150, 150)])
    click(sharp, 20, 20, SHIFT | ALT)
    assert steps(sharp) == ["Select rectangle"]


def test_a_lasso_closes_on_release(sharp: Window) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_L)
    stroke(sharp.canvas, [(50, 50), (150, 50), (150, 150), (50, 150)])
    assert np.array_equal(hole_of(sharp), boxed(50, 50, 150, 150))
    assert steps(sharp) == ["Select lasso"]


@pytest.mark.parametrize("end", ["enter", "first point", "double-click", "fill", "another tool"])
def test_a_polygon_is_clicked_and_closed(sharp: Window, end: str) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_L, SHIFT)
    corners = [(50, 50), (150, 50), (150, 150), (50, 150)]
    for corner in corners:
        click(sharp, *corner)
    assert steps(sharp) == []
    if end == "enter":
        QTest.keyClick(sharp.canvas, Key.Key_Return)
    elif end == "first point":
        click(sharp, 52, 51)
    elif end == "double-click":
        QTest.mouseDClick(sharp.canvas, Button.LeftButton, NONE, on_widget(sharp.canvas, 50, 150))
    elif end == "fill":
        sharp.actions_["fill"].trigger()
    else:
        QTest.keyClick(sharp.canvas, Key.Key_B)
    assert np.array_equal(hole_of(sharp), boxed(50, 50, 150, 150))
    assert steps(sharp) == ["Select polygon"]
    assert sharp.filling.is_busy == (end == "fill")


def test_undo_takes_back_a_corner_and_redo_leaves_the_rest(sharp: Window) -> None:
    sharp.session.invert_mask()
    sharp.session.stack.undo()
    QTest.keyClick(sharp.canvas, Key.Key_L, SHIFT)
    for corner in [(50, 50), (150, 50), (150, 150), (390, 290)]:
        click(sharp, *corner)
    sharp.actions_["undo"].trigger()
    sharp.actions_["redo"].trigger()
    click(sharp, 50, 150)
    QTest.keyClick(sharp.canvas, Key.Key_Enter)
    assert np.array_equal(hole_of(sharp), boxed(50, 50, 150, 150))


def test_undo_is_there_for_the_first_corner(sharp: Window) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_L, SHIFT)
    assert not sharp.actions_["undo"].isEnabled()
    click(sharp, 50, 50)
    assert sharp.actions_["undo"].isEnabled()
    sharp.actions_["undo"].trigger()
    assert sharp.canvas.marks.all == ()
    assert not sharp.actions_["undo"].isEnabled()


@pytest.mark.parametrize("tool", ["lasso", "rectangle", "polygon"])
def test_a_selection_under_way_goes_on_when_a_fill_comes(sharp: Window, door, tool: str) -> None:
    stroke(sharp.canvas, [(250, 200), (300, 240)])
    sharp.filling.start()
    sharp.actions_[tool].trigger()
    corners = {
        "lasso": [(50, 50), (150, 50), (150, 150), (50, 150)],
        "rectangle": [(50, 50), (90, 90), (150, 150)],
        "polygon": [(50, 50), (150, 50), (150, 150), (50, 150)],
    }[tool]
    if tool == "polygon":
        for corner in corners[:-1]:
            click(sharp, *corner)
        door.step()
        click(sharp, *corners[-1])
        QTest.keyClick(sharp.canvas, Key.Key_Return)
    else:
        press(sharp.canvas, corners[:-1])
        door.step()
        QTest.mouseMove(sharp.canvas, on_widget(sharp.canvas, *corners[-1]))
        QTest.mouseRelease(sharp.canvas, Button.LeftButton, NONE, on_widget(sharp.canvas, *corners[-1]))
    assert np.array_equal(hole_of(sharp), boxed(50, 50, 150, 150))
    assert steps(sharp) == ["Paint mask", "Fill 1", f"Select {tool}"]


def test_backspace_takes_back_a_point_and_escape_all(sharp: Window) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_L, SHIFT)
    for corner in [(50, 50), (150, 50), (150, 150), (390, 290)]:
        click(sharp, *corner)
    QTest.keyClick(sharp.canvas, Key.Key_Backspace)
    click(sharp, 50, 150)
    QTest.keyClick(sharp.canvas, Key.Key_Enter)
    assert np.array_equal(hole_of(sharp), boxed(50, 50, 150, 150))
    for corner in [(50, 50), (150, 50), (150, 150)]:
        click(sharp, *corner)
    QTest.keyClick(sharp.canvas, Key.Key_Escape)
    assert sharp.canvas.marks.all == ()
    QTest.keyClick(sharp.canvas, Key.Key_Return)  # fills now: no polygon is under way
    assert steps(sharp) == ["Select polygon"]
    assert sharp.filling.is_busy


def test_shift_keeps_a_side_straight(sharp: Window) -> None:
    QTest.keyClick(sharp.canvas, Key.Key_L, SHIFT)
    click(sharp, 50, 50)
    click(sharp, 150, 58, SHIFT)
    click(sharp, 155, 150, SHIFT)
    click(sharp, 45, 150)
    QTest.keyClick(sharp.canvas, Key.Key_Return)
    hole = hole_of(sharp)
    assert hole[50, 60:149].all()
    assert not hole[49].any()
    assert not hole[100, 152:].any()


def test_the_bar_shows_what_can_be_set_of_the_tool(window: Window) -> None:
    assert window.options.brush.isVisible()
    QTest.keyClick(window.canvas, Key.Key_R)
    assert not window.options.brush.isVisible()
    QTest.keyClick(window.canvas, Key.Key_H)
    assert not window.options.brush.isVisible()
    QTest.keyClick(window.canvas, Key.Key_E)
    assert window.options.brush.isVisible()


def test_one_button_stands_for_tools_of_one_kind(window: Window) -> None:
    rectangle = window.actions_["rectangle"]
    (shapes,) = (family for family in window.findChildren(Family) if rectangle in family.menu().actions())
    assert shapes.defaultAction() is window.actions_["rectangle"]
    QTest.keyClick(window.canvas, Key.Key_O)
    assert shapes.defaultAction() is window.actions_["ellipse"]
    assert "Rectangle  (R)" in shapes.toolTip()
    QTest.keyClick(window.canvas, Key.Key_B)
    assert shapes.defaultAction() is window.actions_["ellipse"]
    assert shapes.accessibleName() == "Ellipse"


@pytest.mark.parametrize(
    ("tool", "line"),
    [
        ("rectangle", [(0, 0), (2, 2)]),
        ("ellipse", [(0, 0), (1, 2)]),
        ("lasso", [(0, 0), (1, 1), (2, 0), (1, -1)]),
        ("lasso", [(0, 0), (13, 9), (30, 19), (47, 32), (60, 40)]),  # nearly straight
    ],
)
def test_what_can_hardly_be_seen_was_not_meant(window: Window, tool: str, line: list[tuple[int, int]]) -> None:
    stroke(window.canvas, [(200.0, 220.0), (240.0, 220.0)])
    before = hole_of(window)
    window.actions_[tool].trigger()
    for scale in (0.5, 1.0, 4.0):
        window.canvas.zoom_to(scale, *window.canvas.viewport.to_canvas(150, 120))
        for held in (NONE, SHIFT | ALT):
            stroke(window.canvas, [(150 + x / scale, 120 + y / scale) for x, y in line], held=held)
            assert np.array_equal(hole_of(window), before)
    assert window.session.stack.count() == 1
    assert window.canvas.marks.all == ()


@pytest.mark.parametrize(
    ("tool", "line"),
    [
        ("rectangle", [(0, 0), (60, 2)]),
        ("ellipse", [(0, 0), (6, 6)]),
        ("lasso", [(0, 0), (6, 0), (6, 6), (0, 6)]),
        ("lasso", [(0, 0), (60, 0), (60, 4), (0, 4)]),
        ("lasso", [(-400, 100), (-150, 100), (-140, 60), (-148, -100), (-400, -100)]),  # mostly beside the photo
    ],
)
def test_small_and_narrow_selections_are_made(sharp: Window, tool: str, line: list[tuple[int, int]]) -> None:
    sharp.actions_[tool].trigger()
    stroke(sharp.canvas, [(150 + x, 120 + y) for x, y in line])
    assert hole_of(sharp).any()
