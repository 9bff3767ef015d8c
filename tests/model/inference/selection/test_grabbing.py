"""A thing is found in one crop, and its edge follows the pixels."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from model.inference.selection import thing_in
from model.inference.selection.redrawing import with_fine_edge

SAMPLES = Path(__file__).parents[4] / "resources" / "samples"


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


def drawn_anew(coarse, picture):
    """(H, W) bool of the picture's size."""
    mask = np.zeros(picture.shape[:2], np.bool_)
    (x0, y0, x1, y1), inside = with_fine_edge(coarse, picture)
    mask[y0:y1, x0:x1] = inside
    return mask


@pytest.mark.parametrize("times", [1, 4, 11])
def test_a_thing_is_found_at_the_pictures_own_size(times):
    picture, disc = scene(200 * times, 300 * times)
    nothing = np.zeros_like(disc)
    coarse = thing_in(picture, disc_of(*disc.shape, 0.08), nothing, [])
    assert max(coarse.shape) <= 560
    assert near_the_disc(drawn_anew(coarse, picture), disc)


def test_the_same_strokes_find_the_same():
    picture, disc = scene()
    yes, no = disc_of(*disc.shape, 0.08), np.zeros_like(disc)
    np.testing.assert_array_equal(thing_in(picture, yes, no, []), thing_in(picture, yes, no, []))


@pytest.mark.parametrize("more", [0, 1, 3])
def test_a_large_crop_gives_what_a_small_one_does(more):
    """Halved or not, and whatever is left over by halving."""
    small, _ = scene(500, 700)
    picture = cv2.resize(small, (2800 + more, 2000 + more), interpolation=cv2.INTER_CUBIC)
    yes = disc_of(*picture.shape[:2], 0.08)
    large = drawn_anew(thing_in(picture, yes, np.zeros_like(yes), []), picture)
    yes = disc_of(500, 700, 0.08)
    mask = drawn_anew(thing_in(small, yes, np.zeros_like(yes), []), small)
    enlarged = cv2.resize(mask.astype(np.uint8), large.shape[::-1]) > 0
    assert np.count_nonzero(large ^ enlarged) < 0.01 * np.count_nonzero(enlarged)


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


def test_what_is_among_its_like_is_no_flood():
    """A spike of flowers before a field of them, under a scribble along it."""
    picture = np.asarray(Image.open(SAMPLES / "dragonfly.jpg").convert("RGB"))[80:480, 1040:1440]
    yes = np.zeros(picture.shape[:2], np.uint8)
    spots = np.array([(177, 113), (197, 133), (173, 173), (207, 187), (170, 213), (207, 240)])
    cv2.polylines(yes, [spots], isClosed=False, color=1, thickness=16)
    rims = [np.s_[:, :2], np.s_[:2], np.s_[:, -2:], np.s_[-2:]]
    found = thing_in(picture, yes.astype(np.bool_), np.zeros(yes.shape, np.bool_), rims)
    spike = 150 * 195  # about the box around it
    assert found[yes > 0].all()
    assert np.count_nonzero(found) < spike * found.size / yes.size
    assert not found[-round(0.3 * found.shape[0]) :].any()


def test_a_dash_gives_something_near_it():
    """Ground of spots that have the thing's colour as well: what cannot be told apart is not taken."""
    rng = np.random.default_rng(5)
    spots = cv2.GaussianBlur(rng.normal(0, 1, (300, 300)), (0, 0), 4) > 0
    picture = np.where(spots[..., None], (150, 120, 90), (90, 110, 80)) + rng.normal(0, 8, (300, 300, 3))
    yes = np.zeros((300, 300), np.bool_)
    yes[146:154, 130:170] = True
    rims = [np.s_[:, :2], np.s_[:2], np.s_[:, -2:], np.s_[-2:]]
    found = thing_in(np.clip(picture, 0, 255).astype(np.uint8), yes, np.zeros_like(yes), rims)
    assert found[yes].all()
    assert found.mean() < 0.15
