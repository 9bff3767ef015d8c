"""How the commands of this package end: whatever was wrong is one line on stderr and an exit code."""

import signal
import sys
from collections.abc import Callable, Mapping
from types import TracebackType

UNEQUAL, REFUSED, UNWRITABLE, BAD_WEIGHTS, STOPPED = 1, 3, 4, 5, 130
"""Torch and the runtime disagree; input, output or weights that cannot be used; Ctrl+C."""


def say(line: str) -> None:
    """Tell a person."""
    sys.stderr.write(f"{line}\n")


def hush() -> None:
    """Let Ctrl+C be one line before `ended` sees to it, too: while a command's modules are loaded."""

    def tell(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            say("stopped: nothing was begun")  # Python itself ends with 130 then
        else:
            sys.__excepthook__(kind, fault, trace)

    sys.excepthook = tell


def asking_to_end() -> tuple[int, ...]:
    """The signals by which somebody asks a process to end: Ctrl+C, a polite end by the system, and a terminal that was
    closed, which `nohup` has a process ignore."""
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    is_heard = hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN
    return (signal.SIGINT, signal.SIGTERM, *((hangup,) if is_heard else ()))


def ended(
    work: Callable[[], None],
    exits: Mapping[type[Exception], int],
    *,
    stopped: str = "stopped: nothing was written",
    tell: Callable[[str], None] = say,
) -> int:
    """Do the work; the exit code: 0, or that of the first kind in `exits` that what went wrong is of.

    stopped: what is told after Ctrl+C.
    """
    try:
        work()
    except KeyboardInterrupt:
        tell(stopped)
        return STOPPED
    except tuple(exits) as fault:
        tell(one_line(fault))
        return next(code for kind, code in exits.items() if isinstance(fault, kind))
    return 0


def one_line(fault: Exception) -> str:
    """What went wrong, for people. Faults of the system say no more than which place; ours are a line already."""
    if isinstance(fault, OSError) and fault.errno is not None:
        place = f" {fault.filename}" if fault.filename else ""
        return f"cannot read or write{place}: {fault.strerror or fault}: check the place and its free space"
    return str(fault).splitlines()[0] if str(fault) else type(fault).__name__
