"""Composed pixels against a reference that goes pixel by pixel with exact fractions."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.document import Document, compose, compose_picked
from app.document.compose import Placed
from app.document.geometry import EMPTY, Box, Size
from app.document.layers import Layer, LayerMask
from app.document.layers.layer import BLENDS
from tests.examples import examples

Array = npt.NDArray[Any]
SIZE = Size(7, 6)
DTYPES = [np.uint8, np.uint16]
opacities = st.sampled_from([0.0, 1.0, 0.5]) | st.floats(0, 1)
generators = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def some_pixels(rng: np.random.Generator, shape: tuple[int, ...], dtype: type) -> Array:
    """Every other value is next to an end of the range, or at it, where rounding and overflow go wrong."""
    top = 255 if dtype is np.uint8 else 65535
    ends = rng.choice(np.array([0, 0, 1, top - 1, top, top], dtype=dtype), shape)
    return np.where(rng.random(shape) < 0.5, ends, rng.integers(0, top, shape, dtype=dtype, endpoint=True))


def some_alpha(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return some_pixels(rng, shape, np.uint8)


@st.composite
def boxes(draw: st.DrawFn, least: int = 1) -> Box:
    x0, y0 = draw(st.integers(0, SIZE.width - least)), draw(st.integers(0, SIZE.height - least))
    x1, y1 = draw(st.integers(x0 + least, SIZE.width)), draw(st.integers(y0 + least, SIZE.height))
    return Box(x0, y0, x1, y1)


@st.composite
def documents(draw: st.DrawFn, channels: tuple[int, ...] = (1, 2, 3, 4)) -> Document:
    rng, dtype, channel_count = draw(generators), draw(st.sampled_from(DTYPES)), draw(st.sampled_from(channels))
    document = Document(some_pixels(rng, (*SIZE.shape, channel_count), dtype))
    for index in range(draw(st.integers(1, 3))):
        box = draw(boxes())
        pixels = some_pixels(rng, (*box.size.shape, channel_count), dtype)
        alpha = some_alpha(rng, box.size.shape)
        mask = LayerMask.of(some_alpha(rng, box.size.shape)) if draw(st.booleans()) else None
        # Transparent pixels in other modes than normal are a test of their own: there, halves can occur.
        blend = draw(st.sampled_from(BLENDS)) if channel_count in (1, 3) else "normal"
        visible, opacity = draw(st.booleans()), draw(opacities)
        layer = Layer(index + 1, "Fill", box, pixels, alpha, visible, opacity, "", blend, mask)
        document.insert_layer(draw(st.integers(0, index)), layer)
    return document


def rounded(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))


def blend_of(mode: str, below: Fraction, above: Fraction) -> Fraction:
    """The formulas of the W3C's Compositing and Blending; all in 0 .. 1."""
    match mode:
        case "multiply":
            return below * above
        case "screen":
            return below + above - below * above
        case "overlay":
            return 2 * below * above if below <= Fraction(1, 2) else blend_of("screen", 2 * below - 1, above)
        case "darken":
            return min(below, above)
        case "lighten":
            return max(below, above)
    return above


def blended(mode: str, below: list[int], above: list[int], weight: Fraction, top: int) -> list[int]:
    pairs = zip(below, above, strict=True)
    made = [(Fraction(one), top * blend_of(mode, Fraction(one, top), Fraction(other, top))) for one, other in pairs]
    return [rounded(one + (other - one) * weight) for one, other in made]


def coverage(layer: Layer, place: tuple[int, int]) -> int:
    alpha = Fraction(int(layer.alpha[place]))
    return rounded(alpha if layer.mask is None else alpha * int(layer.mask.read()[place]) / 255)


