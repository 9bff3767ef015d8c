"""The skin over a hole against exact solutions."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.inference.membrane import stretched
from tests.examples import examples


@examples(100)
@given(sides=st.tuples(st.integers(1, 33), st.integers(1, 33)), seed=st.integers(0, 2**16), share=st.floats(0, 1))
def test_the_border_is_held_and_nothing_exceeds_it(sides, seed, share):
    rng = np.random.default_rng(seed)
    border = rng.random(sides) < 0.1
    hole = (rng.random(sides) < share) & ~border
    values = rng.uniform(-1, 1, (*sides, 2)).astype(np.float32)
    field = stretched(values, border, hole)
    assert field.shape == values.shape
    assert (field[~border & ~hole] == 0).all()
    np.testing.assert_array_equal(field[border], values[border])
    if border.any():
        assert (field[hole] <= values[border].max(axis=0) + 1e-5).all()
        assert (field[hole] >= values[border].min(axis=0) - 1e-5).all()
    else:
        assert not field.any()


def test_it_comes_near_the_exact_solution():
    side = 96
    rows, columns = (grid.astype(np.float64) / side for grid in np.indices((side, side)))
    exact = np.stack([columns**2 - rows**2, columns * rows], axis=2)  # both solve Laplace's equation
    hole = np.zeros((side, side), bool)
    hole[1:-1, 1:-1] = True
    field = stretched(exact.astype(np.float32), ~hole, hole)
    assert np.abs(field - exact).max() < 0.08
    assert np.abs(field - exact).mean() < 0.025


def test_where_nothing_holds_it_the_field_arrives_level():
    border, hole = np.zeros((20, 40), bool), np.ones((20, 40), bool)
    border[:, 0], hole[:, 0] = True, False
    field = stretched(np.full((20, 40, 1), 0.5, np.float32), border, hole)
    np.testing.assert_allclose(field, 0.5, atol=1e-5)
