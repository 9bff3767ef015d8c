"""Where a fill reads and writes: checked before anything costs time."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from app.files.atomic import reason
from app.files.encode import format_of
from app.files.errors import InputRefused, OutputRefused


def numbered(output: Path, variants: int) -> tuple[Path, ...]:
    """OUT alone, or OUT-1, OUT-2 … before the suffix."""
    if variants == 1:
        return (output,)
    return tuple(output.with_name(f"{output.stem}-{number}{output.suffix}") for number in range(1, variants + 1))


def check_file(path: Path, what: str) -> None:
    """Raise InputRefused unless `path` is an existing file."""
    if _is_folder(path):
        raise InputRefused(f"{what} {path} is a folder: name a picture, or use --masks for many")
    if not _exists(path):
        raise InputRefused(f"{what} {path} is missing: check the path")


def check_folder(path: Path, what: str) -> None:
    """Raise InputRefused unless `path` is an existing folder."""
    if not _exists(path):
        raise InputRefused(f"{what} {path} is missing: check the path")
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


def check_writable_folder(folder: Path, output: Path) -> None:
    """Raise OutputRefused unless files can be made in `folder`."""
    if not _exists(folder):
        raise OutputRefused(f"output {output} has no folder {folder}: make it first")
    if not _is_folder(folder):
        raise OutputRefused(f"output {output} cannot be written: {folder} is a file, choose a folder")
    try:
        # Trying is the only sure way: permissions, read-only disks and odd file systems all answer alike.
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        raise OutputRefused(f"output {output} cannot be written ({reason(fault)}): choose another folder") from fault


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
