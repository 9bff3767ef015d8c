"""A thing is found in one crop, and its edge follows the pixels."""

import numpy as np
import pytest

from model.inference.selection import thing_in
from model.inference.selection.grabbing import with_fine_edge


def scene(height=200, width=300, seed=3):
    """A rough disc on rough ground of another colour, and which pixels are the disc."""
    rng = np.random.default_rng(seed)
    picture = rng.normal((70, 110, 60), 12, (height, width, 3))
    disc = disc_of(height, width, 0.22)
    picture[disc] = rng.normal((190, 90, 80), 12, (int(disc.sum()), 3))
    return np.clip(picture, 0, 255).astype(np.uint8), disc


def disc_of(height, width, radius):
    """(H, W) bool in the middle; radius: of the height."""
    y, x = np.mgrid[:height, :width]
    return (x - width / 2) ** 2 + (y - height / 2) ** 2 < (radius * height) ** 2


def near_the_disc(mask, disc):
    return (mask & disc).sum() > 0.97 * disc.sum() and (mask & ~disc).sum() < 0.03 * disc.sum()


@pytest.mark.parametrize("times", [1, 4])
def test_a_thing_is_found_at_the_pictures_own_size(times):
    picture, disc = scene(200 * times, 300 * times)
    nothing = np.zeros_like(disc)
    coarse = thing_in(picture, disc_of(*disc.shape, 0.08), nothing, [])
    assert max(coarse.shape) <= 560
    mask = with_fine_edge(coarse, picture)
    assert mask.shape == disc.shape
    assert near_the_disc(mask, disc)


def test_the_same_strokes_find_the_same():
    picture, disc = scene()
    yes, no = disc_of(*disc.shape, 0.08), np.zeros_like(disc)
    np.testing.assert_array_equal(thing_in(picture, yes, no, []), thing_in(picture, yes, no, []))


def test_what_does_not_hang_together_with_the_strokes_is_left_out():
    picture, disc = scene()
    picture[10:40, 10:40] = (190, 90, 80)
    found = thing_in(picture, disc_of(*disc.shape, 0.08), np.zeros_like(disc), [])
    assert not found[10:40, 10:40].any()


def test_what_is_unwanted_and_the_rims_are_around_the_thing():
    picture, disc = scene()
    yes, no = disc_of(*disc.shape, 0.08), np.zeros_like(disc)
    no[:, 185:] = True
    rim = np.s_[:, :130]
    found = thing_in(picture, yes, no, [rim])
    assert found[yes & ~no].all()
    assert not found[no].any()
    assert not found[rim][~yes[rim]].any()


def test_strokes_over_all_there_is_are_the_thing():
    picture, disc = scene()
    everything = np.ones_like(disc)
    assert thing_in(picture, everything, ~everything, []).all()


def test_the_edge_is_drawn_on_finer_pixels():
    picture = np.full((120, 160, 3), 40, np.uint8)
    picture[:, 83:] = 200
    coarse = np.zeros((12, 16), np.uint8)
    coarse[:, 8:] = 1  # three pixels off
    mask = with_fine_edge(coarse, picture)
    np.testing.assert_array_equal(mask, picture[..., 0] > 100)
