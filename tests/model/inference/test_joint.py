"""The border of a fill at the photo's own resolution."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.joint import FARTHEST, LEFT, Joint
from tests.examples import examples


def _case(seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fill in [-1, 1], photo, hole."""
    rng = np.random.default_rng(seed)
    photo = rng.integers(100, 156, (60, 70, 3), np.uint8)
    hole = np.zeros((60, 70), bool)
    hole[20:45, 15:50] = True
    hole |= rng.random(hole.shape) < 0.02
    return rng.uniform(-0.1, 0.1, photo.shape).astype(np.float32), photo, hole


def _joint(
    fill: np.ndarray, photo: np.ndarray, hole: np.ndarray, known: np.ndarray, reach: float, *, natural: bool = False
) -> Joint:
    return Joint(lambda x0, y0, x1, y1: fill[y0:y1, x0:x1], photo, hole, known, reach=reach, natural=natural)


def test_the_step_at_the_border_goes_and_the_middle_stays() -> None:
    photo, hole = np.full((40, 40, 3), 192, np.uint8), np.zeros((40, 40), bool)
    hole[10:30, 10:30] = True
    fill = np.full(photo.shape, 0.3, np.float32)
    wanted = 192 / 127.5 - 1

    joined = _joint(fill, photo, hole, ~hole, 4).tile(0, 0, 40, 40)

    assert joined[20, 10, 0] == pytest.approx(0.3 + 0.8 * (wanted - 0.3), abs=1e-3)
    assert (np.diff(joined[20, 10:15, 0]) < 0).all()
    np.testing.assert_array_equal(joined[14:26, 14:26], fill[14:26, 14:26])


def test_a_large_difference_is_of_content_and_carried_only_so_far() -> None:
    photo, hole = np.full((20, 20, 3), 255, np.uint8), np.zeros((20, 20), bool)
    hole[5:15, 5:15] = True

    joined = _joint(np.full(photo.shape, -1, np.float32), photo, hole, ~hole, 2).tile(0, 0, 20, 20)

    assert -1 < joined.max() < -0.6


def test_a_natural_border_keeps_steps_as_small_as_the_photos_own() -> None:
    # Stripes of one pixel: the usual step between neighbours is half of theirs, since it is 0 along them.
    photo, hole = np.full((40, 40, 3), 120, np.uint8), np.zeros((40, 40), bool)
    photo[:, ::2] = 136
    hole[10:30, 10:30] = True
    rgb, usual = photo[0, :, 0] / 127.5 - 1, 0.5 * 16 / 127.5
    small, large = (np.full(photo.shape, rgb.mean() + step, np.float32) for step in (0.1 * usual, 4 * usual))

    kept = _joint(small, photo[:, 9:10].repeat(40, axis=1), hole, ~hole, 2, natural=True).tile(0, 0, 40, 40)
    moved = _joint(large, photo, hole, ~hole, 2, natural=True).tile(0, 0, 40, 40)
    without = _joint(large, photo, hole, ~hole, 2).tile(0, 0, 40, 40)

    assert kept[20, 10, 0] != small[20, 10, 0]  # a flat photo has no steps to spare
    assert without[20, 29, 0] < moved[20, 29, 0] < large[20, 29, 0]
    np.testing.assert_allclose(moved[20, 29, 0] - without[20, 29, 0], 2 / 3 * LEFT * usual, rtol=0.1)


def test_pixels_that_may_not_be_seen_move_nothing() -> None:
    fill, photo, hole = _case()

    joined = _joint(fill, photo, hole, np.zeros_like(hole), 4).tile(0, 0, 70, 60)

    np.testing.assert_array_equal(joined, fill)


@examples(20)
@given(
    reach=st.floats(1, 2 * FARTHEST),
    cuts=st.lists(st.integers(1, 59), min_size=1, max_size=3),
    seed=st.integers(0, 9),
    natural=st.booleans(),
)
def test_tiles_agree_whatever_the_tiling(reach: float, cuts: list[int], seed: int, natural: bool) -> None:
    fill, photo, hole = _case(seed)
    joint = _joint(fill, photo, hole, ~hole, reach, natural=natural)
    whole = joint.tile(0, 0, 70, 60)
    tiled = np.zeros_like(whole)
    for y0, y1 in pairwise(sorted({0, 60, *cuts})):
        for x0, x1 in pairwise(sorted({0, 70, *cuts})):
            tiled[y0:y1, x0:x1] = joint.tile(x0, y0, x1, y1)

    assert (whole != fill)[hole].any()
    np.testing.assert_allclose(tiled[hole], whole[hole], atol=1e-6)
