"""Several doors to one thread: one network, one line, and nobody's job is another's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.worker import Worker
from app.worker.door import Failed, FillDoor, Finished
from app.worker.requests import Job
from model.inference import FillResult
from model.inference.errors import BadWeights
from tests.app.conftest import StubEngine
from tests.app.worker.test_thread import Ears, job

Pair = tuple[FillDoor, FillDoor]
WHY_MOVED = "fills run on CPU from now on, since cuda at 384: out of memory"


@pytest.fixture
def worker(engine: StubEngine, qtbot: QtBot) -> Worker:
    return Worker(lambda: engine)


@pytest.fixture
def doors(worker: Worker) -> Iterator[Pair]:
    pair = worker.door(), worker.door()
    yield pair
    for door in pair:
        door.stop()


@pytest.fixture
def busy(doors: Pair, engine: StubEngine, qtbot: QtBot) -> tuple[Job, Job]:
    """Jobs of the first door, which is at the gate, and of the second, which waits for it."""
    engine.gate = threading.Event()
    mine, theirs = job(), job()
    doors[0].fill(mine)
    qtbot.waitUntil(lambda: bool(engine.requests))
    doors[1].fill(theirs)
    return mine, theirs


def moves(engine: StubEngine, then: Callable[[], object] = lambda: None) -> None:
    """From the first fill that ends from now on, which says so, the engine is on the CPU. then: done before its end."""
    engine.device, plain = "cuda", engine.fill

    def moving(*arguments: Any) -> FillResult:
        result = plain(*arguments)
        then()
        if engine.device == "cpu":
            return result
        engine.device = "cpu"
        return replace(result, report=replace(result.report, moved=WHY_MOVED))

    engine.fill = moving  # type: ignore[method-assign]


def answers(ears: Ears) -> list[Job]:
    return [finished.job for finished in ears.of(Finished)]


def test_one_engine_is_loaded_and_each_door_is_told(engine: StubEngine, qtbot: QtBot) -> None:
    loads: list[int] = []
    worker = Worker(lambda: loads.append(1) or engine)
    first, second = worker.door(), worker.door()
    with qtbot.waitSignal(first.ready):
        first.start()
    with qtbot.waitSignal(second.ready) as told:
        second.start()
    assert told.args == ["cpu"]
    assert loads == [1]
    first.stop()
    assert not engine.is_closed
    second.stop()
    assert engine.is_closed


def test_a_door_that_is_opened_later_is_told_why_there_is_no_engine(qtbot: QtBot) -> None:
    def load() -> StubEngine:
        raise BadWeights("weights are missing: run the export")

    worker = Worker(load)
    first, second = worker.door(), worker.door()
    with qtbot.waitSignal(first.failed):
        first.start()
    with qtbot.waitSignal(second.failed) as told:
        second.start()
    assert isinstance(told.args[0].error, BadWeights)
    first.stop()
    second.stop()


def test_the_second_waits_says_so_and_gets_its_turn(doors: Pair, engine, busy, qtbot: QtBot) -> None:
    assert [door.waits for door in doors] == [False, True]
    ears = [Ears(door) for door in doors]
    with qtbot.waitSignals([doors[0].done, doors[1].turn, doors[1].done]):
        engine.gate.set()
    assert [answers(one) for one in ears] == [[busy[0]], [busy[1]]]
    assert not any(door.waits for door in doors)


def test_nobody_gets_two_turns_while_another_waits(doors: Pair, engine, busy, qtbot: QtBot) -> None:
    """The first door asks again while its own job is under way: that one is behind the job that waits."""
    again = job()
    order: list[Job] = []
    for door in doors:
        door.done.connect(lambda finished: order.append(finished.job))
    doors[0].fill(again)
    assert [door.waits for door in doors] == [True, True]  # what was under way for the first is no longer wanted
    with qtbot.waitSignals([doors[0].done, doors[1].done]):
        engine.gate.set()
    assert order == [busy[1], again]


@pytest.mark.parametrize("how", ["cancel", "stop"])
def test_what_ends_the_one_does_not_touch_the_other(doors: Pair, engine, busy, qtbot: QtBot, how: str) -> None:
    ears = [Ears(door) for door in doors]
    getattr(doors[0], how)()
    qtbot.waitUntil(lambda: len(engine.requests) == 2)  # the thread is at the second now
    with qtbot.waitSignal(doors[1].done):
        engine.gate.set()
    assert answers(ears[1]) == [busy[1]]
    assert answers(ears[0]) == []
    assert ears[1].of(Failed) == []
    assert len(ears[0].of(Failed)) == (how == "cancel")


def test_a_job_that_waits_is_cancelled_at_once(doors: Pair, engine, busy, qtbot: QtBot) -> None:
    ears = [Ears(door) for door in doors]
    doors[1].cancel()
    assert [failed.cancelled for failed in ears[1].of(Failed)] == [True]  # while the first is still under way
    assert not doors[1].waits
    with qtbot.waitSignal(doors[0].done):
        engine.gate.set()
    assert len(engine.requests) == 1
    assert answers(ears[0]) == [busy[0]]
    asked = job()
    with qtbot.waitSignal(doors[1].done):
        doors[1].fill(asked)
    assert answers(ears[1]) == [asked]
    assert len(ears[1].of(Failed)) == 1


def test_a_door_that_is_stopped_hears_nothing(doors: Pair, engine, busy, qtbot: QtBot) -> None:
    ears = Ears(doors[1])
    doors[1].stop()
    with qtbot.waitSignal(doors[0].done):
        engine.gate.set()
    assert ears.heard == []


def test_an_engine_that_gave_way_is_told_where_the_fill_was_asked_for_and_its_place_everywhere(
    doors: Pair, engine: StubEngine, busy, qtbot: QtBot
) -> None:
    moves(engine)
    told: list[tuple[int, str]] = []
    for number, door in enumerate(doors):
        door.ready.connect(lambda device, number=number: told.append((number, device)))
        door.moved.connect(lambda why, number=number: told.append((number, why)))
    with qtbot.waitSignal(doors[1].done):
        engine.gate.set()
    assert told == [(0, "cpu"), (1, "cpu"), (1, WHY_MOVED)]  # the first was at the gate before


def test_that_an_engine_gave_way_is_told_of_a_fill_that_nobody_waits_for_any_more(
    worker: Worker, engine: StubEngine, qtbot: QtBot
) -> None:
    door = worker.door()
    stops: list[threading.Event] = []
    moves(engine, lambda: stops[0].set())
    ask = worker.ask
    worker.ask = lambda door, asked, stop: (stops.append(stop), ask(door, asked, stop))  # type: ignore[method-assign]
    try:
        with qtbot.waitSignal(door.moved) as told, qtbot.waitSignal(door.failed) as failed:
            door.fill(job())
        assert told.args == [WHY_MOVED]
        assert failed.args[0].cancelled
    finally:
        door.stop()
