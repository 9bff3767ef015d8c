"""What goes into a fill and what comes out of it: frozen, with read-only arrays."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import Bounds
from model.inference.detail import MODES
from model.inference.errors import BadRequest
from model.inference.guidance import STRONGEST
from model.inference.line import Line

QUALITIES: Mapping[str, int] = {"fast": 256, "balanced": 384, "best": 512}
"""Longest side of the network's input at each quality."""

SMALLEST_SIDE = 8
MOST_VARIANTS = 12


@dataclass(frozen=True, slots=True, eq=False)  # arrays have no one truth value
class FillRequest:
    """One picture with its hole.

    photo: (H, W, C) uint8 or uint16; C = 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA; H, W at least 8.
    hole: (H, W) bool, True = to be filled.
    sketch: (H, W) bool or None, True = a guide stroke; counts only inside the hole.
    exclude: (H, W) bool or None, True = pixels that the fill must not look at.
    colours: (H, W, 4) uint8 or None, R, G, B and A of the photo's own colours: what somebody painted as a hint of what
    the fill is to be like there. Counts where A is at least 128, and only inside the hole.
    quality: a key of QUALITIES.  variants: how many candidates, 1 to 12, the plain one first.
    detail: one of detail.MODES: never, where the fill is softer than its surroundings, always.
    grow: pixels by which the hole is widened before it is filled.
    feather: width in pixels of the ramp outside the grown hole; 0 = strictly inside, the rest equal to the bit.
    blend: width in pixels of the band inside the hole over which a step at its border fades out; 0 = off.
    match: how far the fill's colours may be moved to agree with the photo around the hole, as a share of the range
    from black to white; 0 = off.
    guidance: how clearly the strokes are followed, 0 to STRONGEST: 0 not at all, 1 as the network does.
    seed: which variants come after the plain one.
    contexts: boxes of the photo. Holes that lie inside one are seen in exactly that box, not in the plain one.
    """

    photo: NDArray[np.uint8] | NDArray[np.uint16]
    hole: NDArray[np.bool_]
    sketch: NDArray[np.bool_] | None = None
    exclude: NDArray[np.bool_] | None = None
    colours: NDArray[np.uint8] | None = None
    quality: str = "balanced"
    variants: int = 1
    detail: str = "auto"
    grow: int = 0
    feather: int = 0
    blend: int = 32
    match: float = 0.1
    guidance: float = 1.0
    seed: int = 0
    contexts: tuple[Bounds, ...] = ()

    def __post_init__(self) -> None:
        self._check_kinds()
        self._check_photo()
        self._check_planes()
        self._check_numbers()
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                # A view, so that the caller's own array stays as writeable as it was.
                frozen = value.view()
                frozen.setflags(write=False)
                object.__setattr__(self, item.name, frozen)

    def _check_kinds(self) -> None:
        """What type hints say to those who do not run a checker: lists, paths and numbers as text end here."""
        for name in ("photo", "hole", "sketch", "exclude", "colours"):
            value = getattr(self, name)
            if not isinstance(value, np.ndarray) and (value is not None or name in ("photo", "hole")):
                raise BadRequest(Line("{name} is a {kind}: give a NumPy array", name=name, kind=type(value).__name__))
        for name in ("variants", "grow", "feather", "blend", "seed"):
            value = getattr(self, name)
            if not isinstance(value, int | np.integer):
                raise BadRequest(Line("{name} is {value}: give a whole number", name=name, value=repr(value)))
        for box in self.contexts if isinstance(self.contexts, tuple | list) else (self.contexts,):
            if not _is_box(box):
                raise BadRequest(Line("context {box} is no box: give x0, y0, x1, y1", box=box))

    def _check_photo(self) -> None:
        photo = self.photo
        if photo.ndim != 3 or not 1 <= photo.shape[2] <= 4 or photo.dtype not in (np.uint8, np.uint16):
            raise BadRequest(
                Line(
                    "photo is {shape} {dtype}: give (H, W, 1 to 4) of uint8 or uint16",
                    shape=photo.shape,
                    dtype=photo.dtype,
                )
            )
        height, width = photo.shape[:2]
        if min(height, width) < SMALLEST_SIDE and self.hole.any():
            raise BadRequest(
                Line(
                    "photo is {width}×{height}: it needs at least {least}×{least} pixels",
                    width=width,
                    height=height,
                    least=SMALLEST_SIDE,
                )
            )

    def _check_planes(self) -> None:
        for name in ("hole", "sketch", "exclude"):
            plane = getattr(self, name)
            if plane is None:
                continue
            if plane.dtype != np.bool_ or plane.ndim != 2:
                raise BadRequest(
                    Line(
                        "{name} is {shape} {dtype}: give (H, W) of bool",
                        name=name,
                        shape=plane.shape,
                        dtype=plane.dtype,
                    )
                )
            self._check_size(name, plane)
        if self.colours is not None:
            if self.colours.dtype != np.uint8 or self.colours.ndim != 3 or self.colours.shape[2] != 4:
                raise BadRequest(
                    Line(
                        "colours are {shape} {dtype}: give (H, W, 4) of uint8",
                        shape=self.colours.shape,
                        dtype=self.colours.dtype,
                    )
                )
            self._check_size("colours", self.colours)
        if self.hole.all():
            raise BadRequest(Line("the hole covers the whole photo: leave something to continue from"))
        if self.exclude is not None and self.hole.any() and (self.hole | self.exclude).all():
            raise BadRequest(Line("hole and exclude together cover the whole photo: leave something to continue from"))

    def _check_size(self, name: str, plane: NDArray[np.generic]) -> None:
        height, width = self.photo.shape[:2]
        if plane.shape[:2] != (height, width):
            raise BadRequest(
                Line(
                    "{name} is {own_width}×{own_height}, photo is {width}×{height}: make them equal",
                    name=name,
                    own_width=plane.shape[1],
                    own_height=plane.shape[0],
                    width=width,
                    height=height,
                )
            )

    def _check_numbers(self) -> None:
        if self.quality not in tuple(QUALITIES):  # a list is no name, and nothing that a mapping could look up
            raise BadRequest(
                Line(
                    "quality is {quality}: choose one of {qualities}",
                    quality=repr(self.quality),
                    qualities=", ".join(QUALITIES),
                )
            )
        if not 1 <= self.variants <= MOST_VARIANTS:
            raise BadRequest(
                Line("variants is {variants}: choose 1 to {most}", variants=self.variants, most=MOST_VARIANTS)
            )
        if self.detail not in MODES:
            raise BadRequest(
                Line("detail is {detail}: choose one of {modes}", detail=repr(self.detail), modes=", ".join(MODES))
            )
        for name in ("grow", "feather", "blend"):
            if getattr(self, name) < 0:
                raise BadRequest(
                    Line("{name} is {pixels}: give 0 pixels or more", name=name, pixels=getattr(self, name))
                )
        if not (isinstance(self.match, int | float | np.number) and 0.0 <= self.match <= 1.0):
            raise BadRequest(Line("match is {match}: choose 0 to 1", match=repr(self.match)))
        if not (isinstance(self.guidance, int | float | np.number) and 0.0 <= self.guidance <= STRONGEST):
            most = f"{STRONGEST:g}"
            raise BadRequest(
                Line("guidance is {guidance}: choose 0 to {most}", guidance=repr(self.guidance), most=most)
            )
        if self.seed < 0:
            raise BadRequest(Line("seed is {seed}: give 0 or more", seed=self.seed))
        height, width = self.photo.shape[:2]
        for x0, y0, x1, y1 in self.contexts:
            if not (0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height):
                raise BadRequest(
                    Line(
                        "context {x0}, {y0} – {x1}, {y1} is not inside {width}×{height}: give a part of it",
                        x0=x0,
                        y0=y0,
                        x1=x1,
                        y1=y1,
                        width=width,
                        height=height,
                    )
                )


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One answer, placed at `box` of the request's photo.

    pixels: (h, w, C) in the photo's dtype, equal to the photo where alpha is 0.
    alpha: (h, w) uint8, 255 = the fill replaces the photo.
    """

    box: Bounds
    pixels: NDArray[np.uint8] | NDArray[np.uint16]
    alpha: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class FillReport:
    """How a fill was made.

    device, engine, precision: what made the picture: "cpu", "onnxruntime 1.32", "float32".
    weights: sha256 of the network's file.  context_boxes: what each pass saw, in photo pixels.
    working_sizes: width and height of each pass.  seconds: by stage (load, network, detail, total).
    detail: one line on what the detail step did.  sharpness: of the fill before and after it, 1 = as its surroundings.
    steps: the rungs of the ladder that did not hold, before the one that did.
    by_network: False where only the classical fill held.
    moved: a line where another engine made this fill and will make those that follow, since the one before it broke.
    """

    device: str
    engine: str
    weights: str
    precision: str = "float32"
    context_boxes: tuple[Bounds, ...] = ()
    working_sizes: tuple[tuple[int, int], ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    detail: str = "off"
    sharpness: tuple[float, float] | None = None
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    by_network: bool = True
    moved: str = ""


@dataclass(frozen=True, slots=True)
class FillResult:
    """The candidates, plain one first; none at all for an empty hole."""

    candidates: tuple[Candidate, ...]
    report: FillReport


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` passes are behind us, the one under way in parts.

    stage: what is under way: "network", "detail" or "writing".
    """

    stage: str
    done: float
    total: int


def _is_box(value: object) -> bool:
    return isinstance(value, tuple | list) and [isinstance(one, int | np.integer) for one in value] == [True] * 4
