"""One folder of unsaved work: who owns it, what it holds, and its end."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.document import Document, compose_picked
from app.document.compose import Placed
from app.document.layers.conversion import as_depth
from app.files.errors import InputRefused, OutputRefused, reason
from app.files.leftovers import clear_leftovers, lock
from app.files.line import Line
from app.files.project import Placement, Project, is_project
from app.files.project.pictures import thumbnail
from app.files.project.reading import read_parts
from app.files.project.writing import THUMBNAIL, write_parts
from app.files.recovery.parts import INDEX, Made, Part, PartReader, PartWriter, sweep
from app.files.stamp import Stamp

OWNER = "owner"
SILENT_S = 60
LARGEST_THUMBNAIL = 4 * 2**20
SIDE = 256

_LONGEST_PATH = 32 * 1024


@dataclass(frozen=True, slots=True)
class About:
    """What is said of the work before it is opened.

    path: of the photo or project that it began with.  saved_s: when it was written, in seconds since 1970.
    target: where «save» went, empty where no place was chosen.  stamp: of that file, when it was last read or written.
    is_saved: whether all of it lay in that file then, but for a layer that was being moved.
    """

    path: str
    saved_s: float
    target: str = ""
    stamp: Stamp | None = None
    is_saved: bool = False

    @property
    def known_as(self) -> str:
        """The path that people know the work by: of its project, else of the photo."""
        return self.target if self.target and is_project(Path(self.target)) else self.path

    @property
    def name(self) -> str:
        return Path(self.known_as).name or "photo"


class Store:
    """A folder that this process owns, by a lock that the system lets go of however the process ends.

    Belongs to one thread at a time.
    """

    def __init__(self, folder: Path, handle: int) -> None:
        """For `create` and `claim` alone."""
        self.folder = folder
        self._handle: int | None = handle
        self._parts: Mapping[str, Part] = {}
        self._made: Mapping[str, Made] = {}

    @classmethod
    def create(cls, root: Path) -> Store:
        """A new one, empty. Raises OutputRefused."""
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            while True:
                folder = root / secrets.token_hex(8)
                folder.mkdir(mode=0o700)
                store = cls.claim(folder, make=True)
                if store is not None:
                    return store
        except OSError as fault:
            raise OutputRefused(
                Line("The recovery folder {root} cannot be written ({reason})", root=root, reason=reason(fault))
            ) from fault

    @classmethod
    def claim(cls, folder: Path, *, make: bool = False) -> Store | None:
        """That of a process which has ended; None while its owner runs, or where nobody can tell. Raises OSError."""
        handle = os.open(folder / OWNER, os.O_RDWR | (os.O_CREAT if make else 0), 0o600)
        free = lock(handle)
        if free is None:  # no locks on this disk: whoever has not beaten for so long is gone
            free = make or time.time() - os.fstat(handle).st_mtime > SILENT_S
        if not free or not (folder / OWNER).exists():  # gone: another process has just cleared it
            os.close(handle)
            return None
        store = cls(folder, handle)
        store.beat()
        return store

    def beat(self) -> None:
        """Say that the owner is alive: its number, and the time as that of the file."""
        if self._handle is not None:
            with suppress(OSError):
                os.lseek(self._handle, 0, os.SEEK_SET)
                written = os.write(self._handle, f"{os.getpid()}\n".encode())
                os.ftruncate(self._handle, written)

    def write(
        self, project: Project, path: str, target: str = "", stamp: Stamp | None = None, *, is_saved: bool = False
    ) -> None:
        """Make this the work that the folder holds. What was there stays if that fails. Raises OutputRefused.

        path, target, stamp, is_saved: as in About.
        """
        done = False
        try:
            writer = PartWriter(self.folder, self._parts, self._made)
            placing = project.placing
            there = () if placing is None else (placing.layer, placing.box)
            seen = (*project.document.layers, project.document.photo, there)
            write_parts(writer, project)
            if not writer.keeps(THUMBNAIL, seen):
                picture = thumbnail(_coarse(project.document, placing), project.metadata.icc, SIDE)
                writer.stream(THUMBNAIL, lambda out: _copy(picture, out), len(picture), seen)
            self._parts, self._made = writer.finish(asdict(About(path, time.time(), target, stamp, is_saved)))
            done = True
        except (OSError, ValueError, MemoryError) as fault:
            raise OutputRefused(
                Line("The recovery folder {root} cannot be written ({reason})", root=self.folder, reason=reason(fault))
            ) from fault
        finally:
            if not done:
                self._look_again()

    def _look_again(self) -> None:
        """After a write that failed: what the folder holds now is what it says itself, the older state or the newer."""
        try:
            present: Mapping[str, Part] = PartReader(self.folder).entries
        except InputRefused:
            present = {}
        if present != self._parts:
            self._parts, self._made = present, {}
        if present:
            sweep(self.folder, present.values())

    def about(self) -> About:
        """Raises InputRefused for what is not whole, so far as that can be told without reading all of it."""
        reader = PartReader(self.folder)
        path, saved_s = reader.about.get("path"), reader.about.get("saved_s")
        if not isinstance(path, str) or len(path) > _LONGEST_PATH or "\0" in path:
            raise reader.refusal(Line("does not say what it is of"))
        if not isinstance(saved_s, int | float) or not 0 <= saved_s < 2**40:
            raise reader.refusal(Line("does not say of when it is"))
        return About(path, float(saved_s), *_target_in(reader.about), reader.about.get("is_saved") is True)

    def picture(self) -> bytes | None:
        """A small PNG of it. Raises InputRefused."""
        reader = PartReader(self.folder)
        return reader.read(THUMBNAIL, LARGEST_THUMBNAIL) if THUMBNAIL in reader.entries else None

    def read(self) -> Project:
        """The whole work. Raises InputRefused."""
        return read_parts(PartReader(self.folder))

    def clear(self) -> None:
        """The work is safe elsewhere or given up: nothing of it stays.

        The owner's file goes last: a removal that is interrupted is finished by the next start, which goes by it.
        """
        self._parts, self._made = {}, {}
        remove_work(self.folder)
        self.release()  # before the file itself goes: Windows removes none that is open
        shutil.rmtree(self.folder, ignore_errors=True)

    def release(self) -> None:
        """Leave it as it is, for whoever comes next."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def adopt(self) -> None:
        """Go on with the work of a process that has ended."""
        clear_leftovers(self.folder, elsewhere_s=0.0)  # nobody else writes here: the folder is locked
        self._parts = PartReader(self.folder).entries


