"""The document's verbs undo each other, and its observers hear of each."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from app.document import Document, compose
from app.document.geometry import Box, Size
from app.document.layers import Layer


def a_document() -> Document:
    return Document(np.zeros((20, 30, 3), dtype=np.uint8))


def a_layer(layer_id: int, box: Box = Box(2, 3, 8, 9)) -> Layer:  # noqa: B008 - boxes are frozen
    pixels = np.full((*box.size.shape, 3), layer_id, dtype=np.uint8)
    return Layer(layer_id, f"Fill {layer_id}", box, pixels, np.full(box.size.shape, 255, dtype=np.uint8))


def test_all_layers_are_put_and_put_back() -> None:
    document = Document(np.zeros((20, 30, 3), dtype=np.uint8))
    first, second, third = (a_layer(number, Box(5 * number, 0, 5 * number + 4, 4)) for number in (1, 2, 3))
    told: list[Box] = []
    document.subscribe(told.append)
    assert document.put_layers((first, second, third)) == ()
    assert document.put_layers((first, third, second)) == (first, second, third)
    assert document.put_layers((first,)) == (first, third, second)
    assert told == [Box(5, 0, 19, 4), Box(10, 0, 19, 4), Box(10, 0, 19, 4)]
    assert document.new_layer_id() == 4
    with pytest.raises(ValueError, match="same id"):
        document.put_layers((first, first))
    with pytest.raises(ValueError, match="outside of"):
        document.put_layers((a_layer(1, Box(30, 0, 33, 4)),))
    assert document.layers == (first,)


def test_the_photo_is_nobody_elses() -> None:
    photo = np.zeros((20, 30, 4), dtype=np.uint16)
    document = Document(photo)
    photo[:] = 9
    assert not document.photo.any()
    assert not document.photo.flags.writeable
    assert document.size == Size(30, 20)
    assert document.channels == 4


def test_a_read_only_photo_is_not_copied() -> None:
    photo = np.zeros((20, 30, 1), dtype=np.uint8)
    photo.setflags(write=False)
    assert Document(photo).photo is photo


def test_planes_are_apart_and_of_the_photos_size() -> None:
    document = a_document()
    document.hole.swap(document.hole.patch_to(np.ones((20, 30), dtype=np.bool_)))
    assert document.hole.bounds() == Box(0, 0, 30, 20)
    assert document.sketch.is_empty
    assert document.exclude.is_empty
    assert document.sketch.size == document.exclude.size == document.size


def test_take_undoes_insert_and_insert_undoes_take() -> None:
    document = a_document()
    first, second, third = a_layer(1), a_layer(2), a_layer(3)
    document.insert_layer(0, first)
    document.insert_layer(1, third)
    document.insert_layer(1, second)
    assert list(document.layers) == [first, second, third]
    index, taken = document.take_layer(2)
    assert (index, taken) == (1, second)
    assert list(document.layers) == [first, third]
    document.insert_layer(index, taken)
    assert list(document.layers) == [first, second, third]


def test_put_undoes_itself() -> None:
    document = a_document()
    layer, above = a_layer(1), a_layer(2)
    document.insert_layer(0, layer)
    document.insert_layer(1, above)
    hidden = dataclasses.replace(layer, visible=False)
    assert document.put_layer(hidden) is layer
    assert document.layer(1) is hidden
    assert document.put_layer(layer) is hidden
    assert document.layers == (layer, above)


def test_observers_hear_where_a_layer_was_and_is() -> None:
    document = a_document()
    told: list[Box] = []
    leave = document.subscribe(told.append)
    document.insert_layer(0, a_layer(1, Box(0, 0, 4, 4)))
    document.put_layer(a_layer(1, Box(10, 10, 12, 13)))
    document.put_layer(dataclasses.replace(document.layer(1), name="Sky"))
    document.take_layer(1)
    leave()
    document.insert_layer(0, a_layer(1))
    assert told == [Box(0, 0, 4, 4), Box(0, 0, 12, 13), Box(10, 10, 12, 13), Box(10, 10, 12, 13)]


def test_a_layer_may_reach_beyond_the_photo() -> None:
    """Whoever follows the picture is told of what is seen alone."""
    document, told = a_document(), []
    document.subscribe(told.append)
    document.insert_layer(0, a_layer(1, Box(28, -2, 34, 4)))
    document.put_layer(a_layer(1, Box(-5, 17, 1, 23)))
    assert told == [Box(28, 0, 30, 4), Box(0, 0, 30, 20)]
    np.testing.assert_array_equal(compose(document, Box.of(document.size))[17:, 0], document.layers[0].pixels[:3, 5])


def test_ids_are_never_given_twice() -> None:
    document = a_document()
    assert document.new_layer_id() == 1
    document.insert_layer(0, a_layer(7))
    document.take_layer(7)
    assert document.new_layer_id() == 8


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (a_layer(1), "id 1 is in the document"),
        (a_layer(2, Box(30, 0, 33, 4)), "outside of 30×20"),
        (a_layer(2, Box(-4, 0, 0, 4)), "outside of 30×20"),
        (dataclasses.replace(a_layer(2), pixels=np.zeros((6, 6, 4), dtype=np.uint8)), "4 channels"),
        (dataclasses.replace(a_layer(2), pixels=np.zeros((6, 6, 3), dtype=np.uint16)), "uint16"),
    ],
)
def test_a_layer_that_does_not_fit_changes_nothing(layer: Layer, message: str) -> None:
    document = a_document()
    told: list[Box] = []
    document.insert_layer(0, a_layer(1))
    before = document.layers
    document.subscribe(told.append)
    with pytest.raises(ValueError, match=message):
        document.insert_layer(1, layer)
    assert document.layers == before
    assert told == []


def test_put_checks_the_fit_too() -> None:
    document = a_document()
    document.insert_layer(0, a_layer(1))
    with pytest.raises(ValueError, match="outside of"):
        document.put_layer(a_layer(1, Box(30, 0, 33, 4)))


def test_an_unknown_layer_or_index_is_refused() -> None:
    document = a_document()
    with pytest.raises(KeyError, match="5"):
        document.take_layer(5)
    with pytest.raises(KeyError, match="5"):
        document.put_layer(a_layer(5))
    with pytest.raises(IndexError, match="index 1"):
        document.insert_layer(1, a_layer(1))


@pytest.mark.parametrize("shape", [(0, 5, 3), (5, 5), (5, 5, 5), (5, 5, 0)])
def test_what_is_no_photo_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="photo"):
        Document(np.zeros(shape, dtype=np.uint8))
