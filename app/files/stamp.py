"""Whether a file is still as it was, told by its size and the time of its last change."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

Stamp: TypeAlias = tuple[int, int]
"""Bytes, and nanoseconds since 1970."""


def stamp_of(path: Path) -> Stamp | None:
    """As it is now; None where it cannot be looked at."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
