"""Names of fills, and what is said of them."""

from __future__ import annotations

import dataclasses

from app.editor.window.window import Window
from app.worker import FillResult
from tests.app.editor.conftest import fill, layer_names


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
        assert window.session.stack.redoText() == "Fill"
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
    assert window.notices.text == "; ".join(warnings)
    assert window.notices.property("lasting")
    document = window.session.document
    assert document is not None
    assert document.layers[0].note.endswith("s · classical")