def mixed(below: list[int], above: list[int], weight: Fraction, *, has_alpha: bool) -> list[int]:
    plain = [rounded(one * (1 - weight) + other * weight) for one, other in zip(below, above, strict=True)]
    if weight in (0, 1) or not has_alpha:
        return plain
    share_below, share_above = below[-1] * (1 - weight), above[-1] * weight
    if share_below + share_above == 0:
        return plain
    pairs = zip(below[:-1], above[:-1], strict=True)
    colours = [(one * share_below + other * share_above) / (share_below + share_above) for one, other in pairs]
    return [*map(rounded, colours), plain[-1]]


def reference(document: Document) -> Array:
    out = document.photo.copy()
    for layer in document.layers:
        opacity = Fraction(round(layer.opacity * 65535), 65535) if layer.visible else Fraction(0)
        for y in range(layer.box.y0, layer.box.y1):
            for x in range(layer.box.x0, layer.box.x1):
                place = y - layer.box.y0, x - layer.box.x0
                weight = Fraction(coverage(layer, place), 255) * opacity
                below, above = out[y, x].tolist(), layer.pixels[place].tolist()
                if layer.blend != "normal":
                    out[y, x] = blended(layer.blend, below, above, weight, int(np.iinfo(out.dtype).max))
                else:
                    out[y, x] = mixed(below, above, weight, has_alpha=document.channels in (2, 4))
    return out


def one_layer(below: Array, above: Array, alpha: Array, opacity: float = 1.0, blend: str = "normal") -> Array:
    document = Document(below)
    document.insert_layer(0, Layer(1, "Fill", Box.of(document.size), above, alpha, opacity=opacity, blend=blend))
    return compose(document, Box.of(document.size))


@given(documents(), boxes(least=0))
@examples(60)
def test_compose_is_the_reference_on_every_box(document: Document, box: Box) -> None:
    expected = reference(document)
    pixels = compose(document, Box.of(SIZE))
    assert pixels.dtype == document.photo.dtype
    np.testing.assert_array_equal(pixels, expected)
    np.testing.assert_array_equal(compose(document, box), expected[box.slices])
    np.testing.assert_array_equal(compose(document, box, layers=False), document.photo[box.slices])


@given(documents(), st.data())
@examples(60)
def test_picked_pixels_are_those_of_the_whole(document: Document, data: st.DataObject) -> None:
    rows, columns = (np.array(sorted(data.draw(st.sets(st.integers(0, side - 1), min_size=1)))) for side in SIZE.shape)
    whole = compose(document, Box.of(SIZE))
    np.testing.assert_array_equal(compose_picked(document, rows, columns), whole[rows][:, columns])
    photo = compose_picked(document, rows, columns, layers=False)
    np.testing.assert_array_equal(photo, document.photo[rows][:, columns])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_alpha_0_keeps_and_255_replaces_to_the_bit(dtype: type, channels: int) -> None:
    rng = np.random.default_rng(5)
    top = np.iinfo(dtype).max
    # All values of uint8, and as many of uint16; transparent pixels with a colour among them.
    below, above = (rng.integers(0, top, (64, 64, channels), dtype=dtype, endpoint=True) for _ in range(2))
    below[:9, :, -1], above[5:20, :, -1] = 0, 0
    alpha = rng.choice(np.array([0, 255, 100], dtype=np.uint8), (64, 64))
    out = one_layer(below, above, alpha)
    np.testing.assert_array_equal(out[alpha == 0], below[alpha == 0])
    np.testing.assert_array_equal(out[alpha == 255], above[alpha == 255])
    np.testing.assert_array_equal(one_layer(below, above, alpha, 0.0), below)
    assert (out[alpha == 100] != below[alpha == 100]).any()


@given(generators, st.sampled_from(DTYPES), st.sampled_from([1, 3]), opacities)
@examples(60)
def test_rounding_has_no_direction(rng: np.random.Generator, dtype: type, channels: int, opacity: float) -> None:
    top = 255 if dtype is np.uint8 else 65535
    below, above = (some_pixels(rng, (16, 17, channels), dtype) for _ in range(2))
    alpha = some_alpha(rng, (16, 17))
    out = one_layer(below, above, alpha, opacity)
    np.testing.assert_array_equal(one_layer(top - below, top - above, alpha, opacity), top - out)
    if opacity == 1.0:
        np.testing.assert_array_equal(out, one_layer(above, below, 255 - alpha))


