"""The real editor, edited by a seeded script, killed at some moment, started again: what came back?

As a command this module is the editor itself: `drive` edits until somebody kills it and notes every state in a log,
`collect` opens what the next start offers and says what it is. `kill_once` plays both against each other.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer

from app.document import Box, Document, Draft, segment
from app.editor import start
from app.editor.history.commands import ContextsCommand
from app.editor.safety import recovery
from app.editor.safety.recovering import Recovering
from app.editor.safety.safety import Safety
from app.editor.window.window import Window
from app.files.photo import open_photo
from app.files.project import open_project
from app.files.recovery import Store
from app.worker import Worker
from tests.app.conftest import StubEngine

ROOT = Path(__file__).parents[4]
PAUSE_MS = 1000
"""In the place of five seconds, so that a kill tells something after few of them."""
WRITE_S = 1.5
"""Allowed for a write on a busy machine; `Outcome.lost_s` says how long it was."""
TURN_MS = (5, 60)
SLOW_WRITE_S = 0.5
RESTS_AFTER_S = (0.5, 2.5)
RESTS_S = 3.0
"""Every other session has a slow disk, and rests before it is killed: no later change heals one that was forgotten
while a write was under way."""
PLANES = ("hole", "sketch", "exclude")
LAYERS = ("toggle", "remove", "duplicate", "raise_layer", "merge_down", "add")


def digest_of(document: Document) -> str:
    """Of everything that a person made and sees."""
    found = hashlib.sha256()
    found.update(document.photo.tobytes())
    found.update(repr(document.contexts).encode())
    for layer in document.layers:
        told = (layer.id, layer.name, layer.box, layer.visible, layer.opacity, layer.blend, layer.locked)
        found.update(repr(told).encode())
        found.update(layer.pixels.tobytes())
        found.update(layer.alpha.tobytes())
        if layer.mask is not None:
            found.update(layer.mask.read().tobytes())
        if layer.fill is not None:
            found.update(repr((layer.fill.chosen, dict(layer.fill.settings))).encode())
            for one in layer.fill.candidates:
                found.update(one.pixels.tobytes())
                found.update(one.alpha.tobytes())
            for tiles in (layer.fill.hole, layer.fill.sketch, layer.fill.exclude):
                _add_tiles(found, tiles)
    for plane in (document.hole, document.sketch, document.exclude):
        _add_tiles(found, plane.snapshot())
    return found.hexdigest()


def _add_tiles(found: Any, tiles: dict[tuple[int, int], Any]) -> None:
    for key in sorted(tiles):
        found.update(repr(key).encode())
        found.update(np.packbits(tiles[key]).tobytes())


class SlowEngine(StubEngine):
    """Takes some tens of milliseconds, so that kills meet fills under way."""

    def fill(self, request: Any, progress: Any = None, cancelled: Any = None) -> Any:
        time.sleep(0.05)
        return super().fill(request, progress, cancelled)


class Driver:
    """Edits a window's document until the process ends, or rests before that."""

    def __init__(self, window: Window, safety: Safety, seed: int, log: Path, project: Path) -> None:
        self._window, self._random, self._project = window, random.Random(seed), project
        self._log = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        window.session.stack.indexChanged.connect(functools.partial(self._note, "state"))
        window.filling.kept.connect(functools.partial(self._note, "kept"))
        window.filing.saved.connect(functools.partial(self._note, "saved"))
        safety.recovery.written.connect(lambda revision: self._write({"kind": "written", "revision": revision}))
        self._note("state")
        self._rests_s = time.monotonic() + _busy_s(seed) if _rests(seed) else math.inf
        self._turn()

    def _note(self, kind: str, *_: object) -> None:
        document, session = self._window.session.document, self._window.session
        if document is not None:
            digest = digest_of(document)
            clean = not session.is_modified
            self._write({"kind": kind, "revision": session.revision, "digest": digest, "clean": clean})

    def _write(self, line: dict[str, Any]) -> None:
        os.write(self._log, (json.dumps({**line, "at_s": time.monotonic()}) + "\n").encode())

    def _turn(self) -> None:
        if time.monotonic() > self._rests_s:
            return
        try:
            self._act()
        except BaseException:  # noqa: BLE001 - whatever it is
            traceback.print_exc()
            os._exit(9)  # a fault in a slot would only be a notice
        QTimer.singleShot(self._random.randint(*TURN_MS), self._window, self._turn)

    def _act(self) -> None:
        session, window = self._window.session, self._window
        kind = self._random.choices(
            (*PLANES, "fill", "undo", "redo", "invert", "clear", "choose", *LAYERS, "mask", "save", "context"),
            (30, 10, 6, 14, 8, 4, 1, 2, 6, 2, 1, 1, 2, 2, 1, 2, 1, 2),
        )[0]
        document = session.document
        assert document is not None
        layers = document.layers
        layer = self._random.choice(layers) if layers else None
        if kind in PLANES:
            self._stroke(document, kind)
        elif kind == "fill":
            session.change(variants=self._random.randint(1, 4))
            window.filling.start()
        elif kind in ("undo", "redo"):
            getattr(session.history, kind)()
        elif kind == "invert":
            session.invert_mask()
        elif kind == "clear":
            session.clear_mask()
        elif kind == "context":
            left, top = self._random.randrange(document.size.width), self._random.randrange(document.size.height)
            box = Box(left, top, left + 50, top + 50).clip(document.size)
            session.push(ContextsCommand(document, (box, *document.contexts[:2])))
        elif kind == "save":
            window.filing.save(self._project)
        elif layer is not None and kind == "choose":
            window.fills.next_candidate()
        elif layer is not None and kind in LAYERS:
            window.layers.choose_layer(layer.id)
            getattr(window.merging if kind == "merge_down" else window.layering, kind)()
        elif layer is not None and kind == "mask":
            window.layers.choose_layer(layer.id)
            window.layer_masks.add()
            window.layer_masks.invert()

    def _stroke(self, document: Document, name: str) -> None:
        x, y = self._random.uniform(0, document.size.width), self._random.uniform(0, document.size.height)
        box, coverage = segment((x, y), (x + self._random.uniform(-60, 60), y + 20), self._random.uniform(2, 14))
        plane = getattr(document, name)
        draft = Draft(plane)
        draft.paint(box, coverage, erase=self._random.random() < 0.2)
        self._window.session.push_patch("Stroke", plane, draft.finish())


