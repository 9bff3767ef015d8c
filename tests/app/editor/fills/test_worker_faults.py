"""Whatever goes wrong in a fill is told once, leaves the document as it was, and the next fill works.

NaN in the network's answer, and what a runtime says when memory ends, are the business of model.inference:
tests/model/inference/test_run.py. A crash that ends the process: test_faults.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.editor.window.window import Window
from app.worker import Worker
from model.inference.errors import BadWeights, NoEngine, OutOfMemory
from tests.app.conftest import StubEngine
from tests.app.editor.conftest import stroke
from tests.app.editor.safety.kills.digest import digest_of

LINE = [(60.0, 60.0), (120.0, 90.0)]


class Panic(BaseException):
    """As extensions in other languages end."""


@pytest.fixture
def threaded(open_window, engine: StubEngine, photo_file: Path, qtbot) -> Window:
    """With the real worker's thread."""
    worker = Worker(lambda: engine).door()
    window = open_window(worker, photo_file)
    with qtbot.waitSignal(worker.ready):
        worker.start()
    return window


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (RuntimeError("the runtime broke"), "Not filled: a fault in Gatebrush (RuntimeError: the runtime broke)"),
        (MemoryError(), "Not filled: not enough memory"),
        (OutOfMemory("512×512 did not fit"), "Not filled: 512×512 did not fit"),
        (NoEngine("the engine is gone: start anew"), "Not filled: the engine is gone"),
        (BadWeights("generator.onnx was changed: restore it"), "Not filled: generator.onnx was changed"),
        (FloatingPointError("NaN"), "Not filled: a fault in Gatebrush (FloatingPointError: NaN)"),
        (SystemExit(1), "Not filled: a fault in Gatebrush (RuntimeError: SystemExit: 1)"),
        (Panic("rust"), "Not filled: a fault in Gatebrush (RuntimeError: Panic: rust)"),
    ],
)
def test_a_fault_is_told_once_and_the_next_fill_works(
    threaded: Window, engine: StubEngine, qtbot, fault: Exception, words: str
) -> None:
    said: list[str] = []
    threaded.filling.notice.connect(lambda notice: said.append(notice.text))
    stroke(threaded.canvas, LINE)
    document, steps = threaded.session.document, threaded.session.history.index
    assert document is not None
    before = digest_of(document)
    engine.fault = fault
    threaded.filling.start()
    qtbot.waitUntil(lambda: not threaded.filling.is_busy)
    assert len(said) == 1
    assert said[0].startswith(words)
    assert digest_of(document) == before
    assert threaded.session.history.index == steps
    engine.fault = None
    with qtbot.waitSignal(threaded.filling.kept):
        threaded.filling.start()
    assert len(document.layers) == 1
