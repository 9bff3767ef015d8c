"""Much work leaves nothing behind, and costs no more with much of it there: counts; tests/benchmarks/load has times."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.document.geometry import Box
from app.document.layers import Layer
from app.editor.history.commands import FillCommand
from app.editor.history.holdings import Holdings
from app.editor.numbers import MIB
from app.editor.panels import layermodel
from app.editor.safety.safety import Safety
from app.editor.window.window import Window
from app.files.recovery.parts import PartReader
from tests.app.editor.conftest import stroke
from tests.app.editor.safety.kills.script import WEIGHTS, Script

MOST_LAYERS = 6
MANY = 100


@pytest.fixture
def guarded(window: Window, tmp_path: Path) -> Iterator[tuple[Window, Safety]]:
    safety = Safety(window, tmp_path / "recovery")
    yield window, safety
    safety.end(keep=False)


def counts(window: Window) -> Counter[str]:
    document = window.session.document
    assert document is not None
    watched = (document, document.hole, document.sketch, document.exclude)
    objects = Counter(f"{type(one).__name__} {one.objectName()}" for one in window.findChildren(QObject))
    return objects + Counter(
        {
            "timers": sum(timer.isActive() for timer in window.findChildren(QTimer)),
            "threads": len(os.listdir("/proc/self/task")),
            "files": len(os.listdir("/proc/self/fd")),
            "observers": sum(len(one._observers._callbacks) for one in watched),
        }
    )


def alive() -> int:
    """Layers that somebody still holds."""
    gc.collect()
    return sum(type(one) is Layer for one in gc.get_objects())  # isinstance would ask lazy objects for their class


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="counts by /proc")
def test_a_long_session_leaves_nothing_behind(guarded, door, qtbot, tmp_path: Path) -> None:
    window, safety = guarded
    session, others = window.session, alive()
    session.change(history_mb=1)
    script = Script(window, 3, tmp_path / "work.ora", {**WEIGHTS, "fill": 30, "zoom": 6, "export": 1})

    def idle() -> None:
        qtbot.waitUntil(lambda: not safety.recovery._errands.is_busy() and not window.errands.is_busy())

    def steps(count: int) -> Counter[str]:
        for _ in range(count):
            script.act()
            while window.filling.is_busy:
                door.step()
                QApplication.processEvents()
            assert session.document is not None
            if len(session.document.layers) > MOST_LAYERS:
                window.merging.flatten()
            qtbot.waitUntil(lambda: not window.errands.is_busy())
        safety.recovery.keep()
        idle()
        qtbot.waitUntil(lambda: window.canvas.is_sharp)
        window.notices.dismiss()
        return counts(window)

    window.filing.save(tmp_path / "work.ora")  # which is among the recent files from then on
    before = steps(60)
    after = steps(180)
    assert after - before == Counter()
    for _ in range(2):
        session.invert_mask()  # nothing is undone now, for whose sake more might be held
    assert session.history.used <= MIB
    assert session.history.floor > 0
    idle()
    (folder,) = (tmp_path / "recovery").iterdir()
    assert len(list(folder.glob("part-*"))) == len(PartReader(folder).entries)
    held = {id(layer) for step in session.history.steps for layer in step.layers}
    assert session.document is not None
    assert alive() - others <= len(held | {id(layer) for layer in session.document.layers}) + MOST_LAYERS


@pytest.fixture
def many(window: Window, qtbot) -> Window:
    """With MANY layers."""
    document = window.session.document
    assert document is not None
    alpha = np.full((40, 40), 255, np.uint8)
    for number in range(MANY):
        box = Box(number, number, number + 40, number + 40)
        layer = Layer(document.new_layer_id(), f"Fill {number}", box, document.photo[box.slices], alpha)
        window.session.push(FillCommand("Fill", document, (layer,), ()))
    qtbot.waitUntil(lambda: window.canvas.is_sharp)
    return window


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[object, str], list[str]]:
    """counted(holder, name): a list that grows with each call of that function."""

    def count(holder: object, name: str) -> list[str]:
        calls: list[str] = []
        function = getattr(holder, name)
        monkeypatch.setattr(holder, name, lambda *given, **named: calls.append(name) or function(*given, **named))
        return calls

    return count


def test_a_stroke_counts_no_layer_anew(many: Window, counted) -> None:
    thumbnails, taken = counted(layermodel, "layer_thumbnail"), counted(Holdings, "_take")
    stroke(many.canvas, [(60.0, 60.0), (120.0, 90.0), (200.0, 110.0)])
    QApplication.processEvents()
    assert thumbnails == []
    assert len(taken) <= 8  # those of the steps beside it


def test_a_verb_looks_at_its_own_layer(many: Window, counted) -> None:
    document = many.session.document
    assert document is not None
    many.layers.choose_layer(document.layers[MANY // 2].id)
    many.layers.view.grab()
    thumbnails, taken = counted(layermodel, "layer_thumbnail"), counted(Holdings, "_take")
    row, told = MANY // 2 - 1, []
    many.layers._model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    many.layering.toggle()
    many.session.history.undo()
    QApplication.processEvents()
    assert told == [(row, row), (row, row)]
    assert thumbnails == []
    assert len(taken) <= 8


def test_rows_that_nobody_sees_have_no_picture(many: Window, counted) -> None:
    document = many.session.document
    assert document is not None
    thumbnails = counted(layermodel, "layer_thumbnail")
    many.layers._model._pictures.clear()
    many.layers.view.grab()
    assert 0 < len(thumbnails) < MANY / 5
