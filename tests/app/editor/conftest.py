"""A real window over a stub engine, driven by real mouse and key events."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.document import compose
from app.document.geometry import Box
from app.document.layers import Layer
from app.editor.canvas.view import Canvas
from app.editor.errands import Errands
from app.editor.window.window import Window
from app.files.settings import Settings
from app.worker import StepWorker
from app.worker.door import FillDoor
from tests.app.conftest import noise, photo_content
from tests.app.editor.nursery import Nursery
from tests.app.editor.safety.kills import AT_FILL, AT_RANDOM
from tests.beside import Begun, beside

WHEEL_NOTCH = 120  # Qt's eighths of a degree
Button, Modifier = Qt.MouseButton, Qt.KeyboardModifier
Points = Sequence[tuple[float, float]]
LINE = [(60.0, 60.0), (120.0, 90.0)]


class PromptErrands(Errands):
    """Done and answered before `run` returns, on the caller's thread."""

    def run(
        self, what: str, work: Callable[[], Any], then: Callable[[Any], None], otherwise: Callable[[Exception], None]
    ) -> None:
        try:
            answer = work()
        except Exception as fault:  # noqa: BLE001 - as on the thread
            otherwise(fault)
        else:
            then(answer)


@pytest.fixture(scope="session", autouse=True)
def fusion(qapp: QApplication) -> None:
    """The style that the editor starts with."""
    qapp.setStyle("Fusion")


class Clock:
    """In the place of the module `time`, where only its clock is asked for: goes on when it is told to."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def perf_counter(self) -> float:
        return self.now_s


@pytest.fixture(autouse=True)
def stroke_clock() -> Iterator[Clock]:
    """That tells how long a tool takes for a move: no time, however busy the machine is, unless a test turns it on."""
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        patch.setattr("app.editor.canvas.stroke.time", clock)
        yield clock


@pytest.fixture(autouse=True)
def no_button_left_down(qapp: QApplication) -> Iterator[None]:
    """Qt remembers for all windows which buttons are down: one that a test leaves down would be so in the next ones."""
    yield
    nowhere = QWidget()
    for button in Button:
        if QApplication.mouseButtons() & button:
            QTest.mouseRelease(nowhere, button)
    assert QApplication.mouseButtons() == Button.NoButton


@pytest.fixture(scope="session", autouse=True)
def kills(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    """Sessions of the editor that are killed, begun with its first test."""
    folder = tmp_path_factory.mktemp("kills")
    photo = folder / "photo.png"
    photo.write_bytes(photo_content())
    seeds = [*map(str, AT_RANDOM), *(f"{seed}fill" for seed in AT_FILL)]
    with beside(request, "outcomes", "tests.app.editor.safety.kills", str(folder), str(photo), *seeds) as process:
        yield process


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """For editors in processes of their own."""
    one = Nursery()
    yield one
    one.end()


@pytest.fixture(autouse=True)
def no_shared_thumbnails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The desktop's own cache is left alone."""
    monkeypatch.setattr("app.files.thumbnails.cache_folder", lambda: tmp_path / "thumbnails")


@pytest.fixture
def door(engine) -> StepWorker:
    return StepWorker(engine)


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Callable[[FillDoor, Path | None], Window]]:
    """Makes a window of 900×640 over a door, with a photo if a path is given, and closes it for good at the end."""
    windows: list[Window] = []

    def make(door: FillDoor, path: Path | None) -> Window:
        window = Window(Settings(colour_scheme="dark", brush_radius=8.0), door)
        windows.append(window)
        window.resize(900, 640)
        with qtbot.waitExposed(window):
            window.show()
        if path is not None:
            with qtbot.waitSignal(window.filing.loaded):
                window.filing.open(path)
            qtbot.waitUntil(lambda: window.canvas.is_sharp)
        return window

    yield make
    for window in windows:
        window.session.settling.emit()  # a stroke that a failed test left under way
        window.close_unasked()
        qtbot.waitUntil(window.isHidden)
        window.notices.dismiss()
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def window(open_window, door: StepWorker, photo_file: Path) -> Window:
    """With a photo of 400×300 open."""
    window = open_window(door, photo_file)
    door.start()
    return window


