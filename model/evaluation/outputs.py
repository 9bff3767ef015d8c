"""Where results go: checked before anything long begins, and written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class OutputError(Exception):
    """A file or folder cannot be written; one line says which and what to do."""


def check_file(option: str, path: Path) -> None:
    """Refuse a file that could not be written. option: the one that names it, for the message."""
    if path.is_dir():
        raise OutputError(f"{option} {path} is a folder: give a file")
    if not path.parent.is_dir():
        raise OutputError(f"{option} {path}: there is no folder {path.parent}: make it first")
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(f"{option} {path} cannot be written: choose another place or change its permissions")


def check_folder(option: str, path: Path) -> None:
    """Refuse a folder that could neither be made nor written into; it may be missing, with folders above it."""
    there = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    if not there.is_dir():
        raise OutputError(f"{option} {path}: {there} is a file: give a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise OutputError(f"{option} {path}: {there} cannot be written: choose another place or change its permissions")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path of the same suffix to write to, which becomes `path` when the block ends well and vanishes otherwise.

    An OSError that names no file, as of a full disk, comes out with `path`.
    """
    if path.exists() and not path.is_file():
        yield path  # a pipe or a terminal, which must not be replaced
        return
    target = path.resolve()
    part = target.with_name(f".{target.stem}-{os.getpid()}{target.suffix}")
    try:
        yield part
        part.replace(target)
    except OSError as fault:
        if fault.errno is None or fault.filename is not None:
            raise
        raise OSError(fault.errno, fault.strerror, str(path)) from fault
    finally:
        part.unlink(missing_ok=True)
