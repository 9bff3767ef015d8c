"""Several windows of one process, on one desk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtWidgets import QApplication

from app.editor.dialogs.unsaved import Answer
from app.editor.window.desk import Desk
from app.editor.window.placing import place_beside
from app.editor.window.window import Window
from app.files.settings import Settings
from app.worker import Worker
from tests.app.conftest import StubEngine, noise
from tests.app.editor.conftest import stroke

LINE = [(60.0, 60.0), (120.0, 90.0)]


@pytest.fixture
def desk(engine: StubEngine, tmp_path: Path, qtbot) -> Iterator[Desk]:
    """Over the real worker's thread, with recovery, and with one empty window."""
    made = Desk(Settings(colour_scheme="dark", brush_radius=8.0), Worker(lambda: engine), tmp_path / "recovery")
    with qtbot.waitSignal(made.open_window().filling.changed):  # its engine is there
        pass
    yield made
    for window in made.windows:
        window.session.settling.emit()
        window.session.stack.setClean()
    made.end(keep=False)
    dispose()
    assert engine.is_closed


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{name}.png" for name in ("one", "two", "three")]
    for seed, path in enumerate(paths):
        Image.fromarray(noise(200, 160, seed=seed)).save(path)
    return paths


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answers the questions about unsaved work, one after the other; the list says whose came."""

    def prepare(*answers: Answer) -> list[str]:
        asked: list[str] = []

        def answer(window: Window, *_: object) -> Answer:
            asked.append(name(window))
            return answers[len(asked) - 1]

        monkeypatch.setattr("app.editor.files.verbs.ask_unfilled", answer)
        return asked

    return prepare


def on_a_large_screen(frame: QRect, _space: QRect, taken: Sequence[QPoint]) -> QPoint | None:
    """`place_beside`, for windows that fill the screen of the tests."""
    return place_beside(frame, QRect(0, 0, 4000, 4000), taken)


def dispose() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[call-overload]
    QApplication.processEvents()


def name(window: Window) -> str:
    photo = window.session.photo
    return "" if photo is None else photo.path.name


def names(desk: Desk) -> list[str]:
    return [name(window) for window in desk.windows]


def open_all(desk: Desk, paths: list[Path], qtbot) -> list[Window]:
    desk.windows[0].file_verbs.open_paths(paths)
    qtbot.waitUntil(lambda: names(desk) == [path.name for path in paths])
    return desk.windows


def brush(window: Window, qtbot) -> None:
    qtbot.waitUntil(lambda: window.canvas.is_sharp)
    stroke(window.canvas, LINE)


def leave_work(desk: Desk, paths: list[Path], qtbot) -> None:
    """As a crash does: each of these photos has a stroke that is in the recovery folder alone."""
    for window in open_all(desk, paths, qtbot):
        brush(window, qtbot)
    qtbot.waitUntil(lambda: all(recovery.has_all for recovery in desk.recoveries))
    desk.end(keep=True)
    dispose()


def fill_both(desk: Desk, engine: StubEngine, qtbot) -> None:
    """One after the other: the first is at the gate then."""
    engine.gate = threading.Event()
    for window, recovery in zip(desk.windows, desk.recoveries, strict=True):
        brush(window, qtbot)
        qtbot.waitUntil(lambda recovery=recovery: recovery.has_all)  # else the fill begins only then
        window.filling.start()
