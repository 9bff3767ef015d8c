"""Half-written files of processes that were killed: told from those that are being written, and removed.

A file that is being written lies beside its place under a name of its own, and its writer holds a lock on it. The
system lets go of the lock whatever way the writer ends, so a file of that name without a lock has no writer.
"""

import os
import re
import secrets
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

# Where nothing can be locked, a file that nobody has touched for so long has no writer any more.
ABANDONED_S = 3600.0

_NAME = re.compile(r"\.gatebrush-[0-9a-f]{12}(\.\w+)?")


def create_beside(target: Path) -> tuple[Path, int]:
    """A new empty file in the folder of `target`, with its suffix, and the handle that keeps it from being cleared.

    Raises OSError, ValueError.
    """
    while True:
        # A short name: with the target's own in it, names near the limit of 255 bytes could not be saved.
        fresh = target.with_name(f".gatebrush-{secrets.token_hex(6)}{target.suffix}")
        # os.open instead of tempfile: its mode goes through the umask as for any other file, tempfile gives 0600.
        handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        if lock(handle) is not False and fresh.exists():
            return fresh, handle
        os.close(handle)  # cleared by another process in the moment before it was locked


def clear_leftovers(folder: Path, *, idle_s: float = 0.0) -> int:
    """Remove what killed writers left in a folder; how many files that was.

    idle_s: files that changed less long ago stay, for disks on which other machines' locks cannot be seen.
    """
    cleared = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in list(entries):
            if _NAME.fullmatch(entry.name) and _clear(Path(entry.path), idle_s):
                cleared += 1
    return cleared


def _clear(path: Path, idle_s: float) -> bool:
    try:
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return False
    try:
        status = os.fstat(handle)
        locked = lock(handle)
        needed_s = ABANDONED_S if locked is None else idle_s
        if locked is False or not stat.S_ISREG(status.st_mode) or time.time() - status.st_mtime < needed_s:
            return False
        path.unlink()
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def lock(handle: int) -> bool | None:
    """Whether the lock of an open file is ours now; None where this disk or system knows no locks."""
    if sys.platform == "win32":  # an open file is locked there in any case, and cannot be renamed
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
