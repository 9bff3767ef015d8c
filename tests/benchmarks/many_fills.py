"""Hundreds of fills in one window: memory, threads and open files must stay flat.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.many_fills --fills 500

Each round paints a stroke, fills, and undoes both; the engine is a stand-in, so what is measured is the editor.
Recovery is on. Prints the resident memory as it grows; ends with 1 if the second half grew by over 16 MiB.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QApplication

from app.document.planes import Draft
from app.document.planes.stroke import segment
from app.editor.safety.safety import Safety
from app.editor.window.window import Window
from app.files.settings import Settings
from app.worker import Worker
from tests.app.conftest import StubEngine, noise

MOST_GROWTH = 16.0


class Forgetful(StubEngine):
    """Keeps no request."""

    def fill(self, request, progress=None, cancelled=None):  # type: ignore[no-untyped-def]
        result = super().fill(request, progress, cancelled)
        self.requests.clear()
        self.threads.clear()
        return result


def resident_mib() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fills", type=int, default=500)
    fills = parser.parse_args().fills
    application = QApplication(sys.argv[:1])
    window = Window(Settings(), Worker(Forgetful).door())
    window.show()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.png"
        Image.fromarray(noise(1200, 800)).save(path)
        safety = Safety(window, Path(folder) / "recovery")
        window.filing.open(path)
        wait_for(application, lambda: window.session.document is not None)
        window.session.invert_mask()
        window.session.clear_mask()  # so that undoing a fill does not come back to what is saved
        marks = [one_fill(application, window, number) or resident_mib() for number in range(fills)]
        for number in range(0, fills, max(1, fills // 10)):
            print(f"after {number + 1} fills: {marks[number]:.0f} MiB")
        grown = marks[-1] - marks[fills // 2]
        print(
            f"after {fills} fills: {marks[-1]:.0f} MiB, {grown:+.1f} MiB in the second half; "
            f"{threading.active_count()} Python threads, {len(os.listdir('/proc/self/task'))} in all, "
            f"{len(os.listdir('/proc/self/fd'))} open files"
        )
        safety.end(keep=False)
        window.stop()
    return 1 if grown > MOST_GROWTH else 0


def one_fill(application: QApplication, window: Window, number: int) -> None:
    session = window.session
    assert session.document is not None
    draft = Draft(session.document.hole)
    x = 100.0 + number % 10 * 90
    draft.paint(*segment((x, 200.0), (x + 60, 320.0), 30.0), erase=False)
    session.push_patch("Stroke", session.document.hole, draft.finish())
    window.filling.start()
    wait_for(application, lambda: not window.filling.is_busy)
    assert len(session.document.layers) == 1
    session.history.undo()
    session.history.undo()


def wait_for(application: QApplication, condition) -> None:  # type: ignore[no-untyped-def]
    while not condition():
        application.processEvents()


if __name__ == "__main__":
    sys.exit(main())
