"""Names of fills, and what is said of them."""

from __future__ import annotations

import dataclasses

import pytest

from app.document.layers.placing import moved
from app.editor.history.commands import ReplaceLayerCommand
from app.editor.window.window import Window
from app.worker import FillResult
from tests.app.editor.conftest import fill, layer_names, stroke


def test_variants_are_one_layer(window: Window, door) -> None:
    window.session.change(variants=3)
    fill(window, door)
    window.session.change(variants=1)
    fill(window, door)
    assert layer_names(window) == ["Fill 1", "Fill 2"]
    assert window.session.document is not None
    first, second = (layer.fill for layer in window.session.document.layers)
    assert first is not None
    assert second is not None
    assert (len(first.candidates), len(second.candidates)) == (3, 1)


def test_no_name_comes_twice_after_a_deletion(window: Window, door) -> None:
    fill(window, door)
    fill(window, door)
    document = window.session.document
    assert document is not None
    window.layering.delete(document.layers[0].id)
    fill(window, door)
    assert layer_names(window) == ["Fill 2", "Fill 3"]


def test_names_of_the_persons_own_do_not_count(window: Window, door) -> None:
    fill(window, door)
    document = window.session.document
    assert document is not None
    for name in ("Filled wire", "Fill", "Fill " + "9" * 5000):
        window.layering.rename(document.layers[0].id, name)
        fill(window, door)
        window.session.stack.undo()
        assert window.session.stack.redoText() == "Fill 1"
    window.session.stack.redo()
    assert layer_names(window)[1] == "Fill 1"


def test_a_fill_made_otherwise_than_asked_says_so(window: Window, door, engine) -> None:
    plain = engine.fill
    warnings = ("grow was left out", "this fill was made by the classical fill, since cpu at 384: out of memory")

    def classical(*arguments) -> FillResult:
        result = plain(*arguments)
        report = dataclasses.replace(result.report, warnings=warnings, by_network=False)
        return dataclasses.replace(result, report=report)

    engine.fill = classical
    fill(window, door)
    assert window.notices.text == f"Grow was left out; {warnings[1]}"
    assert window.notices.property("lasting")
    document = window.session.document
    assert document is not None
    assert document.layers[0].note.endswith("s · classical")


@pytest.mark.parametrize("by_preview", [False, True])
def test_an_engine_that_had_to_give_way_is_one_notice_and_the_status_says_what_fills_now(
    window: Window, door, engine, qtbot, by_preview: bool
) -> None:
    why, plain, said = "fills run on CPU from now on, since cuda at 384: out of memory", engine.fill, []

    def moving(*arguments) -> FillResult:
        result = plain(*arguments)
        if engine.device == "cpu":
            return result
        engine.device = "cpu"
        report = dataclasses.replace(result.report, warnings=("grow was left out",), moved=why)
        return dataclasses.replace(result, report=report)

    engine.fill, engine.device = moving, "cuda"
    door.start()
    assert window.filling.device == "CUDA"
    window.filling.notice.connect(lambda notice: said.append(notice.text))
    if by_preview:
        window.session.change(live_preview=True)
        stroke(window.canvas, [(60.0, 60.0), (120.0, 90.0)])
        qtbot.waitUntil(lambda: window.preview.status != "")
        door.step()
    else:
        fill(window, door)
    whole = why if by_preview else f"{why}; grow was left out"
    assert said == [whole[:1].upper() + whole[1:]]
    assert window.notices.text == said[0]
    assert window.filling.device == "CPU"
    stroke(window.canvas, [(20.0, 20.0), (30.0, 20.0)])
    assert window.notices.text == said[0], "it is true of every mask"


@pytest.mark.parametrize("deed", ["move", "hide", "delete", "undo", "rename", "nothing"])
def test_a_layer_that_is_changed_while_a_fill_runs_is_spoken_of(window: Window, door, deed: str) -> None:
    fill(window, door)
    document = window.session.document
    assert document is not None
    layer = document.layers[0]
    stroke(window.canvas, [(80.0, 70.0), (130.0, 110.0)])
    window.filling.start()
    if deed == "move":
        window.session.push(ReplaceLayerCommand("Move", document, moved(layer, 9, 4, document.size)))
    elif deed == "hide":
        window.layering.show(layer.id, visible=False)
    elif deed == "delete":
        window.layering.delete(layer.id)
    elif deed == "undo":
        window.layering.delete(layer.id)
        window.session.stack.undo()
    elif deed == "rename":
        window.layering.rename(layer.id, "Wire")
    door.step()
    assert len(document.layers) == (1 if deed == "delete" else 2)
    assert window.notices.text.startswith("Layers were changed meanwhile") == (deed in ("move", "hide", "delete"))


@pytest.mark.parametrize("back", ["undo", "jump"])
def test_a_fill_is_given_up_when_the_history_goes_back_before_it(window: Window, door, back: str) -> None:
    fill(window, door)
    history, document = window.session.history, window.session.document
    assert document is not None
    stroke(window.canvas, [(80.0, 70.0), (130.0, 110.0)])
    window.filling.start()
    if back == "undo":
        window.actions_["undo"].trigger()
    else:
        history.jump(0)
    assert not window.filling.is_busy
    assert window.notices.text == "The fill was cancelled: the history is back before it."
    door.step()
    for _ in range(history.stack.count()):
        window.actions_["redo"].trigger()
    assert layer_names(window) == ["Fill 1"]
    assert not document.hole.is_empty
    window.filling.start()
    door.step()
    assert layer_names(window) == ["Fill 1", "Fill 2"]


def test_a_fill_goes_on_when_only_what_came_after_it_is_undone(window: Window, door) -> None:
    stroke(window.canvas, [(80.0, 70.0), (130.0, 110.0)])
    window.filling.start()
    stroke(window.canvas, [(20.0, 20.0), (30.0, 20.0)])
    window.actions_["undo"].trigger()
    assert window.filling.is_busy
    door.step()
    assert layer_names(window) == ["Fill 1"]


def test_an_edit_that_is_undone_takes_its_fill_along(window: Window, door) -> None:
    fill(window, door)
    document = window.session.document
    assert document is not None
    layer = document.layers[0]
    window.actions_["edit_fill"].trigger()
    window.filling.start()
    window.actions_["undo"].trigger()
    door.step()
    assert document.layers == (layer,)
    assert window.session.stack.redoText() == "Edit Fill 1"
