"""Where a fill reads and writes: checked before anything costs time."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from app.files.encode import format_of
from app.files.errors import InputRefused, OutputRefused, reason, why_unread

_WITH_MANY = ("photo", "mask")
"""Inputs of which a command line may name whole folders, with --masks."""


def numbered(output: Path, variants: int) -> tuple[Path, ...]:
    """OUT alone, or OUT-1, OUT-2 … before the suffix."""
    if variants == 1:
        return (output,)
    return tuple(output.with_name(f"{output.stem}-{number}{output.suffix}") for number in range(1, variants + 1))


def check_file(path: Path, what: str) -> None:
    """Raise InputRefused unless `path` is an existing file."""
    _check_there(path, what)
    if _is_folder(path):
        hint = "name a picture, or use --masks for many" if what in _WITH_MANY else "name a picture in it"
        raise InputRefused(f"{what} {path} is a folder: {hint}")


def check_folder(path: Path, what: str) -> None:
    """Raise InputRefused unless `path` is an existing folder."""
    _check_there(path, what)
    if not _is_folder(path):
        raise InputRefused(f"{what} {path} is a file: with --masks name a folder, for one picture use --mask")


def check_output(output: Path, inputs: Iterable[Path], *, overwrite: bool, one_of_many: bool = False) -> None:
    """Raise OutputRefused unless `output` may be written: its suffix, its folder, its being free."""
    if _is_folder(output):
        raise OutputRefused(f"output {output} is a folder: name a file in it")
    format_of(output)
    _check_name(output)
    for path in inputs:
        if is_same(output, path):
            raise OutputRefused(f"output {output} is the input {path}: choose another name")
    if os.path.lexists(output):
        _check_replaceable(output, overwrite=overwrite, one_of_many=one_of_many)
    # Through a link, the file that it points to is written.
    check_writable_folder(Path(os.path.realpath(output)).parent if output.is_symlink() else output.parent, output)


def make_folder(folder: Path, output: Path) -> None:
    """Have a folder for `output`. Raises OutputRefused in the words of `check_writable_folder`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as fault:
        above = (folder, *folder.parents)
        file = next((path for path in above if os.path.lexists(path) and not _is_folder(path)), None)
        raise _unwritable(output, file, fault) from fault


def check_writable_folder(folder: Path, output: Path) -> None:
    """Raise OutputRefused unless files can be made in `folder`."""
    if not _exists(folder):
        raise OutputRefused(f"output {output} has no folder {folder}: make it first")
    if not _is_folder(folder):
        raise _unwritable(output, folder)
    try:
        # Trying is the only sure way: permissions, read-only disks and odd file systems all answer alike.
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        raise _unwritable(output, None, fault) from fault


def is_same(one: Path, other: Path) -> bool:
    """Whether two names are one file, through links of any kind, or would be if it existed."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return os.path.realpath(one) == os.path.realpath(other)


def _check_name(output: Path) -> None:
    """Raise OutputRefused for a name that no file can have: too long, a null byte, a link in a circle."""
    try:
        output.stat()
    except FileNotFoundError:
        return
    except (OSError, ValueError) as fault:
        if not isinstance(fault, NotADirectoryError | PermissionError):  # of the folder: told better below
            raise OutputRefused(f"output {output} cannot be written ({reason(fault)}): choose another name") from fault


def _check_replaceable(output: Path, *, overwrite: bool, one_of_many: bool) -> None:
    if not overwrite:
        alone, many = "choose another name or add --overwrite", "add --resume to pass over it, or --overwrite"
        raise OutputRefused(f"output {output} exists: {many if one_of_many else alone}")
    if _exists(output) and not output.is_file():
        raise OutputRefused(f"output {output} is no ordinary file: choose another name")
    if _exists(output) and not os.access(output, os.W_OK):
        raise OutputRefused(f"output {output} is write-protected: choose another name")


def _unwritable(output: Path, file: Path | None, fault: Exception | None = None) -> OutputRefused:
    """file: that stands where a folder should be, if that is what is wrong."""
    if file is not None or fault is None:
        return OutputRefused(f"output {output} cannot be written: {file} is a file, choose a folder")
    return OutputRefused(f"output {output} cannot be written ({reason(fault)}): choose another folder")


def _check_there(path: Path, what: str) -> None:
    try:
        path.stat()
    except (OSError, ValueError) as fault:
        raise InputRefused(f"{what} {path} {why_unread(fault)}") from fault


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that is too long, a null byte
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
