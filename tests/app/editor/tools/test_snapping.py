"""What is moved or scaled snaps to the nearest line within reach, and to no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import Box
from app.editor.tools.base import Spot
from app.editor.tools.frame import HANDLES, INSIDE, Pull
from app.editor.tools.snapping import Snapped, snapped

PHOTO = Box(0, 0, 400, 300)
FRAME = Box(100, 60, 180, 120)
REACH = 6.0


def pulled(
    handle: tuple[int, int], dx: float, dy: float, *others: Box, line: bool = False, alt: bool = False
) -> Snapped:
    pull = Pull(handle, FRAME, (0.0, 0.0))
    return snapped(pull, Spot(dx, dy, line=line, alt=alt), (PHOTO, *others), REACH, keeps_ratio=True)


@pytest.mark.parametrize(
    ("dx", "dy", "there"),
    [
        (-95, 3, Snapped(Box(0, 63, 80, 123), 0)),  # its left edge to the photo's
        (215, 3, Snapped(Box(320, 63, 400, 123), 400)),  # its right edge
        (56, 58, Snapped(Box(160, 120, 240, 180), 200, 150)),  # its middle to the photo's
        (-103, -57, Snapped(Box(0, 0, 80, 60), 0, 0)),  # a corner
        (20, 30, Snapped(Box(120, 90, 200, 150), 200, 150)),  # what lies there already
        (10, 10, Snapped(Box(110, 70, 190, 130))),
        (93, 10, Snapped(Box(193, 70, 273, 130))),  # just out of reach
    ],
)
def test_it_moves_to_the_photo(dx: float, dy: float, there: Snapped) -> None:
    assert pulled(INSIDE, dx, dy) == there


def test_it_moves_to_other_layers_and_to_the_nearest() -> None:
    other = Box(30, 203, 73, 280)
    assert pulled(INSIDE, -25, 85, other) == Snapped(Box(73, 143, 153, 203), 73, 203)  # side by side
    assert pulled(INSIDE, -69, 20, other).column == 30
    assert pulled(INSIDE, 26, 0, Box(202, 0, 230, 10)).box.x1 == 202  # 200 is farther


def test_a_straight_move_does_not_leave_its_line() -> None:
    there = pulled(INSIDE, 56, 2, Box(0, 63, 10, 200), line=True)
    assert there == Snapped(FRAME.shift(60, 0), 200)


@pytest.mark.parametrize(
    ("handle", "dx", "dy", "alt", "there"),
    [
        ((1, 0), 17, 40, False, Snapped(Box(100, 60, 200, 120), 200)),
        ((-1, 0), -97, 0, False, Snapped(Box(0, 60, 180, 120), 0)),
        ((0, 1), 5, 33, False, Snapped(Box(100, 60, 180, 150), row=150)),
        ((1, 0), 17, 0, True, Snapped(Box(80, 60, 200, 120), 200)),  # from the middle
        ((1, 1), 18, 13.5, False, Snapped(Box(100, 60, 200, 135), 200)),  # the ratio is kept
        ((-1, -1), -78, -59, False, Snapped(Box(20, 0, 180, 120), row=0)),  # by the nearer line
        ((1, 1), 3, 2.25, False, Snapped(Box(100, 60, 183, 122))),
    ],
)
def test_edges_that_are_pulled_snap(handle: tuple[int, int], dx: float, dy: float, alt: bool, there: Snapped) -> None:
    assert pulled(handle, dx, dy, alt=alt) == there


def test_without_the_ratio_both_edges_of_a_corner_snap() -> None:
    assert pulled((1, 1), 18, 32, line=True) == Snapped(Box(100, 60, 200, 150), 200, 150)


@pytest.mark.parametrize("off", [0, 3])
def test_what_it_lies_on_at_the_press_does_not_hold_it_there(off: int) -> None:
    """As a duplicate lies on its source; but elsewhere they snap to each other as all do."""
    source = FRAME.shift(off, -off)
    assert pulled(INSIDE, 2, 1, source) == Snapped(FRAME.shift(2, 1))
    assert pulled((1, 1), 4, 3, source) == Snapped(Box(100, 60, 184, 123))
    beside = pulled(INSIDE, 82, 1, source)
    assert beside == Snapped(Box(180 + off, 61, 260 + off, 121), 180 + off)
    assert pulled(INSIDE, 2, 1, source, Box(102, 200, 140, 290)).column == 102  # others hold it as before


def test_a_layer_of_the_photos_size_leaves_it_freely() -> None:
    pull = Pull(INSIDE, PHOTO, (0.0, 0.0))
    assert snapped(pull, Spot(3, -2), (PHOTO,), REACH, keeps_ratio=True) == Snapped(PHOTO.shift(3, -2))


def test_what_begins_at_the_same_edge_alone_holds_it() -> None:
    """A layer at the side of the photo goes along it."""
    aligned = Box(100, 10, 150, 40)
    assert pulled(INSIDE, 3, 40, aligned) == Snapped(Box(100, 100, 180, 160), 100)


edges = st.integers(-500, 500)


@given(
    st.sampled_from((INSIDE, *HANDLES)),
    st.floats(-500, 500),
    st.floats(-500, 500),
    st.lists(st.tuples(edges, edges), max_size=3),
    st.booleans(),
    st.booleans(),
)
def test_a_frame_lies_on_each_line_that_it_says(
    handle: tuple[int, int],
    dx: float,
    dy: float,
    corners: list[tuple[int, int]],
    line: bool,
    alt: bool,
) -> None:
    """To half a pixel, where the line is a middle; and where it says none, it is as if there were no lines."""
    others = [Box(x, y, x + 31, y + 17) for x, y in corners]
    there = pulled(handle, dx, dy, *others, line=line, alt=alt)
    box = there.box
    assert min(box.width, box.height) >= 1
    if there.column is not None:
        assert min(abs(there.column - x) for x in (box.x0, (box.x0 + box.x1) / 2, box.x1)) <= 0.5
    if there.row is not None:
        assert min(abs(there.row - y) for y in (box.y0, (box.y0 + box.y1) / 2, box.y1)) <= 0.5
    if there.column is None and there.row is None:
        pull = Pull(handle, FRAME, (0.0, 0.0))
        assert box == pull.to(Spot(dx, dy, line=line, alt=alt), keeps_ratio=True)
