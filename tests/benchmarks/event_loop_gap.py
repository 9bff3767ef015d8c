"""How long the window is deaf during a fill: the longest gap between two turns of the event loop.

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/event_loop_gap.py [--megapixels 24] [--hole 900] [--fills 3]

Opens a synthetic photo in the real window, brushes over it with mouse events, and fills with the real engine. A
timer of 1 ms notes how late it comes; opening, brushing, filling and the result's arrival are counted apart.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PIL import Image
from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.editor.start import SWITCH_S
from app.editor.window.window import Window
from app.files.settings import Settings
from app.worker import Worker

TARGET_MS = 50.0


class Gaps(QObject):
    """Time between turns of the event loop, the longest of each phase. Milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.longest: dict[str, float] = {}
        self.phase = "start"
        self._last_s = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def enter(self, phase: str) -> None:
        self._turn()
        self.phase = phase

    def stop(self) -> None:
        self._timer.stop()

    def _turn(self) -> None:
        now_s = time.perf_counter()
        gap = 1000 * (now_s - self._last_s)
        self.longest[self.phase] = max(gap, self.longest.get(self.phase, 0.0))
        self._last_s = now_s


def wait(condition, timeout_s: float = 300.0) -> bool:
    """Turn the event loop until the condition holds."""
    end_s = time.perf_counter() + timeout_s
    while not condition():
        QApplication.processEvents()
        time.sleep(0.0002)
        if time.perf_counter() > end_s:
            return False
    return True


def synthetic_photo(megapixels: float) -> Path:
    """A JPEG of soft colours with grain, 3:2."""
    height = round((megapixels * 1e6 / 1.5) ** 0.5)
    width = round(1.5 * height)
    rng = np.random.default_rng(1)
    small = Image.fromarray(rng.integers(0, 256, (12, 18, 3), dtype=np.uint8)).resize((width, height), Image.BICUBIC)
    pixels = np.asarray(small).astype(np.int16) + rng.integers(-8, 9, (height, width, 1), dtype=np.int16)
    path = Path(tempfile.mkdtemp()) / "synthetic.jpg"
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(path, quality=90)
    return path


def brush(window: Window, gaps: Gaps, hole: int) -> None:
    """A zigzag over a square of `hole` pixels in the middle of the photo."""
    gaps.enter("brush")
    canvas, document = window.canvas, window.session.document
    radius = window.session.settings.brush_radius
    left, top = (document.size.width - hole) / 2, (document.size.height - hole) / 2
    rows = max(2, round(hole / radius))
    points = [(left + hole * (n % 2), top + hole * n / (rows - 1)) for n in range(rows)]

    def place(point: tuple[float, float]) -> QPoint:
        x, y = canvas.viewport.to_canvas(*point)
        return QPoint(round(x / canvas.devicePixelRatioF()), round(y / canvas.devicePixelRatioF()))

    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place(points[0]))
    for point in points[1:]:
        QTest.mouseMove(canvas, place(point))
        QApplication.processEvents()
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place(points[-1]))
    QApplication.processEvents()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megapixels", type=float, default=24.0)
    parser.add_argument("--hole", type=int, default=900, help="side of the brushed square in pixels")
    parser.add_argument("--fills", type=int, default=3)
    parser.add_argument("--quality", default="balanced")
    words = parser.parse_args()
    photo = synthetic_photo(words.megapixels)
    sys.setswitchinterval(SWITCH_S)
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    door = Worker().door()
    window = Window(Settings(brush_radius=60.0, quality=words.quality), door)
    refusals: list[str] = []
    window.filling.notice.connect(lambda notice: refusals.append(notice.text))
    window.resize(1600, 1000)
    window.show()
    gaps = Gaps()
    wait(lambda: window.welcome.isVisible(), 5)
    gaps.enter("load engine")
    door.start()
    wait(lambda: window.filling.device or refusals)
    if refusals:
        print(f"no fill was measured: {refusals[0]}")
        window.close()
        wait(window.isHidden, 10)
        gaps.stop()
        return 1
    gaps.enter("open photo")
    window.filing.open(photo)
    wait(lambda: not window.canvas.is_empty and window.canvas.is_sharp)
    seconds = []
    for _ in range(words.fills):
        brush(window, gaps, words.hole)
        gaps.enter("fill")
        began_s = time.perf_counter()
        window.filling.start()
        wait(lambda: not window.filling.is_busy)
        wait(lambda: window.canvas.is_sharp)
        seconds.append(time.perf_counter() - began_s)
        gaps.enter("idle")
        window.session.stack.undo()
        window.session.stack.undo()
    size = window.session.document.size
    print(f"photo {size.width}×{size.height}, hole about {words.hole}×{words.hole}, {window.filling.device}")
    print("fills: " + ", ".join(f"{s:.2f} s" for s in seconds))
    for phase, gap in gaps.longest.items():
        print(f"longest gap, {phase}: {gap:.1f} ms")
    window.close_unasked()
    wait(window.isHidden, 10)
    gaps.stop()
    if refusals:
        print(f"said on the way: {refusals}")
    return 0 if gaps.longest["fill"] < TARGET_MS else 1


if __name__ == "__main__":
    sys.exit(main())
