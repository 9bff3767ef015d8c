"""One session, killed, and two starts after it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from app.document import Document
from app.files.photo import open_photo
from app.files.project import open_project
from tests.app.editor.safety.kills.digest import digest_of
from tests.app.editor.safety.kills.driver import RESTS_S, busy_s, rests
from tests.app.editor.safety.kills.judging import Outcome, judged

ROOT = Path(__file__).parents[5]
COMMAND = (sys.executable, "-m", "tests.app.editor.safety.kills")


def kill_once(folder: Path, photo: Path, seed: int, longest_s: float = 6.0, *, at_fill: bool = False) -> Outcome:
    """folder: empty, for all that the editor writes.  at_fill: killed as soon as a fill shows, or just after it; else
    at any moment."""
    log, project = folder / "log", folder / "work.ora"
    environment = _environment(folder)
    aim = "fill" if at_fill else "any"
    process = subprocess.Popen(
        [*COMMAND, "drive", str(seed), aim, str(photo), str(log), str(project)], cwd=ROOT, env=environment
    )
    try:
        while not log.exists() and process.poll() is None:
            time.sleep(0.02)
        if at_fill:
            process.wait(60)
        else:
            time.sleep(busy_s(seed) + RESTS_S if rests(seed) else random.Random(seed).uniform(0.2, longest_s))
        died = process.poll()
    finally:
        killed_s = time.monotonic()
        process.kill()
        process.wait()
    if died != (-signal.SIGKILL if at_fill else None):
        return Outcome(0, 0, 0, 0, (), (f"the editor ended by itself with {died}",))
    digest, problems = _found(folder / "answer", environment)
    if digest is None:
        digest = digest_of(open_project(project).document if project.exists() else Document(open_photo(photo).pixels))
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.endswith("}")]
    return judged(lines, digest, killed_s, problems)


def _found(answer: Path, environment: dict[str, str]) -> tuple[str | None, list[str]]:
    """What the next start brings back, and the one after it: it is kept until it is saved or discarded."""
    founds: list[dict[str, Any]] = []
    for attempt in (1, 2):
        answer.unlink(missing_ok=True)
        subprocess.run([*COMMAND, "collect", str(answer)], cwd=ROOT, env=environment, timeout=120, check=False)
        said = {"problems": [f"start {attempt} said nothing"]}
        founds.append(json.loads(answer.read_text()) if answer.exists() else said)
    first, second = founds
    different = [] if first == second else ["the second start found something else"]
    return second.get("digest"), [*second.get("problems", ()), *different]


def _environment(folder: Path) -> dict[str, str]:
    homes = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "STATE", "CACHE", "DATA")}
    quiet = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "qt.qpa.*=false;default=false"}
    return {**os.environ, **homes, **quiet}