def _rests(seed: int) -> bool:
    return seed % 2 == 1


def _busy_s(seed: int) -> float:
    return random.Random(seed).uniform(*RESTS_AFTER_S)


class Live(Window):
    """What `start.main` shows. then: called with it and its safety once a photo is open."""

    then: Any = None

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.filing.loaded.connect(self._on_first)

    def _on_first(self) -> None:
        self.filing.loaded.disconnect(self._on_first)
        QTimer.singleShot(0, self, lambda: type(self).then(self, Guard.last))


class Guard(Safety):
    """That of the window."""

    last: Any = None

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        Guard.last = self


def drive(seed: int, photo: Path, log: Path, project: Path) -> int:
    Live.then = staticmethod(lambda window, safety: Driver(window, safety, seed, log, project))
    if _rests(seed):
        write = Store.write

        def write_late(*arguments: Any) -> None:
            time.sleep(SLOW_WRITE_S)
            write(*arguments)

        Store.write = write_late  # type: ignore[method-assign]
    return _started([str(photo)])


def collect(log: Path) -> int:
    """Open what is offered, note its digest, and be killed: it must still be there after that."""

    def note(window: Window | None) -> None:
        document = None if window is None else window.session.document
        log.write_text(json.dumps({"digest": None if document is None else digest_of(document)}))
        os.kill(os.getpid(), signal.SIGKILL)

    on_found = Recovering._on_found

    def found(self: Recovering, answer: Any) -> None:
        self.asked.connect(lambda dialog: QTimer.singleShot(0, dialog, dialog._open))
        on_found(self, answer)
        if answer[0].problems:
            log.write_text(json.dumps({"problems": answer[0].problems}))
            os.kill(os.getpid(), signal.SIGKILL)
        if not self._held:
            note(None)

    Recovering._on_found = found  # type: ignore[method-assign]
    Live.then = staticmethod(lambda window, _safety: note(window))
    return _started([])


