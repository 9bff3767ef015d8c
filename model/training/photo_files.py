"""Finding training photos: folders with all their sub-folders, and tar shards, one file in memory at a time."""

import hashlib
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

SUFFIXES = (".webp", ".jpg", ".jpeg", ".png")
EDGE_PREFIX = "hed-"

Skip = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """name: path below the source, shards counting as folders.  data, edges: encoded files; edges may be missing."""

    name: str
    data: bytes
    edges: bytes | None


def fingerprint(source: Path) -> str:
    """A hash of the names and sizes of all photos and shards below `source`: other photos, another hash."""
    files = (path for path in source.rglob("*") if path.suffix.lower() in (*SUFFIXES, ".tar") and path.is_file())
    facts = sorted(f"{path.relative_to(source).as_posix()} {path.stat().st_size}" for path in files)
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def photo_files(source: Path, skip: Skip) -> Iterator[PhotoFile]:
    """Every photo below `source`: first the files in order of their paths, then the shards.

    `hed-NAME.tar` beside `NAME.tar` holds the edge maps of that shard alone, so equal names in two shards do not mix.
    skip: told (name, reason) of what cannot be read.
    """
    files = sorted(path for path in source.rglob("*") if path.is_file())
    for path in files:
        if path.suffix.lower() in SUFFIXES:
            name = path.relative_to(source).as_posix()
            try:
                yield PhotoFile(name, path.read_bytes(), None)
            except OSError as fault:
                skip(name, fault.strerror or str(fault))
    for path in files:
        if path.suffix.lower() == ".tar" and not path.name.startswith(EDGE_PREFIX):
            yield from _of_shard(path, path.relative_to(source).as_posix(), skip)


def _of_shard(shard: Path, name: str, skip: Skip) -> Iterator[PhotoFile]:
    edges = EdgeShard(shard.with_name(EDGE_PREFIX + shard.name), skip)
    try:
        for member, data in _members(shard):
            yield PhotoFile(f"{name}/{PurePosixPath(member)}", data, edges.of(member))
    except (tarfile.TarError, OSError, EOFError) as fault:
        skip(name, f"the shard ends or breaks: {fault}")
    finally:
        edges.close()


def _members(shard: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(shard, "r:") as tar:
        for member in tar:
            if member.isfile() and member.name.lower().endswith(SUFFIXES):
                data = tar.extractfile(member)
                if data is not None:
                    yield member.name, data.read()


class EdgeShard:
    """The edge maps of one shard, found by the photo's path without its suffix; none where there is no such file."""

    def __init__(self, path: Path, skip: Skip) -> None:
        self._path, self._skip = path, skip
        self._tar: tarfile.TarFile | None = None
        self._members: dict[PurePosixPath, tarfile.TarInfo] = {}
        if not path.exists():
            return
        try:
            self._tar = tarfile.open(path, "r:")  # noqa: SIM115 - open as long as its shard is read
            self._members = {_stem(member.name): member for member in self._tar if member.isfile()}
        except (tarfile.TarError, OSError, EOFError) as fault:
            skip(path.name, f"edge maps not used: {fault}")

    def of(self, photo: str) -> bytes | None:
        """The encoded edge map of the photo with this member name."""
        member = self._members.get(_stem(photo))
        if member is None or self._tar is None:
            return None
        try:
            file = self._tar.extractfile(member)
            return None if file is None else file.read()
        except (tarfile.TarError, OSError, EOFError) as fault:
            self._skip(f"{self._path.name}/{member.name}", f"edge map not used: {fault}")
            return None

    def close(self) -> None:
        """Close the file."""
        if self._tar is not None:
            self._tar.close()


def _stem(name: str) -> PurePosixPath:
    return PurePosixPath(name).with_suffix("")
