"""Outlines of what people take out of photos: bodies put together from polygons.

Each maker gives one body of about unit size as polygons, (K, 2) float, x to the right and y down, feet near (0, 0).
"""

import itertools
import math

import cv2
import numpy as np

Body = list[np.ndarray]

TURNS = np.linspace(0, 2 * math.pi, 24, endpoint=False)


def by(x: float, y: float) -> np.ndarray:
    """A place, or a shift of one. (2,) float."""
    return np.array([x, y])


def ellipse(middle: np.ndarray, across: float, down: float, angle_rad: float = 0.0) -> np.ndarray:
    """An ellipse around `middle` with half axes `across` and `down`, turned. (24, 2) float."""
    points = np.stack([across * np.cos(TURNS), down * np.sin(TURNS)], axis=1)
    return points @ rotation(angle_rad).T + middle


def limb(start: np.ndarray, end: np.ndarray, first: float, last: float) -> np.ndarray:
    """A capsule from `start` to `end` whose half width goes from `first` to `last`. (K, 2) float, convex."""
    circles = [ellipse(start, first, first), ellipse(end, last, last)]
    hull = cv2.convexHull(np.concatenate(circles).astype(np.float32))
    return hull[:, 0].astype(np.float64)


def rotation(angle_rad: float) -> np.ndarray:
    """(2, 2) float."""
    cos, sin = math.cos(angle_rad), math.sin(angle_rad)
    return np.array([[cos, -sin], [sin, cos]])


def toward(start: np.ndarray, angle_rad: float, length: float) -> np.ndarray:
    """The point `length` from `start`; angle 0 points down, as a hanging arm does."""
    return start + length * by(math.sin(angle_rad), math.cos(angle_rad))


def blob(rng: np.random.Generator) -> Body:
    """A smooth closed curve: radius as a short Fourier series of the angle."""
    turns = np.linspace(0, 2 * math.pi, 72, endpoint=False)
    radius = np.ones_like(turns)
    for order in range(2, 7):
        radius += rng.normal(0, 0.45 / order) * np.cos(order * turns + rng.uniform(0, 2 * math.pi))
    radius = 0.5 * np.maximum(radius, 0.25)
    stretch = rng.uniform(0.5, 1.0)
    curve = np.stack([radius * np.cos(turns), stretch * radius * np.sin(turns)], axis=1)
    return [curve @ rotation(rng.uniform(0, math.pi)).T - (0.0, 0.5)]


def person(rng: np.random.Generator) -> Body:
    """Standing or walking: head, trunk, jointed arms and legs; some with a skirt or a bag."""
    stout = rng.uniform(0.85, 1.35)
    hip, neck = by(0.0, -0.48), by(rng.normal(0, 0.02), -0.83)
    body = [
        ellipse(by(neck[0] + rng.normal(0, 0.01), -0.925), 0.058, 0.075),
        limb(neck, neck + by(0, -0.06), 0.03, 0.03),
        limb(neck + by(0, 0.06), hip, 0.095 * stout, 0.085 * stout),
        limb(neck + by(-0.085 * stout, 0.045), neck + by(0.085 * stout, 0.045), 0.035, 0.035),
    ]
    stride = rng.uniform(0.02, 0.42)
    for side in (-1, 1):
        thigh = hip + by(side * 0.045 * stout, 0.02)
        angle = side * stride * rng.uniform(0.6, 1.0)
        knee = toward(thigh, angle, 0.235)
        ankle = toward(knee, angle - rng.uniform(0, 0.5) * stride, 0.22)
        body += [limb(thigh, knee, 0.066 * stout, 0.046), limb(knee, ankle, 0.046, 0.03)]
        body.append(limb(ankle + by(0, 0.01), ankle + by(0.06, 0.02), 0.026, 0.02))
        shoulder = neck + by(side * 0.1 * stout, 0.05)
        swing = side * rng.uniform(0.05, 0.55)
        elbow = toward(shoulder, swing, 0.165)
        hand = toward(elbow, swing + rng.uniform(-1.1, 1.1), 0.16)
        body += [limb(shoulder, elbow, 0.036 * stout, 0.028), limb(elbow, hand, 0.028, 0.024)]
    if rng.random() < 0.25:
        body.append(np.array([[-0.08, -0.55], [0.08, -0.55], [0.16, -0.24], [-0.16, -0.24]]) * (stout, 1))
    if rng.random() < 0.3:
        body += [part * 0.28 + (rng.choice([-0.16, 0.16]), -0.3) for part in bag(rng)]
    return body


def bag(rng: np.random.Generator) -> Body:
    """A rounded box or sack with a handle."""
    wide, high = rng.uniform(0.3, 0.6), rng.uniform(0.5, 0.75)
    corner = rng.uniform(2.5, 6)  # exponent of a superellipse: 2 is round, 6 nearly square
    cos, sin = np.cos(TURNS), np.sin(TURNS)
    sack = np.stack([np.sign(cos) * np.abs(cos) ** (2 / corner), np.sign(sin) * np.abs(sin) ** (2 / corner)], axis=1)
    sack[:, 0] *= 1 + rng.uniform(-0.25, 0.25) * sack[:, 1]
    turns = np.linspace(math.pi, 2 * math.pi, 12)
    arch = np.stack([0.6 * wide * np.cos(turns), rng.uniform(0.2, 0.4) * np.sin(turns) - high], axis=1)
    handle = [limb(first, last, 0.035, 0.035) for first, last in itertools.pairwise(arch)]
    return [sack * (wide, high / 2) - by(0, high / 2), *handle]