def _started(paths: list[str]) -> int:
    recovery.PAUSE_MS = PAUSE_MS
    start.Window, start.Safety = Live, Guard  # type: ignore[misc]
    start.Worker = functools.partial(Worker, SlowEngine)  # type: ignore[misc]
    return start.main(paths)


@dataclass(frozen=True)
class Outcome:
    """lost_s: how old the oldest change was that is gone.  fills: kept before the kill.  lost_fills: of them.

    written_s: how long after it was kept each fill was in the folder.  problems: none if all is well.
    """

    states: int
    lost_s: float
    fills: int
    lost_fills: int
    written_s: tuple[float, ...]
    problems: tuple[str, ...]


def kill_once(folder: Path, photo: Path, seed: int, longest_s: float = 6.0) -> Outcome:
    """folder: empty, for all that the editor writes."""
    log, project, answer = folder / "log", folder / "work.ora", folder / "answer"
    homes = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "STATE", "CACHE", "DATA")}
    environment = {
        **os.environ,
        **homes,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_LOGGING_RULES": "qt.qpa.*=false;default=false",
    }
    command = [sys.executable, "-m", "tests.app.editor.safety.kills"]
    process = subprocess.Popen(
        [*command, "drive", str(seed), str(photo), str(log), str(project)], cwd=ROOT, env=environment
    )
    try:
        while not log.exists() and process.poll() is None:
            time.sleep(0.02)
        time.sleep(_busy_s(seed) + RESTS_S if _rests(seed) else random.Random(seed).uniform(0.2, longest_s))
        died = process.poll()
    finally:
        killed_s = time.monotonic()
        process.kill()
        process.wait()
    if died is not None:
        return Outcome(0, 0, 0, 0, (), (f"the editor ended by itself with {died}",))
    for attempt in (1, 2):  # the second start must find the same: it is kept until it is saved or discarded
        answer.unlink(missing_ok=True)
        subprocess.run([*command, "collect", str(answer)], cwd=ROOT, env=environment, timeout=120, check=False)
        found = json.loads(answer.read_text()) if answer.exists() else {"problems": [f"start {attempt} said nothing"]}
        if attempt == 1:
            first = found
    problems = [*found.get("problems", ()), *([] if first == found else ["the second start found something else"])]
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.endswith("}")]
    digest = found.get("digest")
    if digest is None:
        digest = digest_of(open_project(project).document if project.exists() else Document(open_photo(photo).pixels))
    return judged(lines, digest, killed_s, problems)


def judged(lines: list[dict[str, Any]], digest: str, killed_s: float, problems: list[str]) -> Outcome:
    """What a log and the digest of what came back say."""
    states = [line for line in lines if "digest" in line]
    there = max((number for number, line in enumerate(states) if line["digest"] == digest), default=None)
    kept = [line for line in states if line["kind"] == "kept"]
    if there is None:
        return Outcome(len(states), killed_s, len(kept), len(kept), (), (*problems, "no state of that kind was there"))
    revision = states[there]["revision"]
    lost = [line for line in states[there + 1 :] if line["digest"] != digest]
    lost_s = killed_s - lost[0]["at_s"] if lost else 0.0
    written = [line for line in lines if line["kind"] == "written"]
    cleared = max((line["at_s"] for line in states if line["clean"]), default=0.0)
    for line in written:
        if line["revision"] > revision and line["at_s"] > cleared:
            problems = [*problems, f"revision {line['revision']} was written, and {revision} came back"]
    if lost_s > PAUSE_MS / 1000 + WRITE_S:
        problems = [*problems, f"a change {lost_s:.2f} s old is gone"]
    lost_fills = [line for line in kept if line["revision"] > revision]
    if any(killed_s - line["at_s"] > WRITE_S for line in lost_fills):
        problems = [*problems, "a finished fill is gone"]
    waits = [
        min((w["at_s"] - fill["at_s"] for w in written if w["revision"] >= fill["revision"]), default=None)
        for fill in kept
    ]
    return Outcome(
        len(states),
        lost_s,
        len(kept),
        len(lost_fills),
        tuple(wait for wait in waits if wait is not None),
        tuple(problems),
    )


if __name__ == "__main__":
    if sys.argv[1] == "drive":
        sys.exit(drive(int(sys.argv[2]), *map(Path, sys.argv[3:])))
    sys.exit(collect(Path(sys.argv[2])))
