"""The system's reasons as lines, which can be said in other languages."""

from __future__ import annotations

import errno
import os

from app.files.errors import _REASONS, reason
from app.files.line import Line


def test_usual_reasons_are_lines_in_the_words_of_the_system() -> None:
    for number, line in _REASONS.items():
        assert line == os.strerror(number).lower()
        told = reason(OSError(number, os.strerror(number), "/some/file"))
        assert isinstance(told, Line)
        assert told == line


def test_rare_ones_are_said_by_the_system() -> None:
    assert errno.ENOMSG not in _REASONS
    assert reason(OSError(errno.ENOMSG, "No message of desired type")) == "no message of desired type"
    assert reason(OSError("it is gone")) == "it is gone"
