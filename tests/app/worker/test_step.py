"""The door without a thread keeps the same promises."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.worker import StepWorker
from app.worker.door import Failed, Finished
from tests.app.conftest import StubEngine
from tests.app.worker.test_thread import job


def test_a_job_waits_for_the_step(engine: StubEngine, qtbot: QtBot) -> None:
    door, heard = StepWorker(engine), []
    door.done.connect(heard.append)
    door.fill(job())
    assert not heard
    door.step()
    assert isinstance(heard[0], Finished)
    door.step()
    assert len(heard) == 1


def test_a_cancelled_job_fails_as_cancelled(engine: StubEngine, qtbot: QtBot) -> None:
    door, heard = StepWorker(engine), []
    door.failed.connect(heard.append)
    door.fill(job())
    door.cancel()
    assert isinstance(heard[0], Failed)
    assert heard[0].cancelled
    assert not engine.requests


def test_a_stopped_door_says_nothing(engine: StubEngine, qtbot: QtBot) -> None:
    door, heard = StepWorker(engine), []
    door.failed.connect(heard.append)
    door.done.connect(heard.append)
    door.fill(job())
    door.stop()
    door.step()
    assert heard == []
