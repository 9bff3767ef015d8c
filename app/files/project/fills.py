"""How fills were made, in a project: under gatebrush/fill-ID/, noted with the layer's record.

The chosen candidate is the layer's own picture; the others, and what the fill was asked with, lie beside it.
docs/projects.md describes the format.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from app.document import Document
from app.document.geometry import Box, Size
from app.document.layers import Candidate, Fill, Layer
from app.document.layers.conversion import fitted
from app.document.layers.fills import Home
from app.document.planes import ColourPlane, Plane
from app.document.planes.colours import ColourTiles
from app.document.planes.tiles import Tiles, tiles_of
from app.files.line import Line
from app.files.metadata import Metadata
from app.files.photo import freeze
from app.files.project.container import Parts
from app.files.project.pictures import (
    Budget,
    has_own_alpha,
    read_bits,
    read_colours,
    read_picture,
    with_alpha,
    write_bits,
    write_colours,
    write_mask,
    write_picture,
)

PLANES = ("hole", "sketch", "exclude", "colours")
_OUTSIDE = Line("has a part of a fill that lies outside of the photo")


class Writer(Protocol):
    """Where entries go.

    of: what an entry is made from. One that was made from the very same things need not be made again; `keeps` says
    whether that is so, and the entry stays then.
    quick: whether pictures are to be made in little time, rather than in few bytes.
    """

    names: set[str]
    quick: bool

    def put(self, name: str, content: bytes, *, packed: bool = False) -> None: ...

    def keeps(self, name: str, of: tuple[object, ...]) -> bool: ...

    def stream(self, name: str, write: Callable[[BinaryIO], None], size: int, of: tuple[object, ...] = ()) -> None: ...


@dataclass(frozen=True, slots=True)
class CandidateRecord:
    """src: the entry of its picture.  alpha: that of its alpha, if the picture has one of its own."""

    src: str
    box: Box
    alpha: str = ""


@dataclass(frozen=True, slots=True)
class HomeRecord:
    """Of a fill whose layer was moved: by how much, and what lay where before. planes: as of a fill."""

    away: tuple[int, int]
    planes: Mapping[str, tuple[str, Box]] = field(default_factory=dict)
    contexts: tuple[Box, ...] | None = None


@dataclass(frozen=True, slots=True)
class FillRecord:
    """candidates: in their order; None for the chosen one, which is the layer's picture.

    planes: by name, the entry and the box that it covers.  settings: by the names of Settings.
    looked_at, contexts: of the fill; a project of before they were kept has neither.  home: where it was made.
    """

    candidates: tuple[CandidateRecord | None, ...]
    planes: Mapping[str, tuple[str, Box]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    looked_at: int | None = None
    contexts: tuple[Box, ...] | None = None
    home: HomeRecord | None = None

    @property
    def chosen(self) -> int:
        return self.candidates.index(None)


def fill_record(layer: Layer, size: Size) -> FillRecord | None:
    """What is noted of a layer's fill."""
    fill = layer.fill
    if fill is None:
        return None
    candidates = tuple(
        None
        if number == fill.chosen
        else CandidateRecord(
            _entry(layer, f"candidate-{number}"),
            one.box,
            _entry(layer, f"alpha-{number}") if has_own_alpha(one.pixels) else "",
        )
        for number, one in enumerate(fill.candidates)
    )
    home = fill.home
    at_home = None if home is None else HomeRecord(home.away, _told(layer, home, size), home.contexts)
    told = _told(layer, fill, size)
    return FillRecord(candidates, told, dict(fill.settings), fill.looked_at, fill.contexts, at_home)


def write_fill(writer: Writer, layer: Layer, size: Size, metadata: Metadata) -> None:
    """The entries that `fill_record` names."""
    fill = layer.fill
    if fill is None:
        return
    for number, one in enumerate(fill.candidates):
        if number != fill.chosen:
            write_pixels(
                writer, one, (_entry(layer, f"candidate-{number}"), _entry(layer, f"alpha-{number}")), metadata
            )
    for made in (fill, fill.home):
        if made is not None:
            for entry, plane in _planes(layer, made, size).values():
                write_plane(writer, entry, plane)


def write_plane(writer: Writer, entry: str, plane: Plane | ColourPlane) -> None:
    """What is painted within a plane's bounds; read only where the entry is made anew."""
    box, made_of = plane.bounds(), _tiles_told(plane.snapshot())
    if isinstance(plane, ColourPlane):
        writer.stream(entry, lambda out: write_colours(out, plane.read(box)), 4 * box.area, made_of)
    else:
        writer.stream(entry, lambda out: write_bits(out, plane.read(box)), box.area, made_of)


def read_plane(container: Parts, budget: Budget, name: str, place: tuple[str, Box]) -> Tiles | ColourTiles:
    """The tiles of the plane of this name. place: its entry, and the box that it covers. Raises InputRefused."""
    src, box = place
    if name == "colours":
        return tiles_of(read_colours(container, src, box.size.shape, budget), box)
    return tiles_of(read_bits(container, src, box.size.shape, budget) > 0, box)


