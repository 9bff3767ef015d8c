"""The line of the status bar while a fill is under way."""

from __future__ import annotations

import numpy as np
import pytest

from app.document.geometry import Box
from app.editor.fills.underway import Underway
from app.files.settings import Settings
from app.worker import Progress
from app.worker.door import Progressed
from app.worker.requests import Job


@pytest.fixture
def fill() -> Underway:
    job = Job(Box(0, 0, 8, 8), np.zeros((8, 8, 3), np.uint8), (), {}, {}, {}, Settings())
    return Underway(job, after=None)


def at(fill: Underway, done: float, total: int) -> Underway:
    fill.step = Progressed(fill.job, Progress("network", done, total))
    return fill


def test_what_is_most_worth_knowing_comes_first(fill: Underway) -> None:
    at(fill, 0.0, 3)
    assert fill.line("CPU", waits=False).startswith("Filling, pass 1 of 3 · CPU · ")
    assert fill.line("", waits=False).startswith("Loading the network · 0")  # and no device
    fill.is_keeping = True
    assert fill.line("", waits=False).startswith("Finishing the fill · ")
    assert fill.line("", waits=True).startswith("Waiting for another window · ")
    fill.is_cancelling = True
    assert fill.line("CPU", waits=True).startswith("Cancelling · CPU · ")


@pytest.mark.parametrize(
    ("done", "total", "said"),
    [
        (0.0, 1, "Filling · "),  # one pass needs no number
        (1.99, 3, "Filling, pass 2 of 3 · "),
        (3.0, 3, "Filling, pass 3 of 3 · "),
    ],
)
def test_passes_are_counted_from_one_to_the_last(fill: Underway, done: float, total: int, said: str) -> None:
    assert at(fill, done, total).line("CPU", waits=False).startswith(said)


def test_nobody_knows_how_much_is_done_before_the_passes_are_counted(fill: Underway) -> None:
    assert fill.share is None
    assert at(fill, 0.0, 0).share is None
    assert at(fill, 1.5, 3).share == 0.5


def test_time_that_another_window_took_does_not_count(fill: Underway) -> None:
    fill.began_s -= 100
    assert fill.took_s >= 100
    fill.count_anew()
    assert fill.took_s < 50
