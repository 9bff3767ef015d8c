"""The pointer that keys move: each tool takes it for the mouse."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox

from app.document.geometry import Box
from app.document.planes import Plane
from app.editor.canvas.keypointer import FAR, STEP, TELL_MS
from app.editor.canvas.marks import Cross
from app.editor.window.window import Window
from tests.app.editor.conftest import Modifier, hole_of, layer_of, on_widget, steps, stroke

Key = Qt.Key
MIDDLE = (200.5, 150.5)


def type_(window: Window, key: Key, held: Modifier = Modifier.NoModifier, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(window.canvas, key, held)


def place_of(window: Window) -> tuple[float, float]:
    """Of the cross, in the photo."""
    crosses = [mark for mark in window.canvas.marks.all if isinstance(mark, Cross)]
    assert len(crosses) == 1
    return crosses[0].point


def has_cross(window: Window) -> bool:
    return any(isinstance(mark, Cross) for mark in window.canvas.marks.all)


def read(plane: Plane) -> np.ndarray:
    return plane.read(Box(0, 0, plane.size.width, plane.size.height))


@pytest.fixture
def pointing(window: Window) -> Window:
    """At 100 %, with the keyboard's pointer in the middle of the photo."""
    window.canvas.zoom_to(1.0)
    type_(window, Key.Key_K)
    assert place_of(window) == MIDDLE
    return window


def choose(window: Window, tool: str) -> None:
    window.actions_[tool].trigger()
    assert window.toolbox.chosen == tool


def test_it_comes_with_its_key_and_goes_with_escape(window: Window) -> None:
    assert not has_cross(window)
    type_(window, Key.Key_K)
    assert has_cross(window)
    assert window.actions_["key_pointer"].isChecked()
    assert "Space" in window.guidance.news()
    type_(window, Key.Key_Escape)
    assert not has_cross(window)
    assert not window.actions_["key_pointer"].isChecked()
    assert window.guidance.news() == ""
    type_(window, Key.Key_Right)
    assert window.session.stack.count() == 0


def test_its_key_brings_the_keyboard_back_before_it_ends_it(pointing: Window) -> None:
    pointing.layers.view.setFocus()
    pointing.actions_["key_pointer"].trigger()
    assert pointing.canvas.hasFocus()
    assert has_cross(pointing)
    pointing.actions_["key_pointer"].trigger()
    assert not has_cross(pointing)


def test_arrows_go_as_far_as_it_looks_on_the_screen(pointing: Window) -> None:
    step = STEP * pointing.canvas.devicePixelRatioF()
    x, y = MIDDLE
    type_(pointing, Key.Key_Right)
    assert place_of(pointing) == pytest.approx((x + step, y))
    type_(pointing, Key.Key_Down, Modifier.ShiftModifier)
    assert place_of(pointing) == pytest.approx((x + step, y + FAR * step))
    type_(pointing, Key.Key_Left, Modifier.ControlModifier)
    assert place_of(pointing) == pytest.approx((x + step - 1, y + FAR * step))
    type_(pointing, Key.Key_Home, Modifier.ControlModifier, times=2)
    assert place_of(pointing) == pytest.approx((x + step - 3, y + FAR * step - 2))
    pointing.session.radii.choose("brush_radius", 60)
    type_(pointing, Key.Key_Up, Modifier.KeypadModifier)
    assert place_of(pointing)[1] == pytest.approx(y + FAR * step - 2 - 24)  # a fifth of the brush


def test_a_step_on_the_screen_is_one_at_any_zoom_and_turn(pointing: Window) -> None:
    canvas = pointing.canvas
    canvas.turn(30, mirror=True)
    canvas.zoom_to(2.0)
    before = canvas.viewport.snapped().to_canvas(*place_of(pointing))
    type_(pointing, Key.Key_Right)
    after = canvas.viewport.snapped().to_canvas(*place_of(pointing))
    brush = 0.4 * pointing.session.radii.brush * canvas.viewport.scale
    assert after == pytest.approx((before[0] + max(STEP, brush), before[1]))


