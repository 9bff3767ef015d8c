"""The soft brush beside its definition, pixel by pixel."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import Box
from app.document.layers.softstroke import soft_segment

points = st.tuples(st.floats(-40, 60), st.floats(-40, 60))
radii, hardnesses = st.floats(0.5, 30), st.sampled_from([0.0, 1.0]) | st.floats(0, 1)


def distance(x: float, y: float, a: tuple[float, float], b: tuple[float, float]) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    along = 0.0 if square == 0 else min(max(((x - a[0]) * dx + (y - a[1]) * dy) / square, 0.0), 1.0)
    return math.hypot(x - a[0] - along * dx, y - a[1] - along * dy)


@given(points, points, radii, hardnesses)
def test_coverage_is_the_distance_from_the_line(
    a: tuple[float, float], b: tuple[float, float], radius: float, hardness: float
) -> None:
    box, coverage = soft_segment(a, b, radius, hardness)
    fade = max(1.0, radius * (1 - hardness))
    for x, y in [(box.x0, box.y0), (round(a[0]), round(a[1])), (round(b[0] + radius), round(b[1])), (7, 9)]:
        if not box.contains(x, y):
            continue
        share = min(max((radius + 0.5 - distance(x + 0.5, y + 0.5, a, b)) / fade, 0.0), 1.0)
        expected = 255 * share * share * (3 - 2 * share)
        assert int(coverage[y - box.y0, x - box.x0]) == pytest.approx(expected, abs=0.6)
    # Nothing is cut off: the centres next to the box are out of reach.
    assert min(a[0], b[0]) - (box.x0 - 0.5) >= radius + 0.5
    assert box.y1 + 0.5 - max(a[1], b[1]) >= radius + 0.5


@given(points, points, radii, hardnesses, st.floats(0, 1))
def test_a_line_is_its_pieces(
    a: tuple[float, float], b: tuple[float, float], radius: float, hardness: float, cut: float
) -> None:
    middle = (a[0] + cut * (b[0] - a[0]), a[1] + cut * (b[1] - a[1]))
    within = Box(-80, -80, 100, 100)
    whole, joined = np.zeros((180, 180), np.int16), np.zeros((180, 180), np.int16)
    for ends, into in (((a, b), whole), ((a, middle), joined), ((middle, b), joined)):
        box, coverage = soft_segment(*ends, radius, hardness, within=within)
        place = box.shift(80, 80).slices
        into[place] = np.maximum(into[place], coverage)
    assert np.abs(whole - joined).max() <= 1


def test_a_hard_brush_covers_wholly_and_ends_within_a_pixel() -> None:
    box, coverage = soft_segment((50.5, 50.5), (50.5, 50.5), 20.0, 1.0)
    row = coverage[50 - box.y0].astype(int)
    assert row.max() == 255
    assert ((row > 0) & (row < 255)).sum() <= 2
    assert (row > 127).sum() in (40, 41)


def test_senseless_brushes_are_refused() -> None:
    for brush in ((-1.0, 0.5), (math.nan, 0.5), (3.0, 1.5)):
        with pytest.raises(ValueError, match="not a brush"):
            soft_segment((0, 0), (1, 1), *brush)
