"""Two hundred layers: what each verb costs with the last of them, and a stroke under all of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtWidgets import QApplication

from app.document import compose
from app.document.geometry import Box
from app.document.layers import Layer
from app.editor.history.commands import FillCommand
from tests.benchmarks.load.desk import Desk, timed
from tests.benchmarks.load.report import Report, p99

SIZE = (2400, 1600)
SIDE = 300


def measure(report: Report, *, quick: bool) -> None:
    count = 200
    report.say(f"{count} layers of {SIDE}×{SIDE} on {SIZE[0]}×{SIZE[1]}")
    chance = random.Random(3)
    with Desk(*SIZE) as desk:
        before = desk.sizes()
        took_s = [timed(lambda: _turned(desk, lambda: _add(desk, chance))) for _ in range(count)]
        desk.settle()
        report.say(f"  after {count}: {desk.sizes()}")
        report.figure("a fill kept above 199 others", 1000 * took_s[-1], "ms", 100)
        report.figure("growth of it from the first tenth", sum(took_s[-20:]) / sum(took_s[:20]), "×", 4)
        _measure_panel(desk, report)
        _measure_verbs(desk, report)
        _measure_strokes(desk, report, 60 if quick else 300)
        report.figure(
            "composing all of it", 1000 * timed(lambda: compose(desk.document, Box.of(desk.document.size))), "ms", 1500
        )
        after = desk.sizes()
        report.figure("memory grown", (after.resident - before.resident) / 2**20, "MiB", 400)


def _add(desk: Desk, chance: random.Random) -> None:
    document = desk.document
    x, y = chance.randrange(SIZE[0] - SIDE), chance.randrange(SIZE[1] - SIDE)
    box = Box(x, y, x + SIDE, y + SIDE)
    pixels = 255 - document.photo[box.slices]
    alpha = np.full((SIDE, SIDE), 255, np.uint8)
    alpha[:40] = 128
    number = document.new_layer_id()
    layer = Layer(number, f"Fill {number}", box, pixels, alpha)
    desk.window.session.push(FillCommand("Fill", document, (layer,), ()))


def _measure_panel(desk: Desk, report: Report) -> None:
    panel = desk.window.layers

    def opened() -> None:
        panel._model._pictures.clear()
        panel.hide()
        panel.show()
        panel.view.grab()

    report.figure("the panel with 200 rows, opened anew", 1000 * timed(opened), "ms", 300)

    def scrolled() -> None:
        bar = panel.view.verticalScrollBar()
        for value in range(bar.minimum(), bar.maximum() + 1, max(1, bar.pageStep())):
            bar.setValue(value)
            QApplication.processEvents()

    report.figure("the panel, from its top to its end", 1000 * timed(scrolled), "ms", 1500)


def _measure_verbs(desk: Desk, report: Report) -> None:
    window = desk.window
    layers = desk.document.layers
    window.layers.choose_layer(layers[100].id)
    verbs: dict[str, Callable[[], object]] = {
        "hiding a layer": window.layering.toggle,
        "moving it up": window.layering.raise_layer,
        "duplicating it": window.layering.duplicate,
        "deleting it": window.layering.remove,
        "undo": window.session.history.undo,
        "choosing another": lambda: window.layers.choose_layer(layers[10].id),
    }
    for name, verb in verbs.items():
        report.figure(name, 1000 * timed(lambda verb=verb: _turned(desk, verb)), "ms", 100)  # type: ignore[misc]
        desk.settle()
    report.figure("what is written for recovery after one change", _written_s(desk), "s", 2)


def _written_s(desk: Desk) -> float:
    """Wall time: it is another thread's."""
    desk.settle()
    desk.window.layering.toggle()
    desk.safety.recovery.keep()
    began_s = time.perf_counter()
    desk.wait(lambda: desk.safety.recovery.has_all)
    return time.perf_counter() - began_s


def _measure_strokes(desk: Desk, report: Report, moves: int) -> None:
    desk.window.actions_["brush"].trigger()
    width, height = desk.window.canvas.width(), desk.window.canvas.height()
    points = [(width * (0.1 + 0.8 * n / moves), height * (0.5 + 0.3 * np.sin(n / 9))) for n in range(moves)]
    for where in ("fitted", "at 100 %"):
        (desk.window.canvas.fit if where == "fitted" else lambda: desk.window.canvas.zoom_to(1.0))()
        desk.settle()
        took_s = desk.drag(points)
        report.figure(f"a move of the brush under 200 layers, {where}: p99", 1000 * p99(took_s), "ms", 16)
        desk.settle()


def _turned(desk: Desk, verb: Callable[[], object]) -> None:
    verb()
    QApplication.processEvents()
