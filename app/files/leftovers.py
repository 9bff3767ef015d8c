"""Half-written files of processes that were killed: told from those that are being written, and removed.

A file that is being written lies beside its place under a name of its own, and its writer holds a lock on it. The
system lets go of the lock whatever way the writer ends, so a file of that name without a lock has no writer: on the
same running system, that is. The name says which that was, since not every shared disk shows the locks of other
machines. What another one began goes once nobody can be at work on it any more.
"""

import functools
import hashlib
import os
import platform
import re
import secrets
import stat
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

ABANDONED_S = 7 * 86400.0
"""Where no lock proves it, a file that nobody has touched for so long has no writer: a machine may sleep in between."""

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NAME = re.compile(r"\.gatebrush-([0-9a-f]{8})-[0-9a-f]{12}(\.[^.]+)?")


def create_beside(target: Path) -> tuple[Path, int]:
    """A new empty file in the folder of `target`, with its suffix, and the handle that keeps it from being cleared.

    Raises OSError, ValueError.
    """
    while True:
        # A short name: with the target's own in it, names near the limit of 255 bytes could not be saved.
        fresh = target.with_name(f".gatebrush-{this_system()}-{secrets.token_hex(6)}{target.suffix}")
        # os.open instead of tempfile: its mode goes through the umask as for any other file, tempfile gives 0600.
        handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        if lock(handle) is not False and fresh.exists():
            return fresh, handle
        os.close(handle)  # cleared by another process in the moment before it was locked


def clear_leftovers(folder: Path, *, elsewhere_s: float | None = None) -> int:
    """Remove what killed writers left in a folder; how many files that was.

    elsewhere_s: how long nobody has touched what another machine began, or this one before its last start; None =
    ABANDONED_S.
    """
    elsewhere_s = ABANDONED_S if elsewhere_s is None else elsewhere_s
    cleared = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in list(entries):
            name = _NAME.fullmatch(entry.name)
            if name is not None and _clear(Path(entry.path), 0.0 if name[1] == this_system() else elsewhere_s):
                cleared += 1
    return cleared


@functools.cache
def this_system() -> str:
    """The running system that this process belongs to, as eight signs: another one after the machine's next start."""
    try:
        about = _BOOT.read_text(encoding="ascii")
    except (OSError, ValueError):  # no Linux
        about = f"{platform.node()} {uuid.getnode()}"
    return hashlib.blake2b(about.encode(), digest_size=4).hexdigest()


def _clear(path: Path, idle_s: float) -> bool:
    try:
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return False
    try:
        status = os.fstat(handle)
        locked = lock(handle)
        # A second name of an older project, on its way to be the backup, is no file that its maker could lock.
        is_proven = locked is not None and status.st_nlink == 1
        needed_s = idle_s if is_proven else max(idle_s, ABANDONED_S)
        idle = time.time() - max(status.st_mtime, status.st_ctime)
        if locked is False or not stat.S_ISREG(status.st_mode) or idle < needed_s:
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
