"""What belongs to one opened file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.document import Document
from app.files.photo import Metadata
from app.files.project import Original, Placement, is_project
from app.files.stamp import Stamp


@dataclass(frozen=True, slots=True)
class OpenPhoto:
    """A document with its file.

    target: where «save» writes; None until a place was chosen.  original: the file that the photo came from.
    strangers: parts of another program's project, which are saved again.  editing: the fill that was open when a
    project was saved, by its layer's id.  placing: of the layer that was about to be elsewhere when unsaved work broke
    off.  stamp: of the target, when it was last read or written here.  returns: the target is the opened file itself,
    which another program waits for.  left_out: lines on what opening lost of it.
    """

    document: Document
    path: Path
    metadata: Metadata
    target: Path | None = None
    original: Original | None = None
    strangers: Mapping[str, bytes] = field(default_factory=dict)
    editing: int | None = None
    placing: Placement | None = None
    stamp: Stamp | None = None
    returns: bool = False
    left_out: tuple[str, ...] = ()

    @property
    def is_project(self) -> bool:
        """Whether «save» keeps all of it, layers and masks too, and not only what is seen."""
        return is_project(self.target or self.path)
