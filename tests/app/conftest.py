"""What the tests of worker and editor share: a stub engine, small photos, and no thread or timer left over."""

from __future__ import annotations

import functools
import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shiboken6
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QThread, QTimer
from pytestqt.qtbot import QtBot

from model.inference import FillRequest, FillResult, Progress
from model.inference.errors import Cancelled
from model.inference.request import Candidate, FillReport
from tests.patience import MOMENT_S

FILL_VALUE = 77


class StubEngine:
    """Fills with one grey, each candidate one step lighter, inside the hole alone.

    `gate`, once set up, holds a fill until it is opened.
    """

    device = "cpu"

    def __init__(self) -> None:
        self.fault: Exception | None = None
        self.gate: threading.Event | None = None
        self.requests: list[FillRequest] = []
        self.threads: list[int] = []
        self.passes = 3
        self.most = 12
        self.is_closed = False

    def fill(
        self,
        request: FillRequest,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> FillResult:
        self.requests.append(request)
        self.threads.append(threading.get_ident())
        for done in range(self.passes):
            if progress is not None:
                progress(Progress("network", done, self.passes))
            while self.gate is not None and not self.gate.wait(0.005):
                if cancelled is not None and cancelled():
                    raise Cancelled("cancelled")
            if cancelled is not None and cancelled():
                raise Cancelled("cancelled")
            if self.fault is not None:
                raise self.fault
        if progress is not None:
            progress(Progress("network", self.passes, self.passes))
        return _filled(request, min(request.variants, self.most))

    def close(self) -> None:
        self.is_closed = True


def _filled(request: FillRequest, count: int) -> FillResult:
    rows, columns = np.nonzero(request.hole)
    box = (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    part = np.s_[box[1] : box[3], box[0] : box[2]]
    hole = request.hole[part]
    alpha = np.where(hole, 255, 0).astype(np.uint8)
    alpha.setflags(write=False)
    candidates = []
    for number in range(count):
        pixels = request.photo[part].copy()
        pixels[hole] = FILL_VALUE + number
        pixels.setflags(write=False)
        candidates.append(Candidate(box, pixels, alpha))
    return FillResult(tuple(candidates), FillReport("cpu", "stub", "0" * 64, seconds={"total": 0.0}))


class PatientBot(QtBot):
    """Waits for anything as long as a busy machine may need."""

    waitSignal = functools.partialmethod(QtBot.waitSignal, timeout=1000 * MOMENT_S)
    waitSignals = functools.partialmethod(QtBot.waitSignals, timeout=1000 * MOMENT_S)
    waitUntil = functools.partialmethod(QtBot.waitUntil, timeout=1000 * MOMENT_S)
    waitExposed = functools.partialmethod(QtBot.waitExposed, timeout=1000 * MOMENT_S)


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture
def engine() -> StubEngine:
    return StubEngine()


def noise(width: int, height: int, channels: int = 3, seed: int = 5) -> NDArray[np.uint8]:
    """(height, width, channels) uint8 of even noise: no two places look alike."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (height, width, channels), dtype=np.uint8)


@functools.cache
def photo_content() -> bytes:
    """A PNG of 400×300 noise."""
    file = io.BytesIO()
    Image.fromarray(noise(400, 300)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    """A PNG of 400×300 noise."""
    path = tmp_path / "photo.png"
    path.write_bytes(photo_content())
    return path


@pytest.fixture(autouse=True)
def nothing_left_running(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A QThread or QTimer that outlives the test fails it."""
    started: list[Any] = []
    for kind in (QThread, QTimer):
        original = kind.start

        def start(self: Any, *args: Any, _original: Any = original) -> None:
            if self not in started:
                started.append(self)
            _original(self, *args)

        monkeypatch.setattr(kind, "start", start)
    yield
    left = [thing for thing in started if shiboken6.isValid(thing) and _runs(thing)]
    for thing in left:
        thing.stop() if isinstance(thing, QTimer) else thing.quit()
    assert not left, f"still running after the test: {left}"


def _runs(thing: QThread | QTimer) -> bool:
    return thing.isActive() if isinstance(thing, QTimer) else thing.isRunning()
