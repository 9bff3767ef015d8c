"""The pictures of the editor in docs/screenshots and docs/guide: a real window under Xvfb, driven by mouse and keys.

    python tests/benchmarks/screenshot_series.py docs/screenshots [--scheme dark|light] [--scale 2]
    python tests/benchmarks/screenshot_series.py docs/guide --series guide
    python tests/benchmarks/screenshot_series.py docs/screenshots --series korean

How they are taken stands in `screen.py`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.screen import ROOT, Desk, editor

# Strokes over the hikers of dune.jpg and their shadows, in pixels of a window of 1280 × 800.
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


def korean(desk: Desk, out: Path, _home: Path) -> None:
    """The window as it opens, in another language."""
    desk.shoot(out / "korean.jpg", quality=75)


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
    "korean": (("lighthouse.jpg", korean),),
}
LANGUAGES = {"korean": "ko"}  # of a series; the others are in English


def main() -> None:
    """Take the series that the command line asks for."""
    parser = argparse.ArgumentParser(description="Take the screenshots of the documentation.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--series", choices=sorted(SERIES), default="path")
    parser.add_argument("--only", default="", help="of a series, the walks whose names begin so")
    parser.add_argument("--scheme", choices=("dark", "light"), default="dark")
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--display", default=":97", help="of X, one that nobody uses yet")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for photo, walk in SERIES[arguments.series]:
        if walk.__name__.startswith(arguments.only):
            language = LANGUAGES.get(arguments.series, "en")
            with editor(
                photo, scheme=arguments.scheme, scale=arguments.scale, display=arguments.display, language=language
            ) as (desk, home):
                walk(desk, arguments.out, home)


if __name__ == "__main__":
    main()
