"""A stroke on a layer's mask: shown at once, taken off again, and as small as what it touches."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Layer, LayerMask
from app.document.layers.softstroke import soft_segment
from app.document.maskdraft import MaskDraft, with_mask_patch
from app.document.planes import TILE
from tests.examples import examples

BOX = Box(30, 20, 330, 170)
points = st.tuples(st.floats(0, 400), st.floats(0, 200))
strokes = st.lists(st.tuples(points, points, st.floats(1, 50), st.floats(0, 1)), min_size=1, max_size=4)


def a_document(mask: LayerMask | None = None) -> Document:
    document = Document(np.full((200, 400, 3), 10, np.uint8))
    pixels, alpha = np.full((*BOX.size.shape, 3), 200, np.uint8), np.full(BOX.size.shape, 255, np.uint8)
    document.insert_layer(0, Layer(1, "Fill 1", BOX, pixels, alpha, mask=mask))
    return document


def picture(document: Document) -> np.ndarray:
    return compose(document, Box.of(document.size))


@given(strokes, st.sampled_from([0, 255]), st.booleans())
@examples(40)
def test_a_stroke_shows_comes_off_and_goes_in_as_a_patch(strokes: list, value: int, has_mask: bool) -> None:
    grey = np.random.default_rng(4).integers(0, 256, BOX.size.shape, dtype=np.uint8)
    document = a_document(LayerMask.of(grey) if has_mask else None)
    layer, before = document.layer(1), picture(document)
    shown = before.copy()
    document.subscribe(lambda box: shown.__setitem__(box.slices, compose(document, box)))
    draft = MaskDraft(document, 1, value=value)
    covered = np.zeros((200, 400), np.int64)
    for a, b, radius, hardness in strokes:
        box, coverage = soft_segment(a, b, radius, hardness, within=Box(0, 0, 400, 200))
        draft.paint(box, coverage)
        covered[box.slices] = np.maximum(covered[box.slices], coverage)
        np.testing.assert_array_equal(shown, picture(document))
    base = grey.astype(np.int64) if has_mask else np.full(BOX.size.shape, 255)
    wanted = (base * 255 + (value - base) * covered[BOX.slices] + 127) // 255
    live = document.layer(1).mask
    np.testing.assert_array_equal(wanted if live is None else live.read(), wanted)
    patch = draft.finish()
    assert document.layer(1) is layer
    np.testing.assert_array_equal(shown, before)
    assert bool(patch) == bool((wanted != base).any())
    after, inverse, changed = with_mask_patch(layer, patch)
    assert after.mask is not None
    np.testing.assert_array_equal(after.mask.read(), wanted)
    differs = np.argwhere(wanted != base)
    assert all(changed.contains(int(x) + BOX.x0, int(y) + BOX.y0) for y, x in differs[:: max(1, len(differs) // 20)])
    back, _, _ = with_mask_patch(after, inverse)
    assert back.mask is not None
    np.testing.assert_array_equal(back.mask.read(), base)


def test_a_stroke_holds_the_tiles_it_touches_and_no_more() -> None:
    document = Document(np.zeros((1000, 3000, 1), np.uint8))
    pixels, alpha = np.zeros((1000, 3000, 1), np.uint8), np.full((1000, 3000), 255, np.uint8)
    document.insert_layer(0, Layer(1, "Fill 1", Box(0, 0, 3000, 1000), pixels, alpha))
    draft = MaskDraft(document, 1, value=0)
    draft.paint(*soft_segment((500, 500), (700, 520), 20, 0.5))
    patch = draft.finish()
    assert 0 < len(patch) <= 6
    assert sum(tile.nbytes for tile in patch.values() if tile is not None) <= len(patch) * TILE * TILE


def test_a_layer_that_was_changed_meanwhile_is_left_as_it_is() -> None:
    document = a_document()
    draft = MaskDraft(document, 1, value=0)
    draft.paint(*soft_segment((100, 100), (120, 100), 9, 1.0))
    document.put_layer(dataclasses.replace(document.layer(1), name="Other"))
    now = document.layer(1)
    draft.paint(*soft_segment((200, 100), (220, 100), 9, 1.0))
    assert draft.finish() == {}
    assert document.layer(1) is now


def test_an_aborted_stroke_leaves_nothing() -> None:
    document = a_document()
    layer = document.layer(1)
    draft = MaskDraft(document, 1, value=0)
    draft.paint(*soft_segment((100, 100), (120, 100), 9, 1.0))
    assert document.layer(1).mask is not None
    draft.abort()
    assert document.layer(1) is layer
    assert draft.finish() == {}
    draft.paint(*soft_segment((100, 100), (120, 100), 9, 1.0))
    assert document.layer(1) is layer


def test_coverage_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="coverage"):
        MaskDraft(a_document(), 1, value=0).paint(Box(0, 0, 4, 4), np.zeros((3, 3), np.uint8))
