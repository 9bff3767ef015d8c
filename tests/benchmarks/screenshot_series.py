"""The pictures of the editor in docs/screenshots: a real window under Xvfb, driven by mouse and keys.

    python tests/benchmarks/screenshot_series.py docs/screenshots [--scheme dark|light] [--scale 2]

Needs Debian's xvfb, xdotool, openbox and imagemagick. Nothing is faked: xdotool moves the pointer and presses the
keys, ImageMagick takes the screen, and the saved file is compared with the photo at the end.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DISPLAY = ":97"
SIZE = (1280, 800)

# Strokes over the hikers of dune.jpg and their shadows, in pixels of a window of SIZE.
STROKES = (
    ((352, 634), (354, 652), (380, 656), (396, 656)),
    ((388, 630), (404, 624), (418, 620), (430, 610), (430, 628), (452, 634), (474, 639)),
    ((404, 642), (432, 641)),
)


class Desk:
    """A screen of our own with one window on it."""

    def __init__(self, environment: dict[str, str], scale: int) -> None:
        self.environment, self.scale = environment, scale
        width, height = SIZE[0] * scale, SIZE[1] * scale
        self.server = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", f"{width}x{height}x24"])
        time.sleep(1.5)
        self.manager = subprocess.Popen(["openbox"], env=environment)
        time.sleep(0.5)

    def tool(self, *words: object) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, words)], env=self.environment, check=True, capture_output=True, text=True
        )
        time.sleep(0.15)
        return done.stdout.strip()

    def at(self, x: int, y: int) -> tuple[int, int]:
        return x * self.scale, y * self.scale

    def drag(self, points: tuple[tuple[int, int], ...]) -> None:
        self.tool("mousemove", *self.at(*points[0]))
        self.tool("mousedown", 1)
        for point in points[1:]:
            self.tool("mousemove", *self.at(*point))
        self.tool("mouseup", 1)

    def shoot(self, path: Path) -> None:
        time.sleep(0.3)
        subprocess.run(["import", "-window", "root", "-quality", "88", str(path)], env=self.environment, check=True)
        sys.stdout.write(f"{path}\n")

    def close(self) -> None:
        for process in (self.manager, self.server):
            process.terminate()
            process.wait()


def series(desk: Desk, out: Path, saved: Path) -> None:
    """Open, brush, fill, compare, undo, redo, save."""
    desk.shoot(out / "1-open.jpg")
    for stroke in STROKES:
        desk.drag(stroke)
    desk.shoot(out / "2-brush.jpg")
    desk.tool("key", "Return")
    desk.shoot(out / "3-filling.jpg")
    time.sleep(12)
    desk.tool("mousemove", *desk.at(700, 200))
    desk.shoot(out / "4-filled.jpg")
    desk.tool("keydown", "Tab")
    desk.shoot(out / "5-compare.jpg")
    desk.tool("keyup", "Tab")
    desk.tool("key", "ctrl+z")
    desk.shoot(out / "6-undo.jpg")
    desk.tool("key", "ctrl+shift+z")
    desk.shoot(out / "7-redo.jpg")
    desk.tool("key", "ctrl+shift+s")
    time.sleep(1.5)
    desk.tool("key", "ctrl+a")
    desk.tool("type", str(saved))
    desk.shoot(out / "8-save.jpg")
    desk.tool("key", "Return")
    time.sleep(4)
    desk.shoot(out / "9-saved.jpg")


def main() -> int:
    """Take the series as the command line says; the editor's exit code."""
    parser = argparse.ArgumentParser(description="Take the screenshots of the documentation.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--scheme", choices=("dark", "light"), default="dark")
    parser.add_argument("--scale", type=int, default=1)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp())
    config = home / ".config" / "gatebrush"
    config.mkdir(parents=True)
    (config / "settings.json").write_text(f'{{"colour_scheme": "{arguments.scheme}"}}')
    environment = os.environ | {
        "DISPLAY": DISPLAY,
        "QT_QPA_PLATFORM": "xcb",
        "QT_SCALE_FACTOR": str(arguments.scale),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
    }
    desk = Desk(environment, arguments.scale)
    photo = shutil.copy(ROOT / "resources" / "samples" / "dune.jpg", home / "dune.jpg")
    app = subprocess.Popen([sys.executable, str(ROOT / "main.py"), str(photo)], env=environment, cwd=ROOT)
    try:
        time.sleep(6)
        window = desk.tool("search", "--name", "Gatebrush").splitlines()[-1]
        desk.tool("windowactivate", window)
        desk.tool("windowsize", window, SIZE[0] * arguments.scale, SIZE[1] * arguments.scale)
        desk.tool("windowmove", window, 0, 0)
        time.sleep(1)
        series(desk, arguments.out, home / "without-hikers.png")
        sys.stdout.write(f"saved: {(home / 'without-hikers.png').stat().st_size} bytes\n")
        desk.tool("key", "ctrl+q")
        return app.wait(20)
    finally:
        if app.poll() is None:
            app.terminate()
        desk.close()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
