"""The pictures of the editor in docs/screenshots and docs/guide: a real window under Xvfb, driven by mouse and keys.

    python tests/benchmarks/screenshot_series.py docs/screenshots [--scheme dark|light] [--scale 2]
    python tests/benchmarks/screenshot_series.py docs/guide --series guide

Needs Debian's xvfb, xdotool, openbox and imagemagick. Nothing is faked: xdotool moves the pointer and presses the
keys, ImageMagick takes the screen, and every fill is that of the shipped weights.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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

# A lasso around the bird of wren.jpg, and the ridge under it: a click, a press with its drag, a click.
BIRD = (
    *((392, 404), (386, 370), (402, 330), (412, 290), (440, 268), (522, 270)),
    *((520, 300), (484, 330), (478, 366), (500, 402), (440, 412), (392, 404)),
)
RIDGE = ((372, 381), (440, 373), (480, 377), (520, 415))
ASIDE = (760, 180)
# A lasso in the sky of dune.jpg, over the ridge and off the photo; a line in it; where its colour is from, and a stroke
# of that colour.
SKY = ((630, 400), (800, 320), (1016, 320), (1016, 716), (860, 664), (730, 590), (620, 526), (630, 400))
LINE = ((652, 528), (716, 440), (756, 462), (836, 384), (896, 436), (950, 412), (1012, 430))
DARK = (650, 600)
BODY = (
    *((690, 520), (718, 474), (756, 500), (836, 420), (890, 474), (950, 450), (1000, 470), (760, 540), (1000, 520)),
    *((800, 570), (1000, 580), (850, 600), (1000, 630), (930, 650), (1000, 680)),
)
# The bush of dune.jpg, the line between layers and history, and a step in the longer list.
BUSH = ((172, 718), (198, 720))
# The lower right corner of wren.jpg over dune.jpg and where it is pulled to; a drag of what it is then.
CORNER = ((1008, 687), (990, 676), (445, 370))
INSET = ((250, 265), (270, 280), (529, 421))
BARE = (800, 12)  # of the menu bar: where no pointer is, none is drawn
STEP = (1100, 497)
LONG = 18  # more than there are steps


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

    def shoot(self, path: Path) -> None:
        time.sleep(0.3)
        subprocess.run(["import", "-window", "root", "-quality", "85", str(path)], env=self.environment, check=True)
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


def path_of_a_fill(desk: Desk, out: Path, home: Path) -> None:
    """Open, brush, fill, compare, undo, redo, save."""
    desk.shoot(out / "1-open.jpg")
    for stroke in STROKES:
        desk.drag(stroke)
    desk.shoot(out / "2-brush.jpg")
    desk.keys("Return")
    desk.shoot(out / "3-filling.jpg")
    desk.settle()
    desk.tool("mousemove", *desk.at(700, 200))
    desk.shoot(out / "4-filled.jpg")
    desk.tool("keydown", "Tab")
    desk.shoot(out / "5-compare.jpg")
    desk.tool("keyup", "Tab")
    desk.keys("ctrl+z")
    desk.shoot(out / "6-undo.jpg")
    desk.keys("ctrl+shift+z")
    desk.shoot(out / "7-redo.jpg")
    desk.keys("ctrl+shift+s")
    time.sleep(1.5)
    desk.keys("ctrl+a")
    desk.tool("type", str(home / "without-hikers.png"))
    desk.shoot(out / "8-save.jpg")
    desk.keys("Return")
    time.sleep(4)
    desk.shoot(out / "9-saved.jpg")


def removal(desk: Desk, out: Path, _home: Path) -> None:
    """Brush over the hikers, fill, choose among candidates, compare."""
    for stroke in STROKES:
        desk.drag(stroke)
    desk.shoot(out / "removal-1-brush.jpg")
    desk.keys("shift+Return")
    desk.settle()
    desk.keys("period")
    desk.tool("mousemove", *desk.at(700, 200))
    desk.shoot(out / "removal-2-candidates.jpg")
    desk.tool("keydown", "Tab")
    desk.shoot(out / "removal-3-before.jpg")
    desk.tool("keyup", "Tab")


def guided(desk: Desk, out: Path, _home: Path) -> None:
    """Fill without strokes, open the fill again, draw the ridge as a curve, look at the preview, fill."""
    desk.keys("l")
    desk.drag(BIRD)
    desk.shoot(out / "guided-1-lasso.jpg")
    desk.keys("Return")
    desk.settle()
    desk.tool("mousemove", *desk.at(*ASIDE))
    desk.shoot(out / "guided-2-unguided.jpg")
    desk.keys("ctrl+e", "ctrl+l", "c")
    desk.click(*RIDGE[0])
    desk.drag(RIDGE[1:3])
    desk.tool("mousemove", *desk.at(*RIDGE[3]))
    desk.shoot(out / "guided-3-curve.jpg")
    desk.click(*RIDGE[3])
    desk.keys("Return")
    desk.settle()
    desk.tool("mousemove", *desk.at(*ASIDE))
    desk.shoot(out / "guided-4-preview.jpg")
    desk.keys("Return")
    desk.settle()
    desk.shoot(out / "guided-5-filled.jpg")


def painted(desk: Desk, out: Path, _home: Path) -> None:
    """Draw a ridge into the sky, paint the colour of the dune under it, fill."""
    desk.keys("l")
    desk.drag(SKY)
    desk.keys("p")
    desk.drag(LINE)
    desk.keys("shift+b", *["bracketright"] * 3)
    desk.tool("keydown", "ctrl")
    desk.click(*DARK)
    desk.tool("keyup", "ctrl")
    desk.drag(BODY)
    desk.tool("mousemove", *desk.at(300, 250))
    desk.shoot(out / "painted-1-colours.jpg")
    desk.keys("Return")
    desk.settle()
    desk.shoot(out / "painted-2-filled.jpg")


def history(desk: Desk, out: Path, _home: Path) -> None:
    """Many steps, all of them back, all of them again: the last picture must be the first one to the pixel."""
    for stroke in STROKES:
        desk.drag(stroke)
    desk.keys("Return")
    desk.settle()
    desk.drag(BUSH)
    desk.keys("u")
    desk.drag(BUSH)
    desk.keys("ctrl+shift+d", "b", "shift+Return")
    desk.settle()
    desk.keys("period", "F2")
    desk.tool("type", "No bush")
    desk.keys("Return", "ctrl+h", "ctrl+h", "ctrl+j", "shift+Delete", "ctrl+i", "ctrl+i")
    desk.tool("mousemove", *desk.at(*BARE))
    desk.settle()
    desk.shoot(out / "history-1-session.jpg")
    before = desk.picture()
    desk.keys(*["ctrl+z"] * LONG)
    desk.settle()
    desk.shoot(out / "history-2-undone.jpg")
    desk.keys(*["ctrl+shift+z"] * LONG)
    desk.settle()
    if desk.picture() != before:
        raise SystemExit("what was done again is not what was undone")
    desk.click(*STEP)
    desk.settle()
    desk.shoot(out / "history-3-jumped.jpg")


def moving(desk: Desk, out: Path, _home: Path) -> None:
    """Copy the photo, paste it into another one as a layer, make it smaller, drag it until it snaps."""
    desk.keys("ctrl+c", "ctrl+o")
    time.sleep(1.5)
    desk.tool("type", str(ROOT / "resources" / "samples" / "dune.jpg"))
    desk.keys("Return")
    desk.settle()
    desk.keys("ctrl+v")
    desk.settle()
    desk.keys("v")
    desk.drag(CORNER)
    with desk.dragging(INSET):
        desk.shoot(out / "moving-1-snapped.jpg")


Walk = Callable[[Desk, Path, Path], None]
SERIES: dict[str, tuple[tuple[str, Walk], ...]] = {
    "path": (("dune.jpg", path_of_a_fill),),
    "guide": (
        ("dune.jpg", removal),
        ("wren.jpg", guided),
        ("dune.jpg", painted),
        ("dune.jpg", history),
        ("wren.jpg", moving),
    ),
}


@contextmanager
def editor(photo: str, scheme: str, scale: int) -> Iterator[tuple[Desk, Path]]:
    """A desk with the editor on it, this sample open, and a home folder of its own."""
    home = Path(tempfile.mkdtemp())
    config = home / ".config" / "gatebrush"
    config.mkdir(parents=True)
    (config / "settings.json").write_text(f'{{"colour_scheme": "{scheme}"}}')
    environment = os.environ | {
        "DISPLAY": DISPLAY,
        "QT_QPA_PLATFORM": "xcb",
        "QT_SCALE_FACTOR": str(scale),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
    }
    desk = Desk(environment, scale)
    copy = shutil.copy(ROOT / "resources" / "samples" / photo, home / photo)
    app = subprocess.Popen([sys.executable, str(ROOT / "main.py"), str(copy)], env=environment, cwd=ROOT)
    try:
        time.sleep(6)
        window = desk.tool("search", "--name", "Gatebrush").splitlines()[-1]
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


def main() -> None:
    """Take the series that the command line asks for."""
    parser = argparse.ArgumentParser(description="Take the screenshots of the documentation.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--series", choices=sorted(SERIES), default="path")
    parser.add_argument("--only", default="", help="of a series, the walks whose names begin so")
    parser.add_argument("--scheme", choices=("dark", "light"), default="dark")
    parser.add_argument("--scale", type=int, default=1)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for photo, walk in SERIES[arguments.series]:
        if walk.__name__.startswith(arguments.only):
            with editor(photo, arguments.scheme, arguments.scale) as (desk, home):
                walk(desk, arguments.out, home)


if __name__ == "__main__":
    main()
