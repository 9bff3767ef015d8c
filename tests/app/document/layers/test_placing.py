"""A layer that is moved keeps every bit, wherever it goes, and so does what belongs to its place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.document import Document
from app.document.geometry import Box, Size
from app.document.layers import Candidate, Fill, Layer, LayerMask
from app.document.layers.placing import LARGEST, LONGEST, REACH, fits, fitted_box, flipped, kept_within_reach, moved
from app.document.planes import ColourPlane, Plane
from app.document.planes.colours import sound
from app.document.planes.tiles import tiles_of

SIZE = Size(300, 200)
distances = st.integers(-400, 400)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    """That meet the photo, and may reach beyond it."""
    x0, y0 = draw(st.integers(-60, SIZE.width - REACH)), draw(st.integers(-60, SIZE.height - REACH))
    return Box(x0, y0, x0 + draw(st.integers(60 + REACH, 180)), y0 + draw(st.integers(60 + REACH, 180)))


def a_fill(box: Box) -> Layer:
    """With two candidates, a hole, strokes, colours, exclusions and a mask."""
    rng = np.random.default_rng(box.area)
    shape = box.size.shape
    other = Box(box.x0 + 3, box.y0 + 5, box.x1, box.y1)
    candidates = tuple(
        Candidate(one, rng.integers(0, 256, (*one.size.shape, 3), np.uint8), np.full(one.size.shape, 250, np.uint8))
        for one in (box, other)
    )
    inside = box.clip(SIZE)
    bits = rng.random(inside.size.shape) < 0.3
    bits[0, 0] = True
    planes = [tiles_of(bits, inside), tiles_of(~bits, inside), tiles_of(bits, inside)]
    colours = tiles_of(sound(rng.integers(0, 256, (*inside.size.shape, 4), np.uint8)), inside)
    fill = Fill(candidates, 0, *planes, contexts=(inside,), colours=colours)  # type: ignore[arg-type]  # three planes
    one = candidates[0]
    mask = LayerMask.of(rng.integers(0, 256, shape, np.uint8))
    return Layer(1, "Fill 1", box, one.pixels, one.alpha, mask=mask, fill=fill)


def plane_of(tiles, kind: type[Plane] | type[ColourPlane] = Plane) -> np.ndarray:
    plane = kind(SIZE)
    plane.swap(dict(tiles))
    return plane.read(Box.of(SIZE))


@given(boxes(), distances, distances)
def test_there_and_back_is_what_it_was(box: Box, dx: int, dy: int) -> None:
    layer = a_fill(box)
    there = moved(layer, dx, dy, SIZE)
    assert (there.box, there.mask, there.pixels) == (box.shift(dx, dy), layer.mask, there.pixels)
    assert there.pixels is layer.pixels
    assert there.alpha is layer.alpha
    back = moved(there, -dx, -dy, SIZE)
    assert back.box == box
    assert back.fill is not None
    assert layer.fill is not None
    for name in ("hole", "sketch", "exclude", "contexts", "colours"):
        assert getattr(back.fill, name) is getattr(layer.fill, name)
    for one, other in zip(back.fill.candidates, layer.fill.candidates, strict=True):
        assert one.box == other.box
        assert one.pixels is other.pixels
    assert back.fill.home is None


@given(boxes(), distances, distances, distances, distances)
def test_two_ways_are_one(box: Box, dx: int, dy: int, ex: int, ey: int) -> None:
    layer = a_fill(box)
    twice, once = moved(moved(layer, dx, dy, SIZE), ex, ey, SIZE), moved(layer, dx + ex, dy + ey, SIZE)
    assert twice.box == once.box
    assert twice.fill is not None
    assert once.fill is not None
    for name in ("hole", "sketch", "exclude"):
        np.testing.assert_array_equal(plane_of(getattr(twice.fill, name)), plane_of(getattr(once.fill, name)))
    np.testing.assert_array_equal(*(plane_of(one.fill.colours, ColourPlane) for one in (twice, once)))  # type: ignore[union-attr]
    assert twice.fill.contexts == once.fill.contexts


def test_the_hole_goes_with_its_layer_and_what_is_excluded_stays() -> None:
    layer = a_fill(Box(20, 30, 120, 130))
    assert layer.fill is not None
    there = moved(layer, 40, -50, SIZE).fill
    assert there is not None
    for name in ("hole", "sketch"):
        before, after = plane_of(getattr(layer.fill, name)), plane_of(getattr(there, name))
        np.testing.assert_array_equal(after[:80, 60:160], before[50:130, 20:120])
        assert after.sum() == before[50:130, 20:120].sum()  # nothing else is there
    before, after = (plane_of(one.colours, ColourPlane) for one in (layer.fill, there))
    np.testing.assert_array_equal(after[:80, 60:160], before[50:130, 20:120])
    assert after.any()
    assert (after > 0).sum() == (before[50:130, 20:120] > 0).sum()
    assert there.exclude is layer.fill.exclude
    assert there.contexts == (Box(60, 0, 160, 80),)
    assert there.candidates[1].box == Box(63, -15, 160, 80)


@given(boxes(), distances, distances)
def test_a_layer_stays_in_reach(box: Box, dx: int, dy: int) -> None:
    layer = a_fill(box)
    kept = kept_within_reach(layer, box.shift(dx, dy), SIZE)
    assert kept.size == box.size
    document = Document(np.zeros((*SIZE.shape, 3), np.uint8))
    there = moved(layer, kept.x0 - box.x0, kept.y0 - box.y0, SIZE)
    document.put_layers((there,))  # which refuses one that is outside
    assert there.fill is not None
    for one in there.fill.candidates:
        inside = one.box.clip(SIZE)
        assert min(inside.width, inside.height) >= min(REACH, one.box.width, one.box.height)
    if all(min(one.shift(dx, dy).clip(SIZE).size.shape) >= REACH for one in (box, layer.fill.candidates[1].box)):  # type: ignore[union-attr]
        assert kept == box.shift(dx, dy)


def test_candidates_at_two_ends_leave_no_way() -> None:
    layer = a_fill(Box(0, 0, 100, 100))
    assert layer.fill is not None
    left, right = layer.fill.candidates
    left, right = replace(left, box=left.box.shift(-99, 0)), replace(right, box=right.box.shift(292, 0))
    layer = replace(layer, box=left.box, fill=replace(layer.fill, candidates=(left, right)))
    assert kept_within_reach(layer, layer.box.shift(-50, 10), SIZE) == layer.box


def test_a_layer_may_not_grow_for_ever() -> None:
    layer = a_fill(Box(0, 0, 100, 100))
    assert fits(Box(0, 0, LONGEST, 10), layer)
    assert not fits(Box(0, 0, LONGEST + 1, 10), layer)
    assert not fits(Box(0, 0, 20_000, LARGEST // 20_000 + 1), layer)


@given(boxes(), st.booleans())
def test_flipped_twice_is_what_it_was(box: Box, down: bool) -> None:
    layer = a_fill(box)
    once = flipped(layer, down=down)
    assert once.box == box
    assert once.fill is None
    turned = np.s_[::-1] if down else np.s_[:, ::-1]
    assert once.mask is not None
    assert layer.mask is not None
    np.testing.assert_array_equal(once.pixels, layer.pixels[turned])
    np.testing.assert_array_equal(once.mask.read(), layer.mask.read()[turned])
    twice = flipped(once, down=down)
    np.testing.assert_array_equal(twice.pixels, layer.pixels)
    np.testing.assert_array_equal(twice.alpha, layer.alpha)


@given(boxes())
def test_a_layer_fits_the_photo(box: Box) -> None:
    there = fitted_box(a_fill(box), SIZE)
    assert there.clip(SIZE) == there
    assert there.width == SIZE.width or there.height == SIZE.height
    assert abs(there.x0 - (SIZE.width - there.x1)) <= 1
    assert abs(there.y0 - (SIZE.height - there.y1)) <= 1
    assert abs(there.width * box.height - there.height * box.width) <= max(box.width, box.height)
