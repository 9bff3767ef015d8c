"""Contours asked for at the door: which pixels they are looked for in, and what comes back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.planes import TILE, Plane
from app.worker import StepWorker, Worker
from app.worker.door import Failed, FillDoor, Traced
from app.worker.tracing import TraceJob, trace_for
from model.inference.sketches import sketch_of
from tests.app.conftest import StubEngine
from tests.app.worker.test_thread import job as fill_job

SIZE = (500, 300)
HOLE = Box(180, 60, 420, 240)


def block(channels: int = 3, dtype: type = np.uint8) -> NDArray[np.uint8]:
    """A dark block on a light ground."""
    top = np.iinfo(dtype).max
    photo = np.full((SIZE[1], SIZE[0], channels), top - top // 8, dtype)
    photo[100:200, 240:360, : 3 if channels > 2 else 1] = top // 10
    return photo


def asked(photo: NDArray[np.uint8]) -> Document:
    document = Document(photo)
    mask = np.zeros(document.size.shape, np.bool_)
    mask[HOLE.slices] = True
    document.hole.swap(document.hole.patch_to(mask))
    return document


def strokes_of(document: Document) -> NDArray[np.bool_]:
    """All contours inside the hole, (H, W) bool."""
    contours = trace_for(document).contours()
    return put_together(contours.first(contours.count))


def put_together(tiles: dict) -> NDArray[np.bool_]:
    plane = Plane(Document(block()).size)
    plane.swap(dict(tiles))  # which refuses tiles that no plane could hold
    return plane.read(Box(0, 0, *SIZE))


@pytest.mark.parametrize(("channels", "dtype"), [(1, np.uint8), (2, np.uint16), (3, np.uint8), (4, np.uint16)])
def test_the_outline_comes_back_as_tiles(channels: int, dtype: type) -> None:
    document = asked(block(channels, dtype))
    strokes = strokes_of(document)
    rows, columns = np.nonzero(strokes)
    assert len(rows) > 300
    assert not (strokes & ~document.hole.read(Box(0, 0, *SIZE))).any()
    beside = np.minimum(
        np.minimum(np.abs(rows - 99.5), np.abs(rows - 199.5)),
        np.minimum(np.abs(columns - 239.5), np.abs(columns - 359.5)),
    )
    assert beside.max() <= 4


def test_the_window_gives_what_the_whole_photo_gives() -> None:
    document = asked(block())
    hole = document.hole.read(Box(0, 0, *SIZE))
    assert np.array_equal(strokes_of(document), sketch_of(document.photo, hole))


def test_what_is_seen_is_traced() -> None:
    document = asked(block())
    plain = np.full((SIZE[1], SIZE[0], 3), 200, np.uint8)
    over = Layer(id=1, name="plain", box=Box(0, 0, *SIZE), pixels=plain, alpha=np.full(plain.shape[:2], 255, np.uint8))
    document.insert_layer(0, over)
    assert not trace_for(document).contours().count
    document.put_layer(replace(over, visible=False))
    assert trace_for(document).contours().count


def test_an_empty_hole_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to trace"):
        trace_for(Document(block()))


@pytest.fixture
def worker(engine: StubEngine, qtbot: QtBot) -> Iterator[FillDoor]:
    made = Worker(lambda: engine).door()
    yield made
    made.stop()


def test_contours_are_found_there_and_heard_here(worker: FillDoor, qtbot: QtBot, monkeypatch) -> None:
    where: list[int] = []
    plain = TraceJob.contours
    monkeypatch.setattr(TraceJob, "contours", lambda self: where.append(threading.get_ident()) or plain(self))
    question = trace_for(asked(block()))
    with qtbot.waitSignal(worker.traced) as told:
        worker.trace(question)
    assert told.args[0].job is question
    assert where != [threading.get_ident()]
    assert all(
        tile.shape == (TILE, TILE) and not tile.flags.writeable for tile in told.args[0].contours.first(1).values()
    )


def test_no_engine_is_needed(qtbot: QtBot) -> None:
    def load() -> StubEngine:
        raise OSError("no weights here")

    worker = Worker(load).door()
    with qtbot.waitSignal(worker.traced):
        worker.trace(trace_for(asked(block())))
    worker.stop()


def test_a_fault_is_told(worker: FillDoor, qtbot: QtBot, monkeypatch) -> None:
    fault = MemoryError()

    def breaks(_self: TraceJob) -> dict:
        raise fault

    monkeypatch.setattr(TraceJob, "contours", breaks)
    with qtbot.waitSignal(worker.failed) as told:
        worker.trace(trace_for(asked(block())))
    assert told.args[0].error is fault
    assert not told.args[0].cancelled


def test_a_newer_question_takes_the_place_of_the_older(worker: FillDoor, engine: StubEngine, qtbot: QtBot) -> None:
    engine.gate = threading.Event()
    first = fill_job()
    worker.fill(first)
    qtbot.waitUntil(lambda: bool(engine.requests))
    with qtbot.waitSignals([worker.failed, worker.traced]):
        worker.trace(trace_for(asked(block())))
    engine.gate.set()
    with qtbot.waitSignals([worker.failed, worker.done]):
        worker.trace(trace_for(asked(block())))
        worker.fill(fill_job())


def test_the_door_without_a_thread_does_the_same(engine: StubEngine, qtbot: QtBot) -> None:
    door, heard = StepWorker(engine), []
    for signal in (door.traced, door.failed):
        signal.connect(heard.append)
    door.trace(trace_for(asked(block())))
    assert not heard
    door.step()
    assert isinstance(heard.pop(), Traced)
    door.trace(trace_for(asked(block())))
    door.cancel()
    assert isinstance(heard[0], Failed)
    assert heard[0].cancelled