def remove_work(folder: Path) -> None:
    """Remove all but the owner's file, so far as the system lets us; first of all the index, without which the rest
    does not look like work."""
    with suppress(OSError):
        for path in sorted(folder.iterdir(), key=lambda path: path.name != INDEX):
            if path.name != OWNER:
                with suppress(OSError):
                    path.unlink()


def _target_in(about: Mapping[str, Any]) -> tuple[str, Stamp | None]:
    """Where «save» went, if that can be made out: without it the person is asked for a place."""
    match about.get("target"), about.get("stamp"):
        case str(target), [int(size), int(changed_ns)] if len(target) <= _LONGEST_PATH and "\0" not in target:
            return target, (size, changed_ns)
    return "", None


def _coarse(document: Document, placing: Placement | None) -> NDArray[np.uint8]:
    """What is seen, a layer that is being moved where it is about to be; every n-th pixel of it with 8 bits: enough for
    a small picture, and a person waits for it."""
    size = document.size
    step = max(1, min(size.width, size.height) // (2 * SIDE))
    rows, columns = np.arange(0, size.height, step), np.arange(0, size.width, step)
    placed = None if placing is None else Placed(placing.layer, placing.box)
    picked = compose_picked(document, rows, columns, placed=placed)
    return as_depth(picked, np.uint8)  # type: ignore[return-value]


def _copy(content: bytes, out: Any) -> None:
    out.write(content)
