"""How well *Smart Select* finds things as they are in photos, how far it leaks, and in what time.

    python tests/benchmarks/smart_select_photos.py PHOTOS [--longest 6000] [--pictures FOLDER]

`outlines.json` has outlines that were drawn by hand around things in openly licensed photos, in ten thousandths of the
photo's width, and strokes over them: a line, a scribble, and a short dash, which is the middle of the line. Things
whose photo is not in the folder are left out; resources/samples has some. Hands shake: the strokes do. Printed are the
mean intersection over union, what is selected outside of the thing (the mean, and the most, as a share of the thing),
what of the thing is not selected, and the CPU seconds of one question. Pixels at an outline, and parts of which nobody
can say what they belong to, are not counted.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.benchmarks.smart_select import Line, Mask, save, selected

SHARE = 1e-4  # of the photo's width: the unit of the outlines
UNSURE = 2  # pixels at an outline that are not counted
SHAKING = 8.0  # pixels, for a stroke that is not short


def points(words: str, width: int) -> Line:
    return np.array([[float(part) for part in pair.split(",")] for pair in words.split()]) * SHARE * width


def filled(shape: tuple[int, int], outlines: list[Line]) -> Mask:
    canvas = np.zeros(shape, np.uint8)
    for outline in outlines:
        cv2.fillPoly(canvas, [np.rint(outline).astype(np.int32)], 1)
    return canvas.astype(np.bool_)


def stroke(line: Line, rng: np.random.Generator, part: tuple[float, float] = (0, 1)) -> Line:
    """A part of a line, as far off as a hand is."""
    gone = np.r_[0, np.cumsum(np.hypot(*np.diff(line, axis=0).T))]
    at = np.linspace(part[0] * gone[-1], part[1] * gone[-1], 120)
    ideal = np.stack([np.interp(at, gone, line[:, axis]) for axis in (0, 1)], axis=1)
    off = cv2.GaussianBlur(rng.normal(0, 1, ideal.shape), (1, 0), sigmaX=0.01, sigmaY=8)
    return np.asarray(ideal + off * SHAKING * min(1, float(np.ptp(ideal, axis=0).max()) / 300))


def strokes(thing: dict[str, Any], width: int) -> dict[str, list[Line]]:
    rng = np.random.default_rng(5)
    line, scribble = ([points(words, width) for words in thing[kind]] for kind in ("line", "scribble"))
    return {
        "line": [stroke(each, rng) for each in line],
        "scribble": [stroke(each, rng) for each in scribble],
        "dash": [stroke(line[0], rng, (0.3, 0.7))],
    }


def drawn(shape: tuple[int, int], lines: list[Line], radius: float) -> Mask:
    canvas = np.zeros(shape, np.uint8)
    for line in lines:
        spots = np.rint(line * 16).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(canvas, [spots], isClosed=False, color=1, thickness=max(1, round(2 * radius)), shift=4)
    return canvas.astype(np.bool_)


def photo_of(thing: dict[str, Any], folder: Path, longest: int | None) -> NDArray[np.uint8] | None:
    paths = sorted(folder.glob(f"*{thing['photo']}*.jpg"))
    if not paths:
        return None
    photo = np.asarray(Image.open(paths[0]).convert("RGB"))
    if longest is None:
        return photo
    share = longest / max(photo.shape)
    return np.asarray(cv2.resize(photo, None, fx=share, fy=share, interpolation=cv2.INTER_CUBIC), np.uint8)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("--longest", type=int, help="make the photos so large")
    parser.add_argument("--pictures", type=Path)
    words = parser.parse_args()
    cv2.setNumThreads(1)
    figures: dict[str, list[tuple[float, ...]]] = {}
    for thing in json.loads(Path(__file__).with_name("outlines.json").read_text(encoding="utf-8")):
        photo = photo_of(thing, words.photos, words.longest)
        if photo is None:
            continue
        shape, width = photo.shape[:2], photo.shape[1]
        truth = filled(shape, [points(thing["outline"], width)])
        square = np.ones((2 * UNSURE + 1,) * 2, np.uint8)
        rim = cv2.dilate(truth.astype(np.uint8), square) != cv2.erode(truth.astype(np.uint8), square)
        counted = ~rim & ~filled(shape, [points(outline, width) for outline in thing["unsure"]])
        for kind, lines in strokes(thing, width).items():
            found, seconds = selected(photo, drawn(shape, lines, thing["radius"] * SHARE * width))
            both, either = (found & truth & counted).sum(), ((found | truth) & counted).sum()
            leak, missed = (found & ~truth & counted).sum() / truth.sum(), 1 - both / (truth & counted).sum()
            figures.setdefault(kind, []).append((both / either, leak, missed, seconds))
            print(f"{thing['name']:16}{kind:10}{both / either:6.3f}{leak:8.2f}{missed:8.2f}{seconds:8.2f}", flush=True)
            if words.pictures is not None:
                save(words.pictures / f"{thing['name'].replace(' ', '-')}-{kind}.jpg", photo, found, truth)
    print(f"\n{'':26}{'IoU':>6}{'leak':>8}{'most':>8}{'missed':>8}{'CPU s':>8}")
    for kind, found_all in figures.items():
        iou, leak, missed, seconds = np.mean(found_all, axis=0)
        most = max(each[1] for each in found_all)
        print(f"{len(found_all):3} things   {kind:12}{iou:8.3f}{leak:8.2f}{most:8.2f}{missed:8.2f}{seconds:8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
