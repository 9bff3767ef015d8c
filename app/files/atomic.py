"""Files that are either wholly written or not touched at all."""

import os
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.files.errors import OutputRefused, reason
from app.files.leftovers import clear_leftovers, create_beside
from app.files.line import Line


def atomic_write(path: Path, write: Callable[[Path], None], *, backup: Path | None = None) -> None:
    """Let `write` fill a new file beside `path`, flush it to disk, then put it in the place of `path`.

    The new file has the suffix of `path`, so that writers which go by the suffix work. Where `path` is a link, the
    file it points to is replaced and the link stays. Permissions of an older file are kept. Whatever goes wrong,
    an interrupt included, `path` is as it was and nothing is left beside it. A process that is killed leaves the new
    file; whoever writes in that folder next removes it, before the disk is found full.
    backup: where the older file is kept, in the place of any older backup; `path` is there all the while.
    Raises OutputRefused where the system refuses.
    """
    target = Path(os.path.realpath(path))
    clear_leftovers(target.parent)
    try:
        fresh, handle = create_beside(target)
    except (OSError, ValueError) as fault:
        raise OutputRefused(
            Line("{path} cannot be written ({reason}): choose another folder", path=path, reason=reason(fault))
        ) from fault
    try:
        write(fresh)
        with suppress(FileNotFoundError):
            fresh.chmod(stat.S_IMODE(target.stat().st_mode))
        _flush(fresh)
        if backup is not None:
            _keep(target, target.with_name(backup.name))
        fresh.replace(target)
    except OSError as fault:
        raise OutputRefused(
            Line("{path} cannot be written ({reason}): nothing was changed", path=path, reason=reason(fault))
        ) from fault
    finally:
        with suppress(OSError):  # the work is done or refused by now: what remains is cleared another day
            fresh.unlink(missing_ok=True)
        with suppress(OSError):
            os.close(handle)
    _flush_folder(target.parent)


def _keep(target: Path, backup: Path) -> None:
    """Give an older file a second name, by a link where the disk knows links and else by a copy.

    A backup that cannot be made does not stop the saving: the new file is whole and checked by then.
    """
    if not target.is_file():
        return
    with suppress(OSError):
        between, handle = create_beside(backup)
        try:
            between.unlink()
            try:
                os.link(target, between)
            except OSError:
                shutil.copy2(target, between)
            between.replace(backup)
        finally:
            between.unlink(missing_ok=True)
            os.close(handle)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the new name itself durable. The file is in place already, so a refusal here is no fault."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
