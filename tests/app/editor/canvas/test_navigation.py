from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from app.document.geometry import Box
from app.editor.window.window import Window
from tests.app.editor.conftest import fill, on_widget, stroke


def shown(window: Window) -> QImage:
    return window.canvas.grab().toImage()


def test_the_mask_fills_the_canvas(window: Window) -> None:
    stroke(window.canvas, [(60.0, 60.0), (120.0, 90.0)])
    window.actions_["fit_mask"].trigger()
    document = window.session.document
    assert document is not None
    seen = window.canvas.viewport.box_in_photo(Box.of(window.canvas.device_size), document.size)
    assert seen.intersect(document.hole.bounds()) == document.hole.bounds()
    assert seen.width < document.size.width


def test_the_line_between_before_and_after_is_dragged(window: Window, door) -> None:
    stroke(window.canvas, [(60.0, 60.0), (120.0, 90.0)])
    window.filling.start()
    door.step()
    after = shown(window)
    window.canvas.compare(on=True)
    before = shown(window)
    window.canvas.compare(on=False)
    window.actions_["split"].trigger()
    assert window.actions_["split"].isChecked()
    canvas = window.canvas
    middle, height = canvas.width() // 2, canvas.height() // 2
    steps = window.session.stack.count()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(middle, height))
    QTest.mouseMove(canvas, QPoint(canvas.width() - 20, height))
    QTest.mouseRelease(
        canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(canvas.width() - 20, height)
    )
    assert canvas.split is not None
    assert canvas.split > 0.9
    assert window.session.stack.count() == steps  # nothing was painted
    left, top = canvas.viewport.to_canvas(90.0, 75.0)
    at = QPoint(round(left), round(top))
    split = shown(window)
    assert split.pixelColor(at) == before.pixelColor(at) != after.pixelColor(at)
    canvas.set_split(0.02)
    assert shown(window).pixelColor(at) == after.pixelColor(at)
    window.actions_["split"].trigger()
    assert canvas.split is None


def test_pixels_get_a_grid_at_large_zoom_alone(window: Window) -> None:
    canvas = window.canvas

    def differs() -> bool:
        with_grid = shown(window)
        window.actions_["grid"].trigger()
        without = shown(window)
        window.actions_["grid"].trigger()
        return with_grid != without

    canvas.zoom_to(7.0)
    assert not differs()
    canvas.zoom_to(16.0)
    assert differs()
    assert isinstance(shown(window).pixelColor(0, 0), QColor)


def test_100_percent_is_at_the_pointer_or_at_what_is_chosen(window: Window, door) -> None:
    canvas = window.canvas

    def in_middle() -> tuple[float, float]:
        return canvas.viewport.to_photo(canvas.device_size.width / 2, canvas.device_size.height / 2)

    canvas.zoom_to(0.5)
    QTest.mouseMove(canvas, on_widget(canvas, 300, 200))
    window.actions_["actual"].trigger()
    assert canvas.viewport.scale == 1.0
    assert window.gestures.place is not None
    assert canvas.viewport.to_photo(*window.gestures.place) == pytest.approx((300, 200), abs=1)
    canvas.zoom_to(4.0)
    window.gestures.forget_pointer()  # it is at a menu
    before = in_middle()
    window.actions_["actual"].trigger()
    assert in_middle() == pytest.approx(before)
    fill(window, door)
    canvas.zoom_to(4.0)
    window.gestures.forget_pointer()
    window.actions_["actual"].trigger()
    layer = window.layers.current
    assert layer is not None
    box = layer.box
    assert canvas.viewport.scale == 1.0
    assert in_middle() == pytest.approx(((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2), abs=1)


def test_without_a_mask_the_chosen_fill_fills_the_canvas(window: Window, door) -> None:
    assert not window.actions_["fit_mask"].isEnabled()
    fill(window, door)
    document, layer = window.session.document, window.layers.current
    assert document is not None
    assert layer is not None
    window.canvas.fit()
    window.actions_["fit_mask"].trigger()
    seen = window.canvas.viewport.box_in_photo(Box.of(window.canvas.device_size), document.size)
    assert seen.intersect(layer.box) == layer.box
    assert seen.width < document.size.width
