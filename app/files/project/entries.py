"""Where the entries of a project go when it is written to a file, and how many bytes there will be."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import BinaryIO

from app.files.course import Course, watched

_LARGE = 2**30  # entries that may come near 2 GiB need longer fields, which not every reader likes
_DATE = (1980, 1, 1, 0, 0, 0)  # the same project gives the same bytes
_MODE = 0o644 << 16


class Counting:
    """Adds up what would be streamed, and writes nothing."""

    quick = False

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.total = 0

    def put(self, name: str, content: bytes, *, packed: bool = False) -> None:
        """Too little to count."""

    def keeps(self, _name: str, _of: tuple[object, ...]) -> bool:
        return True  # so that nothing is read for it

    def stream(
        self,
        name: str,  # noqa: ARG002 - as of any writer
        write: Callable[[BinaryIO], None],  # noqa: ARG002
        size: int,
        of: tuple[object, ...] = (),  # noqa: ARG002
    ) -> None:
        self.total += size


class ZipWriter:
    """Entries into an open zip file."""

    quick = False

    def __init__(self, file: zipfile.ZipFile, course: Course, total: int) -> None:
        """course: hears how far it is, and may raise Cancelled.  total: bytes that will be streamed, about."""
        self._file, self._course, self._total = file, course, max(1, total)
        self._done = 0
        self.names: set[str] = set()

    def put(self, name: str, content: bytes, *, packed: bool = False) -> None:
        self._file.writestr(self._info(name, packed=packed), content)

    def keeps(self, _name: str, _of: tuple[object, ...]) -> bool:
        return False

    def stream(
        self,
        name: str,
        write: Callable[[BinaryIO], None],
        size: int,
        of: tuple[object, ...] = (),  # noqa: ARG002 - every file is made anew
    ) -> None:
        """size: at most how many bytes come, about. Pictures are packed already."""
        self.tell()
        with self._file.open(self._info(name, packed=False), "w", force_zip64=size > _LARGE) as out:
            write(watched(out, lambda written: self.tell(min(written, size))))
        self.add(size)

    def add(self, size: int) -> None:
        """So many bytes more are done."""
        self._done += size
        self.tell()

    def part(self, size: int) -> Course:
        """The stretch of the next so many bytes, for what is told more closely."""
        return self._course.part(min(1.0, self._done / self._total), min(1.0, (self._done + size) / self._total))

    def tell(self, more: int = 0) -> None:
        """How far it is. more: bytes of what is not done yet. Raises Cancelled."""
        self._course.at(min(1.0, (self._done + more) / self._total))

    def _info(self, name: str, *, packed: bool) -> zipfile.ZipInfo:
        self.names.add(name)
        info = zipfile.ZipInfo(name, _DATE)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = _MODE
        return info