@pytest.mark.parametrize(
    ("tool", "plane", "name"),
    [
        ("brush", "hole", "Paint mask"),
        ("exclude", "exclude", "Exclude from copying"),
        ("pen", "sketch", "Draw sketch"),
        ("pen_line", "sketch", "Draw sketch line"),
    ],
)
def test_a_stroke_is_one_step(pointing: Window, tool: str, plane: str, name: str) -> None:
    choose(pointing, tool)
    document = pointing.session.document
    assert document is not None
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_Right, times=5)
    assert steps(pointing) == []
    type_(pointing, Key.Key_Space)
    x, y = place_of(pointing)
    assert x > MIDDLE[0]
    painted = read(getattr(document, plane))
    assert painted[math.floor(y), math.floor(MIDDLE[0]) : math.floor(x) + 1].all()
    assert steps(pointing) == [name]
    type_(pointing, Key.Key_Right, times=5)  # nothing is down
    type_(pointing, Key.Key_Z, Modifier.ControlModifier)
    assert not read(getattr(document, plane)).any()


def test_a_stroke_is_that_of_the_mouse(pointing: Window) -> None:
    canvas, scale = pointing.canvas, 2.0
    canvas.zoom_to(scale)
    type_(pointing, Key.Key_Right, Modifier.ControlModifier)
    route = [place_of(pointing)]
    type_(pointing, Key.Key_Space)
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_PageDown, Key.Key_Down):
        type_(pointing, key)
        route.append(place_of(pointing))
    type_(pointing, Key.Key_Space)
    by_keys = hole_of(pointing)
    type_(pointing, Key.Key_Z, Modifier.ControlModifier)
    stroke(canvas, route)
    assert not has_cross(pointing)
    assert np.array_equal(hole_of(pointing), by_keys)


def test_ctrl_takes_away_until_the_release(pointing: Window) -> None:
    stroke(pointing.canvas, [(150, 150), (260, 150)])
    type_(pointing, Key.Key_K)
    type_(pointing, Key.Key_Space, Modifier.ControlModifier)
    type_(pointing, Key.Key_Right, times=3)
    type_(pointing, Key.Key_Space)
    assert steps(pointing) == ["Paint mask", "Erase mask"]
    assert not hole_of(pointing)[150, 200:224].any()
    type_(pointing, Key.Key_Space)  # and not at the next press
    type_(pointing, Key.Key_Space)
    assert steps(pointing)[-1] == "Paint mask"


def test_shift_joins_with_the_last_point(pointing: Window) -> None:
    type_(pointing, Key.Key_Space, times=2)
    type_(pointing, Key.Key_PageDown, Modifier.ShiftModifier, times=2)
    type_(pointing, Key.Key_Space, Modifier.ShiftModifier)
    type_(pointing, Key.Key_Space)
    x, y = place_of(pointing)
    assert hole_of(pointing)[round((y + MIDDLE[1]) / 2), round((x + MIDDLE[0]) / 2)]


def test_space_that_is_held_draws_until_it_is_released(pointing: Window) -> None:
    QTest.keyPress(pointing.canvas, Key.Key_Space)
    type_(pointing, Key.Key_Right, times=3)
    assert steps(pointing) == []
    QTest.keyRelease(pointing.canvas, Key.Key_Space)
    assert steps(pointing) == ["Paint mask"]
    type_(pointing, Key.Key_Down, times=3)
    assert not hole_of(pointing)[170].any()


def test_escape_takes_a_stroke_back_and_then_leaves(pointing: Window) -> None:
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_Right, times=3)
    assert "Esc" in pointing.guidance.line()
    type_(pointing, Key.Key_Escape)
    assert not hole_of(pointing).any()
    assert has_cross(pointing)
    type_(pointing, Key.Key_Right)
    assert not hole_of(pointing).any()
    type_(pointing, Key.Key_Escape)
    assert not has_cross(pointing)


