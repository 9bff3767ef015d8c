"""How fast the canvas is on a document of 50 megapixels: strokes, undo, panning, zooming, opening, starting.

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/canvas.py [--megapixels 50] [--only strokes,undo,…]

The real window with a canvas of 1920×1080, driven by mouse events. Each line gives a figure and what it should be;
the exit code is 1 when one of them falls short.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from event_loop_gap import Gaps, synthetic_photo, wait
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.document.geometry import Box
from app.document.layers import Layer
from app.document.planes import TILE
from app.editor.files import filing
from app.editor.start import SWITCH_S
from app.editor.window.window import Window
from app.files.settings import Settings
from app.worker import Worker

ROOT = Path(__file__).resolve().parents[2]
CANVAS = (1920, 1080)
RADIUS = 100.0
HEAVY = ("torch", "onnxruntime", "openvino", "cv2")

_START = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.editor import start

def painted(self, _door):
    here = [name for name in {heavy!r} if name in sys.modules]
    print(time.time() - {began!r}, *here)
    QTimer.singleShot(0, QApplication.instance(), lambda: QApplication.exit(0))

start.Worker.begin = painted
sys.exit(start.main([]))
"""


clock = time.perf_counter
"""time.process_time with --cpu: on a machine that others use too, at most what an idle one would need."""


class Report:
    """Figures beside what they should be."""

    def __init__(self) -> None:
        self.is_good = True

    def line(self, what: str, figure: float, unit: str, target: float, *, at_most: bool = True) -> None:
        good = figure <= target if at_most else figure >= target
        self.is_good &= good
        sign, mark = ("≤" if at_most else "≥"), ("" if good else "   <-- short")
        print(f"{what:<58} {figure:8.2f} {unit:<4} {sign} {target:g}{mark}", flush=True)


class Driver:
    """The window with a photo of so many megapixels, moved by events that are sent at once."""

    def __init__(self, photo: Path) -> None:
        self.window = Window(Settings(brush_radius=RADIUS, history_mb=4096, move_snaps=False), Worker().door())
        self.canvas = self.window.canvas
        self.window.show()
        self.window.filing.open(photo)
        wait(lambda: not self.canvas.is_empty)
        self.settle()
        for _ in range(2):  # once more for what the panels take of a larger window
            width, height = CANVAS[0] - self.canvas.width(), CANVAS[1] - self.canvas.height()
            self.window.resize(self.window.width() + width, self.window.height() + height)
            self.settle()
        self.document = self.window.session.document

    def settle(self) -> None:
        QApplication.processEvents()
        wait(lambda: self.canvas.is_sharp)

    def send(
        self, kind: QMouseEvent.Type, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton
    ) -> None:
        """x, y: of the widget."""
        place = QPointF(x, y)
        pressed = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseButtonRelease else button
        cause = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseMove else button
        event = QMouseEvent(kind, place, self.canvas.mapToGlobal(place), cause, pressed, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.canvas, event)

    def stroke(self, points: list[tuple[float, float]]) -> list[float]:
        """Milliseconds from each move to what it painted."""
        times = []
        self.send(QMouseEvent.Type.MouseButtonPress, *points[0])
        QApplication.processEvents()
        for point in points[1:]:
            began = clock()
            self.send(QMouseEvent.Type.MouseMove, *point)
            QApplication.processEvents()  # the paint event that the move asked for
            times.append(1000 * (clock() - began))
        self.send(QMouseEvent.Type.MouseButtonRelease, *points[-1])
        self.settle()
        return times

    def frames(self, move: Callable[[int], None], count: int) -> list[float]:
        """Milliseconds of each frame: a move of the view, and all of the canvas painted."""
        times = []
        for number in range(count):
            began = clock()
            move(number)
            QApplication.processEvents()
            times.append(1000 * (clock() - began))
        return times

    def close(self) -> None:
        self.window.close_unasked()
        wait(lambda: not self.window.isVisible(), 10)


def wave(length: int, step: float) -> list[tuple[float, float]]:
    """Points of the widget on a wave across it."""
    return [(200 + step * n, 540 + 250 * np.sin(n / 15)) for n in range(length)]


def p99(times: list[float]) -> float:
    return float(np.percentile(times, 99))


