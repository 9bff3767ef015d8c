"""A flat place among texture is told from a calm one, and filled with texture."""

import numpy as np
import pytest

from model.inference.detail import find_sources
from model.inference.detail.flatness import flat_of
from model.inference.detail.softness import blurred, luma_of, ring_around
from model.inference.detail.surroundings import Surroundings
from model.inference.detail.tones import Tones

SIDE = 160
INSIDE = np.s_[60:100, 60:100]  # away from the hole's border


@pytest.fixture
def hole():
    plane = np.zeros((SIDE, SIDE), bool)
    plane[50:110, 50:110] = True
    return plane


@pytest.fixture
def grass():
    """A picture that is texture all over, of blades some pixels wide: (SIDE, SIDE, 3) float32."""
    blades = blurred(np.random.default_rng(7).normal(size=(SIDE, SIDE)).astype(np.float32), 1.5)
    return np.repeat(0.15 * (blades / blades.std())[..., None], 3, axis=2)


def filled(picture, hole, with_what):
    made = picture.copy()
    made[hole] = with_what[hole] if isinstance(with_what, np.ndarray) else with_what
    return made


def flat(picture, hole):
    usable = ~hole
    return flat_of(
        picture, hole, ring_around(hole, usable), Surroundings(usable), Tones(picture, hole, usable, lambda: None)
    )


def test_a_mean_colour_among_grass_is_flat(grass, hole):
    found = flat(filled(grass, hole, 0.0), hole)
    assert found is not None
    assert found[INSIDE].all()
    assert not found[~hole].any()


def test_grass_among_grass_is_not(grass, hole):
    assert flat(filled(grass, hole, np.roll(grass, 40, axis=1)), hole) is None


def test_a_mean_colour_in_a_calm_photo_is_not(grass, hole):
    """Out of focus, or noise alone: what is around has no texture to bring."""
    assert flat(filled(0.1 * grass, hole, 0.0), hole) is None
    assert flat(filled(np.zeros_like(grass), hole, 0.0), hole) is None


def test_a_calm_place_beside_texture_is_not(grass, hole):
    """The ring is half sky: a flat fill may be right."""
    sky = grass.copy()
    sky[:80] = 0.6
    assert flat(filled(sky, hole, 0.6), hole) is None


def test_a_flat_place_between_lines_is_not(hole):
    """Spokes, or the lines of a wing: strong, and mostly gaps."""
    lines = np.zeros((SIDE, SIDE, 3), np.float32)
    lines[:, ::20] = lines[:, 1::20] = 0.9
    assert flat(filled(lines, hole, 0.0), hole) is None


def test_where_the_network_knew_most_of_the_hole_the_rest_is_left_to_it(grass, hole):
    known = np.roll(grass, 40, axis=1)
    known[90:] = 0.0
    assert flat(filled(grass, hole, known), hole) is None


def test_a_flat_fill_becomes_as_rough_as_the_grass_around_it_in_blades_of_their_width(grass, hole):
    picture = filled(grass, hole, 0.0)
    found = find_sources(picture, hole, ~hole, mode="auto", reduction=1.0)
    result = luma_of(picture + found.moved)
    # Without the step, less than half of what is fine, and a third of what is left once that is blurred.
    for sigma, least in ((0.0, 0.6), (2.0, 0.4)):
        made, wanted = (blurred(plane, sigma) if sigma else plane for plane in (result, luma_of(grass)))
        assert least < made[INSIDE].std() / wanted[~hole].std() < 1.3


@pytest.mark.parametrize("painted", [False, True])
def test_the_same_picture_gets_the_same_texture(grass, hole, painted):
    picture, paint = filled(grass, hole, 0.0), hole if painted else None
    made = [find_sources(picture, hole, ~hole, mode="on", reduction=2.0, painted=paint).moved for _ in range(2)]
    np.testing.assert_array_equal(*made)
