"""How many cores a pass may use."""

import os


def usable_cores() -> int:
    """Cores that this process is allowed to run on: fewer than the machine has where it was told so."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1
