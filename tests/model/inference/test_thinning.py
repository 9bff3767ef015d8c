"""Thin lines and what they are made of."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from model.inference.thinning import junctions, paths, thin, without_twigs
from tests.examples import examples

BLOBS = hnp.arrays(bool, st.tuples(st.integers(1, 16), st.integers(1, 16)))


def pieces(strokes: np.ndarray) -> int:
    return cv2.connectedComponents(strokes.astype(np.uint8), connectivity=8)[0]


@examples(60)
@given(blobs=BLOBS)
def test_thinning_keeps_the_pieces_and_can_be_repeated(blobs):
    lines = thin(blobs)
    assert not (lines & ~blobs).any()
    assert pieces(lines) == pieces(blobs)
    np.testing.assert_array_equal(thin(lines), lines)


@examples(60)
@given(blobs=BLOBS)
def test_paths_cover_all_but_junctions_in_single_steps(blobs):
    lines = thin(blobs)
    covered = np.zeros_like(lines)
    for path in paths(lines):
        columns, rows = path.astype(int).T
        assert lines[rows, columns].all()
        assert np.abs(np.diff(path, axis=0)).max(initial=0) <= 1
        covered[rows, columns] = True
    assert not (lines & ~covered & ~junctions(lines)).any()


def test_a_twig_goes_and_the_branch_stays():
    lines = np.zeros((40, 60), bool)
    lines[20, 5:55] = True
    lines[16:20, 30] = True
    pruned = without_twigs(lines, 6)
    assert not pruned[:19].any()
    assert pruned[20, 5:55].mean() > 0.9


def test_a_long_branch_stays():
    lines = np.zeros((40, 60), bool)
    lines[20, 5:55] = True
    lines[4:20, 30] = True
    assert without_twigs(lines, 6)[4:19, 30].all()


def test_a_ring_is_one_closed_path():
    canvas = np.zeros((40, 40), np.uint8)
    cv2.circle(canvas, (20, 20), 12, 1)
    (ring,) = paths(thin(canvas.astype(bool)))
    np.testing.assert_array_equal(ring[0], ring[-1])
    assert len(ring) > 60
