"""Training holes: the paper's brush and rectangle, wide rectangles and lines, objects; at any size and seeded.

Every hole is a function of (seed, size, kinds, number) alone, so they can be drawn one by one while the network
trains, or all ahead, and are the same.
"""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np

from model.training.silhouettes import objects

Maker = Callable[[int, np.random.Generator], np.ndarray]

BASE = 256  # all lengths below are in pixels of a picture of this size
TRIES = 2000  # at one hole: about a second; of the mixes below more than nine in ten are within their bounds at once

# arXiv 1806.03589, Algorithm 1, with the numbers of its code
BRUSH_RADIUS = math.hypot(BASE, BASE) / 8
BRUSH_DEVIATION = 22
BRUSH_ANGLE = 2 * math.pi / 5
BRUSH_SPREAD = 2 * math.pi / 15
BRUSH_WIDTHS = (12, 40)
RECTANGLE = 128
RECTANGLE_MARGIN = 16


def brush_strokes(rng: np.random.Generator) -> list[tuple[np.ndarray, int]]:
    """One to three zigzags of Algorithm 1: (vertices (K, 2) float in 0..BASE, width) of each."""
    strokes = []
    for _ in range(rng.integers(1, 4)):
        lowest = BRUSH_ANGLE - rng.uniform(0, BRUSH_SPREAD)
        highest = BRUSH_ANGLE + rng.uniform(0, BRUSH_SPREAD)
        points = [rng.uniform(0, BASE, 2)]
        for turn in range(rng.integers(4, 12)):
            angle = rng.uniform(lowest, highest)
            if turn % 2 == 0:
                angle = 2 * math.pi - angle  # back and forth, as a hand rubs
            length = np.clip(rng.normal(BRUSH_RADIUS, BRUSH_DEVIATION), 0, 2 * BRUSH_RADIUS)
            step = length * np.array([math.cos(angle), math.sin(angle)])
            points.append(np.clip(points[-1] + step, 0, BASE))
        strokes.append((np.array(points), int(rng.uniform(*BRUSH_WIDTHS))))
    return strokes


def brush(size: int, rng: np.random.Generator) -> np.ndarray:
    """The paper's free-form hole. Returns (size, size) bool, True = hole."""
    canvas = np.zeros((size, size), np.uint8)
    for points, width in brush_strokes(rng):
        _draw(canvas, points, width)
    # Written in the paper's code too, where the result is thrown away and all strokes run to the right.
    return _flip(canvas > 0, rng)


def rectangle(size: int, rng: np.random.Generator) -> np.ndarray:
    """The paper's rectangle: 128 px anywhere, 0 to 16 px cut off both sides. (size, size) bool."""
    x, y = rng.uniform(0, BASE - RECTANGLE, 2)
    cut_x, cut_y = rng.integers(0, RECTANGLE_MARGIN + 1, 2)
    return _filled(size, [(x + cut_x, y + cut_y, x + RECTANGLE - cut_x, y + RECTANGLE - cut_y)])


def brush_and_rectangle(size: int, rng: np.random.Generator) -> np.ndarray:
    """What the paper trains on: a brush hole joined with a rectangle. (size, size) bool."""
    return brush(size, rng) | rectangle(size, rng)


def rectangles(size: int, rng: np.random.Generator) -> np.ndarray:
    """One or two rectangles of 40 to 150 px a side, anywhere. (size, size) bool."""
    boxes = []
    for _ in range(rng.integers(1, 3)):
        width, height = rng.uniform(40, 150, 2)
        x, y = rng.uniform(0, BASE - width), rng.uniform(0, BASE - height)
        boxes.append((x, y, x + width, y + height))
    return _filled(size, boxes)


def polylines(size: int, rng: np.random.Generator) -> np.ndarray:
    """One to three thick open lines: the wide holes that a person's big brush makes. (size, size) bool."""
    canvas = np.zeros((size, size), np.uint8)
    for _ in range(rng.integers(1, 4)):
        points = [rng.uniform(0, BASE, 2)]
        heading = rng.uniform(0, 2 * math.pi)
        for _ in range(rng.integers(1, 5)):
            heading += rng.normal(0, 0.6)
            step = rng.uniform(10, 70) * np.array([math.cos(heading), math.sin(heading)])
            points.append(np.clip(points[-1] + step, 0, BASE))
        _draw(canvas, np.array(points), rng.uniform(20, 80))
    return canvas > 0


