"""What a session's log and the work that came back say about what was lost."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from tests.app.editor.safety.kills.driver import PAUSE_MS

LATE_S = 1.5
"""Allowed beyond the pause and the writes that were under way, for a window on a busy machine; `Outcome.lost_s` says
how long it was."""


@dataclass(frozen=True)
class Outcome:
    """lost_s: how old the oldest change was that is gone.  fills: shown before the kill.  lost_fills: of them.

    hidden_s: how long each fill that was done did not show, since it was being written.  problems: none if all is well.
    """

    states: int
    lost_s: float
    fills: int
    lost_fills: int
    hidden_s: tuple[float, ...]
    problems: tuple[str, ...]


def judged(lines: list[dict[str, Any]], digest: str, killed_s: float, problems: list[str]) -> Outcome:
    """What a log and the digest of what came back say."""
    states = [line for line in lines if "digest" in line]
    there = max((number for number, line in enumerate(states) if line["digest"] == digest), default=None)
    kept = [line for line in states if line["kind"] == "kept"]
    if there is None:
        return Outcome(len(states), killed_s, len(kept), len(kept), (), (*problems, "no state of that kind was there"))
    found = states[there]
    changed = [line for line in states[there + 1 :] if line["digest"] != digest and line["kind"] != "ahead"]
    lost_s = killed_s - changed[0]["at_s"] if changed else 0.0
    cleared = max((line["at_s"] for line in states if line["clean"]), default=0.0)
    for line in lines:
        if line["kind"] in ("written", "whole") and line["revision"] > found["revision"] and line["at_s"] > cleared:
            said = f"revision {line['revision']} was written, and {found['revision']} came back"
            problems = [*problems, said]
    began_s = {line["ahead"]: line["at_s"] for line in states if line["kind"] == "ahead"}
    hidden_s = tuple(line["at_s"] - began_s[line["ahead"]] for line in kept if line["ahead"] in began_s)
    if lost_s > PAUSE_MS / 1000 + LATE_S + _writing_s(lines, killed_s - lost_s, killed_s):
        problems = [*problems, f"a change {lost_s:.2f} s old is gone"]
    lost_fills = [line for line in kept if line["revision"] > found["revision"] and not _holds(found, line)]
    if lost_fills:
        problems = [*problems, "a finished fill is gone"]
    return Outcome(len(states), lost_s, len(kept), len(lost_fills), hidden_s, tuple(problems))


def _writing_s(lines: list[dict[str, Any]], since_s: float, until_s: float) -> float:
    """For how long of that time something was being written."""
    ends = [line["at_s"] for line in lines if line["kind"] == "ended"]
    begins = [line["at_s"] for line in lines if line["kind"] == "begun"]
    spans = zip_longest(begins, ends, fillvalue=until_s)  # the last may not have come to its end
    return sum(max(0.0, end - max(begin, since_s)) for begin, end in spans)


def _holds(found: dict[str, Any], kept: dict[str, Any]) -> bool:
    """Whether what came back is what was written before this fill was shown."""
    return bool(found["kind"] == "ahead" and found["ahead"] == kept["ahead"])
