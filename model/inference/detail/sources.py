"""Where in the photo the texture of a soft fill may be taken from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.inference.detail.bands import Stack, around_hole, levels_of, moved_texture, stack_of
from model.inference.detail.descriptors import looks_of
from model.inference.detail.edges import find_edges
from model.inference.detail.flatness import flat_of
from model.inference.detail.nodes import nodes_of
from model.inference.detail.painted import Paint, paint_of
from model.inference.detail.paste import cut_pieces, spread
from model.inference.detail.pieces import choose_offsets
from model.inference.detail.repeats import find_repeats
from model.inference.detail.scene import Scene
from model.inference.detail.softness import luma_of, ring_around, sharpness
from model.inference.detail.surroundings import Surroundings
from model.inference.detail.tones import Tones
from model.inference.masked import chosen

MODES = ("off", "auto", "on")
STRIDES = (2, 3, 4, 4)  # px between a patch's pixels, at each level of softness
SHARP = 0.85  # of the ring's edge energy: a fill as sharp as that needs no more
REDUCED = 1.25  # from this reduction on, enlarging alone makes the fill soft
MARGIN = 2  # px: as far as a cubic enlargement looks
FEWEST = 64  # px that may be copied, below which it would be the same few everywhere


@dataclass(frozen=True, slots=True)
class Sources:
    """Offsets at working size from the hole to known pixels, and what of the photo moves along them.

    used: False where nothing is added; the planes are then empty.  why: one line for people.
    sharpness: edge energy of the fill over that of the ring, at working size, before and after.
    hole, fit: (h, w) bool; fit pixels may be copied, with as much around them as an enlargement looks at.
    dy, dx: (h, w) int32, from each pixel of the hole to its source, 0 outside.
    moved: (h, w, 3) float32, differences of colours in [-1, 1] that are added at working size, 0 outside the hole.
    finest: (h, w) float32, how much of what is finer than working size is copied: 1 = all, in calm places less, at
    most bands.LIFTED, before it is steered.
    picture: (h, w, 3) float32 in [-1, 1], what was given.
    calm: (h, w) float32 in 0..1, see bands.Stack.
    """

    used: bool
    why: str
    sharpness: tuple[float, float]
    hole: NDArray[np.bool_]
    fit: NDArray[np.bool_]
    dy: NDArray[np.int32]
    dx: NDArray[np.int32]
    moved: NDArray[np.float32]
    finest: NDArray[np.float32]
    picture: NDArray[np.float32]
    calm: NDArray[np.float32]


def find_sources(
    picture: NDArray[np.float32],
    hole: NDArray[np.bool_],
    usable: NDArray[np.bool_],
    *,
    mode: str,
    reduction: float,
    painted: NDArray[np.bool_] | None = None,
    seed: int = 0,
    heartbeat: Callable[[], None] | None = None,
) -> Sources:
    """Look for known places whose texture suits what the network painted.

    picture: (h, w, 3) float32 in [-1, 1], the photo and in the hole the fill.
    hole, usable: (h, w) bool; usable pixels are known ones that may be copied.
    mode: one of MODES; "auto" adds texture only where the fill is softer than the ring of known pixels around it, or
    has to be enlarged.
    reduction: photo pixels for each working pixel along a side, 1 and more.
    painted: (h, w) bool, where in the hole a person painted a colour: see `painted.rough_of`.
    seed: of the small random steps between candidates; the same one gives the same answer.
    heartbeat: called every few hundredths of a second; what it raises ends the search.
    """
    if mode not in MODES:
        raise ValueError(f"detail is {mode}: it can be {', '.join(MODES)}")
    usable = usable & ~hole
    beat = heartbeat or _nothing
    if mode == "off":
        return _unused("detail is off", hole, picture, 1.0)
    if not hole.any():
        return _unused("nothing to fill", hole, picture, 1.0)
    fit = _fit(usable)
    if int(fit.sum()) < FEWEST:
        return _unused("too little of the photo may be copied", hole, picture, 1.0)
    ring = ring_around(hole, usable)
    before = sharpness(picture, hole, ring)
    if mode == "auto" and before >= SHARP and reduction < REDUCED:
        return _unused("the fill is as sharp as its surroundings", hole, picture, before)
    return _search(picture, hole, usable, fit, ring, painted, before, seed, beat)


def _search(
    picture: NDArray[np.float32],
    hole: NDArray[np.bool_],
    usable: NDArray[np.bool_],
    fit: NDArray[np.bool_],
    ring: NDArray[np.bool_],
    painted: NDArray[np.bool_] | None,
    before: float,
    seed: int,
    beat: Callable[[], None],
) -> Sources:
    """The search itself.

    fit, ring: (h, w) bool.  before: sharpness of the picture.  The rest as in find_sources.
    """
    beat()
    surroundings = Surroundings(usable)
    tones = Tones(picture, hole, usable, beat)
    beat()
    flat = flat_of(picture, hole, ring, surroundings, tones)
    beat()
    paint = paint_of(picture, hole, painted, flat, surroundings, fit)
    beat()
    stack = stack_of(picture, hole, ring, surroundings, tones, beat, paint)
    beat()
    scene = _scene(picture, stack, surroundings, tones, fit, ring, paint, beat)
    nodes = nodes_of(hole)
    offsets = choose_offsets(scene, nodes, beat, seed)
    if offsets is None:
        return _unused("too little of the photo may be copied", hole, picture, before)
    dy, dx = spread(nodes, *offsets, hole.shape)
    dy, dx = cut_pieces(scene.texture, hole, fit, dy, dx, beat)
    dy, dx = np.where(hole, dy, 0), np.where(hole, dx, 0)
    moved, finest = moved_texture(stack, fit, dy, dx, beat)
    after = sharpness(picture + moved, hole, ring)
    why = f"texture of the photo added: the fill was {before:.2f} as sharp as its surroundings"
    return Sources(
        used=True,
        why=why,
        sharpness=(before, after),
        hole=hole,
        fit=fit,
        dy=dy,
        dx=dx,
        moved=moved,
        finest=finest,
        picture=picture,
        calm=stack.calm,
    )


def _scene(
    picture: NDArray[np.float32],
    stack: Stack,
    surroundings: Surroundings,
    tones: Tones,
    fit: NDArray[np.bool_],
    ring: NDArray[np.bool_],
    paint: Paint | None,
    beat: Callable[[], None],
) -> Scene:
    """What the pieces are chosen by. The arguments are those of `_search`."""
    hole, usable = stack.hole, surroundings.usable
    level = levels_of(stack)
    texture = np.where(usable, luma_of(picture - stack.photo[-1]), np.float32(0))
    beat()
    # Only the levels that the hole has: each costs a description of the whole photo.
    present = np.unique(level[hole])
    photo = [*stack.photo[1:], *([] if paint is None else [paint.softer])]
    looks = looks_of([chosen(usable, photo[k], picture) for k in present], [STRIDES[k] for k in present], beat)
    level = np.asarray(np.searchsorted(present, level).clip(0, len(present) - 1), np.int8)
    beat()
    repeats = find_repeats(texture, usable, hole, fit, ring)
    beat()
    energy = texture**2
    strength, wanted = np.sqrt(surroundings.local(energy)), np.sqrt(tones.carried(energy))
    wanted *= np.sqrt(stack.calm)
    if paint is not None:
        wanted[paint.rough] = np.sqrt(paint.told(energy, surroundings)[paint.rough])
    beat()
    edges = find_edges(luma_of(picture), around_hole(hole))
    return Scene(looks, level, strength, wanted, texture, hole, usable, fit, repeats, edges, paint)


def _fit(usable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Usable pixels with only usable ones around them, as far as an enlargement would look."""
    import cv2

    side = 2 * MARGIN + 1
    eroded = cv2.erode(
        usable.astype(np.uint8), np.ones((side, side), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=1
    )
    return np.asarray(eroded > 0)


def _unused(why: str, hole: NDArray[np.bool_], picture: NDArray[np.float32], ratio: float) -> Sources:
    """Nothing to add. ratio: the sharpness that stays."""
    nowhere = np.zeros(hole.shape, np.int32)
    return Sources(
        used=False,
        why=why,
        sharpness=(ratio, ratio),
        hole=hole,
        fit=np.zeros_like(hole),
        dy=nowhere,
        dx=nowhere,
        moved=np.zeros_like(picture),
        finest=np.zeros(hole.shape, np.float32),
        picture=picture,
        calm=np.ones(hole.shape, np.float32),
    )


def _nothing() -> None:
    pass