@given(documents(channels=(2, 4)))
@examples(40)
def test_an_opaque_picture_with_alpha_is_the_same_without(document: Document) -> None:
    top = int(np.iinfo(document.photo.dtype).max)

    def opaque(pixels: Array) -> Array:
        return np.concatenate([pixels[..., :-1], np.full_like(pixels[..., -1:], top)], axis=-1)

    with_alpha, without = Document(opaque(document.photo)), Document(document.photo[..., :-1])
    for index, layer in enumerate(document.layers):
        with_alpha.insert_layer(index, dataclasses.replace(layer, pixels=opaque(layer.pixels)))
        without.insert_layer(index, dataclasses.replace(layer, pixels=layer.pixels[..., :-1]))
    out = compose(with_alpha, Box.of(SIZE))
    assert (out[..., -1] == top).all()
    np.testing.assert_array_equal(out[..., :-1], compose(without, Box.of(SIZE)))


@given(generators, st.sampled_from(DTYPES), st.sampled_from([2, 4]), st.sampled_from(BLENDS[1:]), opacities)
@examples(60)
def test_modes_with_transparent_pixels_are_the_standards(
    rng: np.random.Generator, dtype: type, channels: int, mode: str, opacity: float
) -> None:
    top = int(np.iinfo(dtype).max)
    below, above = (some_pixels(rng, (5, 6, channels), dtype) for _ in range(2))
    alpha = some_alpha(rng, (5, 6))
    out = one_layer(below, above, alpha, opacity, mode)
    for place in np.ndindex(5, 6):
        share = Fraction(int(alpha[place]), 255) * Fraction(round(opacity * 65535), 65535)
        one, other = below[place].tolist(), above[place].tolist()
        a_below, a_above = Fraction(one[-1], top), Fraction(other[-1], top) * share
        whole = a_above + a_below - a_above * a_below
        assert out[place].tolist()[-1] == rounded(whole * top)
        if whole == 0 or share == 0:
            assert out[place].tolist() == one
            continue
        for c_below, c_above, made in zip(one[:-1], other[:-1], out[place].tolist()[:-1], strict=True):
            both = top * blend_of(mode, Fraction(c_below, top), Fraction(c_above, top))
            exact = a_above * (1 - a_below) * c_above + (1 - a_above) * a_below * c_below + a_above * a_below * both
            assert abs(made - exact / whole) <= Fraction(1, 2) + Fraction(1, 10**6)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("mode", "neutral"), [("multiply", 1), ("screen", 0), ("darken", 1), ("lighten", 0)])
def test_a_neutral_colour_changes_nothing(dtype: type, mode: str, neutral: int) -> None:
    top = np.iinfo(dtype).max
    below = np.arange(0, int(top) + 1, 1 if dtype is np.uint8 else 257).astype(dtype).reshape(16, 16, 1)
    above, alpha = np.full_like(below, neutral * top), np.full((16, 16), 255, np.uint8)
    np.testing.assert_array_equal(one_layer(below, above, alpha, blend=mode), below)
    np.testing.assert_array_equal(one_layer(below, above, alpha, 0.3, blend=mode), below)


def test_an_applied_mask_looks_the_same() -> None:
    rng = np.random.default_rng(3)
    photo, pixels = (some_pixels(rng, (40, 40, 3), np.uint16) for _ in range(2))
    alpha, mask = some_alpha(rng, (40, 40)), LayerMask.of(some_alpha(rng, (40, 40)))
    masked = Layer(1, "Fill", Box(0, 0, 40, 40), pixels, alpha, opacity=0.7, mask=mask)
    applied = dataclasses.replace(masked, alpha=masked.coverage(masked.box), mask=None)
    documents = [Document(photo), Document(photo)]
    for document, layer in zip(documents, (masked, applied), strict=True):
        document.insert_layer(0, layer)
    one, other = (compose(document, Box(0, 0, 40, 40)) for document in documents)
    np.testing.assert_array_equal(one, other)
    assert (one != photo).any()