def write_pixels(writer: Writer, piece: Layer | Candidate, names: tuple[str, str], metadata: Metadata) -> None:
    """A picture, whose alpha says how far it replaces what is below. names: its entry, and that of the alpha if the
    picture has transparent pixels of its own."""
    own = has_own_alpha(piece.pixels)

    def write(out: BinaryIO) -> None:
        pixels: NDArray[Any] = piece.pixels if own else with_alpha(piece.pixels, piece.alpha)
        write_picture(out, pixels, metadata, quick=writer.quick)

    if own:
        writer.stream(names[1], lambda out: write_mask(out, piece.alpha), 4 * piece.alpha.nbytes, (piece.alpha,))
    writer.stream(names[0], write, 2 * piece.pixels.nbytes, (piece.pixels, piece.alpha))


def _tiles_told(tiles: Tiles | ColourTiles) -> tuple[object, ...]:
    """What a plane is made from: where its tiles stand, and the tiles."""
    return (*tiles.keys(), *tiles.values())


def read_fill(container: Parts, budget: Budget, record: FillRecord, layer: Layer, document: Document) -> Fill:
    """The fill of a layer that has been read. Raises InputRefused where a part is missing or does not fit."""
    candidates = tuple(
        Candidate(layer.box, layer.pixels, layer.alpha) if one is None else _read(container, budget, one, document)
        for one in record.candidates
    )
    planes = _read_planes(container, budget, record.planes, document.size)
    contexts, settings = _inside(record.contexts, document.size), dict(record.settings)
    home = None if record.home is None else _read_home(container, budget, record.home, document.size)
    return Fill(
        candidates,
        record.chosen,
        **planes,
        settings=settings,
        looked_at=record.looked_at,
        contexts=contexts,
        home=home,
    )


def _read_home(container: Parts, budget: Budget, record: HomeRecord, size: Size) -> Home:
    planes = _read_planes(container, budget, record.planes, size)
    planes.pop("exclude")
    return Home(**planes, contexts=_inside(record.contexts, size), away=record.away)


def _read_planes(container: Parts, budget: Budget, planes: Mapping[str, tuple[str, Box]], size: Size) -> dict[str, Any]:
    """The tiles of each plane, by its name."""
    for _, box in planes.values():
        _require_inside(container, box, size)
    return {name: read_plane(container, budget, name, planes[name]) if name in planes else {} for name in PLANES}


def _inside(contexts: tuple[Box, ...] | None, size: Size) -> tuple[Box, ...] | None:
    """Those that lie in the photo."""
    return None if contexts is None else tuple(box for box in contexts if box.clip(size) == box)


def _read(container: Parts, budget: Budget, record: CandidateRecord, document: Document) -> Candidate:
    if record.box.clip(document.size).is_empty:
        raise container.refusal(_OUTSIDE)
    pixels: NDArray[Any] = read_picture(container, record.src, budget).pixels
    own = bool(record.alpha)
    if pixels.shape[:2] != record.box.size.shape or pixels.dtype != document.photo.dtype:
        raise container.refusal(Line("has a candidate «{src}» that does not fit the photo", src=record.src))
    if own and pixels.shape[2] == document.channels:
        alpha = np.array(read_bits(container, record.alpha, record.box.size.shape, budget))
    else:
        pixels, alpha = fitted(pixels, document.channels, document.photo.dtype)
    return Candidate(record.box, freeze(pixels), freeze(alpha))


def _require_inside(container: Parts, box: Box, size: Size) -> None:
    if box.is_empty or box.clip(size) != box:
        raise container.refusal(_OUTSIDE)


def _told(layer: Layer, made: Fill | Home, size: Size) -> dict[str, tuple[str, Box]]:
    """By name, the entry of each plane that is not empty, and the box that it covers."""
    return {name: (entry, plane.bounds()) for name, (entry, plane) in _planes(layer, made, size).items()}


def _planes(layer: Layer, made: Fill | Home, size: Size) -> dict[str, tuple[str, Plane | ColourPlane]]:
    """By name, the entry and the plane. made: the layer's fill, or where that was made."""
    found: dict[str, tuple[str, Plane | ColourPlane]] = {}
    for name in PLANES:
        tiles: dict[Any, Any] = getattr(made, name, {})  # what is excluded does not move, and is at home nowhere
        if tiles:
            plane = ColourPlane(size) if name == "colours" else Plane(size)
            plane.swap(dict(tiles))
            found[name] = (_entry(layer, f"home-{name}" if isinstance(made, Home) else name), plane)
    return found


def _entry(layer: Layer, kind: str) -> str:
    return f"gatebrush/fill-{layer.id}/{kind}.png"
