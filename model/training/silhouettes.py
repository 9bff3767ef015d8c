"""Object-shaped holes: bodies as a person brushes over them, a little beyond the edge; one or several."""

from collections.abc import Callable

import cv2
import numpy as np

from model.training.bodies import Body, animal, bag, bird, blob, car, person, post, rotation, wire

FRACTION_BITS = 4  # cv2's fixed point: small bodies would wobble on whole pixels

# maker, share, height or length in 1/256 of the picture
OBJECTS: tuple[tuple[Callable[[np.random.Generator], Body], float, tuple[float, float]], ...] = (
    (person, 0.3, (70, 230)),
    (blob, 0.2, (40, 150)),
    (car, 0.12, (70, 220)),
    (animal, 0.1, (60, 190)),
    (bird, 0.08, (40, 140)),
    (bag, 0.08, (40, 120)),
    (post, 0.08, (120, 300)),
    (wire, 0.04, (200, 320)),
)


def objects(size: int, rng: np.random.Generator) -> np.ndarray:
    """One body, or several of its kind until they cover a share drawn between 2 % and 12 %. (size, size) bool."""
    maker, _, (least, most) = OBJECTS[rng.choice(len(OBJECTS), p=[share for _, share, _ in OBJECTS])]
    wanted = 0.02 * 6.0 ** rng.uniform(0, 1)
    # Several at once are of about one size: people of a group, birds of a flock.
    length = least * (most / least) ** rng.uniform(0, 1)
    canvas = np.zeros((size, size), np.uint8)
    for _ in range(12):
        height = length * rng.uniform(0.85, 1.15)
        _place(canvas, maker(rng), height, rng)
        grow = max(1, round(rng.uniform(1.5, 6.0) * size / 256))
        if np.count_nonzero(canvas) >= 0.8 * wanted * canvas.size:
            break
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * grow + 1, 2 * grow + 1))
    return cv2.dilate(canvas, disc) > 0


def _place(canvas: np.ndarray, body: Body, height: float, rng: np.random.Generator) -> None:
    """Paint a body of `height` (in 1/256 of the canvas) into the canvas, mirrored half of the time."""
    scale = canvas.shape[0] / 256
    turn = rotation(rng.normal(0, 0.06)) * height * scale
    if rng.random() < 0.5:
        turn = turn @ np.diag([-1.0, 1.0])
    # Feet may stand below the picture's end: a removed thing is often cut by the border.
    foot = np.array([rng.uniform(10, 246), rng.uniform(min(height, 200), 275)]) * scale
    for part in body:
        corners = np.round((part @ turn.T + foot) * 2**FRACTION_BITS).astype(np.int32)
        cv2.fillPoly(canvas, [corners], 1, shift=FRACTION_BITS)
