"""The two processes: one edits until it is killed, the other opens what the next start offers."""

from __future__ import annotations

import functools
import json
import math
import os
import random
import signal
import time
import traceback
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from app.editor import start
from app.editor.files.projects import project_of
from app.editor.safety import recovery
from app.editor.safety.recovering import Recovering
from app.editor.safety.safety import Safety
from app.editor.window import desk
from app.editor.window.window import Window
from app.files.recovery import Store
from app.worker import Worker
from tests.app.editor.safety.kills.digest import digest_of
from tests.app.editor.safety.kills.script import Script, SlowEngine

PAUSE_MS = 1000
"""In the place of five seconds, so that a kill tells something after few of them."""
TURN_MS = (5, 60)
SLOW_WRITE_S = 0.5
RESTS_AFTER = (15, 75)  # turns
"""Every other session has a slow disk, and rests before it is killed: no later change heals one that was forgotten
while a write was under way. It is killed once it says that nothing would be lost."""
LOOKS_MS = 20
MOST_FILLS = 4
SOON_S = 0.05


def rests(seed: int) -> bool:
    return seed % 2 == 1


def busy_turns(seed: int) -> int:
    return random.Random(seed).randint(*RESTS_AFTER)


class Driver:
    """Edits a window's document until the process ends, or rests before that.

    ends_itself: it does, by SIGKILL, in the very moment in which one of its first fills shows, or just after it.
    """

    def __init__(
        self, window: Window, safety: Safety, seed: int, log: Path, project: Path, *, ends_itself: bool
    ) -> None:
        self._window, self._safety = window, safety
        self._script = Script(window, seed, project)
        self._log = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._aheads = 0
        self._fills_left = random.Random(seed).randint(1, MOST_FILLS) if ends_itself else math.inf
        self._soon_s = max(0.0, random.Random(seed).uniform(-SOON_S, SOON_S))  # every other one is at once
        window.session.stack.indexChanged.connect(functools.partial(self._note, "state"))
        window.filling.before_kept = self._on_ahead
        window.filling.kept.connect(self._on_kept)
        window.filing.saved.connect(functools.partial(self._note, "saved"))
        safety.recovery.written.connect(lambda revision: self._write({"kind": "written", "revision": revision}))
        self._note("state")
        self._note_writes()
        self._turns_left = busy_turns(seed) if rests(seed) and not ends_itself else math.inf
        self._turn()

    def _on_ahead(self, coming: Any, then: Any) -> None:
        """What is written before a fill shows is a state that may come back, too."""
        session = self._window.session
        assert session.photo is not None
        made = project_of(session.photo, session.settings, None, None, coming)()
        self._aheads += 1
        self._note("ahead", digest=digest_of(made.document))
        self._safety.recovery.ahead(coming, then)

    def _on_kept(self, _: int) -> None:
        self._note("kept")
        self._fills_left -= 1
        if self._fills_left <= 0:
            time.sleep(self._soon_s)
            os.kill(os.getpid(), signal.SIGKILL)

    def _note(self, kind: str, *_: object, digest: str = "") -> None:
        document, session = self._window.session.document, self._window.session
        if document is not None:
            told = {"digest": digest or digest_of(document), "clean": not session.is_modified, "ahead": self._aheads}
            self._write({"kind": kind, "revision": session.revision, **told})

    def _write(self, line: dict[str, Any]) -> None:
        os.write(self._log, (json.dumps({**line, "at_s": time.monotonic()}) + "\n").encode())

    def _note_writes(self) -> None:
        """How long each takes is the machine's."""
        write = Store.write

        def noted(*arguments: Any, **named: Any) -> None:
            self._write({"kind": "begun"})
            try:
                write(*arguments, **named)
            finally:
                self._write({"kind": "ended"})

        Store.write = noted  # type: ignore[method-assign]

    def _rest(self) -> None:
        """One more change once no fill is left that would be written with it, and no other."""
        if self._window.filling.is_busy:
            QTimer.singleShot(LOOKS_MS, self._window, self._rest)
        else:
            self._window.session.invert_mask()
            self._look()

    def _look(self) -> None:
        if self._safety.recovery.has_all:
            self._write({"kind": "whole", "revision": self._window.session.revision})
        else:
            QTimer.singleShot(LOOKS_MS, self._window, self._look)

    def _turn(self) -> None:
        if self._turns_left <= 0:
            self._rest()
            return
        self._turns_left -= 1
        try:
            self._script.act()
        except BaseException:  # noqa: BLE001 - whatever it is
            traceback.print_exc()
            os._exit(9)  # a fault in a slot would only be a notice
        QTimer.singleShot(self._script.random.randint(*TURN_MS), self._window, self._turn)


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


def drive(seed: int, ends_itself: bool, photo: Path, log: Path, project: Path) -> int:
    Live.then = staticmethod(lambda window, safety: Driver(window, safety, seed, log, project, ends_itself=ends_itself))
    if rests(seed):
        write = Store.write

        def write_late(*arguments: Any, **named: Any) -> None:
            time.sleep(SLOW_WRITE_S)
            write(*arguments, **named)

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
    desk.Window, desk.Safety = Live, Guard  # type: ignore[misc]
    start.Worker = functools.partial(Worker, SlowEngine)  # type: ignore[misc]
    return start.main(paths)
