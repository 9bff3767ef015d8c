"""Killed at any moment, the editor loses nothing older than its pause, no fill that showed, and no recovery.

tests/benchmarks/kills.py does the same fifty times.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from app.files.recovery import find_stores
from tests.app.conftest import noise
from tests.app.editor.nursery import Nursery
from tests.app.editor.safety.kills import AT_FILL, AT_RANDOM
from tests.app.editor.safety.kills.driver import PAUSE_MS
from tests.app.editor.safety.kills.judging import LATE_S, Outcome, judged
from tests.app.editor.test_start import environment_in
from tests.beside import Begun


@pytest.fixture(scope="module")
def outcomes(kills: Begun) -> dict[int, Outcome]:
    """Of each seed."""
    told = [Outcome(**outcome | {"problems": tuple(outcome["problems"])}) for outcome in json.loads(kills.answer())]
    return dict(zip((*AT_RANDOM, *AT_FILL), told, strict=True))


@pytest.mark.parametrize("seed", AT_RANDOM)
def test_a_kill_at_a_random_moment(outcomes: dict[int, Outcome], seed: int) -> None:
    outcome = outcomes[seed]
    assert outcome.problems == ()
    assert outcome.states > 3


@pytest.mark.parametrize("seed", AT_FILL)
def test_a_kill_as_soon_as_a_fill_shows(outcomes: dict[int, Outcome], seed: int) -> None:
    """With 5 the disk is slow."""
    outcome = outcomes[seed]
    assert outcome.problems == ()
    assert outcome.fills > 0
    assert outcome.lost_fills == 0


def line(kind: str, revision: int, at_s: float, digest: str = "") -> dict:
    told = {"kind": kind, "revision": revision, "at_s": at_s}
    return (
        told
        if kind in ("begun", "ended", "written", "whole")
        else {**told, "digest": digest or f"state {revision}", "clean": False, "ahead": 1}
    )


AHEAD = line("ahead", 1, 10.9, "ahead of 2")
LINES = [line("state", 1, 10.0), line("written", 1, 10.1), AHEAD, line("kept", 2, 11.0), line("state", 3, 11.5)]

TOO_LATE_S = 11.5 + PAUSE_MS / 1000 + LATE_S


@pytest.mark.parametrize(
    ("lines", "digest", "killed_s", "words"),
    [
        (LINES, "state 9", 12.0, "no state of that kind"),
        ([*LINES, line("written", 2, 11.2)], "state 1", 11.6, "was written, and 1 came back"),
        (LINES, "state 1", TOO_LATE_S, "old is gone"),
        ([*LINES, line("begun", 0, 11.1), line("ended", 0, 11.5)], "state 1", TOO_LATE_S, "old is gone"),
        ([*LINES, line("whole", 3, 11.6)], "state 1", 11.7, "was written, and 1 came back"),
        (LINES, "state 1", 11.01, "a finished fill is gone"),
    ],
)
def test_what_is_lost_is_seen(lines: list, digest: str, killed_s: float, words: str) -> None:
    assert words in " ".join(judged(lines, digest, killed_s, []).problems)


def test_a_change_that_was_being_written_may_be_gone() -> None:
    lines = [*LINES, line("begun", 0, 12.5)]
    assert judged(lines, "state 2", TOO_LATE_S + 9, []).problems == ()
    assert "old is gone" in " ".join(judged(LINES, "state 2", TOO_LATE_S + 9, []).problems)


def test_what_was_written_before_the_fill_showed_has_the_fill() -> None:
    outcome = judged(LINES, "ahead of 2", 11.6, [])
    assert (outcome.problems, outcome.fills, outcome.lost_fills) == ((), 1, 0)
    assert outcome.hidden_s == pytest.approx([0.1])


# An editor whose windows invert the mask of each photo, say so once all of it is in the recovery folder, and open
# whatever is offered at the start.
SEVERAL = """
import functools, os, sys
from PySide6.QtCore import QTimer
from app.editor import start
from app.editor.safety.recovering import Recovering
from app.editor.window import desk
from app.worker import Worker
from tests.app.conftest import StubEngine