@pytest.mark.parametrize(("tool", "corner"), [("lasso", True), ("rectangle", True), ("ellipse", False)])
def test_selections_are_dragged(pointing: Window, tool: str, corner: bool) -> None:
    choose(pointing, tool)
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_Right, times=6)
    type_(pointing, Key.Key_Down, times=6)
    type_(pointing, Key.Key_Space)
    assert steps(pointing) == [f"Select {tool}"]
    assert hole_of(pointing)[155, 242] == corner
    assert hole_of(pointing)[170, 230]


@pytest.mark.parametrize(
    ("held", "step"),
    [
        (Modifier.ShiftModifier, "Select rectangle"),
        (Modifier.ControlModifier, "Take away rectangle"),
        (Modifier.ControlModifier | Modifier.ShiftModifier, "Keep only rectangle"),
    ],
)
def test_what_is_held_says_how_a_selection_joins(pointing: Window, held: Modifier, step: str) -> None:
    stroke(pointing.canvas, [(190, 150), (300, 150)])
    choose(pointing, "rectangle")
    type_(pointing, Key.Key_K)
    type_(pointing, Key.Key_Space, held)
    type_(pointing, Key.Key_PageDown, times=3)
    type_(pointing, Key.Key_Space)
    assert steps(pointing)[1:] == [step]


def test_a_polygon_and_the_wand_are_clicked(pointing: Window) -> None:
    choose(pointing, "polygon")
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Left):
        type_(pointing, Key.Key_Space)
        assert not pointing.gestures.is_down
        type_(pointing, key, Modifier.ShiftModifier)
    type_(pointing, Key.Key_Return)
    assert steps(pointing) == ["Select polygon"]
    assert not pointing.filling.is_busy
    choose(pointing, "wand")
    pressed = []
    pointing.toolbox.selecting.errands.run = lambda *_: pressed.append(1)  # type: ignore[method-assign]
    type_(pointing, Key.Key_Space)
    assert pressed == [1]
    assert not pointing.gestures.is_down


def test_a_curve_gets_its_handle(pointing: Window) -> None:
    choose(pointing, "pen_curve")
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_Up, times=5)  # pulls it out
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_PageDown, Modifier.ShiftModifier, times=2)
    type_(pointing, Key.Key_Space, times=2)
    type_(pointing, Key.Key_Return)
    assert steps(pointing) == ["Draw sketch curve"]
    document = pointing.session.document
    assert document is not None
    assert document.sketch.bounds().y0 < MIDDLE[1] - 5  # it swings up first


def test_smart_select_is_scribbled(pointing: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(pointing, "smart")
    asked = []
    monkeypatch.setattr(pointing.toolbox.selecting.errands, "run", lambda *_: asked.append(1))
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_Right, times=3)
    type_(pointing, Key.Key_Space)
    assert asked == [1]
    type_(pointing, Key.Key_Escape)  # drops the scribble
    assert has_cross(pointing)


def test_the_hand_leaves_the_arrows_to_the_view(pointing: Window) -> None:
    choose(pointing, "hand")
    pointing.canvas.zoom_to(4.0)
    before, at = pointing.canvas.viewport, place_of(pointing)
    type_(pointing, Key.Key_Right)
    assert pointing.canvas.viewport != before
    assert place_of(pointing) == at


def test_the_view_moves_along_and_the_photo_ends_it(pointing: Window) -> None:
    canvas = pointing.canvas
    canvas.zoom_to(4.0)
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_Right, Modifier.ShiftModifier, times=60)
    type_(pointing, Key.Key_Space)
    assert 399 < place_of(pointing)[0] < 400
    assert hole_of(pointing)[150, 201:].all()
    assert canvas.viewport.to_canvas(400, 0)[0] < canvas.device_size.width  # with a margin
    type_(pointing, Key.Key_Left, times=3)
    view = canvas.viewport
    type_(pointing, Key.Key_Left)
    assert canvas.viewport == view  # only at its edge