def car(rng: np.random.Generator) -> Body:
    """Seen from the side: two wheels, a hull, a cabin; low, high or long."""
    hull, roof = rng.uniform(0.16, 0.26), rng.uniform(0.12, 0.22)
    front, back = rng.uniform(0.06, 0.22), rng.uniform(0.02, 0.2)
    wheel = rng.uniform(0.075, 0.1)
    floor, deck = -wheel * 0.8, -wheel * 0.8 - hull
    box = [[-0.5, floor], [-0.5, deck + 0.04], [-0.46, deck], [0.42, deck], [0.5, deck + 0.07], [0.5, floor]]
    left, right = -0.48 + back, 0.46 - front
    cabin = [[left - 0.02, deck], [left + 0.08, deck - roof], [right - 0.2, deck - roof], [right, deck + 0.02]]
    wheels = [ellipse(by(x, -wheel), wheel, wheel) for x in (-0.3, 0.31)]
    return [_rounded(np.array(box)), _rounded(np.array(cabin)), *wheels]


def _rounded(corners: np.ndarray) -> np.ndarray:
    """Corners cut twice (Chaikin). (K, 2) -> (4 K, 2)."""
    for _ in range(2):
        after = np.roll(corners, -1, axis=0)
        corners = np.stack([0.8 * corners + 0.2 * after, 0.2 * corners + 0.8 * after], axis=1).reshape(-1, 2)
    return corners


def bird(rng: np.random.Generator) -> Body:
    """In flight with both wings out, or sitting."""
    lean = rng.uniform(-0.3, 0.3)
    body = [
        ellipse(by(0, -0.3), 0.24, rng.uniform(0.08, 0.12), lean),
        ellipse(by(0.24, -0.36), 0.075, 0.07),
        np.array([[0.3, -0.4], [0.4, -0.35], [0.3, -0.33]]),
        np.array([[-0.15, -0.36], [-0.5, -0.36 + rng.uniform(-0.1, 0.1)], [-0.46, -0.2], [-0.12, -0.22]]),
    ]
    if rng.random() < 0.4:
        body += [limb(by(x, -0.25), by(x, 0.0), 0.015, 0.015) for x in (-0.03, 0.06)]
        return body
    for side in (-1, 1):
        root = by(0.02, -0.32)
        wrist = root + by(rng.uniform(-0.02, 0.14), side * rng.uniform(0.15, 0.28))
        tip = wrist + by(rng.uniform(-0.35, -0.05), side * rng.uniform(0.15, 0.35))
        body.append(np.stack([root + by(0.12, 0), wrist + by(0.06, 0), tip, wrist - by(0.14, 0), root - by(0.15, 0)]))
    return body


def animal(rng: np.random.Generator) -> Body:
    """On four legs: trunk, legs, neck, head, tail."""
    leg, deep = rng.uniform(0.22, 0.42), rng.uniform(0.1, 0.15)
    back = -leg - deep
    rump, chest = by(-0.3, back), by(0.28, back)
    head = chest + by(rng.uniform(0.1, 0.2), rng.uniform(-0.35, 0.0))
    body = [
        limb(rump, chest, deep, deep * 1.1),
        limb(chest, head, deep * 0.75, deep * 0.5),
        limb(head, head + by(0.13, rng.uniform(0.0, 0.06)), deep * 0.55, deep * 0.3),
        limb(rump, rump + by(-rng.uniform(0.12, 0.25), rng.uniform(-0.2, 0.2)), 0.03, 0.02),
    ]
    for x in (-0.33, -0.24, 0.22, 0.31):
        hoof = toward(by(x, back), rng.normal(0, 0.15), leg + deep)
        body.append(limb(by(x, back), hoof, deep * 0.5, 0.025))
    return body


def post(rng: np.random.Generator) -> Body:
    """A lamp, a sign or a bare pole."""
    thin = rng.uniform(0.008, 0.022)
    body = [limb(np.zeros(2), by(0.0, -1.0), thin * 1.3, thin)]
    kind = rng.integers(4)
    if kind == 0:
        arm = by(rng.uniform(0.1, 0.25), -1.0 - rng.uniform(0, 0.06))
        body += [limb(by(0, -1.0), arm, thin, thin), ellipse(arm, 0.06, 0.025)]
    elif kind == 1:
        radius = rng.uniform(0.06, 0.12)
        body.append(ellipse(by(0, -0.95), radius, radius))
    elif kind == 2:
        wide, high = rng.uniform(0.08, 0.2), rng.uniform(0.05, 0.12)
        body.append(np.array([[-wide, -1.0], [wide, -1.0], [wide, -1.0 + 2 * high], [-wide, -1.0 + 2 * high]]))
    return body


def wire(rng: np.random.Generator) -> Body:
    """A cable that hangs through. It spans about 1.6 units."""
    x = np.linspace(-0.8, 0.8, 17)
    y = rng.uniform(0.0, 0.25) * (1 - (x / 0.8) ** 2) + rng.uniform(-0.4, 0.4) * x - 0.5
    points, thin = np.stack([x, y], axis=1), rng.uniform(0.002, 0.006)
    return [limb(first, last, thin, thin) for first, last in itertools.pairwise(points)]