def test_the_colour_of_an_invisible_pixel_does_not_bleed() -> None:
    below = np.array([[[200, 100, 50, 0]]], dtype=np.uint8)
    above = np.array([[[10, 20, 30, 200]]], dtype=np.uint8)
    alpha = np.array([[51]], dtype=np.uint8)  # a fifth
    assert one_layer(below, above, alpha).tolist() == [[[10, 20, 30, 40]]]


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("opacity", [1.0, 0.3])
def test_a_large_box_is_its_parts(channels: int, opacity: float) -> None:
    rng = np.random.default_rng(7)
    photo, fill = (rng.integers(0, 255, (401, 407, channels), dtype=np.uint8) for _ in range(2))
    alpha = np.zeros((401, 407), dtype=np.uint8)
    alpha[90:300, 60:310] = 255
    alpha[80:90] = rng.integers(0, 255, (10, 407))
    document = Document(photo)
    document.insert_layer(0, Layer(1, "Fill", Box(0, 0, 407, 401), fill, alpha, opacity=opacity))
    whole = compose(document, Box(0, 0, 407, 401))
    for y in range(0, 401, 57):
        for x in range(0, 407, 83):
            part = Box(x, y, x + 83, y + 57).clip(document.size)
            np.testing.assert_array_equal(compose(document, part), whole[part.slices])


def test_layers_that_do_not_meet_the_box_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document(np.zeros((40, 40, 3), dtype=np.uint8))
    for layer_id, box in enumerate([Box(0, 0, 9, 9), Box(20, 20, 30, 30)], start=1):
        pixels = np.full((*box.size.shape, 3), layer_id, dtype=np.uint8)
        document.insert_layer(0, Layer(layer_id, "Fill", box, pixels, pixels[..., 0]))
    read: list[int] = []
    monkeypatch.setitem(compose.__globals__, "_blend_into", lambda _out, layer, *_rest: read.append(layer.id))
    compose(document, Box(9, 9, 21, 21))
    assert read == [2]


def test_the_result_is_fresh_and_writeable() -> None:
    document = Document(np.zeros((4, 4, 3), dtype=np.uint8))
    compose(document, Box(0, 0, 4, 4))[:] = 9
    assert not document.photo.any()
    assert compose(document, EMPTY).shape == (0, 0, 3)


@pytest.mark.parametrize("box", [Box(-1, 0, 3, 3), Box(0, 0, 5, 3)])
def test_a_box_that_leaves_the_photo_is_refused(box: Box) -> None:
    with pytest.raises(ValueError, match="clip it first"):
        compose(Document(np.zeros((4, 4, 3), dtype=np.uint8)), box)


@examples(50)
@given(documents(), st.integers(-4, 5), st.integers(-4, 4), st.integers(1, 9), st.integers(1, 9))
def test_a_layer_placed_elsewhere_looks_like_one_whose_pixels_are_repeated(
    document: Document, x: int, y: int, width: int, height: int
) -> None:
    layer, box = document.layers[0], Box(x, y, x + width, y + height)
    assume(not box.intersect(Box.of(SIZE)).is_empty)
    rows = [(2 * row + 1) * layer.box.height // (2 * height) for row in range(height)]
    columns = [(2 * column + 1) * layer.box.width // (2 * width) for column in range(width)]
    made = dataclasses.replace(
        layer,
        box=box,
        pixels=layer.pixels[rows][:, columns],
        alpha=layer.alpha[rows][:, columns],
        mask=None if layer.mask is None else LayerMask.of(layer.mask.read()[rows][:, columns]),
    )
    every = np.arange(SIZE.height), np.arange(SIZE.width)
    picked = compose_picked(document, *every, placed=Placed(layer.id, box))
    document.put_layer(made)
    np.testing.assert_array_equal(picked, compose(document, Box.of(SIZE)))
