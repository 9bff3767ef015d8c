"""Killed at a random moment, the editor loses nothing older than its pause, no fill that is written, and no recovery.

tests/benchmarks/kills.py does the same fifty times.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.editor.safety.kills import PAUSE_MS, WRITE_S, judged, kill_once


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_kill_at_a_random_moment(tmp_path: Path, photo_file: Path, seed: int) -> None:
    outcome = kill_once(tmp_path, photo_file, seed)
    assert outcome.problems == ()
    assert outcome.states > 3


def line(kind: str, revision: int, at_s: float) -> dict:
    told = {"kind": kind, "revision": revision, "at_s": at_s}
    return told if kind == "written" else {**told, "digest": f"state {revision}", "clean": False}


LINES = [line("state", 1, 10.0), line("written", 1, 10.1), line("kept", 2, 11.0), line("state", 3, 11.5)]


@pytest.mark.parametrize(
    ("lines", "digest", "killed_s", "words"),
    [
        (LINES, "state 9", 12.0, "no state of that kind"),
        ([*LINES, line("written", 2, 11.2)], "state 1", 11.6, "was written, and 1 came back"),
        (LINES, "state 1", 11.5 + PAUSE_MS / 1000 + WRITE_S, "old is gone"),
        (LINES, "state 1", 11.1 + WRITE_S, "a finished fill is gone"),
    ],
)
def test_what_is_lost_is_seen(lines: list, digest: str, killed_s: float, words: str) -> None:
    assert words in " ".join(judged(lines, digest, killed_s, []).problems)


def test_a_fill_of_a_moment_ago_may_be_gone() -> None:
    outcome = judged(LINES, "state 1", 11.6, [])
    assert (outcome.problems, outcome.fills, outcome.lost_fills) == ((), 1, 1)