class HolesOutOfBounds(ValueError):
    """A mix whose holes do not come within its own bounds; one line names it."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Kinds of holes that are drawn in turn.

    makers: with the share of each, above 0, 1 in all.
    least, most: holes that cover less or more of the picture (0..1) are drawn again.
    ValueError where shares or bounds are no such numbers.
    """

    makers: tuple[tuple[Maker, float], ...]
    least: float
    most: float

    def __post_init__(self) -> None:
        shares = [share for _, share in self.makers]
        if not all(share > 0 for share in shares) or not math.isclose(sum(shares), 1.0, abs_tol=1e-9):
            raise ValueError(f"the shares of a mix of holes are {shares}: give numbers above 0 that are 1 in all")
        if not 0.0 <= self.least < self.most <= 1.0:
            raise ValueError(
                f"the bounds of a mix of holes are {self.least} and {self.most}: give two that rise, 0 to 1"
            )


KINDS = {
    # A hole of more than half the picture teaches guessing, not continuing.
    "default": Mix(
        ((brush, 0.35), (rectangle, 0.05), (rectangles, 0.25), (polylines, 0.15), (objects, 0.2)), least=0.02, most=0.5
    ),
    # Mostly free-form strokes, where what a stroke says is least of a help: the known is never far.
    "brushes": Mix(((brush, 0.7), (rectangles, 0.1), (polylines, 0.1), (objects, 0.1)), least=0.02, most=0.5),
    "paper": Mix(((brush_and_rectangle, 1.0),), least=0.0, most=1.0),
}


def sample(size: int, rng: np.random.Generator, kinds: str = "default") -> np.ndarray:
    """One hole of the named mix: (size, size) bool. HolesOutOfBounds where none of TRIES is within its bounds."""
    mix = KINDS[kinds]
    shares = [share for _, share in mix.makers]
    covered = []
    for _ in range(TRIES):
        maker, _ = mix.makers[rng.choice(len(shares), p=shares)]
        hole = maker(size, rng)
        covered.append(hole.mean())
        if mix.least <= covered[-1] <= mix.most:
            return hole
    raise HolesOutOfBounds(
        f"none of {TRIES} holes of the mix {kinds!r} at {size}² covers {mix.least:g} to {mix.most:g} of the picture, "
        f"they cover {min(covered):.3f} to {max(covered):.3f}: change its bounds, or what it is of"
    )


def numbered(size: int, number: int, seed: int, kinds: str = "default") -> np.ndarray:
    """The hole with this number of the endless row that (seed, size, kinds) gives. (size, size) bool."""
    return sample(size, np.random.default_rng([seed, size, number]), kinds)


def pool(size: int, count: int, seed: int, kinds: str = "default") -> np.ndarray:
    """The holes numbered 0..count - 1. Returns (count, size, size) bool."""
    holes = np.empty((count, size, size), bool)

    def fill(number: int) -> None:
        holes[number] = numbered(size, number, seed, kinds)

    with ThreadPoolExecutor() as threads:
        list(threads.map(fill, range(count)))
    return holes


def _filled(size: int, boxes: list[tuple[float, float, float, float]]) -> np.ndarray:
    hole = np.zeros((size, size), bool)
    for box in boxes:
        x0, y0, x1, y1 = (round(value * size / BASE) for value in box)
        hole[y0:y1, x0:x1] = True
    return hole


def _draw(canvas: np.ndarray, points: np.ndarray, width: float) -> None:
    scale = canvas.shape[0] / BASE
    corners = np.round(points * scale).astype(np.int32)
    thickness = max(1, round(width * scale))
    cv2.polylines(canvas, [corners.reshape(-1, 1, 2)], isClosed=False, color=1, thickness=thickness)
    for corner in corners:
        # A disc of the stroke's own width joins the segments smoothly.
        cv2.circle(canvas, tuple(int(value) for value in corner), thickness // 2, 1, -1)


def _flip(hole: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if rng.random() < 0.5:
        hole = hole[:, ::-1]
    if rng.random() < 0.5:
        hole = hole[::-1]
    return np.ascontiguousarray(hole)
