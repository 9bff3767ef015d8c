import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.inference.detail.nodes import SIDES, STEP, nodes_of, whole_blocks
from tests.examples import examples

planes = arrays(bool, st.tuples(st.integers(1, 23), st.integers(1, 23)))


def _hole(*places: tuple[int, int]) -> np.ndarray:
    hole = np.zeros((13, 18), bool)
    for y, x in places:
        hole[y, x] = True
    return hole


@examples(50)
@given(planes.filter(np.any))
def test_every_pixel_of_the_hole_is_in_the_block_of_a_node(hole: np.ndarray) -> None:
    nodes = nodes_of(hole)
    y, x = (flat.reshape(nodes.active.shape) for flat in nodes.middles(hole.shape))
    for at_y, at_x in zip(*np.nonzero(hole), strict=True):
        row, column = (at_y - nodes.box[1]) // STEP, (at_x - nodes.box[0]) // STEP
        assert nodes.active[row, column]
        assert abs(y[row, column] - at_y) <= STEP // 2
        assert abs(x[row, column] - at_x) <= STEP // 2
    assert y.max() < hole.shape[0]
    assert x.max() < hole.shape[1]


def test_neighbours_are_active_nodes_inside_the_lattice() -> None:
    nodes = nodes_of(_hole((0, 0), (0, 9), (5, 5)))  # blocks 0 and 2 of the first row, 1 of the second
    assert nodes.active.tolist() == [[True, False, True], [False, True, False]]
    found = {side: nodes.neighbours(*side).tolist() for side in SIDES}
    assert found[0, 1] == [-1, 2, -1, 4, -1, -1]
    assert found[1, 0] == [-1, 4, -1, -1, -1, -1]
    assert found[0, -1] == [-1, 0, -1, -1, -1, 4]
    assert found[-1, 0] == [-1, -1, -1, 0, -1, 2]
    assert nodes.neighbours(0, 2).tolist() == [2, -1, -1, -1, -1, -1]


@examples(50)
@given(planes)
def test_a_block_is_whole_where_all_of_its_pixels_are_there(mask: np.ndarray) -> None:
    height, width = mask.shape
    whole = whole_blocks(mask)
    for y in range(height):
        for x in range(width):
            top, left = y - STEP // 2, x - STEP // 2
            fits = top >= 0 and left >= 0 and top + STEP <= height and left + STEP <= width
            assert whole[y, x] == (fits and mask[top : top + STEP, left : left + STEP].all())