def test_a_fitted_photo_stays_fitted(window: Window) -> None:
    type_(window, Key.Key_K)
    for key in (Key.Key_PageDown, Key.Key_Home):
        type_(window, key, Modifier.ShiftModifier, times=40)
        assert window.canvas.is_fitted
    assert place_of(window) < (1, 1)


def test_wherever_it_goes_it_stays_in_the_photo_and_in_sight(pointing: Window) -> None:
    chance, canvas = random.Random(0), pointing.canvas
    keys = [Key.Key_Left, Key.Key_Up, Key.Key_Right, Key.Key_Down, Key.Key_Home, Key.Key_End, Key.Key_PageUp]
    held = [Modifier.NoModifier, Modifier.ShiftModifier, Modifier.ControlModifier]
    for scale in (0.3, 2.3, 7.0, 24.0):
        canvas.turn(chance.choice((0.0, 15.0, 90.0)), mirror=chance.random() < 0.3)
        canvas.zoom_to(scale)
        for _ in range(25):
            type_(pointing, chance.choice(keys), chance.choice(held))
            x, y = place_of(pointing)
            assert 0 < x < 400
            assert 0 < y < 300
            left, top = canvas.viewport.to_canvas(x, y)
            assert 0 <= left < canvas.device_size.width
            assert 0 <= top < canvas.device_size.height


def test_zooming_and_turning_leave_it_where_it_is(pointing: Window) -> None:
    type_(pointing, Key.Key_Home, Modifier.ShiftModifier)
    at, canvas = place_of(pointing), pointing.canvas
    before = canvas.viewport.to_canvas(*at)
    type_(pointing, Key.Key_Plus)
    assert canvas.viewport.scale > 1
    assert canvas.viewport.to_canvas(*at) == pytest.approx(before, abs=1)
    type_(pointing, Key.Key_Left, Modifier.AltModifier)
    assert canvas.viewport.angle == 345
    assert canvas.viewport.to_canvas(*at) == pytest.approx(before, abs=1)
    assert place_of(pointing) == at


def test_it_comes_back_to_where_it_was_if_that_is_in_sight(pointing: Window) -> None:
    type_(pointing, Key.Key_Right, times=5)
    at = place_of(pointing)
    type_(pointing, Key.Key_K)
    type_(pointing, Key.Key_K)
    assert place_of(pointing) == at
    type_(pointing, Key.Key_K)
    pointing.canvas.show_box(Box(0, 0, 40, 30))
    type_(pointing, Key.Key_K)
    x, y = place_of(pointing)
    assert (x, y) == pytest.approx((20, 15), abs=8)


def test_a_mouse_that_moves_takes_over_and_one_that_lies_still_does_not(pointing: Window) -> None:
    canvas = pointing.canvas
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_Right, times=3)
    QTest.mouseMove(canvas, QPoint(50, 60))
    QTest.mouseMove(canvas, QPoint(51, 61))
    assert has_cross(pointing)
    assert steps(pointing) == []
    QTest.mouseMove(canvas, QPoint(80, 90))
    assert not has_cross(pointing)
    assert steps(pointing) == ["Paint mask"]
    assert not hole_of(pointing)[:120].any()  # it does not go on to the mouse


def test_a_click_takes_over_at_once(pointing: Window) -> None:
    stroke(pointing.canvas, [(60, 60)])
    assert not has_cross(pointing)
    assert hole_of(pointing)[60, 60]
    assert not hole_of(pointing)[150, 200]


def test_another_tool_ends_the_stroke(pointing: Window) -> None:
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_Right, times=3)
    type_(pointing, Key.Key_E)
    assert steps(pointing) == ["Paint mask"]
    type_(pointing, Key.Key_Left, times=3)
    type_(pointing, Key.Key_Space, times=2)
    assert steps(pointing) == ["Paint mask", "Erase mask"]


