"""The passes that a hole needs."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.inference.crops import plan
from tests.examples import examples
from tests.model.inference.crops.holes import holes


@examples(60)
@given(hole=holes(), longest=st.sampled_from([256, 384, 512]), scale=st.sampled_from([1.0, 0.5]))
def test_a_plan_covers_every_hole_once_within_the_photo(hole, longest, scale):
    covered = np.zeros(hole.shape, int)
    for crop in plan(hole, longest, scale=scale):
        x0, y0, x1, y1 = crop.box
        assert 0 <= x0 < x1 <= hole.shape[1]
        assert 0 <= y0 < y1 <= hole.shape[0]
        assert max(crop.size) <= longest
        assert crop.size[0] <= x1 - x0
        assert crop.size[1] <= y1 - y0
        assert crop.padded[0] % 8 == crop.padded[1] % 8 == 0
        assert crop.padded[0] >= max(crop.size[0], 64)
        assert crop.padded[1] >= max(crop.size[1], 64)
        assert crop.reduction >= 1
        covered[y0:y1, x0:x1] += hole[y0:y1, x0:x1]
    np.testing.assert_array_equal(covered, hole)


def test_a_wider_context_sees_more_at_the_same_working_size():
    hole = np.zeros((900, 900), bool)
    hole[400:600, 400:600] = True
    (plain,), (wide,) = plan(hole, 256), plan(hole, 256, wider=1.2)
    assert plain.box == (250, 250, 750, 750)
    assert wide.box == (220, 220, 780, 780)
    assert plain.size == wide.size == (256, 256)


def test_a_reduced_crop_sees_the_same():
    hole = np.zeros((900, 700), bool)
    hole[400:600, 400:500] = True
    (crop,) = plan(hole, 256)
    half = crop.reduced(0.5)
    assert half.box == crop.box
    assert half.groups == crop.groups == ((400, 400, 500, 600),)
    assert half.size == (round(crop.size[0] / 2), round(crop.size[1] / 2))
    assert half.reduction > 1.9 * crop.reduction


def test_a_chosen_context_is_seen_as_it_is_by_the_holes_inside_it():
    hole = np.zeros((900, 900), bool)
    hole[100:120, 100:120] = hole[100:120, 400:420] = hole[800:810, 800:810] = True
    box = (50, 60, 500, 300)
    chosen, rest = plan(hole, 256, wider=1.2, contexts=[box, (0, 0, 10, 10), (805, 700, 900, 900)])
    assert chosen.box == box
    assert chosen.groups == ((100, 100, 120, 120), (400, 100, 420, 120))
    assert max(chosen.size) == 256
    assert rest.box == plan(hole, 256, wider=1.2)[-1].box
