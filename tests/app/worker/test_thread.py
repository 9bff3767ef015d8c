"""The worker's thread: who runs where, how a fill is cancelled, and that nothing is left."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.document import Document
from app.files.settings import Settings
from app.worker import Worker
from app.worker.door import Failed, FillDoor, Finished, Progressed
from app.worker.requests import Job, request_for
from model.inference import FillRequest
from model.inference.errors import BadWeights, Cancelled, OutOfMemory
from tests.app.conftest import FILL_VALUE, StubEngine, noise
from tests.app.document.conftest import dab
from tests.patience import MOMENT_S


def job() -> Job:
    document = Document(noise(200, 150))
    box, coverage = dab((100, 70), 20)
    mask = np.zeros((150, 200), dtype=np.bool_)
    mask[box.slices] = coverage
    document.hole.swap(document.hole.patch_to(mask))
    return request_for(document, Settings(grow=0, feather=0))


@pytest.fixture
def worker(engine: StubEngine, qtbot: QtBot) -> Iterator[FillDoor]:
    made = Worker(lambda: engine).door()
    yield made
    made.stop()


class Ears:
    """What the door said, and on which thread."""

    def __init__(self, worker: FillDoor) -> None:
        self.heard: list[object] = []
        self.threads: set[int] = set()
        for signal in (worker.ready, worker.progress, worker.done, worker.failed):
            signal.connect(self.hear)

    def hear(self, said: object) -> None:
        self.heard.append(said)
        self.threads.add(threading.get_ident())

    def of(self, kind: type) -> list:
        return [said for said in self.heard if isinstance(said, kind)]


def test_a_fill_runs_there_and_is_heard_here(worker: FillDoor, engine: StubEngine, qtbot: QtBot) -> None:
    ears, asked = Ears(worker), job()
    worker.start()
    with qtbot.waitSignal(worker.done):
        worker.fill(asked)
    assert ears.heard[0] == "cpu"
    finished = ears.of(Finished)[0]
    assert finished.job is asked
    candidate = finished.result.candidates[0]
    assert (candidate.pixels[candidate.alpha > 0] == FILL_VALUE).all()
    assert engine.threads != [threading.get_ident()]
    assert ears.threads == {threading.get_ident()}
    last = ears.of(Progressed)[-1].progress
    assert last.done == last.total


def test_progress_is_told_at_most_20_times_a_second(worker: FillDoor, engine: StubEngine, qtbot: QtBot) -> None:
    engine.passes = 5000
    ears = Ears(worker)
    began = time.perf_counter()
    with qtbot.waitSignal(worker.done):
        worker.fill(job())
    seconds = time.perf_counter() - began
    assert len(ears.of(Progressed)) <= 20 * seconds + 3


def test_cancel_ends_a_fill_under_way(worker: FillDoor, engine: StubEngine, qtbot: QtBot) -> None:
    engine.gate = threading.Event()
    worker.fill(job())
    qtbot.waitUntil(lambda: bool(engine.requests))
    with qtbot.waitSignal(worker.failed) as told:
        worker.cancel()
    assert told.args[0].cancelled
    assert isinstance(told.args[0].error, Cancelled)


def test_cancel_does_not_wait_for_the_request_to_be_made(
    worker: FillDoor, engine: StubEngine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a hundred megapixels it takes a second."""
    begun, gate, make = threading.Event(), threading.Event(), Job.request

    def slowly(self: Job, *_: object) -> FillRequest:
        begun.set()
        gate.wait(MOMENT_S)
        return make(self)

    monkeypatch.setattr(Job, "request", slowly)
    worker.fill(job())
    qtbot.waitUntil(begun.is_set)
    try:
        with qtbot.waitSignal(worker.failed) as told:
            worker.cancel()
    finally:
        gate.set()
    assert told.args[0].cancelled
    assert engine.requests == []