def test_the_keyboard_elsewhere_and_a_dialog_end_the_stroke(pointing: Window, qtbot) -> None:
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_F6)
    assert not pointing.canvas.hasFocus()
    assert steps(pointing) == ["Paint mask"]
    pointing.canvas.setFocus()
    type_(pointing, Key.Key_Down, Modifier.ShiftModifier)
    type_(pointing, Key.Key_Space)
    box = QMessageBox(pointing)
    box.open()
    qtbot.waitUntil(box.isVisible)
    assert steps(pointing) == ["Paint mask", "Paint mask"]
    box.close()
    assert not pointing.gestures.is_down


def test_enter_fills_what_is_being_drawn(pointing: Window, door) -> None:
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_Right, times=3)
    type_(pointing, Key.Key_Return)
    assert pointing.filling.is_busy
    assert not pointing.gestures.is_down
    door.step()
    type_(pointing, Key.Key_Right, times=3)
    assert not pointing.session.has_hole


def test_nothing_is_pressed_while_the_photo_is_shown_as_it_was(pointing: Window) -> None:
    pointing.actions_["compare"].trigger()
    type_(pointing, Key.Key_Space)
    assert not pointing.gestures.is_down
    pointing.actions_["compare"].trigger()
    type_(pointing, Key.Key_Right, times=3)
    assert not hole_of(pointing).any()


def test_the_line_between_before_and_after_is_dragged(pointing: Window) -> None:
    pointing.actions_["split"].trigger()
    middle = pointing.canvas.viewport.to_photo(pointing.canvas.device_size.width / 2, 0)[0]
    type_(pointing, Key.Key_Right, Modifier.ControlModifier, times=max(0, round(middle - MIDDLE[0])))
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_Right, times=5)
    type_(pointing, Key.Key_Space)
    assert pointing.canvas.split is not None
    assert pointing.canvas.split > 0.5
    assert steps(pointing) == []


def test_another_photo_ends_it(pointing: Window, photo_file, qtbot) -> None:
    with qtbot.waitSignal(pointing.filing.loaded):
        pointing.filing.open(photo_file)
    assert not has_cross(pointing)
    assert not pointing.key_pointer.is_on


def test_where_it_is_shows_and_is_said_from_time_to_time(pointing: Window, qtbot) -> None:
    heard: list[str] = []
    pointing.announcer.announced.connect(heard.append)
    type_(pointing, Key.Key_Right, Modifier.ControlModifier, times=20)
    assert pointing.status.findChild(QLabel, "pixel").text().startswith("220, 150")
    assert heard == []
    qtbot.waitUntil(lambda: heard != [], timeout=10 * TELL_MS)
    assert heard == ["220, 150"]
    type_(pointing, Key.Key_Space, Modifier.ControlModifier)
    type_(pointing, Key.Key_Space)
    type_(pointing, Key.Key_Escape)
    assert heard[1:] == ["Pressed, takes away", "Let go", "Keyboard pointer off"]


def test_the_cross_shows_on_black_and_on_white(pointing: Window) -> None:
    canvas = pointing.canvas
    shown = canvas.grab().toImage()
    at = on_widget(canvas, *place_of(pointing))
    row = [
        shown.pixelColor(round((at.x() + 10) * canvas.devicePixelRatioF()), at.y() + dy).lightness()
        for dy in range(-4, 5)
    ]
    assert max(row) > 240
    assert min(row) < 15


def test_the_restore_brush_paints_on_the_layer(placed: Window) -> None:
    placed.canvas.zoom_to(1.0)
    choose(placed, "restore")
    type_(placed, Key.Key_K)
    type_(placed, Key.Key_Home, Modifier.ShiftModifier)
    type_(placed, Key.Key_Space)
    type_(placed, Key.Key_Left, times=4)
    type_(placed, Key.Key_Space)
    mask = layer_of(placed).mask
    assert steps(placed) == ["Restore below Moon"]
    assert mask is not None
    assert not mask.read(Box(0, 0, 80, 60)).all()
