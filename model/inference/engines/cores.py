"""What this process may use of the machine: a container is often given less than there is."""

import os
from collections.abc import Iterator
from pathlib import Path

GROUPS, LIMITS = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")
NO_LIMIT = 1 << 60
"""Bytes; version 1 writes a number of this kind where it means none."""


def usable_cores(groups: Path = GROUPS, limits: Path = LIMITS) -> int:
    """Cores that this process is allowed to run on, at least 1: its affinity, and the quota of its control groups.

    groups, limits: Linux's list of the process's groups, and the folder of all groups.
    """
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    cores = len(allowed(0)) if allowed is not None else os.cpu_count() or 1
    shares = (_share(folder) for folder in _folders("cpu", groups, limits))
    return max(1, min([cores, *(int(share) for share in shares if share is not None)]))


def memory_limit(groups: Path = GROUPS, limits: Path = LIMITS) -> int | None:
    """Bytes that the control groups of this process allow it; None = no limit of that kind."""
    found = []
    for folder in _folders("memory", groups, limits):
        for name in ("memory.max", "memory.limit_in_bytes"):
            (value, *_) = _words(folder / name) or ["max"]
            if value.isdecimal() and int(value) < NO_LIMIT:
                found.append(int(value))
    return min(found, default=None)


def _share(folder: Path) -> float | None:
    """Cores' worth of time that one group allows: of version 2 in one file, of version 1 in two."""
    quota, period = (_words(folder / "cpu.max") or ["max", "1"])[:2]
    if quota == "max":
        quota = (_words(folder / "cpu.cfs_quota_us") or ["-1"])[0]
        period = (_words(folder / "cpu.cfs_period_us") or ["0"])[0]
    if not (quota.isdecimal() and period.isdecimal() and int(period)):
        return None
    return int(quota) / int(period)


def _folders(controller: str, groups: Path, limits: Path) -> Iterator[Path]:
    """The folders of the process's groups and of all groups around them, whose limits hold too."""
    for line in _text(groups).splitlines():
        number, names, path = [*line.split(":", 2), "", ""][:3]
        if number != "0" and controller not in names.split(","):
            continue
        # Version 2 lies at the top, or under "unified" beside version 1.
        for top in (limits, limits / "unified") if number == "0" else (limits / names, limits / controller):
            inner = top / path.lstrip("/")
            for folder in (inner, *inner.parents):
                yield folder
                if folder == top:
                    break


def _words(path: Path) -> list[str]:
    return _text(path).split()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
