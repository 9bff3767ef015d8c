"""What can still be shown of a project in which parts are missing or damaged, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.document.geometry import Size
from app.files.errors import InputRefused
from app.files.line import Line
from app.files.photo import Photo, open_content
from app.files.project.container import Parts
from app.files.project.flattening import Piece
from app.files.project.pictures import Budget, read_picture
from app.files.project.project import LARGEST_ORIGINAL
from app.files.project.record import Record

MOST_NAMES = 6  # that one line lists


@dataclass(slots=True)
class Losses:
    """What could not be read. whole: nothing may be lost, and the first loss is a refusal."""

    whole: bool
    layers: list[str] = field(default_factory=list)
    masks: list[str] = field(default_factory=list)
    photo: str = ""  # the line on what stands in its place

    def of(self, piece: Piece, fault: InputRefused, kind: list[str]) -> None:
        """Note a layer, or that its mask is lost. Raises the fault where nothing may be."""
        if self.whole:
            raise fault
        kind.append(piece.name or piece.src)

    @property
    def lines(self) -> tuple[str, ...]:
        """For people."""
        lines = [self.photo] if self.photo else []
        if len(self.layers) == 1:
            lines.append(Line("the layer «{name}» could not be read and was left out", name=self.layers[0]))
        elif self.layers:
            count, names = len(self.layers), _listed(self.layers)
            lines.append(Line("{count} layers could not be read and were left out: {names}", count=count, names=names))
        if len(self.masks) == 1:
            lines.append(
                Line("the mask of «{name}» could not be read: the layer is hidden, without it", name=self.masks[0])
            )
        elif self.masks:
            names = _listed(self.masks)
            lines.append(
                Line("the masks of these layers could not be read: they are hidden, without them: {names}", names=names)
            )
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Substitute:
    """A picture in the place of a photo that is lost. line: says so.  has_layers: it shows them already."""

    picture: Photo
    line: str
    has_layers: bool


def substitute_for(container: Parts, record: Record, merged: str, size: Size) -> Substitute | None:
    """The photo once more from the file that it came from, else the picture of the whole; None where both are lost.

    merged: the entry of that picture.
    """
    if record.original is not None:
        src, name = record.original
        try:
            picture = open_content(container.read(src, LARGEST_ORIGINAL), Path(Path(name).name))
        except InputRefused:
            pass
        else:
            if picture.pixels.shape[:2] == size.shape:
                line = Line("its photo could not be read: it was taken from {name}, which the project holds", name=name)
                return Substitute(picture, line, has_layers=False)
    try:
        picture = read_picture(container, merged, Budget())
    except InputRefused:
        return None
    if picture.pixels.shape[:2] != size.shape:
        return None
    line = Line("its photo could not be read: the picture of the whole stands in its place, and the layers are hidden")
    return Substitute(picture, line, has_layers=True)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"«{name}»" for name in names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown} …"
