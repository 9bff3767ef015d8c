"""A turned or mirrored view: what is painted goes where the pointer is, and what is shown is the photo there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.editor.canvas.view import Canvas
from app.editor.window.window import Window
from tests.app.editor.conftest import Modifier, on_widget, stroke

TURNS = [(15, False), (90, False), (180, False), (270, True), (0, True), (345, True)]


def turn(window: Window, degrees: int, *, mirrored: bool) -> Canvas:
    """By the actions."""
    if mirrored:
        window.actions_["mirror"].trigger()
    for _ in range(degrees // 15):
        window.actions_["turn_right"].trigger()
    return window.canvas


def picture_of(canvas: Canvas, qtbot) -> QImage:
    qtbot.waitUntil(lambda: canvas.is_sharp)
    picture = canvas.grab().toImage()
    qtbot.waitUntil(lambda: canvas.is_sharp)
    return picture


@pytest.mark.parametrize(("degrees", "mirrored"), TURNS)
def test_a_stroke_goes_where_the_pointer_is(window: Window, degrees: int, mirrored: bool) -> None:
    canvas = turn(window, degrees, mirrored=mirrored)
    stroke(canvas, [(100.0, 60.0), (180.0, 60.0)])
    document = window.session.document
    assert document is not None
    bounds = document.hole.bounds()
    slack = 1 / canvas.viewport.scale + 1
    assert abs(bounds.x0 - 92) <= slack
    assert abs(bounds.x1 - 188) <= slack
    assert abs(bounds.y0 - 52) <= slack
    assert abs(bounds.y1 - 68) <= slack


@pytest.mark.parametrize(("degrees", "mirrored"), TURNS)
def test_the_photo_is_shown_where_the_pointer_finds_it(window: Window, qtbot, degrees: int, mirrored: bool) -> None:
    document = window.session.document
    assert document is not None
    canvas = turn(window, degrees, mirrored=mirrored)
    canvas.zoom_to(4.0)
    shown = picture_of(canvas, qtbot)
    rng = np.random.default_rng(2)
    seen = 0
    for x, y in zip(rng.integers(0, 400, 200).tolist(), rng.integers(0, 300, 200).tolist(), strict=True):
        at = on_widget(canvas, x + 0.5, y + 0.5)
        if canvas.rect().adjusted(2, 2, -2, -2).contains(at):
            colour = shown.pixelColor(at)
            assert (colour.red(), colour.green(), colour.blue()) == tuple(document.photo[y, x].tolist())
            seen += 1
    assert seen > 5


@pytest.mark.parametrize(("degrees", "mirrored"), TURNS)
def test_the_hole_is_tinted_where_it_is(window: Window, qtbot, degrees: int, mirrored: bool) -> None:
    canvas = turn(window, degrees, mirrored=mirrored)
    before = picture_of(canvas, qtbot)
    document = window.session.document
    assert document is not None
    hole: Any = np.zeros((300, 400), np.bool_)
    hole[40:120, 50:200] = True
    window.session.set_mask("Mask", hole)
    after = picture_of(canvas, qtbot)
    for x, y in ((60, 50), (190, 110), (120, 80)):
        assert after.pixelColor(on_widget(canvas, x, y)) != before.pixelColor(on_widget(canvas, x, y))
    for x, y in ((40, 30), (210, 130), (300, 200)):
        assert after.pixelColor(on_widget(canvas, x, y)) == before.pixelColor(on_widget(canvas, x, y))


def test_only_the_changed_part_of_a_turned_view_is_stale(window: Window, qtbot) -> None:
    """What was painted in pieces looks as if it had been painted at once."""
    canvas = turn(window, 30, mirrored=True)
    stroke(canvas, [(100.0, 60.0), (180.0, 160.0), (90.0, 200.0)])
    QApplication.processEvents()
    pieces = picture_of(canvas, qtbot)
    canvas.update()
    QApplication.processEvents()
    assert picture_of(canvas, qtbot) == pieces


def test_turning_is_no_step_and_upright_takes_it_back(window: Window) -> None:
    canvas = window.canvas
    before = canvas.viewport
    assert not window.actions_["upright"].isEnabled()
    alt, none = Modifier.AltModifier, Modifier.NoModifier
    for key, held in ((Qt.Key.Key_Right, alt), (Qt.Key.Key_Right, alt), (Qt.Key.Key_M, none), (Qt.Key.Key_Left, alt)):
        QTest.keyClick(window, key, held)
    assert canvas.viewport.flipped
    assert canvas.viewport.angle == 315
    assert window.actions_["mirror"].isChecked()
    assert "-45° · mirrored" in window.status.findChild(object, "zoom").text()
    QTest.keyClick(window, Qt.Key.Key_Up, alt)
    assert canvas.viewport.angle == 0
    assert not canvas.viewport.flipped
    assert (canvas.viewport.left, canvas.viewport.top) == pytest.approx((before.left, before.top), abs=1e-6)
    assert not window.actions_["upright"].isEnabled()
    assert window.session.stack.count() == 0


def test_the_pixel_under_the_pointer_is_named_in_a_turned_view(window: Window) -> None:
    document = window.session.document
    assert document is not None
    canvas = turn(window, 90, mirrored=True)
    canvas.zoom_to(8.0)
    place = QPoint(canvas.width() // 2, canvas.height() // 2)
    QTest.mouseMove(canvas, place)
    x, y = canvas.viewport.to_photo(place.x() * canvas.devicePixelRatioF(), place.y() * canvas.devicePixelRatioF())
    red = document.photo[int(y), int(x), 0]
    words = window.status.findChild(object, "pixel").text()
    assert words.startswith(f"{int(x)}, {int(y)}    R {red}")
    canvas.pan(30, 0)  # the pointer stays where it is
    assert window.status.findChild(object, "pixel").text() != words


def test_the_mask_is_fitted_in_a_turned_view(window: Window) -> None:
    canvas = turn(window, 90, mirrored=False)
    stroke(canvas, [(100.0, 60.0), (180.0, 60.0)], held=Modifier.NoModifier)
    window.actions_["fit_mask"].trigger()
    middle = canvas.viewport.to_photo(canvas.device_size.width / 2, canvas.device_size.height / 2)
    assert middle == pytest.approx((140, 60), abs=3)
