"""What the command line says and where: results to stdout, all else to stderr."""

import json
import os
import re
import shutil
import sys
import time
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Protocol

from app.cli.exits import Exit, code_of, line_of, one_line

_CLEAR_LINE = "\r\033[K"
_BETWEEN_S = 0.1
_BETWEEN_LINES_S = 5.0
_OF_ONE_PICTURE = (Exit.FAULT, Exit.INPUT)  # refusals of outputs name the output


class Speaker(Protocol):
    """What filling one picture has to say; a person may hear it later, and on another machine."""

    def progress(self, name: str, stage: str, done: float, total: int) -> None:
        """How far a picture is."""

    def remark(self, text: str) -> None:
        """News that is no refusal."""

    def finish(self, text: str) -> None:
        """News that every picture brings, so that the bar of a batch stands for it."""

    def result(self, lines: Iterable[str], record: dict[str, Any]) -> None:
        """What a command was run for."""

    def refusal(self, fault: BaseException, name: str | None) -> Exit:
        """Why something did not happen."""


class Voice:
    """Speaks for one command.

    as_json: results and refusals are JSON objects, one a line.  quiet: no progress and no remarks.
    """

    def __init__(self, *, as_json: bool = False, quiet: bool = False) -> None:
        self._as_json, self._quiet = as_json, quiet
        self._on_terminal = sys.stderr.isatty()
        self._drawn = False
        self._batch: str | None = None
        self._last_s = self._last_line_s = float("-inf")
        self._last_stage = ""

    def batch(self, bar: str | None) -> None:
        """How far many pictures are: on a terminal in front of all progress, else a line from time to time.

        None: the batch is over.
        """
        before, self._batch = self._batch, bar
        if bar is None or self._quiet:
            return
        if self._on_terminal:
            self._draw(bar)
        elif before is None:
            self._last_line_s = time.monotonic()
        elif time.monotonic() - self._last_line_s >= _BETWEEN_LINES_S:
            self._last_line_s = time.monotonic()
            self._error_line(bar)

    def progress(self, name: str, stage: str, done: float, total: int) -> None:
        """How far a picture is: a line that is drawn over on a terminal, else one line a stage that has steps."""
        if self._quiet:
            return
        text = one_line(f"{name}: {stage}")
        if self._on_terminal:
            text += f" {round(100 * done / total)} %" if total else ""
            if time.monotonic() - self._last_s >= _BETWEEN_S or (done == total and self._batch is None):
                self._draw(text if self._batch is None else f"{self._batch}, {text}")
        elif total and self._batch is None and (name + stage) != self._last_stage:
            # Stages without steps are short and come before most refusals, which are to stand alone.
            self._last_stage = name + stage
            self._error_line(text)

    def remark(self, text: str) -> None:
        """News that is no refusal."""
        if not self._quiet:
            self._error_line(one_line(text))

    def finish(self, text: str) -> None:
        """News that every picture brings, so that the bar of a batch stands for it."""
        if self._batch is None or not self._on_terminal:
            self.remark(text)

    def result(self, lines: Iterable[str], record: dict[str, Any]) -> None:
        """What a command was run for: paths, one a line, or the record as JSON."""
        for line in [json.dumps(record)] if self._as_json else map(_path_on_a_line, lines):
            self._out_line(line)

    def record(self, record: dict[str, Any]) -> None:
        """An object that only readers of JSON are told."""
        if self._as_json:
            self._out_line(json.dumps(record))

    def refusal(self, fault: BaseException, name: str | None) -> Exit:
        """Say why something did not happen; the code to end with."""
        return self.refuse(code_of(fault), line_of(fault), name)

    def refuse(self, code: Exit, line: str, name: str | None) -> Exit:
        """As `refusal`, of a fault that has become a code and a line already."""
        if name is not None and code in _OF_ONE_PICTURE:
            line = self._named(line, one_line(name))
        self._error_line(line)
        self.record({"input": name, "error": line, "code": int(code)})
        return code

    def _named(self, line: str, name: str) -> str:
        """With the name of the picture, which in a batch comes first in every line."""
        start = f"photo {name} "
        if self._batch is not None and line.startswith(start):
            return f"{name}: photo {line.removeprefix(start)}"
        return line if _names(line, name) else f"{name}: {line}"

    def _draw(self, text: str) -> None:
        # A line that the terminal wraps could not be drawn over.
        with suppress(OSError):
            sys.stderr.write(_CLEAR_LINE + fitted(text, shutil.get_terminal_size().columns - 1))
            sys.stderr.flush()
        self._last_s, self._drawn = time.monotonic(), True

    def _error_line(self, text: str) -> None:
        with suppress(OSError):  # what cannot be said is no reason not to fill
            sys.stderr.write((_CLEAR_LINE if self._drawn else "") + text + "\n")
            sys.stderr.flush()
        self._drawn = False

    def _out_line(self, text: str) -> None:
        if self._drawn:
            with suppress(OSError):
                sys.stderr.write(_CLEAR_LINE)
                sys.stderr.flush()
            self._drawn = False
        try:
            sys.stdout.flush()
            sys.stdout.buffer.write(os.fsencode(text + "\n"))
            sys.stdout.flush()
        except OSError as fault:
            # Whoever should get the results gets no more of them: as if the reader had gone, a full disk included.
            raise BrokenPipeError(fault.errno, fault.strerror) from fault


def _path_on_a_line(path: str) -> str:
    """A path to the byte, for scripts that read it. On a terminal, and where it has line breaks, with escapes in the
    place of what is not printed: one path is always one line, and only --json has such names as they are."""
    if sys.stdout.isatty() or set(path) & {"\n", "\r"}:
        return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in path)
    return path


def _names(line: str, name: str) -> bool:
    """Whether a line has this name, and not only as the end of a longer path: that of the mask of a photo."""
    return re.search(rf"(?<!\S){re.escape(name)}(?=[\s:,]|$)", line) is not None


def fitted(text: str, columns: int) -> str:
    """As much of a line as a terminal of so many columns shows."""
    for index, sign in enumerate(text):
        columns -= 2 if unicodedata.east_asian_width(sign) in "WF" else not unicodedata.combining(sign)
        if columns < 0:
            return text[:index]
    return text
