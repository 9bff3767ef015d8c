"""The move tool: what is dragged, pulled and typed shows at once, and is one step once it is accepted."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document.geometry import Box
from app.document.layers import LayerMask
from app.editor.canvas.marks import Guide, Knob
from app.editor.panels.moveoptions import MoveOptions
from app.editor.window.window import Window
from app.worker.scaling import scaled
from tests.app.editor.conftest import (
    AT,
    Button,
    Modifier,
    a_picture,
    layer_of,
    on_widget,
    press,
    seen,
    shown,
    steps,
    stroke,
)

Key = Qt.Key


def put(window: Window, **fields: Any) -> None:
    """Other properties of the layer, without a step."""
    assert window.session.document is not None
    window.session.document.put_layer(dataclasses.replace(layer_of(window), **fields))


def type_(key: Key, held: Modifier = Modifier.NoModifier, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(QApplication.focusWidget(), key, held)


def page(window: Window) -> MoveOptions:
    found = window.options.findChild(MoveOptions)
    assert isinstance(found, MoveOptions)
    return found


def test_a_drag_shows_at_once_and_enter_makes_it_a_step(placed: Window) -> None:
    before, layer = seen(placed), layer_of(placed)
    press(placed.canvas, [(140, 90), (150, 100), (170, 95)])
    assert placed.gestures.tool.hint == "130, 65  ·  Shift: straight"
    QTest.mouseRelease(placed.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(placed.canvas, 170, 95))
    np.testing.assert_array_equal(seen(placed), before)  # the document knows nothing of it
    np.testing.assert_array_equal(shown(placed)[65:125, 130:210], layer.pixels)
    assert steps(placed) == []
    assert placed.isWindowModified()  # it would be lost
    assert placed.gestures.tool.hint == "80 × 60 at 130, 65  ·  Enter accepts it, Esc takes it back"
    type_(Key.Key_Return)
    assert steps(placed) == ["Move Moon by 30, 5 px"]
    assert layer_of(placed).box == AT.shift(30, 5)
    assert layer_of(placed).pixels is layer.pixels
    assert placed.session.history.used == 0
    np.testing.assert_array_equal(shown(placed), seen(placed))
    assert not placed.filling.is_busy
    placed.session.history.undo()
    np.testing.assert_array_equal(shown(placed), before)
    assert layer_of(placed) is layer


def test_several_drags_and_arrows_are_one_step(placed: Window) -> None:
    stroke(placed.canvas, [(140, 90), (160, 110)])
    stroke(placed.canvas, [(10, 10), (14, 15)])  # from anywhere
    type_(Key.Key_Left)
    type_(Key.Key_Up, Modifier.ShiftModifier, times=2)
    assert placed.placing.box == AT.shift(23, 5)
    type_(Key.Key_Enter)
    assert steps(placed) == ["Move Moon by 23, 5 px"]


def test_esc_and_undo_take_it_back(placed: Window) -> None:
    before, layer = seen(placed), layer_of(placed)
    for key, held in ((Key.Key_Escape, Modifier.NoModifier), (Key.Key_Z, Modifier.ControlModifier)):
        stroke(placed.canvas, [(140, 90), (190, 140)])
        assert placed.placing.is_pending
        type_(key, held)
        assert not placed.placing.is_pending
        np.testing.assert_array_equal(shown(placed), before)
    press(placed.canvas, [(140, 90), (190, 140)])
    type_(Key.Key_Escape)
    QTest.mouseRelease(placed.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(placed.canvas, 190, 140))
    assert not placed.placing.is_pending
    assert steps(placed) == []
    assert layer_of(placed) is layer


def test_a_corner_scales_and_keeps_the_ratio(placed: Window, prompt: None) -> None:
    layer = layer_of(placed)
    press(placed.canvas, [(180, 120), (200, 130), (220, 150)])
    assert placed.placing.box == Box(100, 60, 220, 150)
    assert placed.gestures.tool.hint == "120 × 90  ·  Shift frees the ratio, Alt: from the middle"
    QTest.mouseMove(placed.canvas, on_widget(placed.canvas, 240, 130))
    QTest.keyPress(placed.canvas, Key.Key_Shift)
    QTest.mouseRelease(placed.canvas, Button.LeftButton, Modifier.ShiftModifier, on_widget(placed.canvas, 240, 130))
    QTest.keyRelease(placed.canvas, Key.Key_Shift)
    assert placed.placing.box == Box(100, 60, 240, 130)
    picture = shown(placed)
    rows, columns = [(2 * y + 1) * 60 // 140 for y in range(70)], [(2 * x + 1) * 80 // 280 for x in range(140)]
    np.testing.assert_array_equal(picture[60:130, 100:240], layer.pixels[rows][:, columns])
    type_(Key.Key_Return)
    assert steps(placed) == ["Scale Moon to 140 × 70"]
    there = layer_of(placed)
    assert there.box == Box(100, 60, 240, 130)
    np.testing.assert_array_equal(there.pixels, scaled(layer, there.box).pixels)
    np.testing.assert_array_equal(shown(placed), seen(placed))
    assert placed.session.history.used == layer.pixels.nbytes + layer.alpha.nbytes
    placed.session.history.undo()
    assert layer_of(placed) is layer
    assert placed.session.history.used == there.pixels.nbytes + there.alpha.nbytes


def test_a_side_stretches(placed: Window) -> None:
    stroke(placed.canvas, [(100, 90), (60, 95)])
    assert placed.placing.box == Box(60, 60, 180, 120)
    placed.placing.abort()
    press(placed.canvas, [(140, 60), (140, 30)])
    QTest.keyPress(placed.canvas, Key.Key_Alt)
    QTest.mouseRelease(placed.canvas, Button.LeftButton, Modifier.AltModifier, on_widget(placed.canvas, 140, 30))
    QTest.keyRelease(placed.canvas, Key.Key_Alt)
    assert placed.placing.box == Box(100, 30, 180, 150)


def test_handles_are_shown_and_felt(placed: Window) -> None:
    marks = [mark for mark in placed.canvas.marks.all if isinstance(mark, Knob)]
    assert {mark.point for mark in marks} == {
        (x, y) for x in (100, 140, 180) for y in (60, 90, 120) if (x, y) != (140, 90)
    }
    shapes = {}
    for point in ((100, 60), (140, 60), (180, 60), (180, 90), (140, 90), (20, 20)):
        QTest.mouseMove(placed.canvas, on_widget(placed.canvas, *point))
        QApplication.processEvents()
        shapes[point] = placed.canvas.cursor().shape()
    shape = Qt.CursorShape
    assert list(shapes.values()) == [
        shape.SizeFDiagCursor,
        shape.SizeVerCursor,
        shape.SizeBDiagCursor,
        shape.SizeHorCursor,
        shape.SizeAllCursor,
        shape.SizeAllCursor,
    ]
    placed.canvas.turn(90)
    QTest.mouseMove(placed.canvas, on_widget(placed.canvas, 140, 60))
    assert placed.canvas.cursor().shape() == shape.SizeHorCursor
    QTest.keyClick(placed.canvas, Key.Key_H)
    assert placed.canvas.marks.all == ()


@pytest.mark.parametrize("angle", [90, 30])
def test_a_turned_view_is_dragged_the_same_way(placed: Window, angle: float) -> None:
    placed.canvas.turn(angle, mirror=True)
    stroke(placed.canvas, [(140, 90), (160, 70)])
    assert placed.placing.box is not None
    assert abs(placed.placing.box.x0 - 120) <= 1
    assert abs(placed.placing.box.y0 - 40) <= 1


def test_numbers_move_and_scale(placed: Window, prompt: None) -> None:
    bar = page(placed)
    assert (bar.left.value(), bar.top.value(), bar.wide.value(), bar.high.value()) == (100, 60, 80, 60)
    for field, value in ((bar.left, "-20"), (bar.wide, "160")):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, value)
        QTest.keyClick(field, Key.Key_Return)
        assert QApplication.focusWidget() is placed.canvas
    assert placed.placing.box == Box(-20, 60, 140, 180)
    assert "What is outside of the photo is kept" in placed.gestures.tool.hint
    bar.ratio.click()
    bar.unit.setCurrentIndex(1)
    bar.unit.setFocus()
    bar.unit.activated.emit(1)
    assert QApplication.focusWidget() is placed.canvas  # Enter is for the layer
    assert (bar.wide.value(), bar.high.value()) == (200, 200)
    bar.high.setValue(50)
    assert placed.placing.box == Box(-20, 60, 140, 90)
    bar.top.setValue(1000)
    assert placed.placing.box == Box(-20, 292, 140, 322)  # as far as it stays in reach
    assert bar.top.value() == 292
    bar.wide.setValue(100_000)
    assert placed.placing.box.width == 160  # too large: it stays as it is, and the field says so
    assert bar.wide.value() == 200
    QTest.mouseClick(bar.accept, Button.LeftButton)
    assert steps(placed) == ["Scale Moon to 160 × 30"]
    assert not bar.accept.isEnabled()
    bar.left.setValue(7)
    QTest.mouseClick(bar.cancel, Button.LeftButton)
    assert bar.left.value() == -20
    assert len(steps(placed)) == 1


def test_moved_out_and_back_nothing_is_lost(placed: Window) -> None:
    before, layer = seen(placed), layer_of(placed)
    for point in ((-40, -30), (390, 10), (100, 290), (100, 60)):
        placed.placing.put(Box(*point, point[0] + 80, point[1] + 60))
        placed.placing.accept()
    assert len(steps(placed)) == 4
    np.testing.assert_array_equal(seen(placed), before)
    assert layer_of(placed).pixels is layer.pixels
    for _ in range(4):
        placed.session.history.undo()
    assert layer_of(placed) is layer
    np.testing.assert_array_equal(shown(placed), before)


def test_the_mask_goes_with_the_layer(placed: Window, prompt: None) -> None:
    shares = np.zeros((60, 80), np.uint8)
    shares[:, :40] = 255
    put(placed, mask=LayerMask.of(shares))
    before, photo = seen(placed), placed.session.document.photo  # type: ignore[union-attr]
    placed.placing.shift(50, 0)
    np.testing.assert_array_equal(shown(placed)[60:120, 190:230], photo[60:120, 190:230])
    placed.placing.accept()
    after = seen(placed)
    np.testing.assert_array_equal(after[60:120, 150:190], before[60:120, 100:140])
    np.testing.assert_array_equal(after[60:120, 190:230], photo[60:120, 190:230])
    placed.placing.put(Box(150, 60, 310, 120))
    placed.placing.accept()
    mask = layer_of(placed).mask
    assert mask is not None
    assert mask.size.width == 160
    assert (mask.read()[:, 84:] == 0).all()


def test_a_mask_is_not_shown_where_its_layer_was(placed: Window) -> None:
    placed.layer_masks.add()
    placed.layer_masks.toggle_shown()
    for end in (placed.placing.abort, placed.placing.accept):
        placed.placing.shift(50, 0)
        assert placed.canvas.shown_mask is None
        end()
        assert placed.canvas.shown_mask == layer_of(placed).id


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"locked": True}, "«Moon» is locked: unlock it first."),
        ({"visible": False}, "«Moon» is hidden: show it to see where it goes."),
    ],
)
def test_some_layers_stay(placed: Window, fields: dict[str, bool], words: str) -> None:
    said: list[str] = []
    placed.placing.notice.connect(lambda notice: said.append(notice.text))
    put(placed, **fields)
    layer = layer_of(placed)
    stroke(placed.canvas, [(140, 90), (190, 140)])
    type_(Key.Key_Left)
    assert said == [words] * 2
    assert layer_of(placed) is layer
    assert placed.gestures.tool.hint == words.rstrip(".")
    assert not page(placed).left.isEnabled()
    assert not any(isinstance(mark, Knob) for mark in placed.canvas.marks.all)


def test_the_photo_stays_where_it_is(placed: Window) -> None:
    said: list[str] = []
    placed.placing.notice.connect(lambda notice: said.append(notice.text))
    placed.layers.view.setCurrentIndex(placed.layers.view.model().index(1, 0))
    assert placed.layers.current is None
    stroke(placed.canvas, [(140, 90), (190, 140)])
    assert said == ["The photo itself stays where it is: choose a layer to move."]
    assert placed.canvas.marks.all == ()
    assert steps(placed) == []


def test_whatever_comes_next_accepts_it(placed: Window) -> None:
    document = placed.session.document
    assert document is not None
    stroke(placed.canvas, [(140, 90), (150, 90)])
    QTest.keyClick(placed.canvas, Key.Key_B)
    stroke(placed.canvas, [(140, 90), (190, 140)])
    placed.session.history.undo()
    QTest.keyClick(placed.canvas, Key.Key_V)
    stroke(placed.canvas, [(140, 90), (150, 90)])
    placed.layering.duplicate()
    assert steps(placed) == ["Move Moon by 10, 0 px"] * 2 + ["Duplicate Moon"]
    assert document.layers[1].box == document.layers[0].box == AT.shift(20, 0)
    stroke(placed.canvas, [(140, 90), (140, 95)])
    placed.layers.choose_layer(document.layers[0].id)
    assert steps(placed)[-1] == "Move Moon copy by 0, 5 px"
    assert placed.placing.box == AT.shift(20, 0)


def test_all_of_it_by_keys(window: Window) -> None:
    """With the keyboard alone: to the bar with F6 and Tab, a number, Enter, Enter."""
    document = window.session.document
    assert document is not None
    document.insert_layer(0, a_picture(document.new_layer_id()))
    window.canvas.setFocus()
    type_(Key.Key_V)
    type_(Key.Key_F6)
    assert QApplication.focusWidget() is page(window).left
    QTest.keyClicks(QApplication.focusWidget(), "12")
    type_(Key.Key_Tab)
    assert QApplication.focusWidget() is page(window).top
    QTest.keyClicks(QApplication.focusWidget(), "34")
    type_(Key.Key_Return)
    type_(Key.Key_Return)
    assert layer_of(window).box == Box(12, 34, 92, 94)
    assert steps(window) == ["Move Moon by -88, -26 px"]


@pytest.mark.parametrize(("angle", "mirror"), [(0, True), (30, False), (90, True), (195, False)])
def test_arrows_go_their_way_on_the_screen(placed: Window, angle: float, mirror: bool) -> None:
    """However the view is turned or mirrored: along the side of the photo that is nearest to it."""
    placed.canvas.turn(angle, mirror=mirror)
    view = placed.canvas.viewport
    for key, way in ((Key.Key_Right, (1, 0)), (Key.Key_Up, (0, -1)), (Key.Key_Down, (0, 1))):
        type_(key, Modifier.ShiftModifier)
        box = placed.placing.box
        assert box is not None
        assert abs(box.x0 - AT.x0) + abs(box.y0 - AT.y0) == 10
        before, after = view.to_canvas(AT.x0, AT.y0), view.to_canvas(box.x0, box.y0)
        along = [(end - start) / view.scale / 10 for start, end in zip(before, after, strict=True)]
        assert along == pytest.approx(way, abs=0.51)
        placed.placing.abort()


def test_alt_and_the_arrows_still_turn_the_view(placed: Window) -> None:
    type_(Key.Key_Left, Modifier.AltModifier)
    assert not placed.placing.is_pending
    assert placed.canvas.viewport.angle != 0


def guides(window: Window) -> set[tuple[tuple[float, float], ...]]:
    return {mark.points for mark in window.canvas.marks.all if isinstance(mark, Guide)}


def test_a_drag_snaps_and_shows_the_lines_unless_ctrl_is_held(placed: Window) -> None:
    bar = page(placed)
    assert not bar.snaps.isChecked()
    bar.snaps.click()
    assert placed.session.settings.move_snaps
    assert QApplication.focusWidget() is placed.canvas
    placed.canvas.zoom_to(1.0)
    press(placed.canvas, [(140, 90), (170, 120), (197, 147)])  # the middle is 3 pixels off the photo's
    assert placed.placing.box == Box(160, 120, 240, 180)
    assert guides(placed) == {((200, 0), (200, 300)), ((0, 150), (400, 150))}
    assert placed.gestures.tool.hint == "160, 120  ·  Shift: straight, Ctrl: no snapping"
    QTest.keyPress(placed.canvas, Key.Key_Control)
    assert placed.placing.box == AT.shift(57, 57)
    assert guides(placed) == set()
    QTest.keyRelease(placed.canvas, Key.Key_Control)
    assert placed.placing.box == Box(160, 120, 240, 180)
    QTest.mouseRelease(placed.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(placed.canvas, 197, 147))
    assert guides(placed) == set()
    type_(Key.Key_Left)
    assert placed.placing.box == Box(159, 120, 239, 180)  # keys and numbers go where they say


def test_a_duplicate_leaves_its_source_at_the_first_pixel(placed: Window) -> None:
    placed.session.change(move_snaps=True)
    placed.layers.choose_top()
    QTest.keyClick(placed.canvas, Key.Key_J, Modifier.ControlModifier)
    stroke(placed.canvas, [(140, 90), (143, 92)])
    assert placed.placing.layer is layer_of(placed)
    assert placed.placing.box == AT.shift(3, 2)
    stroke(placed.canvas, [(140, 90), (141, 90)])  # nor does it go back to it
    assert placed.placing.box == AT.shift(4, 2)


def test_a_handle_snaps_to_another_layer_that_is_seen(placed: Window) -> None:
    document = placed.session.document
    assert document is not None
    other = dataclasses.replace(layer_of(placed), id=document.new_layer_id(), box=Box(220, 10, 300, 70))
    document.insert_layer(0, other)
    placed.layers.choose_layer(layer_of(placed).id)
    placed.session.change(move_snaps=True)
    placed.canvas.zoom_to(1.0)
    press(placed.canvas, [(180, 90), (200, 91), (217, 91)])
    assert placed.placing.box == Box(100, 60, 220, 120)
    assert guides(placed) == {((220, 0), (220, 300))}
    type_(Key.Key_Escape)
    assert guides(placed) == set()
    QTest.mouseRelease(placed.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(placed.canvas, 217, 91))
    document.put_layer(dataclasses.replace(other, visible=False))
    press(placed.canvas, [(180, 90), (200, 91), (217, 91)])
    assert placed.placing.box == Box(100, 60, 217, 120)


def test_the_reach_is_as_wide_as_it_looks(placed: Window) -> None:
    """Zoomed in, six pixels of the screen are fewer of the photo."""
    placed.session.change(move_snaps=True)
    placed.canvas.zoom_to(4.0)
    placed.placing.put(Box(150, 120, 230, 180))
    press(placed.canvas, [(190, 150), (195, 150), (197, 150)])
    assert placed.placing.box == Box(157, 120, 237, 180)  # 3 pixels off, which are 12 of the screen
    QTest.mouseMove(placed.canvas, on_widget(placed.canvas, 199, 150))
    assert placed.placing.box == Box(160, 120, 240, 180)
