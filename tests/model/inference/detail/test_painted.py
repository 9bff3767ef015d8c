"""Texture for what was painted flat."""

import numpy as np

from model.inference.detail import find_sources
from model.inference.detail.painted import rough_of


def test_what_is_like_the_paint_and_hangs_together_with_it_is_rough():
    picture = np.zeros((40, 60, 3), np.float32)
    hole = np.zeros((40, 60), bool)
    hole[5:35, 5:55] = True
    picture[10:30, 10:25] = 0.5  # the paint, and what has come from it
    picture[10:30, 40:50] = 0.5  # alike, and apart
    painted = np.zeros_like(hole)
    painted[15:20, 12:16] = True
    painted[0:3, 0:3] = True  # outside the hole
    rough = rough_of(picture, hole, painted)
    wanted = np.zeros_like(hole)
    wanted[10:30, 10:25] = True
    np.testing.assert_array_equal(rough, wanted)
    assert not rough_of(picture, hole, np.zeros_like(hole)).any()


def test_a_flat_painted_place_gets_the_texture_of_what_has_its_tone():
    """Above a calm sky with the hole in it, below rock: paint in the tone of the rock comes to look like it."""
    rng = np.random.default_rng(3)
    picture = np.full((240, 240, 3), 0.6, np.float32)
    picture += rng.normal(0, 0.003, (240, 240, 1)).astype(np.float32)
    picture[140:] = -0.2 + rng.normal(0, 0.15, (100, 240, 1)).astype(np.float32)
    hole = np.zeros((240, 240), bool)
    hole[20:120, 30:210] = True
    painted = np.zeros_like(hole)
    painted[30:110, 50:190] = True
    picture[hole] = 0.6
    picture[painted] = -0.2

    def energies(given):
        moved = find_sources(picture, hole, ~hole, mode="on", reduction=1.0, painted=given).moved
        return float(moved[60:80, 100:140].std()), float(moved[40:100, 34:42].std())

    (inside, beside), (calm, _) = energies(painted), energies(None)
    assert inside > 0.08  # of the rock's .15
    assert calm < 0.02, "what is flat otherwise stays so"
    assert beside < 0.02
