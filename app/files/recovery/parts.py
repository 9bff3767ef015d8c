"""The entries of a project as files of a folder, each written once and named by an index.

The entries are those of a project file. A part is never written over: the next state gets parts of its own for what
has changed, the index that names all of them is replaced in one step, and only then do parts go that no index names.
So the folder holds one whole state at any moment, whatever ends the program.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.files.atomic import atomic_write
from app.files.errors import InputRefused, TooLarge, reason
from app.files.line import Line
from app.files.project.container import LARGEST_CONTENT, MOST_ENTRIES, is_safe_name

INDEX = "index.json"
LARGEST_INDEX = 4 * 2**20

_FORMAT, _VERSION = "gatebrush recovery", 1
_PART = re.compile(r"part-([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Part:
    """One entry. number: of its file.  checksum: CRC-32."""

    number: int
    file_size: int
    checksum: int


Made = tuple[object, ...]
"""What a part was made from."""


class PartWriter:
    """Writes the next state beside the present one; nothing counts before `finish`.

    made: what the parts of the present state were made from, by their names.
    """

    quick = True  # a fill does not show before it is written

    def __init__(self, folder: Path, present: Mapping[str, Part], made: Mapping[str, Made]) -> None:
        self.names: set[str] = set()
        self._folder, self._present, self._before = folder, present, made
        self._parts: dict[str, Part] = {}
        self._made: dict[str, Made] = {}
        self._next = 1 + max(_numbers(folder), default=0)

    def put(self, name: str, content: bytes, *, packed: bool = False) -> None:  # noqa: ARG002 - nothing is packed here
        self.stream(name, lambda out: _write_all(out, content), len(content), (content,))

    def keeps(self, name: str, of: Made) -> bool:
        """Whether the present state has this entry, made from the very same things; then the next one has it too."""
        part = self._present.get(name)
        if part is None or not of or not _same(self._before.get(name, ()), of):
            return False
        self._note(name, part, of)
        return True

    def stream(self, name: str, write: Callable[[BinaryIO], None], size: int, of: Made = ()) -> None:  # noqa: ARG002
        if self.keeps(name, of):
            return
        number, self._next = self._next, self._next + 1
        handle = os.open(self._folder / f"part-{number}", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            counted = _Counting(file)
            write(counted)  # type: ignore[arg-type]  # a file to write to, for all that is done with it
            file.flush()
            os.fsync(file.fileno())
        self._note(name, Part(number, counted.size, counted.checksum), of)

    def finish(self, about: Mapping[str, Any]) -> tuple[dict[str, Part], dict[str, Made]]:
        """Make this the state of the folder. Raises OutputRefused."""
        text = json.dumps(
            {
                "format": _FORMAT,
                "version": _VERSION,
                "about": about,
                "parts": {name: [part.number, part.file_size, part.checksum] for name, part in self._parts.items()},
            },
            indent=1,
        )
        atomic_write(self._folder / INDEX, lambda fresh: _write_private(fresh, text))
        sweep(self._folder, self._parts.values())
        return self._parts, self._made

    def _note(self, name: str, part: Part, of: Made) -> None:
        self.names.add(name)
        self._parts[name] = part
        self._made[name] = of


class PartReader:
    """The state of a folder, read with limits. Raises InputRefused for whatever is not whole."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        try:
            about, parts = _read_index(folder / INDEX)
        except FileNotFoundError as fault:
            raise self.refusal(Line("was never finished")) from fault
        except (OSError, ValueError, RecursionError) as fault:
            raise self.refusal(Line("is damaged ({reason})", reason=reason(fault))) from fault
        self.about = about
        self.entries: dict[str, Part] = parts

    def refusal(self, words: str, kind: type[InputRefused] = InputRefused) -> InputRefused:
        """What to raise: one line that names the folder."""
        return kind(Line("recovery {path} {words}", path=self.path, words=words))

    def read(self, name: str, limit: int) -> bytes:
        """The content of an entry of at most `limit` bytes."""
        part = self.entries.get(name)
        if part is None:
            raise self.refusal(Line("has no part «{name}»", name=name))
        if part.file_size > limit:
            raise self.refusal(Line("has a part «{name}» that is too large", name=name), TooLarge)
        try:
            with (self.path / f"part-{part.number}").open("rb") as file:
                content = file.read(part.file_size + 1)
        except OSError as fault:
            raise self.refusal(Line("is damaged at «{name}» ({reason})", name=name, reason=reason(fault))) from fault
        if len(content) != part.file_size or zlib.crc32(content) != part.checksum:
            raise self.refusal(Line("is damaged at «{name}»", name=name))
        return content


def sweep(folder: Path, parts: Iterable[Part]) -> None:
    """Remove the files of parts that are not among these. One that cannot be removed costs only room."""
    wanted = {part.number for part in parts}
    with suppress(OSError):
        for number in _numbers(folder):
            if number not in wanted:
                (folder / f"part-{number}").unlink()


def _read_index(path: Path) -> tuple[dict[str, Any], dict[str, Part]]:
    with path.open("rb") as file:
        text = file.read(LARGEST_INDEX + 1)
    if len(text) > LARGEST_INDEX:
        raise ValueError("a very long index")
    stored = json.loads(text)
    if not isinstance(stored, dict) or (stored.get("format"), stored.get("version")) != (_FORMAT, _VERSION):
        raise ValueError("another kind of index")
    about, listed = stored.get("about"), stored.get("parts")
    if not isinstance(about, dict) or not isinstance(listed, dict) or len(listed) > MOST_ENTRIES:
        raise ValueError("an index without parts")
    parts = {name: _part(name, numbers) for name, numbers in listed.items()}
    if sum(part.file_size for part in parts.values()) > LARGEST_CONTENT:
        raise ValueError("more than can be read")
    return about, parts


def _part(name: str, numbers: object) -> Part:
    if not is_safe_name(name) or not isinstance(numbers, list) or len(numbers) != 3:
        raise ValueError("a part without a file")
    if not all(type(number) is int and 0 <= number < 2**53 for number in numbers):
        raise ValueError("a part without a file")
    return Part(*numbers)


def _numbers(folder: Path) -> list[int]:
    """Of all parts that lie in a folder."""
    with os.scandir(folder) as entries:
        found = (_PART.fullmatch(entry.name) for entry in entries)
        return [int(match[1]) for match in found if match is not None]


def _same(before: Made, now: Made) -> bool:
    """Whether both are made of the very same arrays, or equal places of them."""
    return len(before) == len(now) and all(
        one is other or (type(one) is tuple and one == other) for one, other in zip(before, now, strict=True)
    )


def _write_all(out: BinaryIO, content: bytes) -> None:
    out.write(content)


def _write_private(path: Path, text: str) -> None:
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8", errors="surrogatepass")


class _Counting:
    """A file that is only written to, its size and checksum kept along the way."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size, self.checksum = 0, 0

    def write(self, content: Any) -> int:
        self.size += memoryview(content).nbytes
        self.checksum = zlib.crc32(content, self.checksum)
        return self._file.write(content)

    def flush(self) -> None:
        self._file.flush()
