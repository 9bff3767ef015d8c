"""Layers are fitted and flipped by the menu, each one step, and those that stay where they are refuse."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from app.document.geometry import Box
from app.editor.window.window import Window
from tests.app.editor.conftest import AT, fill, layer_of, seen, steps


def test_a_layer_is_fitted_to_the_photo(placed: Window, prompt: None) -> None:
    placed.placing.shift(-150, 0)  # pending: accepted first
    placed.actions_["fit_layer"].trigger()
    assert steps(placed) == ["Move Moon by -150, 0 px", "Scale Moon to 400 × 300"]
    assert layer_of(placed).box == Box(0, 0, 400, 300)
    placed.actions_["fit_layer"].trigger()
    assert len(steps(placed)) == 2


@pytest.mark.parametrize(("action", "turned"), [("across", np.s_[:, ::-1]), ("down", np.s_[::-1])])
def test_a_layer_is_flipped_where_it_is(placed: Window, action: str, turned) -> None:
    layer, before = layer_of(placed), seen(placed)
    placed.actions_[f"flip_layer_{action}"].trigger()
    np.testing.assert_array_equal(seen(placed)[60:120, 100:180], layer.pixels[turned])
    assert layer_of(placed).box == AT
    assert placed.session.history.used == layer.pixels.nbytes + layer.alpha.nbytes
    placed.actions_[f"flip_layer_{action}"].trigger()
    np.testing.assert_array_equal(seen(placed), before)
    assert len(steps(placed)) == 2
    placed.session.history.jump(0)
    assert layer_of(placed) is layer


def test_a_flipped_fill_is_a_plain_layer_and_says_so(window: Window, door) -> None:
    fill(window, door)
    said: list[str] = []
    window.placing.notice.connect(lambda notice: said.append(notice.text))
    name = layer_of(window).name
    window.actions_["flip_layer_across"].trigger()
    assert layer_of(window).fill is None
    assert said == [f"«{name}» is a plain layer now that it is flipped; undo makes it a fill again."]
    window.session.history.undo()
    assert layer_of(window).fill is not None


def test_a_locked_layer_stays(placed: Window) -> None:
    document = placed.session.document
    assert document is not None
    document.put_layer(dataclasses.replace(layer_of(placed), locked=True))
    said: list[str] = []
    placed.placing.notice.connect(lambda notice: said.append(notice.text))
    for action in ("fit_layer", "flip_layer_across", "flip_layer_down"):
        placed.actions_[action].trigger()
    assert said == ["«Moon» is locked: unlock it first."] * 3
    assert steps(placed) == []
