"""What a fill layer remembers, and how it changes its candidate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.document.geometry import Box
from app.document.layers import Candidate, Fill, Layer, LayerMask
from app.document.layers.fills import with_candidate, with_chosen_alone, with_fill


def candidate(box: Box, value: int) -> Candidate:
    shape = box.size.shape
    return Candidate(box, np.full((*shape, 3), value, np.uint8), np.full(shape, 200 + value, np.uint8))


def fill_layer(*boxes: Box) -> Layer:
    fill = Fill(tuple(candidate(box, number) for number, box in enumerate(boxes)))
    one = fill.candidates[0]
    return Layer(4, "Fill 1", one.box, one.pixels, one.alpha, opacity=0.5, note="CPU", fill=fill)


def test_another_candidate_changes_pixels_alone() -> None:
    layer = fill_layer(Box(0, 0, 4, 3), Box(1, 1, 5, 6))
    other = with_candidate(layer, 1)
    assert (other.id, other.name, other.opacity, other.note) == (4, "Fill 1", 0.5, "CPU")
    assert other.fill is not None
    assert other.box == Box(1, 1, 5, 6)
    assert (other.pixels == 1).all()
    assert (other.alpha == 201).all()
    assert np.array_equal(with_candidate(other, 0).pixels, layer.pixels)


def test_what_was_not_chosen_costs_and_can_go() -> None:
    layer = with_candidate(fill_layer(Box(0, 0, 4, 3), Box(0, 0, 2, 2), Box(0, 0, 1, 1)), 1)
    assert layer.fill is not None
    assert layer.fill.spare_bytes == (12 + 1) * 4
    slim = with_chosen_alone(layer)
    assert slim.fill is not None
    assert (slim.fill.spare_bytes, slim.fill.chosen) == (0, 0)
    assert slim.pixels is layer.pixels
    assert with_chosen_alone(slim) is slim


def test_a_mask_stays_where_it_was() -> None:
    mask = np.arange(12, dtype=np.uint8).reshape(3, 4)
    layer = replace(fill_layer(Box(10, 10, 14, 13), Box(12, 11, 20, 30)), mask=LayerMask.of(mask))
    other = with_candidate(layer, 1).mask
    assert other is not None
    moved = other.read()
    assert moved.shape == (19, 8)
    assert np.array_equal(moved[:2, :2], mask[1:, 2:])
    assert (moved[2:] == 255).all()
    assert (moved[:, 2:] == 255).all()


def test_a_choice_that_is_none_is_refused() -> None:
    layer = fill_layer(Box(0, 0, 4, 3))
    for number in (-1, 1):
        with pytest.raises(ValueError, match="cannot be chosen"):
            with_candidate(layer, number)
    with pytest.raises(ValueError, match="is no fill"):
        with_candidate(replace(layer, fill=None), 0)


def test_a_fill_made_again_brings_its_note() -> None:
    layer = fill_layer(Box(0, 0, 4, 3))
    assert with_fill(layer, Fill((candidate(Box(2, 2, 3, 3), 9),)), "CUDA").note == "CUDA"
