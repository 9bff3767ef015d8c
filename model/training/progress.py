"""The line that a person sees while a run is under way."""

import sys
from contextlib import suppress

BAR = 24


def progress_line(record: dict, *, left_s: float) -> str:
    """One line from a record of the curve: bar, share, step, crop size, loss and the time that is left.

    left_s: seconds.
    """
    done = round(record["share"] * BAR)
    return (
        f"[{'#' * done}{'-' * (BAR - done)}] {record['share']:4.0%}  step {record['step']:,}  "
        f"{record['size']}²  loss {record[told(record)]:.4f}  {clock(left_s)} left"
    )


def told(record: dict) -> str:
    """The name of the one loss that stands for all: of the refined picture, in the hole where that is apart."""
    return next(name for name in ("refined", "refined_hole") if name in record)


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def show(line: str) -> None:
    """Write over the line before on a terminal, under it elsewhere; nothing on a terminal that was closed, which is no
    reason to lose what was learnt."""
    start, end = ("\r", " ") if sys.stderr.isatty() else ("", "\n")
    with suppress(OSError):
        sys.stderr.write(f"{start}{line}{end}")
        sys.stderr.flush()