def measure_strokes(driver: Driver, report: Report) -> None:
    canvas, scales = driver.canvas, {"fitted": None, "at 100 %": 1.0, "at 25 %, turned by 30°": 0.25}
    for where, scale in scales.items():
        show(driver, scale, 30.0 if "turned" in where else 0.0)
        driver.window.actions_["brush"].trigger()
        times = driver.stroke(wave(300, 5))
        report.line(f"200 px brush on the mask, {where}: p99 of a move", p99(times), "ms", 8)
        driver.window.session.clear_mask()
    add_layer(driver)
    for where, scale in scales.items():
        show(driver, scale, 30.0 if "turned" in where else 0.0)
        driver.window.actions_["restore"].trigger()
        times = driver.stroke(wave(300, 5))
        report.line(f"200 px restore brush, soft, {where}: p99 of a move", p99(times), "ms", 8)
    canvas.turn(-canvas.viewport.angle)
    driver.window.session.history.jump(0)


def show(driver: Driver, scale: float | None, angle: float) -> None:
    canvas = driver.canvas
    canvas.turn(angle - canvas.viewport.angle)
    if scale is None:
        canvas.fit()
    else:
        canvas.zoom_to(scale)
    driver.settle()


def add_layer(driver: Driver) -> int:
    """A layer as large as the photo."""
    document = driver.document
    pixels = 255 - document.photo
    pixels.setflags(write=False)
    alpha = np.full(document.size.shape, 255, np.uint8)
    alpha.setflags(write=False)
    layer = Layer(document.new_layer_id(), "Fill 1", Box.of(document.size), pixels, alpha)
    document.insert_layer(len(document.layers), layer)
    driver.settle()
    return layer.id


def measure_undo(driver: Driver, report: Report) -> None:
    session, document = driver.window.session, driver.document
    layer = add_layer(driver)
    for tool in ("brush", "restore"):
        show(driver, 1.0, 0.0)
        driver.window.actions_[tool].trigger()
        times = []
        for _ in range(9):
            session.history.clear()
            tiles = tiles_of(driver, layer)
            driver.stroke([(400 + 20 * n, 500) for n in range(51)])  # 1,000 pixels
            touched = sum(one is not other for one, other in zip(tiles_of(driver, layer), tiles, strict=True))
            held = session.history.used
            began = clock()
            session.history.undo()
            QApplication.processEvents()
            times.append(1000 * (clock() - began))
            held = max(held, session.history.used)  # done it holds the tiles before it, undone those that it made
            driver.settle()
        report.line(f"undo of a 1,000 px stroke, {tool}: median", statistics.median(times), "ms", 20)
        report.line(f"undo of a 1,000 px stroke, {tool}: longest", max(times), "ms", 20)
        report.line(f"memory of that step, {tool}, of its {touched} tiles", held / (touched * TILE * TILE), "×", 1.5)
    document.take_layer(layer)


def measure_placing(driver: Driver, report: Report) -> None:
    """A layer as large as the photo, dragged and pulled at a corner: all of what is seen changes with each move."""
    window, placing = driver.window, driver.window.placing
    layer = add_layer(driver)
    window.actions_["move"].trigger()
    whole = driver.document.layer(layer).box
    for where, scale in (("fitted", None), ("at 100 %", 1.0)):
        show(driver, scale, 0.0)
        report.line(f"dragging a layer, {where}: p99 of a move", p99(driver.stroke(wave(100, 5))), "ms", 60)
        placing.abort()
        driver.settle()
        times = driver.frames(lambda n: placing.put(Box(0, 0, whole.x1 - 40 * n - 40, whole.y1 - 27 * n - 27)), 60)
        report.line(f"scaling it, {where}: p99 of a move", p99(times), "ms", 100)
        placing.abort()
        driver.settle()
    for share in (0.5, 0.9):
        placing.put(Box(0, 0, round(share * whole.width), round(share * whole.height)))
        began = clock()
        placing.settle()
        report.line(f"scaled to {share:.0%}, beside the window", clock() - began, "s", 4)
        window.session.history.clear()
        driver.document.take_layer(layer)
        layer = add_layer(driver)
        window.layers.choose_layer(layer)
    driver.document.take_layer(layer)
    window.actions_["brush"].trigger()


