"""What the canvas paints: true to the photo, and the same in pieces as at once."""

from __future__ import annotations

import functools
import itertools
import math

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.document import Document, compose
from app.editor.canvas.mipmaps import Mipmaps
from app.editor.canvas.view import Canvas
from app.editor.window.window import Window
from tests.app.conftest import noise
from tests.app.editor.canvas.test_mipmaps import rgb
from tests.app.editor.conftest import Button, Modifier, on_widget, press, stroke

LINE = [(60.0, 60.0), (220.0, 150.0)]


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a part would be shown roughly first."""
    monkeypatch.setattr("app.editor.canvas.painting.BUDGET_S", math.inf)


def painted(canvas: Canvas, rects: list[QRect]) -> NDArray[np.uint8]:
    """The canvas, painted rectangle by rectangle."""
    target = QImage(canvas.size(), QImage.Format.Format_RGB32)
    target.fill(Qt.GlobalColor.magenta)
    for rect in rects:
        canvas.render(target, rect.topLeft(), QRegion(rect))
    return rgb(target).copy()


def pieces(canvas: Canvas) -> list[QRect]:
    """Uneven rectangles that cover the canvas."""
    columns = [0, 37, 90, 231, 232, 400, canvas.width()]
    rows = [0, 11, 140, 141, 333, canvas.height()]
    return [
        QRect(x, y, right - x, bottom - y)
        for x, right in itertools.pairwise(columns)
        for y, bottom in itertools.pairwise(rows)
    ]


@pytest.mark.parametrize("zoom", [0.23, 0.5, 0.77, 1.0, 1.6, 3.3, 16.0])
def test_pieces_make_the_same_picture(window: Window, zoom: float) -> None:
    stroke(window.canvas, LINE)
    window.canvas.zoom_to(zoom, *window.canvas.viewport.to_canvas(140, 105))
    window.canvas.pan(0.3, 0.7)
    QTest.mouseMove(window.canvas, on_widget(window.canvas, 130, 100))
    QApplication.processEvents()
    whole = painted(window.canvas, [window.canvas.rect()])
    difference = np.abs(painted(window.canvas, pieces(window.canvas)).astype(int) - whole)
    assert difference.max() <= 1  # of 255: smoothing rounds by where a span begins
    assert not (whole == (255, 0, 255)).all(axis=2).any()


def test_at_100_percent_the_screen_shows_the_photo_to_the_bit(window: Window) -> None:
    window.canvas.zoom_to(1.0)
    view, document = window.canvas.viewport.snapped(), window.session.document
    assert document is not None
    QTest.mouseMove(window.canvas, QPoint(1, 1))
    shown = painted(window.canvas, [window.canvas.rect()])
    left, top = int(view.left), int(view.top)
    assert np.array_equal(shown[top + 50 : top + 250, left + 50 : left + 350], document.photo[50:250, 50:350])


def test_enlarged_pixels_are_squares(window: Window) -> None:
    canvas, document = window.canvas, window.session.document
    assert document is not None
    canvas.set_grid(on=False)
    canvas.zoom_to(8.0, *canvas.viewport.to_canvas(200, 150))
    QTest.mouseMove(canvas, QPoint(1, 1))
    view = canvas.viewport.snapped()
    shown = painted(canvas, [canvas.rect()])
    for x, y in ((200, 150), (190, 160), (210, 140)):
        left, top = (int(value) for value in view.to_canvas(x, y))
        assert (shown[top : top + 8, left : left + 8] == document.photo[y, x]).all()


def test_space_and_the_middle_button_pan(window: Window) -> None:
    canvas = window.canvas
    for space, button in ((True, Button.LeftButton), (False, Button.MiddleButton)):
        before = canvas.viewport
        if space:
            QTest.keyPress(canvas, Qt.Key.Key_Space)
        QTest.mousePress(canvas, button, Modifier.NoModifier, QPoint(100, 100))
        QTest.mouseMove(canvas, QPoint(130, 90))
        QTest.mouseRelease(canvas, button, Modifier.NoModifier, QPoint(130, 90))
        if space:
            QTest.keyRelease(canvas, Qt.Key.Key_Space)
        assert (canvas.viewport.left - before.left, canvas.viewport.top - before.top) == (30, -10)
    assert window.session.stack.count() == 0


def test_a_window_that_grows_keeps_a_fitted_photo_fitted(window: Window) -> None:
    before = window.canvas.viewport
    window.resize(1100, 760)
    QApplication.processEvents()
    document = window.session.document
    assert document is not None
    middle = window.canvas.viewport.to_photo(window.canvas.width() / 2, window.canvas.height() / 2)
    assert middle == pytest.approx((200, 150), abs=0.01)
    assert window.canvas.viewport != before


class Paints(QObject):
    """The areas of the paint events that a widget gets."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.areas: list[int] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            rect = event.region().boundingRect()
            self.areas.append(rect.width() * rect.height())
        return False


def test_only_what_changed_is_painted_again(window: Window, qtbot) -> None:
    canvas = window.canvas
    press(canvas, [(100, 100)])
    qtbot.wait(50)
    paints = Paints(canvas)
    QTest.mouseMove(canvas, on_widget(canvas, 104, 100))
    qtbot.waitUntil(lambda: bool(paints.areas))
    brush = (2 * 8 + 4) * canvas.viewport.scale / canvas.devicePixelRatioF()  # its width, and how far it moved
    assert max(paints.areas) < (brush + 40) ** 2, (paints.areas, brush)
    QTest.mouseRelease(canvas, Button.LeftButton, Modifier.NoModifier, on_widget(canvas, 104, 100))


def test_a_fault_while_it_is_painted_is_told_and_not_the_end(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a painter still at work the program would end when the picture is shown."""

    def break_(*_: object, **__: object) -> bool:
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setattr(type(window.canvas._scene), "paint", break_)
        with pytest.raises(RuntimeError, match="broken"):
            window.canvas.repaint()
    window.canvas.repaint()  # and the next one paints


@pytest.mark.parametrize(
    ("width", "height", "first", "fitted"),
    [(1, 1, 64, 64), (16, 16, 64, 512), (16, 4, 64, 512), (64, 48, 64, 512)],
)
def test_a_tiny_photo_is_large_enough_to_be_seen(qtbot, width: int, height: int, first: int, fitted: int) -> None:
    """first, fitted: how long its long side is."""
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(800, 700)
    document = Document(noise(width, height))
    source = functools.partial(compose, document)
    canvas.show_document(document, Mipmaps(source, document.size, has_alpha=False))
    assert canvas.viewport.scale * width == first
    canvas.fit()
    assert canvas.viewport.scale * width == fitted
