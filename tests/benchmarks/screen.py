"""A screen of its own with the editor on it, driven by mouse and keys as a person would.

Needs Debian's xvfb, xdotool, openbox and imagemagick. Nothing is faked: xdotool moves the pointer and presses the
keys, ImageMagick takes the screen, and every fill is that of the shipped weights.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZE = (1280, 800)


class Desk:
    """A screen of our own with one window on it."""

    def __init__(self, environment: dict[str, str], scale: int) -> None:
        self.environment, self.scale = environment, scale
        width, height = SIZE[0] * scale, SIZE[1] * scale
        self.server = subprocess.Popen(["Xvfb", environment["DISPLAY"], "-screen", "0", f"{width}x{height}x24"])
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
        with self.dragging(points):
            pass

    @contextmanager
    def dragging(self, points: tuple[tuple[int, int], ...]) -> Iterator[None]:
        """With the button still down."""
        self.tool("mousemove", *self.at(*points[0]))
        self.tool("mousedown", 1)
        for point in points[1:]:
            self.tool("mousemove", *self.at(*point))
        yield
        self.tool("mouseup", 1)

    def shoot(self, path: Path, *, quality: int = 85) -> None:
        time.sleep(0.3)
        words = ["import", "-window", "root", "-quality", str(quality), str(path)]
        subprocess.run(words, env=self.environment, check=True)
        sys.stdout.write(f"{path}\n")

    def click(self, x: int, y: int, *, button: int = 1) -> None:
        self.tool("mousemove", *self.at(x, y))
        self.tool("click", button)

    def keys(self, *names: str) -> None:
        for name in names:
            self.tool("key", name)

    def picture(self) -> str:
        """What is on the screen now, as a hash."""
        words = ["import", "-window", "root", "rgb:-"]
        shot = subprocess.run(words, env=self.environment, check=True, capture_output=True).stdout
        return hashlib.sha256(shot).hexdigest()

    def settle(self, *, longest_s: float = 90.0, still_s: float = 2.0) -> None:
        """Wait until nothing on the screen has moved for some time: the status bar counts while a fill is made."""
        end_s, last, since_s = time.monotonic() + longest_s, "", time.monotonic()
        while time.monotonic() < end_s:
            now = self.picture()
            if now != last:
                last, since_s = now, time.monotonic()
            elif time.monotonic() - since_s > still_s:
                return
            time.sleep(0.2)

    def close(self) -> None:
        for process in (self.manager, self.server):
            process.terminate()
            process.wait()


@contextmanager
def editor(photo: str, *, scheme: str, scale: int, display: str, language: str) -> Iterator[tuple[Desk, Path]]:
    """A desk with the editor on it, this sample open, and a home folder of its own. display: as of X, such as :97."""
    home = Path(tempfile.mkdtemp())
    config = home / ".config" / "gatebrush"
    config.mkdir(parents=True)
    (config / "settings.json").write_text(f'{{"colour_scheme": "{scheme}"}}')
    environment = os.environ | {
        "DISPLAY": display,
        "LANGUAGE": language,
        "QT_QPA_PLATFORM": "xcb",
        "QT_SCALE_FACTOR": str(scale),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
    }
    desk = Desk(environment, scale)
    copy = shutil.copy(ROOT / "resources" / "samples" / photo, home / photo)
    app = subprocess.Popen([sys.executable, str(ROOT / "main.py"), str(copy)], env=environment, cwd=ROOT)
    try:
        window = desk.tool("search", "--sync", "--onlyvisible", "--name", "Gatebrush").splitlines()[-1]
        desk.settle()
        desk.tool("windowactivate", window)
        desk.tool("windowsize", window, SIZE[0] * scale, SIZE[1] * scale)
        desk.tool("windowmove", window, 0, 0)
        desk.settle()
        yield desk, home
    finally:
        app.terminate()
        app.wait(20)
        desk.close()
        shutil.rmtree(home, ignore_errors=True)
