"""Planes: a swap undoes itself, tiles stay as they are, and boxes are right."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import EMPTY, Box, Size
from app.document.planes import TILE, Patch, Plane
from tests.examples import examples

Mask = npt.NDArray[np.bool_]
SIZES = [Size(300, 200), Size(128, 256), Size(129, 127), Size(1, 1), Size(5, 400)]


@st.composite
def pictures(draw: st.DrawFn, size: Size) -> Mask:
    """(H, W) bool: a few filled and emptied boxes, so that full, empty and mixed tiles all come about."""
    picture = np.zeros(size.shape, dtype=np.bool_)
    for _ in range(draw(st.integers(0, 4))):
        x0, y0 = draw(st.integers(0, size.width)), draw(st.integers(0, size.height))
        x1, y1 = draw(st.integers(x0, size.width)), draw(st.integers(y0, size.height))
        picture[y0:y1, x0:x1] = draw(st.booleans())
    return picture


@st.composite
def sizes_and_pictures(draw: st.DrawFn, count: int) -> tuple[Size, list[Mask]]:
    size = draw(st.sampled_from(SIZES))
    return size, [draw(pictures(size)) for _ in range(count)]


def plane_of(picture: Mask) -> Plane:
    plane = Plane(Size(picture.shape[1], picture.shape[0]))
    plane.swap(plane.patch_to(picture))
    return plane


def all_of(plane: Plane) -> Mask:
    return plane.read(Box.of(plane.size))


def hull(picture: Mask) -> Box:
    if not picture.any():
        return EMPTY
    ys, xs = np.nonzero(picture)
    return Box(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)


def a_tile(*, writeable: bool = False) -> Mask:
    tile = np.zeros((TILE, TILE), dtype=np.bool_)
    tile[:2, :3] = True
    tile.setflags(write=writeable)
    return tile


@given(sizes_and_pictures(2))
@examples(60)
def test_swap_is_its_own_inverse(drawn: tuple[Size, list[Mask]]) -> None:
    _, (before, after) = drawn
    plane = plane_of(before)
    tiles_before = plane.snapshot()
    inverse = plane.swap(plane.patch_to(after))
    np.testing.assert_array_equal(all_of(plane), after)
    tiles_after = plane.snapshot()
    again = plane.swap(inverse)
    assert plane.snapshot() == tiles_before  # the very same tile objects: `==` finds them identical
    plane.swap(again)
    assert plane.snapshot() == tiles_after


@given(sizes_and_pictures(2))
@examples(60)
def test_observers_are_told_a_box_that_holds_every_change(drawn: tuple[Size, list[Mask]]) -> None:
    size, (before, after) = drawn
    plane = plane_of(before)
    told: list[Box] = []
    plane.subscribe(told.append)
    plane.swap(plane.patch_to(after))
    seen = np.zeros(size.shape, dtype=np.bool_)
    for box in told:
        assert box == box.clip(size)
        assert not box.is_empty
        seen[box.slices] = True
    assert not ((before != after) & ~seen).any()
    assert bool(told) == bool((before != after).any())


@given(sizes_and_pictures(1))
@examples(60)
def test_bounds_are_tight_and_inside(drawn: tuple[Size, list[Mask]]) -> None:
    size, (picture,) = drawn
    plane = plane_of(picture)
    assert plane.bounds() == hull(picture)
    assert plane.bounds() == plane.bounds().clip(size)
    assert plane.is_empty == (not picture.any())


@given(sizes_and_pictures(1), st.data())
@examples(40)
def test_read_gives_any_box_and_false_outside(drawn: tuple[Size, list[Mask]], data: st.DataObject) -> None:
    size, (picture,) = drawn
    x0, y0 = data.draw(st.integers(-200, size.width + 9)), data.draw(st.integers(-200, size.height + 9))
    box = Box(x0, y0, x0 + data.draw(st.integers(0, 400)), y0 + data.draw(st.integers(0, 400)))
    wide = np.pad(picture, 610)  # 200 before and 410 behind at most
    expected = wide[box.y0 + 610 : box.y1 + 610, box.x0 + 610 : box.x1 + 610]
    np.testing.assert_array_equal(plane_of(picture).read(box), expected)


def test_read_is_fresh_and_tiles_are_read_only() -> None:
    plane = plane_of(np.ones((200, 300), dtype=np.bool_))
    all_of(plane)[:] = False
    plane.read(Box(0, 0, TILE, TILE))[:] = False
    assert all_of(plane).all()
    assert not any(tile.flags.writeable for tile in plane.snapshot().values())


def test_a_snapshot_stays_true() -> None:
    plane = plane_of(np.ones((200, 300), dtype=np.bool_))
    snapshot = plane.snapshot()
    plane.swap(plane.clear_patch())
    assert plane.is_empty
    assert len(snapshot) == 6
    assert snapshot[0, 0].all()
    snapshot.clear()
    plane.swap(plane.patch_to(np.ones((200, 300), dtype=np.bool_)))
    assert len(plane.snapshot()) == 6


def test_a_patch_names_only_tiles_that_differ() -> None:
    picture = np.ones((300, 300), dtype=np.bool_)
    plane = plane_of(picture)
    picture[130, 140] = False
    picture[256:, 256:] = False
    patch = plane.patch_to(picture)
    assert patch.keys() == {(1, 1), (2, 2)}
    assert patch[2, 2] is None
    kept = plane.snapshot()[0, 0]
    plane.swap(patch)
    assert plane.tile((0, 0)) is kept
    assert plane.tile((2, 2)) is None


def test_a_patch_does_not_follow_the_array_it_came_from() -> None:
    plane, picture = Plane(Size(128, 128)), np.ones((128, 128), dtype=np.bool_)
    patch = plane.patch_to(picture)
    picture[:] = False
    plane.swap(patch)
    assert all_of(plane).all()


def test_clear_patch_empties_and_its_inverse_brings_all_back() -> None:
    picture = np.zeros((200, 300), dtype=np.bool_)
    picture[100:150, 100:150] = True
    plane = plane_of(picture)
    inverse = plane.swap(plane.clear_patch())
    assert plane.is_empty
    assert plane.bounds() == EMPTY
    plane.swap(inverse)
    np.testing.assert_array_equal(all_of(plane), picture)


def test_an_empty_patch_is_no_news() -> None:
    plane = Plane(Size(10, 10))
    told: list[Box] = []
    plane.subscribe(told.append)
    assert plane.swap({}) == {}
    assert told == []


def test_nobody_is_told_after_leaving() -> None:
    plane = Plane(Size(300, 300))
    told: list[Box] = []
    leave = plane.subscribe(told.append)
    plane.swap({(0, 1): a_tile()})
    leave()
    plane.swap({(0, 1): None})
    assert told == [Box(128, 0, 256, 128)]


BAD_PATCHES: dict[str, Patch] = {
    "outside": {(0, 0): a_tile(), (2, 0): a_tile()},
    "negative": {(0, 0): a_tile(), (-1, 0): None},
    "writeable": {(0, 0): a_tile(), (0, 1): a_tile(writeable=True)},
    "all False": {(0, 0): a_tile(), (0, 1): np.broadcast_to(np.False_, (TILE, TILE))},
    "wrong shape": {(0, 0): a_tile(), (0, 1): a_tile()[:64]},
    "wrong dtype": {(0, 0): a_tile(), (0, 1): a_tile().view(np.uint8)},
    "beyond the right border": {(0, 0): a_tile(), (0, 2): np.broadcast_to(np.True_, (TILE, TILE))},
    "beyond the lower border": {(0, 0): a_tile(), (1, 0): np.broadcast_to(np.True_, (TILE, TILE))},
}


@pytest.mark.parametrize("patch", BAD_PATCHES.values(), ids=BAD_PATCHES.keys())
def test_a_patch_that_does_not_fit_changes_nothing(patch: Patch) -> None:
    plane = Plane(Size(300, 200))
    told: list[Box] = []
    plane.subscribe(told.append)
    with pytest.raises(ValueError, match="tile"):
        plane.swap(patch)
    assert plane.is_empty
    assert told == []


def test_patch_to_refuses_another_size_or_dtype() -> None:
    plane = Plane(Size(30, 20))
    with pytest.raises(ValueError, match=r"the plane needs bool \(20, 30\)"):
        plane.patch_to(np.zeros((30, 20), dtype=np.bool_))
    with pytest.raises(ValueError, match="uint8"):
        plane.patch_to(np.zeros((20, 30), dtype=np.uint8))
