import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.inference.boxes import bounds_of, shifted, widened
from tests.examples import examples


@examples(50)
@given(arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 9))).filter(np.any))
def test_bounds_hold_every_pixel_and_touch_one_on_each_side(mask: np.ndarray) -> None:
    x0, y0, x1, y1 = bounds_of(mask)
    part = mask[y0:y1, x0:x1]
    assert part.sum() == mask.sum()
    assert part[0].any()
    assert part[-1].any()
    assert part[:, 0].any()
    assert part[:, -1].any()


def test_a_box_is_widened_as_far_as_the_picture_goes() -> None:
    assert widened((3, 4, 5, 6), 2, (20, 30)) == (1, 2, 7, 8)
    assert widened((3, 4, 5, 6), 4, (8, 30)) == (0, 0, 8, 10)
    assert widened((3, 4, 5, 6), 4, (30, 8)) == (0, 0, 9, 8)


def test_a_box_is_moved_by_the_corner_of_another() -> None:
    assert shifted((1, 2, 3, 4), (10, 20, 99, 99)) == (11, 22, 13, 24)
