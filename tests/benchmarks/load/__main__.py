"""See the package."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from tests.benchmarks.load import __doc__ as about
from tests.benchmarks.load import day, layers, photo, strokes
from tests.benchmarks.load.report import Report

PARTS: dict[str, Callable[..., None]] = {
    "layers": layers.measure,
    "strokes": strokes.measure,
    "photo": photo.measure,
    "day": day.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(sys.argv[:1])
    report = Report()
    for name in arguments.only:
        began_s = time.monotonic()
        PARTS[name](report, quick=arguments.quick)
        report.say(f"  this took {time.monotonic() - began_s:.0f} s\n")
    application.processEvents()
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
