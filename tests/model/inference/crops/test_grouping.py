"""Which holes are filled together and what is looked at around them."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.inference.crops import plan, window_for
from model.inference.crops.grouping import WIDEST, context_of, hole_groups
from tests.examples import examples
from tests.model.inference.crops.holes import holes


@given(hole=holes(), margin=st.integers(0, 20))
@examples(40)
def test_a_window_holds_all_that_the_plan_looks_at(hole, margin):
    size = (hole.shape[1], hole.shape[0])
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    window = window_for((columns[0], rows[0], columns[-1] + 1, rows[-1] + 1), size, margin=margin)
    widened = np.zeros_like(hole)
    for y, x in np.argwhere(hole)[:: max(1, hole.sum() // 50)]:
        widened[max(y - margin, 0) : y + margin + 1, max(x - margin, 0) : x + margin + 1] = True
    for crop in plan(widened, 256, wider=WIDEST):
        assert window[0] <= crop.box[0]
        assert window[1] <= crop.box[1]
        assert crop.box[2] <= window[2]
        assert crop.box[3] <= window[3]


def test_near_holes_share_a_pass_and_far_ones_do_not():
    hole = np.zeros((400, 1200), bool)
    hole[100:120, 100:120] = True
    hole[100:120, 160:180] = True
    assert len(hole_groups(hole)) == 1
    hole[100:120, 1100:1120] = True
    assert hole_groups(hole) == [(100, 100, 180, 120), (1100, 100, 1120, 120)]


def test_groups_are_those_of_joining_pixel_by_pixel():
    """Against the plain definition: join while one's context meets another's box."""
    rng = np.random.default_rng(5)
    for _ in range(20):
        hole = np.zeros((500, 600), bool)
        for y, x in rng.integers(0, 500, (rng.integers(1, 12), 2)):
            hole[y : y + rng.integers(1, 60), x : x + rng.integers(1, 60)] = True
        _, _, stats, _ = cv2.connectedComponentsWithStats(hole.astype(np.uint8), connectivity=8)
        boxes = [(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist()]
        while pair := next(((a, b) for a in boxes for b in boxes if a != b and meet(a, b)), None):
            boxes = [box for box in boxes if box not in pair] + [union(*pair)]
        assert hole_groups(hole) == sorted(boxes, key=lambda box: (box[1], box[0]))


def meet(a, b):
    context = context_of(a, (600, 500))
    return context[0] < b[2] and b[0] < context[2] and context[1] < b[3] and b[1] < context[3]


def union(a, b):
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def test_ten_thousand_specks_are_planned_without_comparing_each_with_each():
    hole = np.zeros((1000, 1000), bool)
    hole[5::10, 5::10] = True
    assert hole_groups(hole) == [(5, 5, 996, 996)]


def test_context_grows_with_the_hole_and_ends_at_the_photo():
    assert context_of((500, 500, 510, 510), (2000, 2000)) == (436, 436, 574, 574)
    assert context_of((500, 500, 900, 600), (2000, 2000)) == (200, 200, 1200, 900)
    assert context_of((0, 0, 10, 10), (50, 40)) == (0, 0, 50, 40)
