"""Reduced pictures against plain means."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.document.geometry import Box, Size
from app.editor.canvas import mipmaps as module
from app.editor.canvas.mipmaps import Mipmaps
from tests.app.conftest import noise
from tests.examples import examples


def bgra(picture: QImage) -> NDArray[np.uint8]:
    """(h, w, 4) uint8."""
    rows = np.frombuffer(picture.constBits(), dtype=np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return rows[:, : 4 * picture.width()].reshape(picture.height(), picture.width(), 4)


def rgb(picture: QImage) -> NDArray[np.uint8]:
    return bgra(picture)[..., 2::-1]


def cut(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    return pixels[box.slices]


def made(pixels: NDArray[np.uint8], *, picks: bool = False) -> Mipmaps:
    size = Size(pixels.shape[1], pixels.shape[0])
    pick = (lambda rows, columns: pixels[rows][:, columns]) if picks else None
    levels = Mipmaps(functools.partial(cut, pixels), size, has_alpha=pixels.shape[2] in (2, 4), pick=pick)
    levels.prepare()
    return levels


@pytest.fixture
def small_overview(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OVERVIEW", 100)


def test_level_0_is_the_photo_to_the_bit() -> None:
    pixels = noise(300, 200)
    levels = made(pixels)
    assert levels.ensure(0, Box(0, 0, 300, 200), budget_s=math.inf)
    assert np.array_equal(rgb(levels.picture(0)), pixels)


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_a_level_is_the_mean_of_its_areas(small_overview: None, level: int) -> None:
    pixels = noise(640, 512)  # no multiple of a tile
    levels = made(pixels)
    assert levels.overview == 3
    size = levels.size_at(level)
    assert levels.ensure(level, Box.of(size), budget_s=math.inf)
    step = 1 << level
    means = pixels.reshape(size.height, step, size.width, step, 3).mean(axis=(1, 3))
    assert np.abs(rgb(levels.picture(level)) - means).max() <= 2


def test_sides_that_do_not_divide_are_completed() -> None:
    levels = made(np.full((101, 203, 3), 90, dtype=np.uint8))
    assert levels.size_at(2) == Size(51, 26)
    assert levels.ensure(2, Box(0, 0, 51, 26), budget_s=math.inf)
    assert (rgb(levels.picture(2)) == 90).all()


def test_without_time_there_is_a_blurred_picture_and_later_a_sharp_one(small_overview: None) -> None:
    pixels = noise(640, 512)
    levels = made(pixels)
    whole = Box(0, 0, 640, 512)
    assert not levels.ensure(0, whole, budget_s=-1.0)
    blurred = rgb(levels.picture(0)).astype(float)
    assert abs(blurred.mean() - pixels.mean()) < 3
    assert blurred.std() < pixels.std() / 2
    assert levels.ensure(0, whole, budget_s=math.inf)
    assert np.array_equal(rgb(levels.picture(0)), pixels)


def test_a_change_shows_once_its_box_is_invalid() -> None:
    pixels = noise(300, 200).copy()
    levels = made(pixels)
    whole = Box(0, 0, 300, 200)
    levels.ensure(0, whole, budget_s=math.inf)
    pixels[50:60, 70:90] = 0
    levels.ensure(0, whole, budget_s=math.inf)
    assert rgb(levels.picture(0))[55, 80].any()
    levels.invalidate(Box(70, 50, 90, 60))
    assert levels.ensure(0, whole, budget_s=math.inf)
    assert np.array_equal(rgb(levels.picture(0)), pixels)


@given(st.lists(st.tuples(st.integers(0, 639), st.integers(0, 511), st.integers(1, 200)), max_size=4), st.data())
@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_changes_in_parts_look_like_a_picture_made_anew(
    small_overview: None, changes: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    pixels = noise(640, 512).copy()
    levels = made(pixels, picks=data.draw(st.booleans()))
    for level in (0, 1, 4):
        levels.ensure(level, Box.of(levels.size_at(level)), budget_s=math.inf)
    for number, (x, y, side) in enumerate(changes):
        box = Box(x, y, x + side, y + side).clip(Size(640, 512))
        pixels[box.slices] = 60 * number
        levels.invalidate(box)
        if data.draw(st.booleans()):
            levels.ensure(1, Box(0, 0, 200, 200), budget_s=data.draw(st.sampled_from([-1.0, math.inf])))
    anew = made(pixels)
    for level in (0, 1, 3, 4):
        for one in (levels, anew):
            assert one.ensure(level, Box.of(one.size_at(level)), budget_s=math.inf)
        assert np.array_equal(rgb(levels.picture(level)), rgb(anew.picture(level)))


def test_without_time_a_change_shows_by_some_of_its_pixels(small_overview: None) -> None:
    pixels = noise(640, 512).copy()
    levels = made(pixels, picks=True)
    whole = Box.of(levels.size_at(2))
    assert np.array_equal(rgb(levels.picture(3)), pixels[4::8, 4::8])  # the overview, before anybody looked
    assert levels.ensure(2, whole, budget_s=math.inf)
    pixels[100:180, 200:300] = 7
    levels.invalidate(Box(200, 100, 300, 180))
    assert not levels.ensure(2, whole, budget_s=-1.0)
    assert (rgb(levels.picture(2))[25:45, 50:75] == 7).all()
    assert levels.ensure(2, whole, budget_s=math.inf)
    means = pixels.reshape(128, 4, 160, 4, 3).mean(axis=(1, 3))
    assert np.abs(rgb(levels.picture(2)) - means).max() <= 2


def test_only_what_changed_is_read_again() -> None:
    read: list[Box] = []

    def source(box: Box) -> NDArray[np.uint8]:
        read.append(box)
        return np.zeros((*box.size.shape, 3), np.uint8)

    levels = Mipmaps(source, Size(640, 512), has_alpha=False)
    levels.prepare()
    read.clear()
    levels.invalidate(Box(100, 100, 110, 104))
    levels.invalidate(Box(105, 102, 140, 106))
    levels.ensure(0, Box(0, 0, 640, 512), budget_s=math.inf)
    assert read == [Box(100, 100, 128, 106), Box(128, 102, 140, 106)]


def test_a_twin_starts_from_the_same_overview_and_goes_its_own_way() -> None:
    pixels = noise(300, 200)
    levels = made(pixels)
    twin = levels.twin(functools.partial(cut, np.zeros_like(pixels)))
    twin.invalidate(Box(0, 0, 10, 10))
    assert twin.ensure(0, Box(0, 0, 300, 200), budget_s=math.inf)
    assert not rgb(twin.picture(0))[5, 5].any()
    assert np.array_equal(rgb(levels.picture(0)), pixels)


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_grey_and_alpha(channels: int) -> None:
    pixels = noise(64, 48, channels)
    levels = made(pixels)
    levels.ensure(0, Box(0, 0, 64, 48), budget_s=math.inf)
    shown = bgra(levels.picture(0)).astype(int)
    if channels == 1:
        assert np.array_equal(shown[..., 0], pixels[..., 0])
    else:
        assert np.array_equal(shown[..., 3], pixels[..., -1])
        premultiplied = pixels[..., 0].astype(int) * pixels[..., -1] / 255
        assert np.abs(shown[..., 2] - premultiplied).max() <= 1


def test_16_bit_shows_its_upper_8() -> None:
    pixels = (noise(64, 48).astype(np.uint16) << 8) | 17
    levels = Mipmaps(lambda box: pixels[box.slices], Size(64, 48), has_alpha=False)
    levels.ensure(0, Box(0, 0, 64, 48), budget_s=math.inf)
    assert np.array_equal(rgb(levels.picture(0)), pixels >> 8)
