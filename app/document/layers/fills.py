"""How a fill came to be, kept with its layer: its other answers to choose from, and what it was asked with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from app.document.geometry import Box, Size
from app.document.layers.mask import LayerMask
from app.document.planes.colours import ColourTiles
from app.document.planes.tiles import Tiles, shifted

if TYPE_CHECKING:
    from app.document.layers import Layer
    from app.document.layers.layer import Alpha, Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One answer of a fill. The three are a layer's own: box, pixels (h, w, C), alpha (h, w) uint8, read-only."""

    box: Box
    pixels: Pixels
    alpha: Alpha

    @property
    def nbytes(self) -> int:
        return self.pixels.nbytes + self.alpha.nbytes


@dataclass(frozen=True, slots=True, eq=False)
class Home:
    """Where a fill was made: its hole, sketch, colours and contexts before its layer was moved. away: by how much it
    was."""

    hole: Tiles
    sketch: Tiles
    contexts: tuple[Box, ...] | None
    away: tuple[int, int] = (0, 0)
    colours: ColourTiles = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Fill:
    """What a fill layer remembers; never changes.

    candidates: all answers, at least one. The chosen one holds the very arrays of the layer, so that it costs nothing.
    hole, sketch, exclude, colours: the tiles that it was asked with, see Plane.snapshot.
    settings: of the fill, by the names of Settings.
    looked_at: where the settings sample «layer», the id of the one that it saw on the photo; None for the photo alone.
    contexts: those of Document.contexts that it was made from; None where nobody knows.
    home: where the layer was moved; hole, sketch, colours and contexts are those of its present place then, as far as
    they lie in the photo. What is excluded are things of the photo, which do not move.
    """

    candidates: tuple[Candidate, ...]
    chosen: int = 0
    hole: Tiles = field(default_factory=dict)
    sketch: Tiles = field(default_factory=dict)
    exclude: Tiles = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    looked_at: int | None = None
    contexts: tuple[Box, ...] | None = None
    home: Home | None = None
    colours: ColourTiles = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.chosen < len(self.candidates):
            raise ValueError(f"candidate {self.chosen} of {len(self.candidates)} cannot be chosen")

    @property
    def spare_bytes(self) -> int:
        """What the candidates hold that were not chosen."""
        return sum(one.nbytes for number, one in enumerate(self.candidates) if number != self.chosen)


def with_candidate(layer: Layer, number: int) -> Layer:
    """The layer with another of its candidates in it. Raises ValueError if it has no such candidate."""
    if layer.fill is None:
        raise ValueError(f"layer «{layer.name}» is no fill")
    return with_fill(layer, replace(layer.fill, chosen=number))


def with_fill(layer: Layer, fill: Fill, note: str | None = None) -> Layer:
    """The layer with this fill's chosen candidate in it; all else stays, its mask where both boxes meet."""
    one = fill.candidates[fill.chosen]
    mask = layer.mask
    if mask is not None and one.box != layer.box:
        moved: Alpha = np.full(one.box.size.shape, 255, np.uint8)
        meeting = layer.box.intersect(one.box)
        if not meeting.is_empty:
            place = meeting.shift(-layer.box.x0, -layer.box.y0)
            moved[meeting.shift(-one.box.x0, -one.box.y0).slices] = mask.read(place)
        mask = LayerMask.of(moved)
    note = layer.note if note is None else note
    return replace(layer, box=one.box, pixels=one.pixels, alpha=one.alpha, mask=mask, note=note, fill=fill)


def with_chosen_alone(layer: Layer) -> Layer:
    """The layer without the candidates that were not chosen."""
    if layer.fill is None or len(layer.fill.candidates) == 1:
        return layer
    chosen = layer.fill.candidates[layer.fill.chosen]
    return replace(layer, fill=replace(layer.fill, candidates=(chosen,), chosen=0))


def moved_fill(fill: Fill, dx: int, dy: int, size: Size) -> Fill:
    """The fill with all that it remembers of its place moved along. size: of the photo.

    Always from where it was made: moved there and back it is what it was, though a part of it was outside meanwhile.
    """
    candidates = tuple(replace(one, box=one.box.shift(dx, dy)) for one in fill.candidates)
    home = fill.home or Home(fill.hole, fill.sketch, fill.contexts, colours=fill.colours)
    away = home.away[0] + dx, home.away[1] + dy
    if away == (0, 0):
        return replace(
            fill,
            candidates=candidates,
            hole=home.hole,
            sketch=home.sketch,
            colours=home.colours,
            contexts=home.contexts,
            home=None,
        )
    contexts = home.contexts
    if contexts is not None:
        boxes = (box.shift(*away).clip(size) for box in contexts)
        contexts = tuple(box for box in boxes if not box.is_empty)
    return replace(
        fill,
        candidates=candidates,
        hole=shifted(home.hole, *away, size),
        sketch=shifted(home.sketch, *away, size),
        colours=shifted(home.colours, *away, size),
        contexts=contexts,
        home=replace(home, away=away),
    )