def test_requests_of_jobs_that_were_replaced_are_not_made_side_by_side(
    worker: FillDoor, engine: StubEngine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Live preview replaces its job after each stroke; each request may hold hundreds of megabytes."""
    ears, begun, gate, make = Ears(worker), [], threading.Event(), Job.request

    def slowly(self: Job, *_: object) -> FillRequest:
        begun.append(self)
        gate.wait(MOMENT_S)
        return make(self)

    monkeypatch.setattr(Job, "request", slowly)
    jobs = [job() for _ in range(8)]
    try:
        for number, one in enumerate(jobs):
            worker.fill(one)
            qtbot.waitUntil(lambda: bool(begun))
            qtbot.waitUntil(lambda number=number: len(ears.of(Failed)) == number)
        assert begun == jobs[:1]
    finally:
        gate.set()
    qtbot.waitUntil(lambda: bool(ears.of(Finished)))
    assert begun == [jobs[0], jobs[-1]]
    assert "request-aside" not in {thread.name for thread in threading.enumerate()}


def test_a_newer_job_takes_the_place_of_the_older(worker: FillDoor, engine: StubEngine, qtbot: QtBot) -> None:
    ears = Ears(worker)
    engine.gate = threading.Event()
    first, second = job(), job()
    worker.fill(first)
    qtbot.waitUntil(lambda: bool(engine.requests))
    worker.fill(second)
    qtbot.waitUntil(lambda: bool(ears.of(Failed)))
    with qtbot.waitSignal(worker.done):
        engine.gate.set()
    assert [failed.job for failed in ears.of(Failed)] == [first]
    assert [finished.job for finished in ears.of(Finished)] == [second]


@pytest.mark.parametrize("fault", [OutOfMemory("did not fit"), KeyError("a fault of ours")])
def test_a_fault_is_told_and_the_next_fill_works(
    worker: FillDoor, engine: StubEngine, qtbot: QtBot, fault: Exception
) -> None:
    engine.fault = fault
    with qtbot.waitSignal(worker.failed) as told:
        worker.fill(job())
    assert told.args[0].error is fault
    assert not told.args[0].cancelled
    engine.fault = None
    with qtbot.waitSignal(worker.done):
        worker.fill(job())


def test_an_engine_that_does_not_start_says_why_twice(qtbot: QtBot) -> None:
    def load() -> StubEngine:
        raise BadWeights("weights are missing: run the export")

    worker = Worker(load).door()
    with qtbot.waitSignal(worker.failed) as told:
        worker.start()
    assert told.args[0].job is None
    asked = job()
    with qtbot.waitSignal(worker.failed) as told:
        worker.fill(asked)
    assert told.args[0].job is asked
    assert isinstance(told.args[0].error, BadWeights)
    worker.stop()


def test_why_there_is_no_engine_holds_no_job(qtbot: QtBot) -> None:
    """It is told for each fill that is asked for, and stays: the photos of closed documents would with it."""

    def load() -> StubEngine:
        raise BadWeights("weights are missing: run the export")

    worker = Worker(load).door()
    with qtbot.waitSignal(worker.failed):
        worker.start()
    jobs = []
    for _ in range(3):
        with qtbot.waitSignal(worker.failed) as told:
            asked = job()
            jobs.append(weakref.ref(asked.photo))
            worker.fill(asked)
        told.args.clear()
    del asked
    gc.collect()
    worker.stop()
    assert all(photo() is None for photo in jobs)


def test_an_engine_that_does_not_close_keeps_no_window_open(qtbot: QtBot) -> None:
    class Stuck(StubEngine):
        def close(self) -> None:
            super().close()
            raise RuntimeError("the driver is gone")

    engine = Stuck()
    worker = Worker(lambda: engine).door()
    with qtbot.waitSignal(worker.ready):
        worker.start()
    with qtbot.captureExceptions() as faults:
        worker.stop()
    assert engine.is_closed
    assert [str(fault) for _, fault, _ in faults] == ["the driver is gone"]


def test_stop_ends_a_fill_under_way_and_is_silent(engine: StubEngine, qtbot: QtBot) -> None:
    worker = Worker(lambda: engine).door()
    engine.gate = threading.Event()
    ears = Ears(worker)
    worker.fill(job())
    qtbot.waitUntil(lambda: bool(engine.requests))
    heard = len(ears.heard)
    worker.stop()
    assert engine.is_closed
    qtbot.wait(MOMENT_S)
    assert ears.of(Failed) == []
    assert len(ears.heard) <= heard + 1  # a step that was on its way
    worker.stop()  # twice does no harm


def test_a_worker_that_never_started_stops(qtbot: QtBot) -> None:
    Worker(StubEngine).door().stop()
