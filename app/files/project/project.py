"""What a project file holds: the document, and what belongs to it besides its pixels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.document import Document
from app.document.geometry import Box
from app.files.metadata import Metadata
from app.files.stamp import Stamp, stamp_of

SUFFIX = ".ora"
LARGEST_ORIGINAL = 2**30


@dataclass(frozen=True, slots=True)
class View:
    """What the canvas showed. scale: device pixels a pixel.  x, y: the photo's point in its middle."""

    scale: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Placement:
    """A layer, by its id, that is shown in another box than it has, and is not there yet."""

    layer: int
    box: Box


@dataclass(frozen=True, slots=True)
class Original:
    """The file that the photo came from: its bytes, or where they are while the file is as it was.

    stamp: size and time of change when it was opened.
    """

    name: str
    content: bytes | None = None
    path: Path | None = None
    stamp: Stamp | None = None

    @classmethod
    def at(cls, path: Path) -> Original | None:
        """That of a photo which is being opened; None where the file cannot be looked at."""
        stamp = stamp_of(path)
        return None if stamp is None else cls(path.name, path=path, stamp=stamp)

    def read(self) -> bytes | None:
        """The bytes; None where the file is gone, has been changed since, or is very large."""
        if self.content is not None or self.path is None:
            return self.content
        stamp = stamp_of(self.path)
        if stamp is None or stamp != self.stamp or stamp[0] > LARGEST_ORIGINAL:
            return None
        try:
            return self.path.read_bytes()
        except OSError:
            return None


@dataclass(frozen=True, slots=True)
class Project:
    """One project, as it was opened or is to be saved.

    settings: of fills, by the names of Settings.  editing: the id of the fill that is open to be made again, whose
    mask and strokes the planes are then.  placing: of the layer that is being moved or scaled; only unsaved work has
    one.  strangers: entries of other programs, by name; they are kept.  notes: for people, on what opening changed or
    left out.  is_damaged: layers, masks or the photo were lost.
    """

    document: Document
    metadata: Metadata = field(default_factory=Metadata)
    original: Original | None = None
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    view: View | None = None
    strangers: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[str, ...] = ()
    editing: int | None = None
    is_damaged: bool = False
    placing: Placement | None = None


def is_project(path: Path) -> bool:
    """Whether a file's name says that it is a project."""
    return path.suffix.lower() == SUFFIX
