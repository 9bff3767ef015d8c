"""The correction inside the hole: what it may never do, and what it has to reach."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.blending import LARGEST_STEP, RING, border_step, correction
from tests.examples import examples

SIDES = st.tuples(st.integers(1, 40), st.integers(1, 40))
VALUES = {"blend": st.sampled_from([0.0, 0.5, 1.0, 8.0, 64.0]), "match": st.sampled_from([0.0, 0.05, 0.1, 1.0])}


@st.composite
def scenes(draw, largest=1.0):
    """picture, photo, hole, known: blocks of hole and of unknown pixels anywhere, at the borders too."""
    height, width = draw(SIDES)
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    hole, unknown = (np.zeros((height, width), bool) for _ in range(2))
    for plane in (hole, hole, unknown):
        y, x = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
        plane[y : y + draw(st.integers(0, height)), x : x + draw(st.integers(0, width))] = True
    picture, photo = (rng.uniform(-largest, largest, (height, width, 3)).astype(np.float32) for _ in range(2))
    return picture, photo, hole, ~hole & ~unknown


def flat(height, width, colour):
    return np.broadcast_to(np.array(colour, np.float32), (height, width, 3)).copy()


def square(side=48, low=12, high=36):
    hole = np.zeros((side, side), bool)
    hole[low:high, low:high] = True
    return hole


@examples(150)
@given(scene=scenes(), **VALUES)
def test_nothing_is_added_outside_the_hole_and_never_too_much_inside(scene, blend, match):
    picture, photo, hole, known = scene
    added = correction(picture, photo, hole, known, blend=blend, match=match)
    assert added.dtype == np.float32
    assert added.shape == picture.shape
    assert (added[~hole] == 0).all()
    assert np.isfinite(added).all()
    largest = np.abs(photo - picture)[known].max() if known.any() else 0.0
    most = min(2 * match, largest) + min(LARGEST_STEP, largest + min(2 * match, largest)) * (blend > 0)
    assert np.abs(added).max() <= most + 1e-5


@examples(50)
@given(scene=scenes())
def test_switched_off_it_adds_nothing(scene):
    assert not correction(*scene, blend=0, match=0).any()


@examples(50)
@given(scene=scenes(), **VALUES)
def test_the_same_arguments_give_the_same_bits_and_stay_as_they_were(scene, blend, match):
    before = [plane.copy() for plane in scene]
    first = correction(*scene, blend=blend, match=match)
    assert correction(*scene, blend=blend, match=match).tobytes() == first.tobytes()
    for plane, copy in zip(scene, before, strict=True):
        np.testing.assert_array_equal(plane, copy)


@examples(50)
@given(scene=scenes(), seed=st.integers(0, 99), **VALUES)
def test_what_lies_in_unknown_pixels_does_not_count(scene, seed, blend, match):
    picture, photo, hole, known = scene
    other = photo.copy()
    other[~known] = np.random.default_rng(seed).uniform(-1, 1, (int((~known).sum()), 3))
    np.testing.assert_allclose(  # sums of float32 may differ in their last bit
        correction(picture, photo, hole, known, blend=blend, match=match),
        correction(picture, other, hole, known, blend=blend, match=match),
        atol=1e-6,
    )


@examples(50)
@given(
    scene=scenes(),
    cast=st.tuples(*[st.floats(-0.1875, 0.1875, width=32)] * 3),
    colour=st.tuples(*[st.floats(-0.75, 0.75, width=32)] * 3),
)
def test_a_cast_up_to_the_limit_is_taken_off_a_flat_photo(scene, cast, colour):
    _, _, hole, known = scene
    known = ~hole
    photo = flat(*hole.shape, colour)
    picture = photo - np.array(cast, np.float32)
    added = correction(picture, photo, hole, known, blend=0, match=0.1)
    # A piece shares its ring with every piece nearby, but a picture that is all hole has none.
    expected = photo if known.any() else picture
    np.testing.assert_allclose((picture + added)[hole], expected[hole], atol=1e-6)


@pytest.mark.parametrize("fault", [np.nan, np.inf, -np.inf, 3e38])
@pytest.mark.parametrize("where", ["picture", "photo"])
def test_numbers_that_are_none_stay_where_they_were(fault, where):
    hole = square()
    planes = {"picture": flat(48, 48, (0, 0, 0)), "photo": flat(48, 48, (0.1, 0.1, 0.1))}
    planes[where][11, 5:20, 1] = fault
    planes[where][20, 20] = fault
    added = correction(planes["picture"], planes["photo"], hole, ~hole, blend=8, match=0.1)
    assert np.isfinite(added).all()
    assert added[20, 20, 0] == pytest.approx(0.1, abs=1e-3)


def test_a_cast_beyond_the_limit_is_moved_by_the_limit():
    hole = square()
    added = correction(flat(48, 48, (0, 0, 0)), flat(48, 48, (0.9, -0.9, 0.1)), hole, ~hole, blend=0, match=0.1)
    np.testing.assert_allclose(added[hole], flat(48, 48, (0.2, -0.2, 0.1))[hole], atol=1e-6)


def test_an_edge_and_an_object_on_the_ring_do_not_move_the_colours():
    hole = square(64, 16, 48)
    difference = np.random.default_rng(3).normal(0, 0.01, (64, 64, 3)).astype(np.float32)
    difference[:, 8:14] += 0.8  # a pole beside the hole that the network leaves out
    difference[30:32], difference[32:34] = 0.6, -0.6  # an edge through ring and hole that it blurs
    added = correction(np.zeros_like(difference), difference, hole, ~hole, blend=0, match=0.2)
    assert np.abs(difference[~hole].mean(axis=0)).max() > 0.05
    assert np.abs(added).max() < 0.01


def test_pieces_far_apart_are_matched_apart_and_neighbours_together():
    hole = np.zeros((40, 160), bool)
    hole[15:25, 10:20] = hole[15:25, 20 + RING : 30 + RING] = hole[15:25, 120:130] = True
    photo = flat(40, 160, (0, 0, 0))
    photo[:, :80], photo[:, 80:] = 0.1, -0.1
    added = correction(np.zeros_like(photo), photo, hole, ~hole, blend=0, match=0.1)[..., 0]
    np.testing.assert_allclose(added[:, :80][hole[:, :80]], 0.1, atol=1e-6)
    np.testing.assert_allclose(added[:, 80:][hole[:, 80:]], -0.1, atol=1e-6)

    photo[:, : 15 + RING] = -0.06  # one side of two pieces that share a ring: they take one step together
    added = correction(np.zeros_like(photo), photo, hole, ~hole, blend=0, match=0.1)[..., 0]
    assert np.unique(added[:, :80][hole[:, :80]]).size == 1


def test_the_border_difference_is_whole_at_the_border_and_gone_beyond_the_blend():
    hole = square(64, 12, 52)
    photo = flat(64, 64, (0.15, 0.15, 0.15))
    added = correction(np.zeros_like(photo), photo, hole, ~hole, blend=10, match=0)[32, :, 0]
    np.testing.assert_allclose(added[12], 0.15, atol=1e-5)
    assert (np.diff(added[12:32]) <= 1e-6).all()
    assert 0.03 < added[17] < 0.12
    assert (added[22:42] == 0).all()


def test_a_difference_that_runs_along_the_border_is_followed():
    hole = square(64, 12, 52)
    slope = np.linspace(-0.15, 0.15, 64, dtype=np.float32)
    photo = np.broadcast_to(slope[None, :, None], (64, 64, 3)).copy()
    field = border_step(photo, hole, ~hole, blend=1e6)
    # A plane solves Laplace's equation: the skin over its border is the plane.
    np.testing.assert_allclose(field[hole], photo[hole], atol=0.02)


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (30, 1), (8, 8)])
def test_a_crop_that_is_all_hole_is_left_as_it_is(shape):
    hole = np.ones(shape, bool)
    photo = np.ones((*shape, 3), np.float32)
    assert not correction(np.zeros_like(photo), photo, hole, ~hole, blend=8, match=0.1).any()


def test_one_pixel_of_hole_and_one_of_ring_are_enough():
    hole, known = np.zeros((20, 20), bool), np.zeros((20, 20), bool)
    hole[7, 7], known[7, 8] = True, True
    photo = flat(20, 20, (0.1, 0.1, 0.1))
    photo[~known] = -1
    picture = np.zeros_like(photo)
    for blend, match in ((0, 0.1), (1, 0), (8, 0.1)):
        np.testing.assert_allclose(correction(picture, photo, hole, known, blend=blend, match=match)[7, 7], 0.1, 1e-5)


def _half_unseen(difference_unseen):
    """A hole whose right border was not shown to the network: (photo, hole and unseen, unseen)."""
    hole = square(64, 12, 52)
    unseen = np.zeros_like(hole)
    unseen[:, 52:] = True
    photo = flat(64, 64, (0, 0, 0))
    photo[unseen] = difference_unseen
    return photo, hole | unseen, unseen


def test_a_border_that_was_not_shown_is_met_where_it_looks_alike():
    photo, hidden, unseen = _half_unseen(0.15)
    planes = np.zeros_like(photo), photo, hidden, ~hidden
    assert not correction(*planes, blend=10, match=0.1).any()
    added = correction(*planes, beside=unseen, blend=10, match=0.1)[32, :52, 0]
    np.testing.assert_allclose(added[51], 0.15, atol=0.02)
    assert (np.diff(added[40:52]) >= -1e-6).all()
    assert np.abs(added[:41]).max() < 0.02
    assert not correction(*planes, beside=unseen, blend=0, match=0.1).any()


def test_another_thing_that_was_not_shown_does_not_bleed_in():
    photo, hidden, unseen = _half_unseen((-0.7, 0.1, 0.1))
    assert not correction(np.zeros_like(photo), photo, hidden, ~hidden, beside=unseen, blend=10, match=0.1).any()


def test_single_blades_do_not_make_a_border_another_thing():
    photo, hidden, unseen = _half_unseen(0.1)
    photo[::6][unseen[::6]] = -0.9
    photo[3::6][unseen[3::6]] = 0.9
    assert correction(np.zeros_like(photo), photo, hidden, ~hidden, beside=unseen, blend=10, match=0.1)[32, 51, 0] > 0
