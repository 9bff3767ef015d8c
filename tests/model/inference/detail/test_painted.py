"""Texture for what was painted flat."""

from itertools import product

import numpy as np
import pytest

from model.inference.detail import find_sources
from model.inference.detail.correlate import Correlator
from model.inference.detail.painted import donors_of, rough_of, suited


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


def test_sums_over_all_offsets_are_those_that_a_loop_finds():
    rng = np.random.default_rng(5)
    here, there = rng.normal(size=(2, 7, 11)).astype(np.float32)
    correlator = Correlator((7, 11))
    sums = correlator.sums(correlator.spectrum(here), correlator.spectrum(there))
    wide = np.pad(there, ((7, 7), (11, 11)))
    for (row, down), (column, across) in product(enumerate(correlator.down), enumerate(correlator.across)):
        if abs(down) < 7 and abs(across) < 11:
            moved = wide[7 + down : 14 + down, 11 + across : 22 + across]
            np.testing.assert_allclose(sums[row, column], (here * moved).sum(), atol=1e-4)


def test_the_photos_places_of_the_painted_tone_suit_unless_they_are_flat():
    softer = np.zeros((40, 60, 3), np.float32)
    softer[:, 20:40] = 0.5  # rock
    softer[:, 40:] = 0.55  # a cloud of its tone
    strength = np.full((40, 60), 0.1, np.float32)
    strength[:, 40:] = 0.01
    fit = np.ones((40, 60), bool)
    fit[:5] = False
    found = suited(softer, np.full((9, 3), 0.5, np.float32), strength, fit)
    wanted = np.zeros_like(fit)
    wanted[5:, 20:40] = True
    np.testing.assert_array_equal(found, wanted)
    nearest = suited(softer, np.full((9, 3), -0.9, np.float32), strength, fit)  # a colour that the photo does not have
    assert nearest[5:, :20].any()
    assert not nearest[5:, 40:].any()


def test_donors_take_the_painted_places_as_a_whole_to_some_that_suit():
    rough, suits = np.zeros((100, 160), bool), np.zeros((100, 160), bool)
    rough[10:30, 20:60] = True
    suits[60:90, 90:150] = True
    down, across = donors_of(rough, suits)
    assert 1 <= down.size <= 6
    assert 50 <= down[0] <= 60
    assert 70 <= across[0] <= 90
    assert donors_of(rough, np.zeros_like(suits)).shape == (2, 0)


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


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_painted_wherever_the_answer_is_of_numbers(seed):
    """Flat photos, paint over all of the hole or none of it, little that may be copied."""
    rng = np.random.default_rng(seed)
    height, width = rng.integers(30, 80, 2)
    picture = np.full((height, width, 3), rng.uniform(-1, 1), np.float32)
    if seed % 2:
        picture[: height // 3] += rng.normal(0, 0.1, (height // 3, width, 3)).astype(np.float32)
    hole = np.zeros((height, width), bool)
    hole[height // 4 : height // 2, width // 4 :] = True
    usable = ~hole
    usable[:, : width // 2] &= seed % 3 > 0
    painted = np.full_like(hole, seed % 4 == 0)
    painted[: seed * 6, : seed * 8] = True
    picture[painted & hole] = rng.uniform(-1, 1, 3)
    found = find_sources(picture, hole, usable, mode="on", reduction=1.5, painted=painted)
    assert found.used
    assert np.isfinite(found.moved).all()
    assert np.isfinite(found.finest).all()
