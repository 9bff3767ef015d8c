"""The work that ended processes left behind."""

from __future__ import annotations

import logging
import os
import re
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.files.errors import InputRefused, reason
from app.files.line import Line
from app.files.recovery.parts import INDEX
from app.files.recovery.store import OWNER, About, Store, remove_work

MOST_FOUND = 50
KEPT_DAMAGED_S = 30 * 24 * 3600
BEGUN_S = 60
"""A folder without an owner and younger than this may have been made a moment ago."""

log = logging.getLogger("gatebrush")

_NAME = re.compile(r"[0-9a-f]{16}")
_DAMAGED = re.compile(r"damaged-[0-9a-f]{16}")


@dataclass(slots=True)
class Found:
    """stores: with what they hold, the newest first; nobody else can take them.  problems: lines for people."""

    stores: list[tuple[Store, About]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def find_stores(root: Path) -> Found:
    """Claim all work under `root` whose process has ended.

    What was never finished is removed. What cannot be read is put aside under another name, where it stays for thirty
    days, and is named once. Raises nothing.
    """
    found = Found()
    with suppress(OSError):
        for folder in sorted(root.iterdir()):
            if _DAMAGED.fullmatch(folder.name):
                _drop_old(folder)
            elif _NAME.fullmatch(folder.name) and len(found.stores) < MOST_FOUND:
                _look(folder, found)
    found.stores.sort(key=lambda pair: -pair[1].saved_s)
    return found


def _look(folder: Path, found: Found) -> None:
    try:
        store = Store.claim(folder)
    except OSError:
        _drop_begun(folder)
        return
    if store is None:
        return
    if not (folder / INDEX).exists():
        store.clear()
        return
    try:
        found.stores.append((store, store.about()))
    except InputRefused as fault:
        found.problems.append(put_aside(store, fault))


def put_aside(store: Store, fault: InputRefused, name: str = "") -> str:
    """Keep work that cannot be read out of the way; the words for a notice. What is wrong with it goes into the log.

    name: of the photo, where it is known.
    """
    what = Line("Unsaved work on {name} is damaged", name=name) if name else Line("Unsaved work is damaged")
    aside = store.folder.with_name(f"damaged-{store.folder.name}")
    store.release()  # Windows renames no folder with an open file in it
    try:
        store.folder.rename(aside)
    except OSError as refusal:
        log.warning("%s; it stays there: %s", fault, reason(refusal))
        return Line("{what} and stays where it is.", what=what)
    log.warning("%s; it was put aside as %s", fault, aside.name)
    with suppress(OSError):
        os.utime(aside)  # the thirty days begin now, however old the work is
    return Line("{what} and was put aside.", what=what)


def _drop_begun(folder: Path) -> None:
    """A folder that a process made and never owned, or did not finish to remove."""
    with suppress(OSError):
        if not (folder / OWNER).exists() and time.time() - folder.stat().st_mtime > BEGUN_S:
            remove_work(folder)
            folder.rmdir()  # refused, if an owner has come meanwhile


def _drop_old(folder: Path) -> None:
    with suppress(OSError):
        if time.time() - folder.stat().st_mtime > KEPT_DAMAGED_S:
            shutil.rmtree(folder)
