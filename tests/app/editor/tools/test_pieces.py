"""A line in pieces is the same line."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.editor.tools.pieces import PIECE, pieces_of

POINTS = st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000))


@given(POINTS, POINTS, st.floats(0.5, 500), st.integers(1, 20))
def test_pieces_follow_each_other_and_are_short(
    a: tuple[float, float], b: tuple[float, float], radius: float, least: int
) -> None:
    pieces = pieces_of(a, b, radius, least=least)
    assert len(pieces) >= least
    assert pieces[0][0] == a
    assert pieces[-1][1] == pytest.approx(b, abs=1e-6)
    assert all(one[1] == other[0] for one, other in itertools.pairwise(pieces))
    lengths = [math.dist(*piece) for piece in pieces]
    assert max(lengths) <= PIECE + radius + 1e-6
    assert lengths == pytest.approx([math.dist(a, b) / len(pieces)] * len(pieces), abs=1e-6)


def test_a_short_line_is_one_piece() -> None:
    assert pieces_of((3, 4), (30, 40), 5) == [((3, 4), (30, 40))]
    assert pieces_of((3, 4), (3, 4), 5) == [((3, 4), (3, 4))]
