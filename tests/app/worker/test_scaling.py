"""Layers in another size: every kind of pixels, no colour from where nothing shows, and not a bit for nothing."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.document.geometry import Box, Size
from app.document.layers import Candidate, Fill, Layer, LayerMask
from app.document.layers.placing import flipped
from app.worker import scaling
from app.worker.scaling import Scaling, scaled
from tests.app.conftest import noise
from tests.examples import examples
from tests.patience import MOMENT_S

KINDS = [(channels, dtype) for channels in (1, 2, 3, 4) for dtype in (np.uint8, np.uint16)]
sides = st.integers(1, 60)


def a_layer(size: Size, channels: int = 3, dtype: type = np.uint8, seed: int = 3) -> Layer:
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, np.iinfo(dtype).max, (*size.shape, channels), dtype, endpoint=True)
    return Layer(1, "Moon", Box.of(size).shift(5, 7), pixels, rng.integers(0, 256, size.shape, np.uint8))


@given(sides, sides, st.sampled_from(KINDS), st.integers(-9, 9))
def test_its_own_size_keeps_every_bit(width: int, height: int, kind: tuple[int, type], dx: int) -> None:
    layer = a_layer(Size(width, height), *kind)
    there = scaled(layer, layer.box.shift(dx, 0))
    assert there.pixels is layer.pixels
    assert there.alpha is layer.alpha
    assert there.box == layer.box.shift(dx, 0)


@examples(60)
@given(sides, sides, sides, sides, st.sampled_from(KINDS), st.integers(0, 255))
def test_one_colour_stays_one_colour(
    width: int, height: int, to_width: int, to_height: int, kind: tuple[int, type], value: int
) -> None:
    channels, dtype = kind
    value *= np.iinfo(dtype).max // 255
    shape = (height, width)
    pixels = np.full((*shape, channels), value, dtype)
    if channels in (2, 4):
        pixels[..., -1] = np.iinfo(dtype).max
    layer = Layer(1, "Moon", Box(0, 0, width, height), pixels, np.full(shape, 77, np.uint8))
    there = scaled(layer, Box(2, 3, 2 + to_width, 3 + to_height))
    assert there.pixels.dtype == dtype
    assert np.abs(there.pixels.astype(int) - pixels[:1, :1]).max() <= (1 if dtype == np.uint16 else 0)
    assert (there.alpha == 77).all()


def test_what_is_hidden_does_not_bleed() -> None:
    """A white disc on hidden green: its border is white, however far it covers."""
    y, x = np.mgrid[:80, :80]
    disc = np.hypot(x - 40, y - 40) < 30
    pixels = np.where(disc[..., np.newaxis], 255, np.array([0, 255, 0])).astype(np.uint8)
    layer = Layer(1, "Disc", Box(0, 0, 80, 80), pixels, np.where(disc, 255, 0).astype(np.uint8))
    for side in (31, 133):
        there = scaled(layer, Box(0, 0, side, side))
        assert ((there.alpha > 0) & (there.alpha < 255)).any()
        assert (there.pixels[there.alpha > 8] >= 254).all()


def test_transparency_of_the_pixels_own_is_weighed_too() -> None:
    pixels = np.zeros((40, 40, 4), np.uint16)
    pixels[:, :20] = (65535, 0, 0, 65535)
    pixels[:, 20:] = (0, 65535, 0, 0)
    layer = Layer(1, "Half", Box(0, 0, 40, 40), pixels, np.full((40, 40), 255, np.uint8))
    there = scaled(layer, Box(0, 0, 57, 57)).pixels
    shows = there[..., 3] > 2000
    assert (there[..., :3][shows] >= (65500, 0, 0)).all()
    assert (there[..., 1][shows] == 0).all()
    assert there[0, 0, 3] == 65535
    assert there[0, -1, 3] == 0


def test_smaller_is_what_pillow_makes_of_it() -> None:
    pixels = noise(300, 200)
    layer = Layer(1, "Moon", Box(0, 0, 300, 200), pixels, np.full((200, 300), 255, np.uint8))
    there = scaled(layer, Box(0, 0, 111, 70)).pixels
    for channel in range(3):
        plane = Image.fromarray(pixels[..., channel].astype(np.float32)).resize((111, 70), Image.Resampling.LANCZOS)
        wanted = np.clip(np.rint(np.asarray(plane)), 0, 255)
        assert np.abs(there[..., channel] - wanted).max() <= 1
        assert (there[..., channel] == wanted).mean() > 0.999


@pytest.mark.parametrize("size", [Size(33, 400), Size(90, 120)])
def test_bands_leave_no_seams(size: Size, monkeypatch: pytest.MonkeyPatch) -> None:
    layer = a_layer(Size(60, 230))
    whole = scaled(layer, Box.of(size))
    monkeypatch.setattr(scaling, "_BAND", 16)
    banded = scaled(layer, Box.of(size))
    assert np.abs(banded.alpha.astype(int) - whole.alpha).max() <= 1
    shows = whole.alpha > 32
    assert np.abs(banded.pixels.astype(int) - whole.pixels)[shows].max() <= 1


def test_the_mask_goes_with_it_and_the_fill_does_not() -> None:
    shares = np.zeros((40, 60), np.uint8)
    shares[:, 30:] = 255
    layer = replace(a_layer(Size(60, 40)), mask=LayerMask.of(shares))
    there = scaled(layer, Box(0, 0, 120, 20))
    assert there.mask is not None
    assert there.mask.size == Size(120, 20)
    read = there.mask.read()
    assert (read[:, :56] == 0).all()
    assert (read[:, 64:] == 255).all()
    assert there.fill is None


def test_what_is_no_fill_any_more_is_not_called_one() -> None:
    plain = replace(a_layer(Size(60, 40)), note="merged")
    candidate = Candidate(plain.box, plain.pixels, plain.alpha)
    fill = replace(plain, note="CPU · 1.2 s · best", fill=Fill((candidate,)))
    small = Box(0, 0, 30, 20)
    assert scaled(fill, small).note == "scaled"
    assert scaled(fill, fill.box.shift(3, 4)).note == fill.note
    assert scaled(plain, small).note == "merged"
    assert flipped(fill, down=True).note == "flipped"
    assert flipped(plain, down=True).note == "merged"


def test_an_empty_layer_goes_on_holding_one_pixel() -> None:
    pixel, alpha = np.zeros((1, 1, 3), np.uint8), np.zeros((1, 1), np.uint8)
    for one in (pixel, alpha):
        one.setflags(write=False)
    layer = Layer(1, "New", Box(0, 0, 9, 8), np.broadcast_to(pixel, (8, 9, 3)), np.broadcast_to(alpha, (8, 9)))
    there = scaled(layer, Box(0, 0, 20_000, 20_000))
    assert there.pixels.strides[:2] == (0, 0)
    assert not there.alpha[::5000, ::5000].any()


def test_it_is_reckoned_once_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    made, gate = [], threading.Event()

    def held(layer: Layer, box: Box) -> Layer:
        assert gate.wait(MOMENT_S)
        made.append(scaled(layer, box))
        return made[-1]

    monkeypatch.setattr(scaling, "scaled", held)
    question, answers = Scaling(a_layer(Size(8, 8)), Box(0, 0, 4, 4)), []
    threads = [threading.Thread(target=lambda: answers.append(question())) for _ in range(3)]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert all(answer is made[0] for answer in answers)
    assert len(answers) == 3
