"""The editor at work: a real window with recovery, a stand-in for the network, and what it all takes."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.document import Document
from app.document.planes import Draft
from app.document.planes.stroke import segment
from app.editor.safety.safety import Safety
from app.editor.window.window import Window
from app.files.recovery.parts import PartReader
from app.files.settings import Settings
from app.worker import Worker
from tests.app.editor.safety.kills.script import BriefEngine

LONGEST_S = 120.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the process holds. Bytes, except for the counts."""

    resident: int
    history: int
    folder: int
    threads: int
    files: int
    objects: int
    timers: int

    def __str__(self) -> str:
        return (
            f"{self.resident / 2**20:.0f} MiB, history {self.history / 2**20:.1f} MiB, recovery folder "
            f"{self.folder / 2**20:.1f} MiB, {self.threads} threads, {self.files} files, {self.objects} objects, "
            f"{self.timers} timers"
        )


class Desk:
    """A window with a photo open. Leave it as a context: nothing of it stays."""

    def __init__(self, width: int, height: int, *, history_mb: int = 512) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.root = Path(self._folder.name)
        self.photo = self.root / "photo.jpg"
        save_photo(self.photo, width, height)
        self.worker = Worker(BriefEngine)
        self.window = Window(Settings(history_mb=history_mb, brush_radius=12.0), self.worker.door())
        self.window.show()
        self.safety = Safety(self.window, self.root / "recovery")
        self.open_s = timed(self._open)

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.settle()
        self.safety.end(keep=False)
        self.window.close_unasked()
        self.wait(lambda: not self.window.isVisible())
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[call-overload]
        self._folder.cleanup()

    @property
    def document(self) -> Document:
        document = self.window.session.document
        assert document is not None
        return document

    def leftovers(self) -> int:
        """Files in the recovery folder that belong to no state."""
        self.settle()
        folders = list((self.root / "recovery").iterdir())
        return sum(len(list(folder.glob("part-*"))) - len(PartReader(folder).entries) for folder in folders)

    def sizes(self) -> Sizes:
        parts = (path.stat().st_size for path in (self.root / "recovery").rglob("*") if path.is_file())
        return Sizes(
            resident(),
            self.window.session.history.used,
            sum(parts),
            len(os.listdir("/proc/self/task")),
            len(os.listdir("/proc/self/fd")),
            len(self.window.findChildren(QObject)),
            sum(timer.isActive() for timer in self.window.findChildren(QTimer)),
        )

    def rest(self) -> None:
        """Until nothing is under way that a person asked for."""
        window = self.window
        self.wait(lambda: not window.filling.is_busy and not window.errands.is_busy())

    def settle(self) -> None:
        """Until nothing at all is under way, and all is drawn."""
        self.rest()
        recovery, canvas = self.safety.recovery, self.window.canvas
        self.wait(lambda: not recovery._errands.is_busy() and canvas.is_sharp)

    def wait(self, condition: Callable[[], bool]) -> None:
        end_s = time.monotonic() + LONGEST_S
        QApplication.processEvents()
        while not condition():
            time.sleep(0.001)  # or this thread would seem to work all the time
            QApplication.processEvents()
            if time.monotonic() > end_s:
                raise TimeoutError("the editor did not come to rest")

    def drag(self, points: list[Point]) -> list[float]:
        """A stroke by the mouse. points: of the widget. Seconds of each move with what it painted."""
        took_s = []
        self._mouse(QEvent.Type.MouseButtonPress, points[0])
        QApplication.processEvents()
        for point in points[1:]:
            took_s.append(timed(lambda point=point: self._move(point)))  # type: ignore[misc]
        self._mouse(QEvent.Type.MouseButtonRelease, points[-1])
        QApplication.processEvents()
        return took_s

    def stroke(self, start: Point, end: Point, radius: float = 12.0, *, erase: bool = False) -> None:
        """A stroke on the mask, in the photo's pixels, without a mouse."""
        draft = Draft(self.document.hole)
        draft.paint(*segment(start, end, radius), erase=erase)
        self.window.session.push_patch("Stroke", self.document.hole, draft.finish())

    def _move(self, point: Point) -> None:
        self._mouse(QEvent.Type.MouseMove, point)
        QApplication.processEvents()

    def _mouse(self, kind: QEvent.Type, point: Point) -> None:
        canvas, place, left = self.window.canvas, QPointF(*point), Qt.MouseButton.LeftButton
        pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else left
        cause = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
        event = QMouseEvent(kind, place, canvas.mapToGlobal(place), cause, pressed, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)

    def _open(self) -> None:
        self.window.filing.open(self.photo)
        self.wait(lambda: self.window.session.document is not None and self.window.canvas.is_sharp)


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes this thread, on a machine that others use too: those in which it waits do not count."""
    began_s = time.thread_time()
    work()
    return time.thread_time() - began_s


def resident() -> int:
    """Bytes of memory that the process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def save_photo(path: Path, width: int, height: int) -> None:
    """Soft noise, which packs about as a photo does; the same tile over and over."""
    rng = np.random.default_rng(1)
    tile = rng.integers(90, 160, (256, 256, 3), dtype=np.uint8)
    pixels = np.tile(tile, (height // 256 + 1, width // 256 + 1, 1))[:height, :width]
    Image.fromarray(pixels).save(path, quality=90)
