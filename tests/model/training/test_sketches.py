"""Strokes from edge maps."""

import numpy as np

from model.training.sketches import trace


def test_a_soft_line_becomes_a_thin_stroke_where_it_lies():
    edges = np.zeros((128, 128), np.uint8)
    edges[60:64, 10:118] = 255
    strokes = trace(edges)
    columns = strokes[:, 30:100]
    assert columns.any(axis=0).mean() > 0.95
    assert columns.sum(axis=0).mean() <= 3
    rows = np.flatnonzero(columns.any(axis=1))
    assert 58 <= rows.min() <= rows.max() <= 65


def test_weak_and_short_marks_are_dropped():
    edges = np.zeros((128, 128), np.uint8)
    edges[30:33, 10:118] = 90  # weak everywhere
    edges[90:93, 60:66] = 255  # a crumb
    assert not trace(edges).any()


def test_an_even_glow_has_no_ridge():
    assert not trace(np.full((64, 64), 200, np.uint8)).any()
