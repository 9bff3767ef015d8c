"""Processes that have the editor's imports already: nearly all of what a start takes, and the same for each.

`Nursery` starts `python -m tests.app.editor.nursery` once, which forks itself for each script that is to run as
`python -c` would run it: with the words, the environment and the end of a process of its own, at which the interpreter
is taken down as ever. It stays without Qt's objects and threads, which no fork would survive.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


class Nursery:
    """The process that forks, begun with the first script."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def ask(self, **asked: Any) -> int:
        """One line to it, one number back."""
        if self._process is None:
            command = [sys.executable, "-m", "tests.app.editor.nursery"]
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def begin(self, code: str, words: list[str], environment: Mapping[str, str], folder: Path) -> Editor:
        """Run a script from the clone's root. folder: for what it writes to stdout and stderr."""
        return Editor(self, code, words, environment, folder)

    def end(self) -> None:
        """It ends where there is nothing more to read."""
        if self._process is not None:
            self._process.communicate()


class Editor:
    """One script. What it has written to stdout can be read line by line, and the rest once it has ended."""

    def __init__(
        self, nursery: Nursery, code: str, words: list[str], environment: Mapping[str, str], folder: Path
    ) -> None:
        self._nursery, self._told = nursery, folder / "stderr"
        self._code: int | None = None
        self._rest = ""
        os.mkfifo(said := folder / "stdout")
        reading = os.open(
            said, os.O_RDONLY | os.O_NONBLOCK
        )  # without waiting for who writes, who is there by the answer
        os.set_blocking(reading, True)
        self._said = os.fdopen(reading, encoding="utf-8")
        asked = {"code": code, "words": words, "environment": dict(environment)}
        self.pid = nursery.ask(**asked, said=str(said), told=str(self._told))

    def readline(self) -> str:
        return self._said.readline()

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def end(self, timeout_s: float = 120) -> tuple[int, str, str]:
        """Its exit code, the rest of stdout, and stderr; it is killed if it takes longer than that."""
        if self._code is None:
            killer = threading.Timer(timeout_s, os.kill, (self.pid, signal.SIGKILL))
            killer.start()
            self._rest = self._said.read()
            self._code = self._nursery.ask(wait=self.pid)
            killer.cancel()
            killer.join()
            self._said.close()
        return self._code, self._rest, self._told.read_text(encoding="utf-8")

    def kill(self) -> None:
        """If it still runs."""
        if self._code is None:
            self.send_signal(signal.SIGKILL)
            self.end()


def main() -> int:
    """Fork for whoever asks on stdin. Of the child only what the script asks for remains."""
    import app.editor.start  # noqa: F401 - here, not where `Nursery` is imported

    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            _, status = os.waitpid(asked["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            said = os.open(asked["said"], os.O_WRONLY)
            answer = os.fork()
            if answer == 0:
                _become(asked, said)
                return 0
            os.close(said)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    return 0


def _become(asked: Mapping[str, Any], said: int) -> None:
    """The script, in this process."""
    told = os.open(asked["told"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nothing, said, told)):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv[:] = ["-c", *asked["words"]]
    exec(compile(asked["code"], "<string>", "exec"), sys.modules["__main__"].__dict__)


if __name__ == "__main__":
    sys.exit(main())
