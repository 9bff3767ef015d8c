"""The zip around a project: read with limits that are checked before anything is unpacked.

An entry is read into memory and never put on the disk, so its name can do no harm; a name that tries to leave the
folder is refused all the same, because no honest program writes one and another one may unpack the file.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Protocol

from app.files.course import UNHEARD, Course
from app.files.errors import InputRefused, TooLarge, reason
from app.files.line import Line

MIMETYPE = "mimetype"
KIND = b"image/openraster"

MOST_ENTRIES = 4096
LARGEST_DIRECTORY = 4 * 2**20
LARGEST_FILE = 16 * 2**30
LARGEST_CONTENT = 32 * 2**30
LONGEST_NAME = 512
LARGEST_RATIO = 200
"""How many times larger than in the file all entries together may be. Pictures are packed already and come to 1."""
_FREE = 16 * 2**20  # a small project may be packed well

_START, _END, _END_64, _LOCATOR_64 = b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7"
_END_SIZE, _END_64_SIZE, _LOCATOR_SIZE = 22, 56, 20
_ENCRYPTED = 1


class Parts(Protocol):
    """What holds the entries of a project that is read."""

    @property
    def entries(self) -> Mapping[str, Entry]: ...

    def read(self, name: str, limit: int) -> bytes: ...

    def refusal(self, words: str, kind: type[InputRefused] = InputRefused) -> InputRefused: ...


class Entry(Protocol):
    """What is known of an entry before it is read."""

    @property
    def file_size(self) -> int: ...


class Container:
    """An OpenRaster file that is open for reading. Use it in a `with`."""

    def __init__(self, path: Path) -> None:
        """Look at the list of entries and at nothing else. Raises InputRefused."""
        self.path = path
        self.entries: dict[str, zipfile.ZipInfo] = {}
        try:
            _check_file(path)
            self._zip = zipfile.ZipFile(path)
        except InputRefused as fault:
            raise InputRefused(Line("project {path} {fault}", path=path, fault=fault)) from fault
        except FileNotFoundError as fault:
            raise InputRefused(Line("project {path} is missing: check the path", path=path)) from fault
        except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as fault:
            raise InputRefused(
                Line("project {path} is damaged ({reason}): get a whole copy of it", path=path, reason=reason(fault))
            ) from fault
        try:
            self._look()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Container:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def refusal(self, words: str, kind: type[InputRefused] = InputRefused) -> InputRefused:
        """What to raise: one line that names the file."""
        return kind(Line("project {path} {words}", path=self.path, words=words))

    def read(self, name: str, limit: int) -> bytes:
        """The content of an entry of at most `limit` bytes. Raises InputRefused."""
        info = self.entries.get(name)
        if info is None:
            raise self.refusal(Line("has no part «{name}»: get a whole copy of it", name=name))
        if info.file_size > limit:
            size = f"{limit >> 20} MiB" if limit >> 20 else Line("{count} bytes", count=limit)
            raise self.refusal(
                Line(
                    "has a part «{name}» over the limit of {size}: save it again with the program it is of",
                    name=name,
                    size=size,
                ),
                TooLarge,
            )
        try:
            return self._zip.read(info)
        except (OSError, ValueError, RuntimeError, NotImplementedError, EOFError, struct.error) as fault:
            raise self.refusal(
                Line("is damaged at «{name}» ({reason}): get a whole copy of it", name=name, reason=reason(fault))
            ) from fault
        except (zipfile.BadZipFile, zlib.error) as fault:
            raise self.refusal(Line("is damaged at «{name}»: get a whole copy of it", name=name)) from fault

    def check_all(self, course: Course = UNHEARD) -> None:
        """Read every entry and compare its checksum. Raises InputRefused. course: may raise Cancelled."""
        for number, (name, info) in enumerate(self.entries.items()):
            course.at(number / len(self.entries))
            self.read(name, info.file_size)

    def _look(self) -> None:
        infos = self._zip.infolist()
        if len(infos) > MOST_ENTRIES:
            raise self.refusal(Line("has over {limit} parts: save it again with fewer layers", limit=MOST_ENTRIES))
        for info in infos:
            if info.is_dir():
                continue
            self._check_entry(info)
            self.entries[info.filename] = info
        whole, packed = (sum(sizes) for sizes in zip(*((i.file_size, i.compress_size) for i in infos), strict=True))
        if whole > LARGEST_CONTENT or whole > LARGEST_RATIO * packed + _FREE:
            raise self.refusal(Line("would unpack to {size} MiB: it is not opened", size=max(1, whole >> 20)))
        if packed > self.path.stat().st_size:
            raise self.refusal(Line("has parts that lie over each other: get a whole copy of it"))
        if MIMETYPE not in self.entries or self.read(MIMETYPE, 64).strip() != KIND:
            raise self.refusal(Line("is a zip file but no OpenRaster: open a file that ends in .ora"))

    def _check_entry(self, info: zipfile.ZipInfo) -> None:
        name = info.orig_filename
        if not is_safe_name(name) or name != info.filename:
            raise self.refusal(
                Line(
                    "has a part with the name {name}, which leaves its folder: it is not opened", name=ascii(name)[:80]
                )
            )
        if name in self.entries:
            raise self.refusal(Line("has two parts «{name}»: get a whole copy of it", name=name))
        if info.flag_bits & _ENCRYPTED:
            raise self.refusal(Line("is encrypted: save it without a password"))
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.refusal(
                Line("has «{name}» packed in a way that OpenRaster does not know: save it again", name=name)
            )


def is_safe_name(name: str) -> bool:
    """Whether a name of an entry is relative and stays inside its folder, on every system."""
    if not name or len(name) > LONGEST_NAME or any(ord(letter) < 32 or letter in '\\:*?"<>|' for letter in name):
        return False
    return not name.startswith("/") and not {"..", ".", ""} & set(name.split("/")) and bool(PurePosixPath(name).name)


def _check_file(path: Path) -> None:
    """Refuse by the end record, which says how long the list of entries is, before the list is read into memory."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if size > LARGEST_FILE:
            raise InputRefused(Line("is larger than {limit} GiB: it is not opened", limit=LARGEST_FILE >> 30))
        file.seek(0)
        is_begun = _START.startswith(file.read(len(_START)))
        reach = min(size, 2**16 + _END_SIZE + _LOCATOR_SIZE + _END_64_SIZE)
        file.seek(size - reach)
        tail = file.read(reach)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        if is_begun:  # a copy that broke off, at the first byte even
            raise InputRefused(Line("is damaged (its end is missing): get a whole copy of it"))
        raise InputRefused(Line("is no OpenRaster file: open one that ends in .ora, or a picture"))
    entries, length = struct.unpack_from("<HL", tail, at + 10)
    start_64 = at - _LOCATOR_SIZE - _END_64_SIZE
    if start_64 >= 0 and tail.startswith(_LOCATOR_64, at - _LOCATOR_SIZE) and tail.startswith(_END_64, start_64):
        entries, length = struct.unpack_from("<QQ", tail, start_64 + 32)
    if entries > MOST_ENTRIES or length > LARGEST_DIRECTORY:
        raise InputRefused(Line("has over {limit} parts: save it again with fewer layers", limit=MOST_ENTRIES))
