"""One layer in the place of several looks as they did."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.document import Document, compose
from app.document.geometry import Box, Size
from app.document.layers import Candidate, Fill, Layer, LayerMask
from app.document.layers.fills import with_candidate
from app.document.layers.layer import BLENDS
from app.document.layers.placing import LONGEST
from app.document.merging import empty_layer, loses_outside, merged, with_applied_mask
from tests.examples import examples

WHOLE = Box(0, 0, 90, 80)
boxes = st.tuples(st.integers(0, 60), st.integers(0, 50), st.integers(1, 30), st.integers(1, 30)).map(
    lambda four: Box(four[0], four[1], four[0] + four[2], four[1] + four[3])
)


@st.composite
def documents(draw: st.DrawFn, channels: int, modes: tuple[str, ...], dtype: Any = np.uint8) -> Document:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))

    def noise(*shape: int, of: Any = dtype) -> Any:
        return rng.integers(0, int(np.iinfo(of).max), shape, dtype=of, endpoint=True)

    document = Document(noise(80, 90, channels))
    for number in range(1, draw(st.integers(2, 4)) + 1):
        box = draw(boxes)
        alpha = np.where(noise(*box.size.shape, of=np.uint8) < 90, 255, noise(*box.size.shape, of=np.uint8))
        mask = LayerMask.of(noise(*box.size.shape, of=np.uint8)) if draw(st.booleans()) else None
        opacity, blend = draw(st.sampled_from([1.0, 0.5, 0.2])), draw(st.sampled_from(modes))
        pixels = noise(*box.size.shape, channels)
        layer = Layer(number, f"Fill {number}", box, pixels, alpha.astype(np.uint8), True, opacity, "", blend, mask)
        document.insert_layer(number - 1, layer)
    return document


def seen(document: Document) -> Any:
    return compose(document, WHOLE).astype(np.int64)


@given(documents(3, ("normal",)) | documents(1, ("normal",)))
@examples(30)
def test_normal_layers_keep_how_far_they_cover(document: Document) -> None:
    before = seen(document)
    joined = merged(document, document.layers[:2], "Both")
    assert joined.id == document.layers[0].id
    document.put_layers((joined, *document.layers[2:]))
    assert np.abs(seen(document) - before).max() <= 2  # 8 bits of alpha, and a rounding for each layer above


@given(documents(4, BLENDS) | documents(3, BLENDS[1:]) | documents(2, BLENDS, np.uint16))
@examples(30)
def test_others_look_the_same_to_the_bit(document: Document) -> None:
    before = seen(document)
    document.put_layers((merged(document, document.layers, "Visible"),))
    np.testing.assert_array_equal(seen(document), before)


def test_what_is_below_is_left_where_nothing_covers() -> None:
    photo = np.full((80, 90, 3), 9, np.uint8)
    document = Document(photo)
    for number, box in ((1, Box(0, 0, 10, 10)), (2, Box(40, 40, 50, 50))):
        layer = Layer(
            number, "Fill", box, np.full((10, 10, 3), 200, np.uint8), np.full((10, 10), 255, np.uint8), blend="darken"
        )
        document.insert_layer(number - 1, layer)
    joined = merged(document, document.layers, "Both")
    assert joined.box == Box(0, 0, 50, 50)
    assert (joined.alpha[:10, :10] == 255).all()
    assert not joined.alpha[15:35, 15:35].any()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_an_empty_layer_is_seen_through_and_costs_nothing(dtype: Any) -> None:
    document = Document(np.full((80, 90, 3), 9, dtype))
    layer = empty_layer(document, "Layer 1")
    document.insert_layer(0, layer)
    assert layer.box == WHOLE
    assert (seen(document) == 9).all()
    assert layer.pixels.strides[:2] == layer.alpha.strides == (0, 0)
    assert not layer.pixels.flags.writeable


def test_an_applied_mask_goes_into_all_candidates_that_it_covers() -> None:
    pixels, alpha = np.zeros((4, 5, 3), np.uint8), np.full((4, 5), 200, np.uint8)
    box, shares = Box(1, 1, 6, 5), np.arange(20, dtype=np.uint8).reshape(4, 5)
    other = Candidate(Box(0, 0, 2, 2), np.zeros((2, 2, 3), np.uint8), np.zeros((2, 2), np.uint8))
    layer = Layer(1, "Fill 1", box, pixels, alpha, mask=LayerMask.of(shares))
    like = Candidate(box, pixels + np.uint8(9), alpha // 2)
    layer = replace(layer, fill=Fill((other, like, Candidate(box, layer.pixels, layer.alpha)), chosen=2))
    applied = with_applied_mask(layer)
    assert applied.mask is None
    assert np.array_equal(applied.alpha, np.rint(200.0 * shares / 255.0))
    assert applied.fill is not None
    assert applied.fill.chosen == 1
    assert applied.fill.candidates[1].alpha is applied.alpha
    assert applied.fill.candidates[0].pixels is like.pixels
    assert np.array_equal(with_candidate(applied, 0).alpha, with_candidate(layer, 1).coverage(box))
    assert with_applied_mask(applied) is applied


@given(documents(3, ("normal",)), st.integers(-20, 20), st.integers(-20, 20))
@examples(20)
def test_normal_layers_keep_what_is_outside(document: Document, dx: int, dy: int) -> None:
    lower, upper = (replace(one, box=one.box.shift(dx, dy)) for one in document.layers[:2])
    assume(not any(one.box.intersect(WHOLE).is_empty for one in (lower, upper)))
    document.put_layers((lower, upper))
    before = seen(document)
    joined = merged(document, (lower, upper), "Both")
    assert joined.box == lower.box.union(upper.box)
    assert not loses_outside(document, (lower, upper))
    document.put_layers((joined,))
    assert np.abs(seen(document) - before).max() <= 2


@given(documents(4, BLENDS), st.integers(-20, 20), st.integers(-20, 20))
@examples(20)
def test_others_are_joined_inside_alone(document: Document, dx: int, dy: int) -> None:
    lower, upper = (replace(one, box=one.box.shift(dx, dy)) for one in document.layers[:2])
    assume(not any(one.box.intersect(WHOLE).is_empty for one in (lower, upper)))
    document.put_layers((lower, upper))
    before = seen(document)
    joined = merged(document, (lower, upper), "Both")
    union = lower.box.union(upper.box)
    assert joined.box == union.intersect(WHOLE)
    assert loses_outside(document, (lower, upper)) == (joined.box != union)
    document.put_layers((joined,))
    np.testing.assert_array_equal(seen(document), before)


def test_layers_far_apart_make_none_that_is_too_large() -> None:
    """Two small ones can span more pixels than any file of theirs could be opened with."""
    document = Document(np.zeros((80, 90, 3), np.uint8))
    for number, size in enumerate((Size(LONGEST, 10), Size(10, LONGEST))):
        pixels, alpha = np.full((*size.shape, 3), 90, np.uint8), np.full(size.shape, 255, np.uint8)
        document.insert_layer(number, Layer(number + 1, "", Box.of(size), pixels, alpha))
    before = seen(document)
    assert loses_outside(document, document.layers)
    joined = merged(document, document.layers, "Both")
    assert joined.box == WHOLE
    document.put_layers((joined,))
    np.testing.assert_array_equal(seen(document), before)
