"""What the command line says and where: results to stdout, all else to stderr."""

import json
import sys
import time
from collections.abc import Iterable
from typing import Any

from app.cli.exits import Exit, code_of, line_of, one_line

_CLEAR_LINE = "\r\033[K"
_BETWEEN_S = 0.1
_OF_ONE_PICTURE = (Exit.FAULT, Exit.INPUT)  # refusals of outputs name the output


class Voice:
    """Speaks for one command.

    as_json: results and refusals are JSON objects, one a line.  quiet: no progress and no remarks.
    """

    def __init__(self, *, as_json: bool = False, quiet: bool = False) -> None:
        self._as_json, self._quiet = as_json, quiet
        self._on_terminal = sys.stderr.isatty()
        self._drawn = False
        self._last_s = 0.0
        self._last_stage = ""

    def progress(self, name: str, stage: str, done: int, total: int) -> None:
        """How far a picture is: a line that is drawn over on a terminal, else one line a stage that has steps."""
        if self._quiet:
            return
        text = one_line(f"{name}: {stage} {done}/{total}" if total else f"{name}: {stage}")
        if self._on_terminal:
            now = time.monotonic()
            if now - self._last_s >= _BETWEEN_S or done == total:
                sys.stderr.write(_CLEAR_LINE + text)
                sys.stderr.flush()
                self._last_s, self._drawn = now, True
        elif total and (name + stage) != self._last_stage:
            # Stages without steps are short and come before most refusals, which are to stand alone.
            self._last_stage = name + stage
            self._error_line(text)

    def remark(self, text: str) -> None:
        """News that is no refusal."""
        if not self._quiet:
            self._error_line(one_line(text))

    def result(self, lines: Iterable[str], record: dict[str, Any]) -> None:
        """What a command was run for: lines for people, or the record as JSON."""
        for line in [json.dumps(record)] if self._as_json else map(one_line, lines):
            self._out_line(line)

    def record(self, record: dict[str, Any]) -> None:
        """An object that only readers of JSON are told."""
        if self._as_json:
            self._out_line(json.dumps(record))

    def refusal(self, fault: BaseException, name: str | None) -> Exit:
        """Say why something did not happen; the code to end with."""
        code, line = code_of(fault), line_of(fault)
        if name is not None and code in _OF_ONE_PICTURE and one_line(name) not in line:
            line = f"{one_line(name)}: {line}"
        self._error_line(line)
        self.record({"input": name, "error": line, "code": int(code)})
        return code

    def _error_line(self, text: str) -> None:
        sys.stderr.write((_CLEAR_LINE if self._drawn else "") + text + "\n")
        sys.stderr.flush()
        self._drawn = False

    def _out_line(self, text: str) -> None:
        if self._drawn:
            sys.stderr.write(_CLEAR_LINE)
            self._drawn = False
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
