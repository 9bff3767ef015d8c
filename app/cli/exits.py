"""Which fault ends with which exit code, and in which words."""

import errno
import os
import sys
import time
import traceback
from pathlib import Path

from app.exits import Exit

__all__ = ["CommandLineError", "Exit", "code_of", "line_of", "one_line"]


class CommandLineError(Exception):
    """The command line is wrong; the message is one line."""


_LIGHT = (
    (CommandLineError, Exit.COMMAND_LINE),
    (KeyboardInterrupt, Exit.INTERRUPTED),
    (BrokenPipeError, Exit.OUTPUT),
)


def code_of(fault: BaseException) -> Exit:
    """The exit code of a fault; FAULT for those that are ours."""
    for kind, code in _LIGHT:
        if isinstance(fault, kind):
            return code
    # 0.3 s of numpy: a wrong command line is answered without it, and an interrupt may have come while it was imported
    from app.files.errors import InputRefused, OutputRefused
    from model.inference.errors import BadRequest, BadWeights, Cancelled, EngineFailed, NoEngine, OutOfMemory

    table: tuple[tuple[type[BaseException], Exit], ...] = (
        (InputRefused, Exit.INPUT),
        (BadRequest, Exit.INPUT),
        (OutOfMemory, Exit.INPUT),
        (OutputRefused, Exit.OUTPUT),
        (NoEngine, Exit.ENGINE),
        (BadWeights, Exit.ENGINE),
        (EngineFailed, Exit.ENGINE),
        (Cancelled, Exit.INTERRUPTED),
    )
    return next((code for kind, code in table if isinstance(fault, kind)), Exit.FAULT)


def line_of(fault: BaseException) -> str:
    """The fault as one line for people. A fault of ours is written to a log, and the line names its place."""
    code = code_of(fault)
    if code == Exit.INTERRUPTED:
        return "interrupted: nothing is half-written"
    if isinstance(fault, BrokenPipeError) and fault.errno not in (None, errno.EPIPE):
        return f"results cannot be written ({str(fault.strerror).lower()}): nothing more is written"
    if isinstance(fault, BrokenPipeError):
        return "the reader of the output has gone: nothing more is written"
    if code != Exit.FAULT:
        return one_line(str(fault))
    name = one_line(f"{type(fault).__name__}: {fault}")[:200]
    try:
        return f"a fault of ours ({name}): please report it with the log {_write_log(fault)}"
    except OSError as refusal:
        return f"a fault of ours ({name}): please report it; the log could not be written ({refusal.strerror})"


def one_line(text: str) -> str:
    """Text without line breaks and other signs that a terminal would obey; file names may hold any of them."""
    text = " ".join(text.splitlines())
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def _write_log(fault: BaseException) -> Path:
    from platformdirs import user_log_dir

    folder = Path(user_log_dir("gatebrush"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"fault-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{time.perf_counter_ns() % 10**6}.log"
    told = "".join(traceback.format_exception(fault))
    path.write_text(f"{sys.version}\n{sys.platform}\n\n{told}", encoding="utf-8", errors="backslashreplace")
    return path
