"""How well *Smart Select* finds things that are thin and things that are compact, and in what time.

    python tests/benchmarks/smart_select.py PHOTOS [--cases 3] [--pictures FOLDER]

Things are drawn over the photos: wires, cables, poles, branches, animals with legs, and bodies with the texture of
another photo. Each is scribbled over as by hand, with the usual brush and with one that fits, and those of one line
also along its middle half alone, with the usual brush. Printed are the mean
intersection over union with what was drawn, the share of the selection that is thing, the share of the thing that is
selected, and the CPU seconds of one question.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.document import Document
from app.document.geometry import Box
from app.document.planes import Plane
from app.document.planes.tiles import tiles_of
from app.worker.grabbing import grab

Mask = NDArray[np.bool_]
Line = NDArray[np.float64]
Thing = tuple[NDArray[np.float32], list[Line], float]  # its cover, 0 .. 1, lines to scribble along, its width

USUAL = 12.0  # radius of the brush before anybody changes it
FINE = 4  # parts of a pixel in which things are drawn


def wavy(start: tuple[float, float], end: tuple[float, float], swing: float, rng: np.random.Generator) -> Line:
    """A line with two or three bends, (N, 2)."""
    along = np.linspace(0, 1, 200)[:, None]
    a, b = np.array(start), np.array(end)
    across = np.array([-(b - a)[1], (b - a)[0]]) / np.hypot(*(b - a))
    turns = rng.uniform(2, 3.5) * np.pi * along + rng.uniform(0, 6)
    return np.asarray(a + (b - a) * along + across * swing * np.sin(turns))


def drawn(shape: tuple[int, int], lines: list[tuple[Line, float, float]]) -> NDArray[np.float32]:
    """Lines with their widths at both ends, (H, W) cover."""
    height, width = shape
    canvas = np.zeros((height * FINE, width * FINE), np.uint8)
    for line, first, last in lines:
        widths = np.linspace(first, last, len(line))
        for a, b, thick in zip(line[:-1], line[1:], widths, strict=False):
            ends = [tuple(np.rint((point + 0.5) * FINE).astype(int).tolist()) for point in (a, b)]
            cv2.line(canvas, ends[0], ends[1], 255, max(1, round(thick * FINE)))
    small = cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32) / 255


def wire(shape: tuple[int, int], rng: np.random.Generator) -> Thing:
    height, width = shape
    line = wavy((width * 0.1, height * rng.uniform(0.2, 0.8)), (width * 0.9, height * rng.uniform(0.2, 0.8)), 12, rng)
    thick = rng.uniform(3, 5)
    return drawn(shape, [(line, thick, thick)]), [line], thick


def cable(shape: tuple[int, int], rng: np.random.Generator) -> Thing:
    height, width = shape
    line = wavy((width * 0.2, height * 0.3), (width * 0.8, height * rng.uniform(0.4, 0.8)), height * 0.12, rng)
    thick = rng.uniform(7, 11)
    return drawn(shape, [(line, thick, thick)]), [line], thick


def pole(shape: tuple[int, int], rng: np.random.Generator) -> Thing:
    height, width = shape
    x = width * rng.uniform(0.3, 0.7)
    line = wavy((x, height * 0.1), (x + rng.uniform(-30, 30), height * 0.95), 0, rng)
    thick = rng.uniform(16, 30)
    return drawn(shape, [(line, thick, thick)]), [line[10:-10]], thick


def branch(shape: tuple[int, int], rng: np.random.Generator) -> Thing:
    height, width = shape
    stem = wavy((width * 0.3, height * 0.9), (width * 0.6, height * 0.15), 20, rng)
    parts = [(stem, 20.0, 6.0)]
    for place, side in ((60, -1), (95, 1), (130, -1), (160, 1)):
        start = stem[place]
        end = start + np.array([side * rng.uniform(90, 200), -rng.uniform(40, 160)])
        parts.append((wavy(tuple(start), tuple(end), 5, rng), 9.0, 4.0))
    return drawn(shape, parts), [part[0][5:-5] for part in parts], 8.0


def animal(shape: tuple[int, int], rng: np.random.Generator) -> Thing:
    """A body that is scribbled over, on four legs of which two are."""
    height, width = shape
    x, y, across, down = width * 0.5, height * 0.4, width * 0.14, height * 0.13
    turn = np.linspace(0, 2 * np.pi, 200)
    body = np.stack([x + across * np.cos(turn), y + down * np.sin(turn)], axis=1)
    legs = [
        wavy((x + share * across, y + down * 0.5), (x + share * across + rng.uniform(-20, 20), height * 0.85), 3, rng)
        for share in (-0.75, -0.5, 0.5, 0.75)
    ]
    cover = drawn(shape, [(leg, 16.0, 10.0) for leg in legs])
    inside = np.zeros(shape, np.uint8)
    cv2.fillPoly(inside, [np.rint(body).astype(np.int32)], 1)
    middle = wavy((x - across * 0.6, y), (x + across * 0.6, y), down * 0.3, rng)
    return np.maximum(cover, inside.astype(np.float32)), [middle, legs[0], legs[3]], 14.0


def body(shape: tuple[int, int], rng: np.random.Generator) -> Thing:
    """Compact, with an uneven outline."""
    height, width = shape
    turn = np.linspace(0, 2 * np.pi, 300)
    radius = height * 0.22 * (1 + sum(rng.uniform(0, 0.12) * np.sin(n * turn + rng.uniform(0, 6)) for n in range(2, 6)))
    x, y = width * rng.uniform(0.4, 0.6), height * rng.uniform(0.4, 0.6)
    outline = np.stack([x + 1.3 * radius * np.cos(turn), y + radius * np.sin(turn)], axis=1)
    inside = np.zeros(shape, np.uint8)
    cv2.fillPoly(inside, [np.rint(outline).astype(np.int32)], 1)
    scribbles = [
        wavy((x - height * 0.17, y + dy), (x + height * 0.17, y - dy), height * 0.03, rng) for dy in (-60.0, 70.0)
    ]
    return inside.astype(np.float32), scribbles, height * 0.3


KINDS: dict[str, Callable[[tuple[int, int], np.random.Generator], Thing]] = {
    "wire, 3 to 5 px": wire,
    "cable, 7 to 11 px": cable,
    "pole, 16 to 30 px": pole,
    "branch, 4 to 20 px": branch,
    "animal, legs 10 to 16 px": animal,
    "body": body,
}


def clothed(
    photo: NDArray[np.uint8], other: NDArray[np.uint8], cover: NDArray[np.float32], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """The photo with the thing on it: dark, bright, or with the texture of another photo made darker or brighter."""
    height, width = cover.shape
    texture = cv2.resize(other, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    under = float((photo.mean(axis=2) * cover).sum() / cover.sum())
    tone = rng.uniform(25, 70) if under > 110 else rng.uniform(185, 235)
    texture = tone + 0.35 * (texture - texture.mean(axis=(0, 1))) + rng.normal(0, 4, texture.shape)
    texture += rng.uniform(-18, 18, 3)
    soft = cv2.GaussianBlur(cover, (0, 0), 0.6)[..., None]
    return np.clip(soft * texture + (1 - soft) * photo, 0, 255).astype(np.uint8)


def scribble(shape: tuple[int, int], lines: list[Line], radius: float, rng: np.random.Generator) -> Mask:
    """Along the lines, as far off as a hand is."""
    canvas = np.zeros(shape, np.uint8)
    for line in lines:
        off = cv2.GaussianBlur(rng.normal(0, 1, line.shape), (1, 0), sigmaX=0.01, sigmaY=12)
        hand = line + np.clip(off * 5, -2, 2)
        points = np.rint(hand * 16).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(canvas, [points], isClosed=False, color=1, thickness=max(1, round(2 * radius)), shift=4)
    return canvas.astype(np.bool_)


def selected(photo: NDArray[np.uint8], wanted: Mask) -> tuple[Mask, float]:
    """What is found, and the CPU seconds for it."""
    document = Document(photo)
    whole, plane = Box.of(document.size), Plane(document.size)
    question = grab(document, tiles_of(wanted, whole), {})
    began_s = time.process_time()
    tiles = question()
    seconds = time.process_time() - began_s
    plane.swap(dict(tiles))
    return plane.read(whole), seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("--cases", type=int, default=3)
    parser.add_argument("--pictures", type=Path)
    words = parser.parse_args()
    photos = [np.asarray(Image.open(path).convert("RGB")) for path in sorted(words.photos.glob("*.jpg"))]
    cv2.setNumThreads(1)
    print(f"{'':28}{'brush':8}{'IoU':>6}{'right':>8}{'found':>8}{'CPU s':>8}")
    for kind, make in KINDS.items():
        for brush in ("usual", "fitting", "half")[: 3 if make in (wire, cable, pole) else 2]:
            figures = []
            for case in range(words.cases):
                rng = np.random.default_rng(1000 * case + len(kind))
                photo, other = photos[(5 * case + len(kind)) % len(photos)], photos[(5 * case + 3) % len(photos)]
                cover, lines, thick = make(photo.shape[:2], rng)
                picture, truth = clothed(photo, other, cover, rng), cover >= 0.5
                if brush == "half":
                    lines = [line[len(line) // 4 : -(len(line) // 4)] for line in lines]
                radius = max(1.0, min(0.35 * thick, 40)) if brush == "fitting" else USUAL
                wanted = scribble(truth.shape, lines, radius, rng)
                found, seconds = selected(picture, wanted)
                both = (found & truth).sum()
                figures.append((both / (found | truth).sum(), both / max(found.sum(), 1), both / truth.sum(), seconds))
                if words.pictures is not None:
                    save(words.pictures / f"{make.__name__}-{brush}-{case}.jpg", picture, found, truth)
            mean = np.mean(figures, axis=0)
            print(f"{kind:28}{brush:8}{mean[0]:6.3f}{mean[1]:8.3f}{mean[2]:8.3f}{mean[3]:8.2f}", flush=True)
    return 0


def save(path: Path, picture: NDArray[np.uint8], found: Mask, truth: Mask) -> None:
    """What is found red, what is missed blue."""
    shown = picture // 2 + 60
    shown[found & ~truth] = (255, 0, 60)
    shown[found & truth] = (90, 255, 90)
    shown[truth & ~found] = (60, 60, 255)
    Image.fromarray(shown).save(path)


if __name__ == "__main__":
    sys.exit(main())
