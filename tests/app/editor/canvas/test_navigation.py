from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from app.document.geometry import Box
from app.editor.window.window import Window
from tests.app.editor.conftest import stroke


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
