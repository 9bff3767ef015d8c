"""What selections cost on a large photo: shapes, the wand, smart select, growing; and the window meanwhile.

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/selections.py [--megapixels 50] [--rounds 5]

Seconds of the processor, the least of some rounds; then the longest time between two turns of the event loop while a
person selects by mouse events in the real window and smart select works on its thread.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from event_loop_gap import Gaps, synthetic_photo, wait
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document import Document
from app.document.geometry import Box
from app.document.planes import Draft, Tiles
from app.document.planes.combining import patch_of
from app.document.planes.shapes import Rectangle, ellipse, polygon, rectangle
from app.document.planes.stroke import segment
from app.editor.start import SWITCH_S
from app.editor.window.window import Window
from app.files.settings import Settings
from app.worker import Worker
from app.worker.contexts import contexts
from app.worker.grabbing import grab
from app.worker.reshaping import reshape
from app.worker.selecting import similar_to


def least(work: Callable[[], object], rounds: int) -> float:
    """Seconds of the processor, of one round."""
    seconds = []
    for _ in range(rounds):
        began_s = time.process_time()
        work()
        seconds.append(time.process_time() - began_s)
    return min(seconds)


def scribble(document: Document) -> Tiles:
    """A short stroke in the middle."""
    width, height = document.size.width, document.size.height
    draft = Draft(document.sketch)
    points = (width * 0.5, height * 0.4), (width * 0.5, height * 0.5)
    draft.paint(*segment(*points, height / 60, within=Box.of(document.size)), erase=False)
    return {key: tile for key, tile in draft.finish().items() if tile is not None}


def costs(path: Path, rounds: int) -> None:
    document = Document(np.asarray(Image.open(path)))
    size = document.size
    whole = Rectangle(3.3, 3.3, size.width - 3.3, size.height - 3.3)
    turns = np.linspace(0, 2 * math.pi, 3000, endpoint=False)
    across, down = size.width / 2, size.height / 2
    lasso = [
        (across + 0.9 * across * math.cos(a), down + (0.8 + 0.1 * math.sin(23 * a)) * down * math.sin(a)) for a in turns
    ]
    for name, work in (
        ("rectangle over all of it", lambda: patch_of("add", document.hole, rectangle(whole, size))),
        ("ellipse over all of it", lambda: patch_of("add", document.hole, ellipse(whole, size))),
        ("lasso of 3000 points", lambda: patch_of("add", document.hole, polygon(lasso, size))),
        ("wand, in one piece", similar_to(document, (9, 9), tolerance=40, contiguous=True)),
        ("wand, everywhere", similar_to(document, (9, 9), tolerance=40, contiguous=False)),
        ("smart select", grab(document, scribble(document), {})),
    ):
        print(f"{name:28}{least(work, rounds):8.3f} s")
    document.hole.swap(ellipse(Rectangle(across * 0.8, down * 0.8, across * 1.2, down * 1.2), size))
    for name, work in (
        ("grow by 20 px", reshape(document, "grow", 20)),
        ("what a fill looks at", contexts(document, Settings())),
    ):
        print(f"{name:28}{least(work, rounds):8.3f} s")


def gaps_of(path: Path) -> dict[str, float]:
    """Milliseconds, by what is done."""
    window, gaps = Window(Settings(brush_radius=60.0), Worker().door()), Gaps()
    window.resize(1600, 1000)
    window.show()
    window.filing.open(path)
    wait(lambda: not window.canvas.is_empty and window.canvas.is_sharp)

    def drag(*points: tuple[float, float]) -> None:
        places = [QPoint(round(window.canvas.width() * x), round(window.canvas.height() * y)) for x, y in points]
        button, held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QTest.mousePress(window.canvas, button, held, places[0])
        for place in places[1:]:
            QTest.mouseMove(window.canvas, place)
            QApplication.processEvents()
        QTest.mouseRelease(window.canvas, button, held, places[-1])
        QApplication.processEvents()

    for tool, points in (
        ("rectangle", ((0.1, 0.1), (0.5, 0.5), (0.9, 0.9))),
        ("lasso", ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))),
        ("smart", ((0.5, 0.4), (0.5, 0.45), (0.5, 0.5))),
    ):
        window.toolbox.choose(tool)
        gaps.enter(tool)
        drag(*points)
        wait(lambda: not window.toolbox.selecting.errands.is_busy())
        gaps.enter("between")
        window.session.clear_mask()
        QApplication.processEvents()
    gaps.stop()
    window.close_unasked()
    wait(window.isHidden, 10)
    return gaps.longest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megapixels", type=float, default=50.0)
    parser.add_argument("--rounds", type=int, default=5)
    words = parser.parse_args()
    path = synthetic_photo(words.megapixels)
    costs(path, words.rounds)
    sys.setswitchinterval(SWITCH_S)
    QApplication(sys.argv[:1]).setStyle("Fusion")
    for name, longest in gaps_of(path).items():
        if name in ("rectangle", "lasso", "smart"):
            print(f"window, {name:20}{longest:8.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
