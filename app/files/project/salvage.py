"""What can still be shown of a project in which parts are missing or damaged, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from app.document.geometry import Size
from app.document.layers.conversion import as_depth, fitted
from app.files.errors import InputRefused, TooLarge
from app.files.line import Line
from app.files.photo import Photo, Pixels, freeze, open_content
from app.files.project.container import Parts
from app.files.project.flattening import Piece
from app.files.project.pictures import Budget, read_picture
from app.files.project.project import LARGEST_ORIGINAL
from app.files.project.record import Record

MOST_NAMES = 6  # that one line lists


class Losses:
    """What could not be read, of every kind. whole: nothing may be lost, and the first loss is a refusal."""

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._photo: list[str] = []
        self._layers: list[str] = []
        self._masks: list[str] = []
        self._fills: list[str] = []
        self._parts: list[str] = []

    def admit(self, fault: InputRefused) -> None:
        """Raises the fault where nothing may be lost, or nothing is: a part that is too large may be whole."""
        if self._whole or isinstance(fault, TooLarge):
            raise fault

    def photo(self, line: str, fault: InputRefused) -> None:
        """line: what stands in its place. This and the others raise the fault where nothing may be lost."""
        self.admit(fault)
        self._photo.append(line)

    def layer(self, piece: Piece, fault: InputRefused) -> None:
        self.admit(fault)
        self._layers.append(piece.name or piece.src)

    def mask(self, piece: Piece, fault: InputRefused) -> None:
        """Of this layer."""
        self.admit(fault)
        self._masks.append(piece.name or piece.src)

    def fill(self, piece: Piece, fault: InputRefused) -> None:
        """How this layer was made."""
        self.admit(fault)
        self._fills.append(piece.name or piece.src)

    def part(self, line: str, fault: InputRefused) -> None:
        """Anything else. line: says which."""
        self.admit(fault)
        self._parts.append(line)

    @property
    def lines(self) -> tuple[str, ...]:
        """For people."""
        lines = list(self._photo)
        if len(self._layers) == 1:
            lines.append(Line("the layer «{name}» could not be read and was left out", name=self._layers[0]))
        elif self._layers:
            count, names = len(self._layers), _listed(self._layers)
            lines.append(Line("{count} layers could not be read and were left out: {names}", count=count, names=names))
        if len(self._masks) == 1:
            lines.append(
                Line("the mask of «{name}» could not be read: the layer is hidden, without it", name=self._masks[0])
            )
        elif self._masks:
            names = _listed(self._masks)
            lines.append(
                Line("the masks of these layers could not be read: they are hidden, without them: {names}", names=names)
            )
        if len(self._fills) == 1:
            name = self._fills[0]
            lines.append(Line("how «{name}» was made could not be read: it is kept as a plain layer", name=name))
        elif self._fills:
            names = _listed(self._fills)
            lines.append(
                Line(
                    "how these layers were made could not be read: they are kept as plain layers: {names}", names=names
                )
            )
        return (*lines, *self._parts)


@dataclass(frozen=True, slots=True)
class Substitute:
    """A picture in the place of a photo that is lost. line: says so."""

    picture: Photo
    line: str


def _whole(read: Callable[[], Photo], size: Size) -> Photo | None:
    """What `read` gives; None where that is lost, or of another size. What is too large is refused, as everywhere."""
    try:
        picture = read()
    except TooLarge:
        raise
    except InputRefused:
        return None
    return picture if picture.pixels.shape[:2] == size.shape else None


def original_for(container: Parts, record: Record, size: Size) -> Substitute | None:
    """The photo once more from the file that it came from; None where that is lost, or another by now."""
    if record.original is None:
        return None
    src, name = record.original
    picture = _whole(lambda: open_content(container.read(src, LARGEST_ORIGINAL), Path(Path(name).name)), size)
    if picture is None:
        return None
    line = Line("its photo could not be read: it was taken from {name}, which the project holds", name=name)
    return Substitute(picture, line)


def merged_for(container: Parts, merged: str, size: Size, kind: tuple[int, np.dtype[Any]] | None) -> Substitute | None:
    """The picture of the whole, which shows the layers already; None where that is lost too.

    merged: its entry.  kind: colours and depth of the layers, which then lie above it as they are. The picture itself
    has 8 bits always.
    """
    picture = _whole(lambda: read_picture(container, merged, Budget()), size)
    if picture is None:
        return None
    line = Line("its photo could not be read: the picture of the whole stands in its place, and the layers are hidden")
    if kind is None:
        return Substitute(picture, line)
    if kind[1] != picture.pixels.dtype:
        line = Line(
            "its photo could not be read: the picture of the whole, which has 8 bits, stands in its place, "
            "and the layers are hidden"
        )
    return Substitute(replace(picture, pixels=_of_kind(picture.pixels, *kind)), line)


def _of_kind(pixels: Pixels, colours: int, depth: np.dtype[Any]) -> Pixels:
    """The picture with so many colours and this depth, and its transparency if it has any."""
    has_alpha = pixels.shape[2] in (2, 4)
    made, alpha = fitted(pixels, colours + has_alpha, depth)
    if has_alpha:
        made[..., -1] = as_depth(alpha, depth)
    return freeze(made)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"«{name}»" for name in names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown} …"
