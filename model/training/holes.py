"""Training holes: the paper's brush strokes and rectangles, and thick polylines, at any size and seeded."""

import math

import cv2
import numpy as np

BASE = 256  # all lengths below are in pixels of a picture of this size

BRUSH_RADIUS = math.hypot(BASE, BASE) / 8
BRUSH_ANGLE = 2 * math.pi / 5
BRUSH_SPREAD = 2 * math.pi / 15
MOST = 0.5  # a hole of more than half the picture teaches guessing, not continuing


def brush(size: int, rng: np.random.Generator) -> np.ndarray:
    """Free-form strokes after Algorithm 1 of the paper. Returns (size, size) bool, True = hole."""
    canvas = np.zeros((size, size), np.uint8)
    for _ in range(rng.integers(1, 5)):
        angles = BRUSH_ANGLE + rng.uniform(-1, 1, 2) * BRUSH_SPREAD * rng.uniform(0, 1, 2)
        points = [rng.uniform(0, BASE, 2)]
        for turn in range(rng.integers(4, 13)):
            angle = rng.uniform(angles.min(), angles.max())
            if turn % 2 == 0:
                angle = 2 * math.pi - angle  # back and forth, as a hand rubs
            length = np.clip(rng.normal(BRUSH_RADIUS, BRUSH_RADIUS / 2), 0, 2 * BRUSH_RADIUS)
            step = length * np.array([math.cos(angle), math.sin(angle)])
            points.append(np.clip(points[-1] + step, 0, BASE))
        _draw(canvas, points, rng.uniform(12, 40))
    return _flip(canvas > 0, rng)


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
        _draw(canvas, points, rng.uniform(20, 80))
    return canvas > 0


def rectangles(size: int, rng: np.random.Generator) -> np.ndarray:
    """One or two rectangles of 40 to 150 px a side, anywhere. (size, size) bool."""
    hole = np.zeros((size, size), bool)
    scale = size / BASE
    for _ in range(rng.integers(1, 3)):
        width, height = rng.uniform(40, 150, 2)
        x, y = rng.uniform(0, BASE - width), rng.uniform(0, BASE - height)
        hole[round(y * scale) : round((y + height) * scale), round(x * scale) : round((x + width) * scale)] = True
    return hole


KINDS = ((brush, 0.45), (rectangles, 0.35), (polylines, 0.2))


def sample(size: int, rng: np.random.Generator) -> np.ndarray:
    """One hole of any kind that covers 2 % to 50 % of the picture. Returns (size, size) bool."""
    makers = [maker for maker, _ in KINDS]
    shares = [share for _, share in KINDS]
    while True:
        hole = makers[rng.choice(len(makers), p=shares)](size, rng)
        if 0.02 <= hole.mean() <= MOST:
            return hole


def pool(size: int, count: int, seed: int) -> np.ndarray:
    """`count` holes drawn ahead of the training. Returns (count, size, size) bool; the same seed, the same holes."""
    rng = np.random.default_rng([seed, size])
    return np.stack([sample(size, rng) for _ in range(count)])


def _draw(canvas: np.ndarray, points: list[np.ndarray], width: float) -> None:
    scale = canvas.shape[0] / BASE
    corners = np.round(np.array(points) * scale).astype(np.int32)
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