def tiles_of(driver: Driver, layer: int) -> list[object]:
    document = driver.document
    keys = [
        (row, column)
        for row in range(-(-document.size.height // TILE))
        for column in range(-(-document.size.width // TILE))
    ]
    mask = document.layer(layer).mask
    return [document.hole.tile(key) for key in keys] + [None if mask is None else mask.tile(key) for key in keys]


def measure_frames(driver: Driver, report: Report) -> None:
    canvas = driver.canvas
    hole = np.zeros(driver.document.size.shape, np.bool_)
    hole[1000:4000, 1500:5500] = True
    cases = {"": False, ", a hole of 12 megapixels": True}
    for words, has_hole in cases.items():
        if has_hole:
            driver.window.session.set_mask("Mask", hole)
        for where, scale in {"at 25 %": 0.25, "at 100 %": 1.0}.items():
            show(driver, scale, 0.0)
            times = driver.frames(lambda n: canvas.pan(9 if n % 80 < 40 else -9, 5 if n % 40 < 20 else -5), 240)
            report.line(f"panning {where}{words}: mean", 1000 / statistics.mean(times), "/s", 60, at_most=False)
        canvas.fit()
        driver.settle()
        times = driver.frames(lambda n: zoom(driver, n), 160)
        report.line(
            f"zooming from fitted to 300 % and back{words}: mean",
            1000 / statistics.mean(times),
            "/s",
            60,
            at_most=False,
        )
        driver.settle()
    driver.window.session.clear_mask()


def zoom(driver: Driver, number: int) -> None:
    factor = 1.035 if number < 80 else 1 / 1.035
    driver.canvas.zoom_to(driver.canvas.viewport.scale * factor, 900, 500)


def measure_opening(photo: Path, report: Report, rounds: int) -> None:
    """By processor time: that of the thread that opens, and of the window's own turns, but not of its waiting."""
    ticks = time.perf_counter if clock is time.perf_counter else time.thread_time
    bare, opened, turns, gaps = [], [], [], Gaps()
    for _ in range(rounds):
        began = ticks()
        with Image.open(photo) as image:
            image.load()
        bare.append(ticks() - began)
    window = Window(Settings(), Worker().door())
    window.resize(1600, 1000)
    window.show()
    wait(lambda: window.welcome.isVisible())
    load, spent = filing.load_file, [0.0]

    def timed_load(path: Path, *, returns: bool) -> object:
        began = ticks()
        answer = load(path, returns=returns)
        spent[0] = ticks() - began
        return answer

    filing.load_file = timed_load  # type: ignore[assignment]
    for _ in range(rounds):
        gaps.enter("open")
        shown: list[float] = []
        window.filing.loaded.connect(lambda _mipmaps, shown=shown: shown.append(ticks()))
        window.filing.open(photo)
        end_s = time.perf_counter() + 60
        while not shown:
            began = ticks()
            QApplication.processEvents()
            if time.perf_counter() > end_s:
                raise SystemExit("the photo was not opened in a minute")
            if not shown:
                time.sleep(0.0002)
        window.canvas.repaint()
        turns.append(ticks() - began)
        opened.append(spent[0] + turns[-1])
        gaps.enter("close")
        window.session.show(None)
        window.canvas.show_document(None, None)
    gaps.stop()
    filing.load_file = load
    window.close()
    wait(lambda: not window.isVisible(), 10)
    print(f"bare decoding {min(bare):.2f} s, opened and painted {min(opened):.2f} s")
    report.line("opening a JPEG, of Pillow's bare decoding", min(opened) / min(bare), "×", 1.3)
    if ticks is time.perf_counter:
        report.line("longest gap of the event loop while it opens", gaps.longest["open"], "ms", 100)
    else:
        report.line("the window's own part of opening", 1000 * max(turns), "ms", 100)


def measure_start(report: Report, rounds: int) -> None:
    times, heavy = [], set()
    with tempfile.TemporaryDirectory() as home:
        for _ in range(rounds):
            words = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home}
            program = _START.format(heavy=HEAVY, began=time.time())
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            run = subprocess.run(
                [sys.executable, "-c", program], cwd=ROOT, env=words, capture_output=True, text=True, check=True
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            figure, *here = run.stdout.split()
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            times.append(float(figure) if clock is time.perf_counter else spent)
            heavy |= set(here)
    report.line("start to a painted window: median", statistics.median(times), "s", 1.0)
    report.line(f"heavy modules imported by then ({', '.join(sorted(heavy)) or 'none'})", len(heavy), "", 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megapixels", type=float, default=50.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cpu", action="store_true", help="count processor time: others use the machine too")
    parser.add_argument("--only", default="start,opening,strokes,undo,frames,placing")
    words = parser.parse_args()
    only = words.only.split(",")
    if words.cpu:
        globals()["clock"] = time.process_time
    report = Report()
    if "start" in only:
        measure_start(report, words.rounds)
    sys.setswitchinterval(SWITCH_S)
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    photo = synthetic_photo(words.megapixels)
    if "opening" in only:
        measure_opening(photo, report, words.rounds)
    driver = Driver(photo)
    size = driver.document.size
    print(f"photo {size}, canvas {driver.canvas.width()}×{driver.canvas.height()}")
    measures = {
        "strokes": measure_strokes,
        "undo": measure_undo,
        "frames": measure_frames,
        "placing": measure_placing,
    }
    for name, measure in measures.items():
        if name in only:
            measure(driver, report)
    driver.close()
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
