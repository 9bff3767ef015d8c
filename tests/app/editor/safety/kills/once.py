"""One session, killed, and two starts after it: each a process, forked from one that has imported the editor."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from app.document import Document
from app.files.photo import open_photo
from app.files.project import open_project
from tests.app.editor.safety.kills.digest import digest_of
from tests.app.editor.safety.kills.driver import collect, drive, rests
from tests.app.editor.safety.kills.judging import Outcome, judged
from tests.patience import MOMENT_S, PROCESS_S

FEW = 5
"""States that a session has come to before the moments begin of which one is its last."""


def kill_once(folder: Path, photo: Path, seed: int, longest_s: float = 6.0, *, at_fill: bool = False) -> Outcome:
    """folder: empty, for all that the editor writes.  at_fill: killed as soon as a fill shows, or just after it; else
    at any moment."""
    log, project, is_whole = folder / "log", folder / "work.ora", True
    process = _started(folder, drive, seed, at_fill, photo, log, project)
    try:
        _waits_for(process, log, '"digest"', FEW)
        if at_fill:
            process.join(PROCESS_S)
        elif rests(seed):
            is_whole = _waits_for(process, log, '"whole"')
        else:
            time.sleep(random.Random(seed).uniform(0.2, longest_s))
        died = process.exitcode
    finally:
        killed_s = time.monotonic()
        process.kill()
        process.join()
    if died != (-signal.SIGKILL if at_fill else None):
        return Outcome(0, 0, 0, 0, (), (f"the editor ended by itself with {died}",))
    digest, problems = _found(folder)
    if not is_whole:
        problems.append("something was never written")
    if digest is None:
        digest = digest_of(open_project(project).document if project.exists() else Document(open_photo(photo).pixels))
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.endswith("}")]
    return judged(lines, digest, killed_s, problems)


def _waits_for(process: BaseProcess, log: Path, word: str, times: int = 1) -> bool:
    """Whether it notes that so many times."""
    until = time.monotonic() + MOMENT_S
    while not log.exists() or log.read_text().count(word) < times:
        if not process.is_alive() or time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _found(folder: Path) -> tuple[str | None, list[str]]:
    """What the next start brings back, and the one after it: it is kept until it is saved or discarded."""
    founds: list[dict[str, Any]] = []
    for attempt in (1, 2):
        answer = folder / f"answer-{attempt}"
        process = _started(folder, collect, answer)
        process.join(PROCESS_S)
        process.kill()
        said = {"problems": [f"start {attempt} said nothing"]}
        founds.append(json.loads(answer.read_text()) if answer.exists() else said)
    first, second = founds
    different = [] if first == second else ["the second start found something else"]
    return second.get("digest"), [*second.get("problems", ()), *different]


def _started(folder: Path, editor: Callable[..., int], *words: Any) -> BaseProcess:
    """An editor that has its imports already. Nothing of Qt may be under way in the process that calls this."""
    process = multiprocessing.get_context("fork").Process(target=_edit, args=(folder, editor, words))
    process.start()
    return process


def _edit(folder: Path, editor: Callable[..., int], words: tuple[Any, ...]) -> None:
    homes = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "STATE", "CACHE", "DATA")}
    os.environ |= {**homes, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "qt.qpa.*=false;default=false"}
    sys.exit(editor(*words))
