"""Curves as short lines: never far from the curve, and smooth at each anchor."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.document.planes.curves import TOLERANCE, Anchor, flattened

coordinate = st.floats(-300, 300)
anchors = st.builds(Anchor, st.tuples(coordinate, coordinate), st.tuples(coordinate, coordinate))


def cubic(a: Anchor, b: Anchor, t: float) -> tuple[float, float]:
    ends = np.array([a.point, a.out, b.back, b.point])
    while len(ends) > 1:  # de Casteljau's way, which is not that of the code
        ends = ends[:-1] + t * (ends[1:] - ends[:-1])
    return float(ends[0][0]), float(ends[0][1])


def distance(point: tuple[float, float], lines: list[tuple[float, float]]) -> float:
    ends = np.array(lines)
    starts, steps = ends[:-1], np.diff(ends, axis=0)
    lengths = np.maximum((steps**2).sum(axis=1), 1e-12)
    along = np.clip(((np.array(point) - starts) * steps).sum(axis=1) / lengths, 0, 1)
    return float(np.hypot(*(starts + along[:, np.newaxis] * steps - point).T).min())


@given(anchors, anchors)
def test_the_lines_follow_the_curve(a: Anchor, b: Anchor) -> None:
    lines = flattened((a, b))
    assert (lines[0], lines[-1]) == (a.point, b.point)
    for t in np.linspace(0, 1, 41):
        assert distance(cubic(a, b, float(t)), lines) <= TOLERANCE + 1e-6


def test_corners_make_straight_lines() -> None:
    assert flattened((Anchor((0.0, 0.0)), Anchor((9.0, 3.0)), Anchor((0.0, 7.0)))) == [(0, 0), (9, 3), (0, 7)]


def test_a_closed_curve_comes_back() -> None:
    ring = tuple(Anchor((50 * math.cos(a), 50 * math.sin(a)), (-27.6 * math.sin(a), 27.6 * math.cos(a)))
                 for a in (0.0, math.pi / 2, math.pi, 3 * math.pi / 2))  # fmt: skip
    lines = flattened(ring, closed=True)
    assert lines[0] == lines[-1]
    assert all(abs(math.hypot(*point) - 50) < 0.1 for point in lines)  # four of them are nearly a circle


def test_few_anchors_are_no_fault() -> None:
    assert flattened(()) == []
    assert flattened((Anchor((2.0, 3.0)),)) == [(2.0, 3.0)]
    assert flattened((Anchor((2.0, 3.0)),), closed=True) == [(2.0, 3.0)]


def test_a_handle_ends_on_both_sides() -> None:
    anchor = Anchor((10.0, 10.0), (3.0, -2.0))
    assert (anchor.out, anchor.back) == ((13.0, 8.0), (7.0, 12.0))
