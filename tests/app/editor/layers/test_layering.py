"""The verbs of layers: one step each, taken back to the same layers, and none for a locked one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.document import Document, compose
from app.document.geometry import Box
from app.document.layers import Layer, LayerMask
from app.editor.layers.layering import Layering
from app.editor.layers.masks import LayerMasks
from app.editor.layers.merging import Merging
from app.editor.openphoto import OpenPhoto
from app.editor.session import Session
from app.files.photo import Metadata
from app.files.settings import Settings
from tests.app.editor.conftest import PromptErrands


class Desk:
    """Three layers, the middle one chosen, and what was said."""

    def __init__(self) -> None:
        document = Document(np.full((60, 80, 3), 100, np.uint8))
        for number in (1, 2, 3):
            box = Box(10 * number, 10, 10 * number + 30, 50)
            pixels, alpha = np.full((40, 30, 3), 60 * number, np.uint8), np.full((40, 30), 200, np.uint8)
            document.insert_layer(number - 1, Layer(number, f"Fill {number}", box, pixels, alpha))
        self.session = Session(Settings())
        self.session.show(OpenPhoto(document, Path("photo.png"), Metadata()))
        self.document, self.chosen = document, 2
        self.layering = Layering(self.session, self.current)
        self.merging = Merging(self.session, self.layering, PromptErrands())
        self.masks = LayerMasks(self.session, self.layering)
        self.said: list[str] = []
        for verbs in (self.layering, self.merging):
            verbs.notice.connect(lambda notice: self.said.append(notice.text))
            verbs.chosen.connect(lambda layer_id: setattr(self, "chosen", layer_id))

    def current(self) -> Layer | None:
        return next((layer for layer in self.document.layers if layer.id == self.chosen), None)

    @property
    def names(self) -> list[str]:
        return [layer.name for layer in self.document.layers]

    @property
    def seen(self) -> Any:
        return compose(self.document, Box.of(self.document.size))


@pytest.fixture
def desk(qapp) -> Desk:
    return Desk()


VERBS: list[tuple[str, Callable[[Desk], None], list[str], str]] = [
    ("add", lambda desk: desk.layering.add(), ["Fill 1", "Fill 2", "Layer 1", "Fill 3"], "Add layer"),
    (
        "duplicate",
        lambda desk: desk.layering.duplicate(),
        ["Fill 1", "Fill 2", "Fill 2 copy", "Fill 3"],
        "Duplicate Fill 2",
    ),
    ("remove", lambda desk: desk.layering.remove(), ["Fill 1", "Fill 3"], "Delete Fill 2"),
    ("raise", lambda desk: desk.layering.raise_layer(), ["Fill 1", "Fill 3", "Fill 2"], "Move Fill 2 up"),
    ("lower", lambda desk: desk.layering.lower_layer(), ["Fill 2", "Fill 1", "Fill 3"], "Move Fill 2 down"),
    ("rename", lambda desk: desk.layering.rename(2, " Wire "), ["Fill 1", "Wire", "Fill 3"], "Rename Fill 2"),
    ("hide", lambda desk: desk.layering.toggle(), ["Fill 1", "Fill 2", "Fill 3"], "Hide Fill 2"),
    ("lock", lambda desk: desk.layering.toggle_lock(), ["Fill 1", "Fill 2", "Fill 3"], "Lock Fill 2"),
    ("blend", lambda desk: desk.layering.set_blend(2, "screen"), ["Fill 1", "Fill 2", "Fill 3"], "Mode of Fill 2"),
    ("merge", lambda desk: desk.merging.merge_down(), ["Fill 1", "Fill 3"], "Merge Fill 2 down"),
    ("flatten", lambda desk: desk.merging.flatten(), ["Visible"], "Flatten visible layers"),
    ("mask", lambda desk: desk.masks.add(), ["Fill 1", "Fill 2", "Fill 3"], "Add mask to Fill 2"),
]


@pytest.mark.parametrize(("verb", "names", "text"), [one[1:] for one in VERBS], ids=[one[0] for one in VERBS])
def test_each_verb_is_one_step_that_can_be_taken_back(
    desk: Desk, verb: Callable[[Desk], None], names: list[str], text: str
) -> None:
    before, seen = desk.document.layers, desk.seen
    verb(desk)
    after, seen_after = desk.document.layers, desk.seen
    assert desk.names == names
    assert desk.session.stack.count() == 1
    assert desk.session.stack.undoText() == text
    desk.session.history.undo()
    assert desk.document.layers == before
    np.testing.assert_array_equal(desk.seen, seen)
    desk.session.history.redo()
    assert desk.document.layers == after
    np.testing.assert_array_equal(desk.seen, seen_after)
    assert desk.said == []


CHANGES: list[Callable[[Desk], None]] = [
    lambda desk: desk.layering.remove(),
    lambda desk: desk.layering.raise_layer(),
    lambda desk: desk.layering.rename(2, "Wire"),
    lambda desk: desk.layering.set_opacity(2, 0.5, 1),
    lambda desk: desk.layering.set_blend(2, "screen"),
    lambda desk: desk.merging.merge_down(),
    lambda desk: desk.merging.flatten(),
    lambda desk: desk.masks.add(),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_locked_layer_refuses_with_one_line(desk: Desk, change: Callable[[Desk], None]) -> None:
    desk.layering.toggle_lock()
    before = desk.document.layers
    change(desk)
    assert desk.document.layers == before
    assert desk.session.stack.count() == 1
    assert desk.said == ["«Fill 2» is locked: unlock it first."]


def test_a_locked_layer_can_be_hidden_and_copied(desk: Desk) -> None:
    desk.layering.toggle_lock()
    desk.layering.toggle()
    desk.layering.duplicate()
    assert desk.names == ["Fill 1", "Fill 2", "Fill 2 copy", "Fill 3"]
    assert not desk.document.layer(desk.chosen).locked
    assert desk.said == []


def test_the_values_of_one_drag_are_one_step(desk: Desk) -> None:
    layers = desk.document.layers
    for percent in (90, 70, 50):
        desk.layering.set_opacity(2, percent / 100, drag=7)
    assert desk.session.stack.count() == 1
    assert desk.document.layer(2).opacity == 0.5
    desk.layering.set_opacity(2, 0.3, drag=8)
    assert desk.session.stack.count() == 2
    desk.session.history.undo()
    assert desk.document.layer(2).opacity == 0.5
    desk.session.history.undo()
    assert desk.document.layers == layers
    desk.session.history.redo()
    assert desk.document.layer(2).opacity == 0.5
    assert desk.session.history.used == 0  # all values of a drag are of the same pixels


def test_a_drag_on_another_layer_is_another_step(desk: Desk) -> None:
    desk.layering.set_opacity(2, 0.5, drag=7)
    desk.layering.set_opacity(3, 0.5, drag=7)
    assert desk.session.stack.count() == 2


def test_a_drag_after_saving_is_a_step_of_its_own(desk: Desk) -> None:
    desk.layering.set_opacity(2, 0.5, drag=7)
    desk.session.stack.setClean()
    desk.layering.set_opacity(2, 0.4, drag=7)
    assert desk.session.is_modified
    desk.session.history.undo()
    assert not desk.session.is_modified


def test_what_cannot_be_merged_is_said(desk: Desk) -> None:
    desk.chosen = 1
    desk.merging.merge_down()
    assert desk.said == ["There is no layer below: the photo itself is never changed."]
    desk.layering.toggle()
    desk.chosen = 2
    desk.merging.merge_down()
    assert desk.said[1:] == ["«Fill 1» is hidden: show it before it is merged."]
    assert desk.names == ["Fill 1", "Fill 2", "Fill 3"]


def test_flattening_leaves_hidden_layers_and_the_look(desk: Desk) -> None:
    desk.layering.toggle()
    seen = desk.seen
    desk.merging.flatten()
    assert desk.names == ["Visible", "Fill 2"]
    assert desk.chosen == desk.document.layers[0].id
    assert np.abs(desk.seen.astype(int) - seen).max() <= 1


def test_moving_ends_at_the_ends(desk: Desk) -> None:
    desk.layering.move(2, 99)
    assert desk.names == ["Fill 1", "Fill 3", "Fill 2"]
    desk.layering.raise_layer()
    desk.layering.move(2, -5)
    assert desk.names == ["Fill 2", "Fill 1", "Fill 3"]
    desk.layering.lower_layer()
    assert desk.session.stack.count() == 2


def test_a_mask_is_inverted_applied_and_taken_off(desk: Desk) -> None:
    desk.masks.invert()  # there is none yet
    desk.masks.add()
    desk.masks.add()
    assert desk.session.stack.count() == 1
    opaque = desk.seen
    desk.masks.invert()
    mask = desk.document.layer(2).mask
    assert isinstance(mask, LayerMask)
    assert not mask.read().any()
    hidden = desk.seen
    assert (hidden != opaque).any()
    desk.masks.apply()
    assert desk.document.layer(2).mask is None
    np.testing.assert_array_equal(desk.seen, hidden)
    desk.session.history.undo()
    desk.masks.remove()
    np.testing.assert_array_equal(desk.seen, opaque)
    assert desk.session.stack.undoText() == "Delete mask of Fill 2"


def test_showing_a_mask_is_no_step(desk: Desk) -> None:
    assert desk.masks.shown_id is None
    desk.masks.toggle_shown()
    assert desk.masks.shown_id is None
    desk.masks.add()
    assert desk.masks.shown_id == 2
    desk.chosen = 3
    assert desk.masks.shown_id is None
    assert desk.session.stack.count() == 1


def test_an_empty_layer_costs_the_history_nothing(desk: Desk) -> None:
    desk.layering.add()
    desk.session.history.undo()
    assert desk.session.history.used < 10


def test_nothing_happens_to_the_photo(desk: Desk) -> None:
    desk.chosen = 0
    for verb in ("duplicate", "remove", "toggle", "toggle_lock", "raise_layer", "lower_layer"):
        getattr(desk.layering, verb)()
    desk.merging.merge_down()
    desk.masks.add()
    assert desk.session.stack.count() == 0
    desk.layering.add()
    assert desk.names[0] == "Layer 1"
