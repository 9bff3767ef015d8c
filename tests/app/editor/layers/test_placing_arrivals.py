"""What comes of its own while a layer is dragged or pending: a fill, contours; and the layer going under a drag."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest

from app.document.geometry import Box
from app.editor.window.window import Window
from tests.app.editor.conftest import (
    AT,
    LINE,
    Button,
    Modifier,
    Points,
    a_picture,
    fill,
    hole_of,
    layer_names,
    layer_of,
    on_widget,
    press,
    seen,
    shown,
    steps,
    stroke,
)

Key = Qt.Key


def drag_on(window: Window, points: Points) -> None:
    """The button is down already."""
    for point in points:
        QTest.mouseMove(window.canvas, on_widget(window.canvas, *point))


def let_go(window: Window, x: float, y: float) -> None:
    QTest.mouseRelease(window.canvas, Button.LeftButton, Modifier.NoModifier, on_widget(window.canvas, x, y))


def red() -> QImage:
    """A small picture for the clipboard."""
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    return image


@pytest.fixture
def filling(placed: Window) -> Window:
    """The picture of `placed`, which nobody has chosen: it is the top one. A fill of a hole beside it is under way."""
    placed.layers.choose_top()
    QTest.keyClick(placed, Key.Key_B)
    stroke(placed.canvas, [(300, 200), (340, 220)])
    placed.filling.start()
    QTest.keyClick(placed.canvas, Key.Key_V)
    return placed


@pytest.mark.parametrize("before", [[(140, 90), (150, 95)], [(140, 90)]])
def test_a_drag_stays_with_its_layer_when_a_fill_comes(filling: Window, door, before: Points) -> None:
    """Whether it has moved the layer by then or only begun."""
    layer = layer_of(filling)
    press(filling.canvas, before)
    door.step()
    assert layer_names(filling) == ["Moon", "Fill 1"]
    assert steps(filling)[-1] == "Fill 1"  # nobody has accepted the move
    drag_on(filling, [(150, 95), (170, 100)])
    assert filling.placing.layer is layer
    assert filling.placing.box == AT.shift(30, 10)
    picture = shown(filling)
    np.testing.assert_array_equal(picture[70:130, 130:210], layer.pixels)
    made = layer_of(filling)
    np.testing.assert_array_equal(picture[made.box.slices], seen(filling)[made.box.slices])  # the fill shows as well
    let_go(filling, 170, 100)
    assert filling.layers.current is layer
    QTest.keyClick(filling.canvas, Key.Key_Return)
    assert steps(filling)[-2:] == ["Fill 1", "Move Moon by 30, 10 px"]
    np.testing.assert_array_equal(shown(filling), seen(filling))
    assert layer_of(filling) is made


def test_a_fill_leaves_a_move_pending_that_esc_takes_back(filling: Window, door) -> None:
    document = filling.session.document
    assert document is not None
    layer = layer_of(filling)
    stroke(filling.canvas, [(140, 90), (160, 90)])
    door.step()
    assert filling.placing.is_pending
    assert filling.layers.current is layer
    assert filling.gestures.tool.hint == "80 × 60 at 120, 60  ·  Enter accepts it, Esc takes it back"
    QTest.keyClick(filling.canvas, Key.Key_Escape)
    assert steps(filling)[-1] == "Fill 1"
    assert document.layers[0] is layer
    np.testing.assert_array_equal(shown(filling), seen(filling))


def test_undo_takes_the_move_back_before_the_fill(filling: Window, door) -> None:
    stroke(filling.canvas, [(140, 90), (160, 90)])
    door.step()
    filling.verbs.undo()
    assert not filling.placing.is_pending
    assert layer_names(filling) == ["Moon", "Fill 1"]
    filling.verbs.undo()
    assert layer_names(filling) == ["Moon"]


def test_a_fill_is_chosen_when_nothing_is_under_way(filling: Window, door) -> None:
    stroke(filling.canvas, [(140, 90), (160, 90)])
    QTest.keyClick(filling.canvas, Key.Key_Escape)
    door.step()
    assert filling.layers.current is layer_of(filling)


@pytest.mark.parametrize("before", [[(140, 90), (150, 95)], [(140, 90)]])
def test_a_drag_stays_with_its_layer_when_a_pasted_picture_comes(placed: Window, before: Points, qtbot) -> None:
    placed.layers.choose_top()
    layer = layer_of(placed)
    QGuiApplication.clipboard().setImage(red())
    placed.pasting.paste()
    press(placed.canvas, before)
    qtbot.waitUntil(lambda: not placed.errands.is_busy())
    assert layer_names(placed) == ["Moon", "Pasted picture"]
    assert steps(placed) == ["Add Pasted picture"]  # nobody has accepted the move
    drag_on(placed, [(150, 95), (170, 100)])
    let_go(placed, 170, 100)
    assert placed.placing.box == AT.shift(30, 10)
    assert placed.layers.current is layer
    np.testing.assert_array_equal(shown(placed)[70:130, 130:180], layer.pixels[:, :50])
    QTest.keyClick(placed.canvas, Key.Key_Escape)
    assert steps(placed) == ["Add Pasted picture"]
    np.testing.assert_array_equal(shown(placed), seen(placed))


def test_who_pastes_accepts_the_move_of_before(placed: Window, qtbot) -> None:
    """And looks at what comes."""
    stroke(placed.canvas, [(140, 90), (160, 90)])
    QGuiApplication.clipboard().setImage(red())
    placed.pasting.paste()
    qtbot.waitUntil(lambda: not placed.errands.is_busy())
    assert steps(placed) == ["Move Moon by 20, 0 px", "Add Pasted picture"]
    assert placed.layers.current is layer_of(placed)


def test_a_mask_that_was_grown_leaves_a_drag_alone(placed: Window, qtbot) -> None:
    QTest.keyClick(placed, Key.Key_B)
    stroke(placed.canvas, [(300, 200), (340, 220)])
    QTest.keyClick(placed.canvas, Key.Key_V)
    before = hole_of(placed).sum()
    placed.masking.reshaping.change("grow", 4)
    press(placed.canvas, [(140, 90), (150, 95)])
    qtbot.waitUntil(lambda: bool(hole_of(placed).sum() > before))
    assert placed.placing.is_pending
    let_go(placed, 150, 95)


def test_contours_that_come_leave_it_pending(placed: Window, door) -> None:
    QTest.keyClick(placed, Key.Key_B)
    stroke(placed.canvas, [(300, 200), (340, 220)])
    placed.tracing.start()
    QTest.keyClick(placed.canvas, Key.Key_V)
    stroke(placed.canvas, [(140, 90), (160, 90)])
    door.step()
    assert not placed.tracing.is_busy
    assert placed.placing.is_pending


def test_a_fill_that_lets_go_of_its_candidates_meanwhile_goes_on(window: Window, door) -> None:
    """For the budget: it is another layer then, in the same place."""
    window.session.change(variants=3, candidates_mb=0, move_snaps=False)
    fill(window, door, LINE)
    first = layer_of(window)
    assert first.fill is not None
    assert len(first.fill.candidates) == 3
    stroke(window.canvas, [(300, 200), (340, 220)])
    window.filling.start()
    window.layers.choose_layer(first.id)
    QTest.keyClick(window.canvas, Key.Key_V)
    press(window.canvas, [(90, 75), (110, 80)])
    door.step()
    drag_on(window, [(130, 80)])
    let_go(window, 130, 80)
    assert window.placing.box == first.box.shift(40, 5)
    QTest.keyClick(window.canvas, Key.Key_Return)
    assert window.session.document is not None
    moved = window.session.document.layer(first.id)
    assert moved.box == first.box.shift(40, 5)
    assert moved.fill is not None
    assert len(moved.fill.candidates) == 1


def test_what_is_being_scaled_is_scaled_anew_when_it_changes(
    window: Window, door, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(
        window.placing, "_errands", SimpleNamespace(run=lambda _what, work, then, _else: asked.append((work, then)))
    )
    window.session.change(variants=3, candidates_mb=0)
    fill(window, door, LINE)
    first = layer_of(window)
    stroke(window.canvas, [(300, 200), (340, 220)])
    window.filling.start()
    window.layers.choose_layer(first.id)
    QTest.keyClick(window.canvas, Key.Key_V)
    box = Box(20, 10, 20 + 2 * first.box.width, 10 + 2 * first.box.height)
    window.placing.put(box)
    window.placing.accept()
    door.step()
    assert window.placing.is_busy
    assert len(asked) == 2
    for work, then in asked:  # the first answer is of a layer that is gone
        then(work())
    assert steps(window)[-1] == f"Scale Fill 1 to {box.width} × {box.height}"
    assert steps(window).count(steps(window)[-1]) == 1


def test_deleting_the_layer_ends_its_drag(placed: Window) -> None:
    document = placed.session.document
    assert document is not None
    other = a_picture(document.new_layer_id())
    document.insert_layer(1, other)
    placed.layers.choose_layer(other.id)
    below = document.layers[0]
    press(placed.canvas, [(140, 90), (150, 95)])
    placed.actions_["remove_layer"].trigger()
    assert document.layers == (below,)
    drag_on(placed, [(170, 100), (180, 110)])
    assert not placed.placing.is_pending
    assert not any(type(mark).__name__ == "Guide" for mark in placed.canvas.marks.all)
    let_go(placed, 180, 110)
    assert document.layers == (below,)
    stroke(placed.canvas, [(140, 90), (150, 95)])  # the next drag is of the layer that is chosen now
    assert placed.placing.layer is below


@pytest.mark.parametrize("before", [[(140, 90), (150, 95)], [(140, 90)]])
def test_another_layer_that_is_chosen_ends_the_drag(placed: Window, before: Points) -> None:
    press(placed.canvas, before)
    placed.layering.duplicate()
    drag_on(placed, [(170, 100), (180, 110)])
    assert not placed.placing.is_pending
    assert layer_names(placed) == ["Moon", "Moon copy"]
    let_go(placed, 180, 110)


def test_a_drag_goes_on_after_a_step_of_its_layer(placed: Window) -> None:
    """As a save in the middle of it makes one."""
    press(placed.canvas, [(140, 90), (150, 95)])
    placed.session.settling.emit()
    drag_on(placed, [(170, 100)])
    assert placed.placing.box == AT.shift(30, 10)
    let_go(placed, 170, 100)
    QTest.keyClick(placed.canvas, Key.Key_Return)
    assert steps(placed) == ["Move Moon by 10, 5 px", "Move Moon by 20, 5 px"]


def test_dragged_out_and_back_it_is_still_the_same_drag(filling: Window, door) -> None:
    press(filling.canvas, [(140, 90), (150, 95), (140, 90)])
    assert not filling.placing.is_pending
    door.step()
    drag_on(filling, [(145, 90)])
    assert filling.placing.box == AT.shift(5, 0)
    let_go(filling, 145, 90)
