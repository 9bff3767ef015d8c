"""Masks beside whole arrays: what is read, swapped and given back."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.geometry import Box, Size
from app.document.layers import LayerMask
from app.document.planes import TILE

Array = npt.NDArray[Any]
SIZE = Size(300, 150)


def patches() -> st.SearchStrategy[dict[tuple[int, int], int | None]]:
    keys = st.tuples(st.integers(0, 1), st.integers(0, 2))
    return st.dictionaries(keys, st.none() | st.integers(0, 255), max_size=6)


def tile_of(key: tuple[int, int], value: int | None) -> Array | None:
    if value is None:
        return None
    shape = min(TILE, SIZE.height - key[0] * TILE), min(TILE, SIZE.width - key[1] * TILE)
    tile = np.full(shape, value, np.uint8)
    tile.setflags(write=False)
    return tile


@given(st.lists(patches(), max_size=4))
def test_a_swap_changes_its_tiles_alone_and_gives_what_undoes_it(
    steps: list[dict[tuple[int, int], int | None]],
) -> None:
    mask, whole = LayerMask(SIZE), np.full(SIZE.shape, 255, np.uint8)
    history = []
    for step in steps:
        patch = {key: tile_of(key, value) for key, value in step.items()}
        mask, inverse = mask.swapped(patch)
        history.append((inverse, whole.copy()))
        for (row, column), value in step.items():
            place = np.s_[row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE]
            whole[place] = 255 if value is None else value
        np.testing.assert_array_equal(mask.read(), whole)
        np.testing.assert_array_equal(mask.read(Box(100, 50, 290, 140)), whole[50:140, 100:290])
    for inverse, before in reversed(history):
        mask, _ = mask.swapped(inverse)
        np.testing.assert_array_equal(mask.read(), before)
    assert mask.nbytes == 0


def test_an_array_comes_back_and_costs_what_is_not_plain() -> None:
    shares = np.full(SIZE.shape, 255, np.uint8)
    assert LayerMask.of(shares).nbytes == 0
    shares[:] = 0
    assert LayerMask.of(shares).nbytes < SIZE.width * SIZE.height
    shares[70:80, 100:180] = np.arange(80)
    mask = LayerMask.of(shares)
    np.testing.assert_array_equal(mask.read(), shares)
    np.testing.assert_array_equal(mask.inverted().read(), 255 - shares)
    shares[:] = 9
    assert (mask.read() != 9).any()


@pytest.mark.parametrize(
    ("key", "tile"),
    [
        ((0, 3), tile_of((0, 0), 3)),
        ((-1, 0), None),
        ((1, 0), tile_of((0, 0), 3)),
        ((0, 0), np.zeros((TILE, TILE), np.uint8)),
        ((0, 0), np.zeros((TILE, TILE), np.bool_)),
    ],
)
def test_a_tile_that_does_not_fit_is_refused(key: tuple[int, int], tile: Any) -> None:
    with pytest.raises(ValueError, match="tile"):
        LayerMask(SIZE).swapped({key: tile})
