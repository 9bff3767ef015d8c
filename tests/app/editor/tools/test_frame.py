"""The geometry of the move tool's frame."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import Box
from app.editor.tools.base import Spot
from app.editor.tools.frame import HANDLES, INSIDE, Pull, handle_at, places, pulled, resized

boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.integers(-500, 500),
    st.integers(-500, 500),
    st.integers(1, 800),
    st.integers(1, 800),
)
handles = st.sampled_from(HANDLES)
pulls = st.floats(-1500, 1500)


@given(boxes, handles, st.booleans(), st.booleans())
def test_no_pull_changes_nothing(box: Box, handle: tuple[int, int], ratio: bool, centred: bool) -> None:
    assert pulled(box, handle, 0.0, 0.0, ratio=ratio, centred=centred) == box


@given(boxes, handles, pulls, pulls)
def test_a_handle_follows_the_pointer_and_the_opposite_stays(
    box: Box, handle: tuple[int, int], dx: float, dy: float
) -> None:
    there = pulled(box, handle, dx, dy, ratio=False, centred=False)
    before, after = (box.x0, box.y0, box.x1, box.y1), (there.x0, there.y0, there.x1, there.y1)
    for axis in (0, 1):
        assert handle[axis] < 0 or before[axis] == after[axis]
        assert handle[axis] > 0 or before[axis + 2] == after[axis + 2]
    assert abs(there.width - max(1, box.width + handle[0] * dx)) <= 0.5
    assert abs(there.height - max(1, box.height + handle[1] * dy)) <= 0.5


@given(boxes, handles, pulls, pulls, st.booleans())
def test_the_ratio_is_kept_to_the_pixel(box: Box, handle: tuple[int, int], dx: float, dy: float, centred: bool) -> None:
    there = pulled(box, handle, dx, dy, ratio=True, centred=centred)
    share = there.width / box.width if box.width >= box.height else there.height / box.height
    assert abs(there.width - max(1, box.width * share)) <= 1
    assert abs(there.height - max(1, box.height * share)) <= 1


@given(boxes, handles, pulls, pulls, st.booleans())
def test_from_the_middle(box: Box, handle: tuple[int, int], dx: float, dy: float, ratio: bool) -> None:
    there = pulled(box, handle, dx, dy, ratio=ratio, centred=True)
    assert abs(there.x0 + there.x1 - box.x0 - box.x1) <= 1
    assert abs(there.y0 + there.y1 - box.y0 - box.y1) <= 1


@given(boxes, st.integers(1, 900), st.integers(1, 900))
def test_a_size_that_is_typed_leaves_the_corner(box: Box, width: int, height: int) -> None:
    there = resized(box, width, height, (-1, -1))
    assert (there.x0, there.y0, there.width, there.height) == (box.x0, box.y0, width, height)


def test_shift_and_the_lock_are_each_other_s_opposite() -> None:
    box = Box(0, 0, 100, 50)
    corner, side = Pull((1, 1), box, (100, 50)), Pull((1, 0), box, (100, 25))
    spot = Spot(200, 60)
    assert corner.to(spot, keeps_ratio=True) == Box(0, 0, 184, 92)
    assert corner.to(Spot(200, 60, line=True), keeps_ratio=True) == Box(0, 0, 200, 60)
    assert corner.to(spot, keeps_ratio=False) == Box(0, 0, 200, 60)
    assert corner.to(Spot(200, 60, line=True), keeps_ratio=False) == Box(0, 0, 184, 92)
    assert side.to(spot, keeps_ratio=True) == Box(0, 0, 200, 50)
    assert side.to(Spot(200, 60, line=True), keeps_ratio=True) == Box(0, -25, 200, 75)
    assert side.to(Spot(150, 60, alt=True), keeps_ratio=True) == Box(-50, 0, 150, 50)


def test_shift_moves_straight() -> None:
    pull = Pull(INSIDE, Box(0, 0, 10, 10), (5, 5))
    assert pull.to(Spot(25.4, 12), keeps_ratio=True) == Box(20, 7, 30, 17)
    assert pull.to(Spot(25.4, 12, line=True), keeps_ratio=True) == Box(20, 0, 30, 10)
    assert pull.to(Spot(6, -12, line=True), keeps_ratio=True) == Box(0, -17, 10, -7)


@pytest.mark.parametrize("handle", HANDLES)
def test_handles_are_found_from_outside_and_inside(handle: tuple[int, int]) -> None:
    box = Box(100, 100, 300, 200)
    x, y = places(box)[handle]
    for apart in (-4, 4):
        assert handle_at(box, Spot(x + apart, y + apart, grain=0.5)) == handle
    assert handle_at(box, Spot(x + 30 * (handle[0] or 1), y + 30 * (handle[1] or 1), grain=0.5)) == INSIDE


def test_a_small_frame_can_still_be_moved() -> None:
    assert handle_at(Box(0, 0, 8, 8), Spot(4, 4, grain=4)) == INSIDE
    assert handle_at(Box(0, 0, 8, 8), Spot(8.5, 8.5, grain=4)) == (1, 1)