def on_widget(canvas: Canvas, x: float, y: float) -> QPoint:
    """Where a point of the photo is on the canvas, in the widget's own pixels."""
    at = canvas.viewport.snapped().to_canvas(x, y)
    ratio = canvas.devicePixelRatioF()
    return QPoint(round(at[0] / ratio), round(at[1] / ratio))


def stroke(
    canvas: Canvas, points: Points, *, button: Button = Button.LeftButton, held: Modifier = Modifier.NoModifier
) -> None:
    """Press at the first point of the photo, drag along the others, release at the last."""
    press(canvas, points, button=button, held=held)
    QTest.mouseRelease(canvas, button, held, on_widget(canvas, *points[-1]))


def press(
    canvas: Canvas, points: Points, *, button: Button = Button.LeftButton, held: Modifier = Modifier.NoModifier
) -> None:
    """The same without the release."""
    QTest.mousePress(canvas, button, held, on_widget(canvas, *points[0]))
    for point in points[1:]:
        QTest.mouseMove(canvas, on_widget(canvas, *point))
    QApplication.processEvents()


@functools.cache
def touchpad() -> QPointingDevice:
    return QPointingDevice(
        "touchpad",
        7,
        QInputDevice.DeviceType.TouchPad,
        QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.PixelScroll,
        2,
        0,
    )


def turn_wheel(
    widget: QWidget,
    place: QPointF,
    notches: float,
    held: Qt.KeyboardModifier = Modifier.NoModifier,
    *,
    fingers: QPoint | None = None,
) -> None:
    """Over a point of the widget. fingers: by how many pixels two of them moved, on a touchpad then."""
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(place)),
        fingers or QPoint(),
        QPoint(0, round(notches * WHEEL_NOTCH)),
        Button.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        touchpad() if fingers else QPointingDevice.primaryPointingDevice(),
    )
    QApplication.sendEvent(widget, event)


def fill(window: Window, door: StepWorker, line: Points = LINE) -> None:
    """A hole along a line of the photo, filled."""
    stroke(window.canvas, line)
    window.filling.start()
    door.step()


def layer_names(window: Window) -> list[str]:
    """Of the layers, the lowest first."""
    document = window.session.document
    assert document is not None
    return [layer.name for layer in document.layers]


def hole_of(window: Window) -> NDArray[np.bool_]:
    """The whole hole, (height, width)."""
    document = window.session.document
    assert document is not None
    return document.hole.read(Box.of(document.size))


def steps(window: Window) -> list[str]:
    """The texts of the history's steps, the first one first."""
    return [window.session.stack.text(index) for index in range(window.session.stack.count())]


AT = Box(100, 60, 180, 120)
"""Of the picture that `placed` has."""


@pytest.fixture
def placed(window: Window) -> Window:
    """A picture of 80 × 60 over the photo, the move tool in the hand, which does not snap."""
    window.session.change(move_snaps=False)
    document = window.session.document
    assert document is not None
    document.insert_layer(0, a_picture(document.new_layer_id()))
    window.canvas.setFocus()
    QTest.keyClick(window, Qt.Key.Key_V)
    assert window.toolbox.chosen == "move"
    return window


@pytest.fixture
def prompt(placed: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is scaled on the thread is scaled at once."""
    monkeypatch.setattr(placed.placing, "_errands", PromptErrands(placed))


def a_picture(number: int) -> Layer:
    """Opaque noise."""
    return Layer(number, "Moon", AT, noise(80, 60, seed=number), np.full(AT.size.shape, 255, np.uint8))


def layer_of(window: Window) -> Layer:
    """The top one."""
    document = window.session.document
    assert document is not None
    return document.layers[-1]


def seen(window: Window) -> NDArray[Any]:
    """The document's picture."""
    document = window.session.document
    assert document is not None
    return compose(document, Box.of(document.size))


def shown(window: Window) -> NDArray[np.uint8]:
    """What the canvas shows of it at 100 %, (h, w, 3)."""
    window.canvas.zoom_to(1.0)
    window.canvas.repaint()
    while not window.canvas.is_sharp:
        QApplication.processEvents()
    scene = window.canvas._scene
    assert scene is not None
    image = scene.after.picture(0)
    bits = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return bits[:, : image.width(), 2::-1].copy()
