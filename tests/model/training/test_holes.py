"""Training holes: seeded, of every kind, never too large."""

import numpy as np
import pytest

from model.training import holes


@pytest.mark.parametrize("maker", [holes.brush, holes.rectangles, holes.polylines])
def test_the_same_seed_gives_the_same_hole(maker):
    first, again = (maker(96, np.random.default_rng(5)) for _ in range(2))
    other = maker(96, np.random.default_rng(6))
    assert first.shape == (96, 96)
    assert first.dtype == bool
    assert (first == again).all()
    assert (first != other).any()


def test_a_pool_holds_only_usable_holes():
    pool = holes.pool(64, 200, seed=3)
    shares = pool.mean(axis=(1, 2))
    assert pool.shape == (200, 64, 64)
    assert shares.min() >= 0.02
    assert shares.max() <= holes.MOST
    assert 0.1 < shares.mean() < 0.35


def test_a_shape_scales_with_the_picture():
    small, large = (holes.brush(size, np.random.default_rng(9)).mean() for size in (64, 256))
    assert abs(small - large) < 0.05
