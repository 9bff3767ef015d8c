"""One pass, or several from coarse to fine."""

import itertools

import numpy as np

from model.inference.passes import BAND, REACH, View, depth_of, shrinking


def test_narrow_holes_need_one_pass_however_long():
    hole = np.zeros((384, 384), bool)
    hole[100:130, 10:370] = True
    assert shrinking(hole) == [1.0]


def test_wide_holes_begin_where_their_middle_is_seen():
    hole = np.zeros((512, 512), bool)
    hole[10:500, 10:500] = True
    shares = shrinking(hole)
    assert shares[-1] == 1.0
    assert len(shares) > 1
    assert depth_of(hole).max() * shares[0] <= REACH
    assert all(a * 2 == b for a, b in itertools.pairwise(shares))


def test_the_inner_part_stays_as_the_coarser_pass_had_it():
    hole = np.ones((504, 504), bool)
    hole[:8] = hole[-8:] = hole[:, :8] = hole[:, -8:] = False
    view = View(np.zeros((504, 504, 3), np.float32), hole)
    seen = []

    def run(planes):
        seen.append(planes[0, 4] > 0)
        return np.ones((1, 3, 504, 504), np.float32)

    finer = view.finer(run, np.full((120, 120, 3), -0.5, np.float32), (500, 500))
    (band,) = seen
    inner = depth_of(hole) > BAND
    np.testing.assert_array_equal(band, hole & ~inner)
    np.testing.assert_allclose(finer[inner], -0.5, atol=1e-6)
    assert (finer[band] == 1).all()
