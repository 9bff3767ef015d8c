"""A photo of 100 megapixels: open, brush, fill, undo, zoom, and what it all takes."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtWidgets import QApplication

from tests.benchmarks.load.desk import Desk, resident, timed
from tests.benchmarks.load.report import Report, p99

WINDOW_MIB = 150
"""What a window takes with any photo."""


def measure(report: Report, *, quick: bool) -> None:
    width, height = (4242, 2828) if quick else (12_288, 8_192)
    size_mib = 3 * width * height / 2**20
    report.say(f"a photo of {width * height / 1e6:.0f} megapixels, {size_mib:.0f} MiB of pixels")
    began_s = time.perf_counter()
    before = resident()
    with Desk(width, height) as desk:
        report.say(f"  open and sharp after {time.perf_counter() - began_s:.1f} s, its making included")
        report.figure("opening it, on the window's thread", 1000 * desk.open_s, "ms", 500)
        report.say(f"  {desk.sizes()}")
        desk.stroke((100, 100), (400, 300))
        report.figure("written for recovery, the first time", _kept_s(desk), "s", 60)
        _measure_strokes(desk, report)
        _measure_fill(desk, report, width, height)
        desk.stroke((500, 500), (900, 700))
        report.figure("written for recovery, a stroke", _kept_s(desk), "s", 1)
        undo = desk.window.session.history.undo
        report.figure("undo", 1000 * timed(lambda: (undo(), QApplication.processEvents())), "ms", 100)
        frames = [timed(lambda at=at: _zoom(desk, at / 30)) for at in range(1, 31)]  # type: ignore[misc]
        report.figure("a frame of zooming: p99", 1000 * p99(frames), "ms", 100)
        desk.settle()
        sizes = desk.sizes()
        report.say(f"  {sizes}")
        more = (sizes.resident - before) / 2**20 - WINDOW_MIB
        report.figure("memory taken, as many times the photo's pixels", more / size_mib, "×", 4)


def _measure_strokes(desk: Desk, report: Report) -> None:
    desk.window.actions_["brush"].trigger()
    width, height = desk.window.canvas.width(), desk.window.canvas.height()
    points = [(width * (0.2 + 0.6 * n / 150), height * (0.5 + 0.2 * np.sin(n / 9))) for n in range(150)]
    took_s = desk.drag(points)
    report.figure("a move of the brush over all of it: p99", 1000 * p99(took_s), "ms", 16)
    desk.settle()


def _measure_fill(desk: Desk, report: Report, width: int, height: int) -> None:
    session = desk.window.session
    session.clear_mask()
    desk.stroke((width / 2, height / 2), (width / 2 + 600, height / 2 + 300), 150)
    desk.settle()
    began_s = time.perf_counter()

    def fill() -> None:
        desk.window.filling.start()
        desk.rest()

    report.figure("a fill of 900×600, on the window's thread", 1000 * timed(fill), "ms", 150)
    report.figure("the same by the clock, written before it shows", time.perf_counter() - began_s, "s", 2)
    assert len(desk.document.layers) == 1
    desk.settle()


def _kept_s(desk: Desk) -> float:
    """By the clock: another thread writes."""
    began_s = time.perf_counter()
    desk.safety.recovery.keep()
    desk.wait(lambda: desk.safety.recovery.has_all)
    return time.perf_counter() - began_s


def _zoom(desk: Desk, scale: float) -> None:
    desk.window.canvas.zoom_to(scale)
    QApplication.processEvents()
