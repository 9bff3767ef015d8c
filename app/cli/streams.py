"""Standard input, output and error as the command line needs them. Imports nothing heavy."""

import os
import sys
from contextlib import suppress


def open_missing() -> None:
    """Have all three: a process may be started without some of them, by a desktop, a service or `>&-`.

    Nobody reads what is written there then. The first file opened would else get such a number, and what a library
    prints would go into a picture. So it would be in the processes that this one starts.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            handle = os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one
            os.set_inheritable(handle, True)  # noqa: FBT003 - Python's own
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - as long as the process


def print_any_name() -> None:
    """File names may hold bytes that no encoding has; they must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def say(text: str) -> None:
    """Write an answer to stdout at once. Raises BrokenPipeError where it cannot be written, on a full disk too."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as fault:
        raise BrokenPipeError(fault.errno, fault.strerror) from fault


def close_stdout() -> None:
    """Python flushes stdout once more at its end, and would complain again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
