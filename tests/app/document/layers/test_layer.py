"""Layers cannot change, not even through the arrays they were made from."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from app.document.geometry import EMPTY, Box
from app.document.layers import Layer
from app.document.layers.layer import frozen_array

BOX = Box(3, 4, 8, 6)


def arrays() -> dict[str, Any]:
    return {"pixels": np.full((2, 5, 3), 7, dtype=np.uint8), "alpha": np.full((2, 5), 255, dtype=np.uint8)}


def test_arrays_are_read_only_and_nobody_elses() -> None:
    made_from = arrays()
    layer = Layer(1, "Fill 1", BOX, **made_from)
    made_from["pixels"][:] = 0
    made_from["alpha"][:] = 0
    assert (layer.pixels == 7).all()
    assert (layer.alpha == 255).all()
    assert not layer.pixels.flags.writeable
    assert not layer.alpha.flags.writeable


def test_a_replaced_layer_shares_the_arrays() -> None:
    layer = Layer(1, "Fill 1", BOX, **arrays())
    fainter = dataclasses.replace(layer, opacity=0.5)
    assert fainter.pixels is layer.pixels
    assert fainter.alpha is layer.alpha
    assert (layer.opacity, fainter.opacity) == (1.0, 0.5)


def test_layers_are_compared_by_identity() -> None:
    layer = Layer(1, "Fill 1", BOX, **arrays())
    same = layer  # with generated equality this would raise over the arrays
    assert layer == same
    assert layer != dataclasses.replace(layer)


def test_frozen_array_copies_only_what_can_be_written() -> None:
    array = np.zeros(6, dtype=np.uint8)
    view = array[:]
    view.setflags(write=False)
    assert frozen_array(array) is not array
    assert frozen_array(view) is not view
    array.setflags(write=False)
    assert frozen_array(array) is array
    assert frozen_array(view) is view


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"box": Box(0, 0, 5, 3)}, "do not fit"),
        ({"box": EMPTY}, "do not fit"),
        ({"alpha": np.zeros((5, 2), dtype=np.uint8)}, "do not fit"),
        ({"alpha": np.zeros((2, 5), dtype=np.bool_)}, "alpha is bool"),
        ({"pixels": np.zeros((2, 5, 3), dtype=np.float32)}, "float32"),
        ({"pixels": np.zeros((2, 5, 5), dtype=np.uint8)}, "channels"),
        ({"pixels": np.zeros((2, 5), dtype=np.uint8)}, "channels"),
        ({"opacity": 1.01}, "opacity"),
        ({"opacity": float("nan")}, "opacity"),
    ],
)
def test_what_is_no_layer_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Layer(1, "Fill 1", **({"box": BOX} | arrays() | change))