class Several(desk.Desk):
    def open_window(self, beside=None):
        window = super().open_window(beside)
        window.filing.loaded.connect(functools.partial(self.act, window))
        return window
    def act(self, window, _):
        if not window.session.is_modified:
            window.session.invert_mask()
        self.look()
    def look(self):
        there = [one for one in self.windows if one.session.has_hole]
        if len(there) == 3 and all(one.has_all for one in self.recoveries):
            print(*sorted(one.session.photo.path.name for one in there), flush=True)
        else:
            QTimer.singleShot(20, self, self.look)

on_found = Recovering._on_found
def found(self, answer):
    self.asked.connect(lambda dialog: QTimer.singleShot(0, dialog, dialog._open_all))
    on_found(self, answer)
Recovering._on_found = found
start.Desk, start.Worker = Several, functools.partial(Worker, StubEngine)
sys.exit(start.main(sys.argv[1:]))
"""


def test_the_work_of_three_windows_comes_back_after_a_kill(nursery: Nursery, tmp_path: Path) -> None:
    photos = [tmp_path / f"{name}.png" for name in "abc"]
    for seed, path in enumerate(photos):
        Image.fromarray(noise(200, 160, seed=seed)).save(path)
    for number, words in enumerate(([str(path) for path in photos], [])):  # the second finds them, and is killed, too
        said = tmp_path / f"said {number}"
        said.mkdir()
        editor = nursery.begin(SEVERAL, words, environment_in(tmp_path), said)
        try:
            assert editor.readline() == "a.png b.png c.png\n"
        finally:
            editor.kill()
    found = find_stores(tmp_path / "state" / "gatebrush" / "recovery")
    assert found.problems == []
    assert sorted(about.path for _, about in found.stores) == [str(path) for path in photos]
    for store, _ in found.stores:
        assert not store.read().document.hole.is_empty
        store.release()


# An editor that changes the mask once more while its first write is under way, lets its pause end in that time, and
# says how it is once the write has ended and nothing more is about to be done.
BEHIND = """
import sys, threading
from PySide6.QtCore import QTimer
from app.files.recovery import Store
from tests.app.editor.safety.kills import driver

begun, gate, write = threading.Event(), threading.Event(), Store.write

def held(*arguments, **named):
    begun.set()
    gate.wait()
    write(*arguments, **named)

def act(window, safety):
    recovery, session = safety.recovery, window.session
    def soon(then):
        QTimer.singleShot(5, window, then)
    def change():
        if not begun.is_set():
            return soon(change)
        session.invert_mask()
        soon(let_go)
    def let_go():
        if recovery._pause.isActive():
            return soon(let_go)
        gate.set()
        soon(look)
    def look():
        if recovery.has_all:
            print("whole", flush=True)
        elif not recovery._errands.is_busy() and not recovery._pause.isActive():
            print("forgotten", flush=True)
        else:
            soon(look)
    session.invert_mask()
    change()

Store.write, driver.PAUSE_MS = held, 50
driver.Live.then = staticmethod(act)
sys.exit(driver._started(sys.argv[1:]))
"""


def test_a_change_during_a_write_outlives_a_kill_though_no_other_follows_it(nursery: Nursery, tmp_path: Path) -> None:
    photo = tmp_path / "a.png"
    Image.fromarray(noise(200, 160)).save(photo)
    editor = nursery.begin(BEHIND, [str(photo)], environment_in(tmp_path), tmp_path)
    try:
        assert editor.readline() == "whole\n"
    finally:
        editor.kill()
    found = find_stores(tmp_path / "state" / "gatebrush" / "recovery")
    ((store, _),) = found.stores
    assert store.read().document.hole.is_empty, "the first change alone fills the mask"
    store.release()
