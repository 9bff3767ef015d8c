"""How a layer came to be: kept in English with its document, said in the language of the window."""

from __future__ import annotations

import re

from app.editor.numbers import seconds
from app.language import mark, said
from app.worker import FillResult
from app.worker.requests import Job

_WAYS = {
    "fast": mark("fast"),
    "balanced": mark("balanced"),
    "best": mark("best"),
    "classical": mark("classical"),
}
_OTHERS = {"merged": mark("merged"), "scaled": mark("scaled"), "flipped": mark("flipped")}  # no fill any more
_FILL = re.compile(r"(.+) · (\d{1,6}\.\d) s · (\w+)")


def note_of(job: Job, result: FillResult, took_s: float) -> str:
    """One line on how a fill was made, the same in every language."""
    way = job.settings.quality if result.report.by_network else "classical"
    return f"{result.report.device.upper()} · {took_s:.1f} s · {way}"


def said_note(note: str) -> str:
    """The line for people. One that is not of this form, of another program or another language, stays as it is."""
    found = _FILL.fullmatch(note)
    if found is None or found[3] not in _WAYS:
        return said(_OTHERS[note]) if note in _OTHERS else note
    return " · ".join((found[1], seconds(float(found[2])), said(_WAYS[found[3]])))
