"""Ten thousand strokes, one step each: the last as quick as the first, and all of them within the history's budget."""

from __future__ import annotations

import random

from PySide6.QtWidgets import QApplication

from tests.benchmarks.load.desk import Desk, timed
from tests.benchmarks.load.report import Report

SIZE = (800, 600)
WARM_UP = 300
"""Strokes before anything is compared: half of the photo is masked by then, and so it stays."""
BUDGET_MB = 64


def measure(report: Report, *, quick: bool) -> None:
    count = 600 if quick else 10_000
    report.say(f"{count:,} strokes on {SIZE[0]}×{SIZE[1]}, a history of {BUDGET_MB} MiB")
    chance = random.Random(7)
    with Desk(*SIZE, history_mb=BUDGET_MB) as desk:
        history = desk.window.session.history
        took_s: list[float] = []

        def one() -> None:
            steps = history.stack.count()
            while history.stack.count() == steps:  # one that changes nothing is none
                x, y = chance.uniform(100, SIZE[0] - 100), chance.uniform(50, SIZE[1] - 50)
                end = (x + chance.uniform(-80, 80), y + 20)
                desk.stroke((x, y), end, chance.uniform(4, 20), erase=chance.random() < 0.5)  # else it would be full
            QApplication.processEvents()

        for _ in range(WARM_UP):
            one()
        desk.settle()
        before = desk.sizes()
        for number in range(count):
            took_s.append(timed(one))
            if number % (count // 5) == 0:
                report.say(f"  after {number + 1:,}: {desk.sizes()}")
        desk.settle()
        after = desk.sizes()
        report.say(f"  after {count:,}: {after}")
        report.growth("a stroke with all that follows it", took_s, 1.5)  # Qt lays its list of steps out anew
        report.figure("bytes of history a stroke", after.history / history.stack.count() / 1024, "KiB", 8)
        report.figure("memory grown", (after.resident - before.resident) / 2**20, "MiB", BUDGET_MB + 64)
        undone_s = [timed(lambda: _turned(history.undo)) for _ in range(min(200, count // 10))]
        report.figure(f"undo of step {count:,}", 1000 * undone_s[0], "ms", 50)
        report.figure("undo, the longest of the last 200", 1000 * max(undone_s), "ms", 50)
        floor = history.floor
        report.figure("back to the first step there is", timed(lambda: history.jump(floor)), "s", 10)
        report.figure("and forward to the last", timed(lambda: history.jump(history.stack.count())), "s", 10)
        report.figure("objects of the window more than before", after.objects - before.objects, "", 0)


def _turned(work: object) -> None:
    work()  # type: ignore[operator]
    QApplication.processEvents()
