"""Stripes stand still on the photo, and the overlay is stronger on them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from app.document.geometry import Box
from app.editor.canvas.overlays import tinted
from app.editor.canvas.patterns import stripes
from tests.app.editor.canvas.test_mipmaps import bgra


@given(dx=st.integers(-40, 40), dy=st.integers(-40, 40), pattern=st.sampled_from(["hatch", "crosshatch"]))
def test_stripes_move_with_the_photo(dx: int, dy: int, pattern) -> None:
    there = stripes(pattern, Box(100, 80, 160, 130), (20.4, 9.8), 1.0)
    moved = stripes(pattern, Box(100 + dx, 80 + dy, 160 + dx, 130 + dy), (20.4 + dx, 9.8 + dy), 1.0)
    assert there is not None
    assert np.array_equal(there, moved)


def test_a_part_has_the_stripes_of_the_whole() -> None:
    whole = stripes("hatch", Box(0, 0, 90, 70), (3.0, 4.0), 2.0)
    part = stripes("hatch", Box(30, 20, 50, 60), (3.0, 4.0), 2.0)
    assert whole is not None
    assert np.array_equal(whole[20:60, 30:50], part)


@pytest.mark.parametrize("pattern", ["plain", "outline"])
def test_others_have_none(pattern) -> None:
    assert stripes(pattern, Box(0, 0, 9, 9), (0.0, 0.0), 1.0) is None


def test_the_tint_is_stronger_on_stripes() -> None:
    mask = np.ones((22, 22), dtype=bool)
    bands = np.zeros((20, 20), dtype=bool)
    bands[:, 10:] = True
    picture = tinted(mask, QColor("red"), 0.5, 1, bands)
    alpha = bgra(picture)[..., 3]
    assert (alpha[:, :10] == 51).all()  # 0.4 of the half
    assert (alpha[:, 10:] == 230).all()  # 1.8 of it
