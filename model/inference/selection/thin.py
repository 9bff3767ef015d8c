"""Things thinner than the strokes over them, or not much thicker: wires, poles, legs, branches.

GrabCut on a reduced crop cannot see them, and a stroke over one is for the most part a stroke over what is around it.
They are looked for in small windows along the stroke, on the photo's own pixels: what is under the stroke and has
colours that are rare beside it, on both sides, is the thing if it runs along the stroke and has a sharp edge. Where
that is not so, the stroke is one over something that reaches beyond it, and `grabbing` looks for that.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import Bounds, bounds_of, shifted, widened
from model.inference.selection.looking import cover_of, halved

Mask = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Values = NDArray[Any]
Place = tuple[slice, slice]
Part = tuple[Place, Place, Mask | None]  # of a stroke: its cell, the window that is looked at, what is found there

BROADEST = 12.0  # pixels of the radius of a stroke as it is looked at; a broader one is reduced to it
CELL = 128  # pixels of the stroke that are looked at together
AROUND = 3.2  # radii that are looked at around a stroke
BESIDE = 1.9  # radii from a stroke's rim: what is farther is not the thing, if the thing is thin
PROBES = 8  # places at which a long stroke is tried first
THIN, NOT_THIN = 0.25, 0.15  # of a stroke: with more, or less, in which a thin thing was found, so is the rest of it
LONG = 9.0  # times its thickness that a stroke over a thin thing is long at least
_LABELLED = 2048  # longer side of the picture in which strokes are told apart
_TRIED = 1024  # and of that in which the broadest one is looked for, at least
_BINS = 16  # of each channel
_SPILL = 0.6  # of what a bin has that its neighbours get: shades are not told apart
_RARE = 3.0  # so many times as frequent under the stroke as beside it: a colour of the thing
_FEWEST = 20  # pixels that GrabCut can learn colours from
_LEAST = 0.06  # of the stroke: with less that stands out there is nothing thin
_SPAN = 0.6  # of the stroke's length that the thing must run along
_SHARP = 0.5  # of the difference between the thing and what is beside it that must be at its edge
_KEPT = 0.5  # of what stands out: of a texture GrabCut, which looks at edges as well, leaves hardly anything
_MOST = 0.8  # of what is between the stroke and what is beside it: a thing that fills more is not thin
_UNSURE = 0.25  # of the radius: so far a hand may be off the middle of the thing
_ROUNDS = 2
_SEED = 7  # GrabCut begins with random colours: the same strokes must give the same thing


def thin_things(read: Callable[[Bounds], Bytes], yes: Mask, no: Mask) -> tuple[Mask, Mask]:
    """The thin things under the strokes, and the strokes over anything else. Both (H, W) bool.

    read: a part of the picture, (h, w, 3) RGB.  yes, no: (H, W) strokes over the thing, and over what does not belong
    to it.
    """
    thin, rest = np.zeros_like(yes), np.zeros_like(yes)
    radius = _radius_of(yes)
    shrink = max(1.0, radius / BROADEST)
    strokes: dict[int, list[Place]] = {}
    for cell, stroke in _cells(yes, round(CELL * shrink)):
        strokes.setdefault(stroke, []).append(cell)

    def part(cell: Place) -> Part:
        window = _window_of(yes, cell, round(AROUND * radius) + 4)
        return cell, window, found_in(read, (yes, no), window, shrink)

    for cells in strokes.values():
        parts = _parts(cells, part)
        share, half = _share_and_half(yes, radius, parts)
        for cell, window, found in parts:
            if found is not None and share > NOT_THIN:
                thin[window] |= found
            elif share >= THIN:  # it looks like what is beside it here: the middle, as thick as it is elsewhere
                thin[cell] |= yes[cell] & (_depth(yes, cell) >= radius - half - _UNSURE * radius)
            else:
                rest[cell] |= yes[cell]
    return thin, rest


def _parts(cells: list[Place], look: Callable[[Place], Part]) -> list[Part]:
    """What is found along a stroke. Where it is nothing at some places spread over it, the others are not looked at."""
    tried = {number: look(cells[number]) for number in range(0, len(cells), -(-len(cells) // PROBES))}
    if all(found is None for _, _, found in tried.values()):
        return [(cell, cell, None) for cell in cells]
    return [tried.get(number) or look(cell) for number, cell in enumerate(cells)]


def thin_part(pixels: Bytes, yes: Mask, no: Mask, ahead: Mask | None = None) -> Mask | None:
    """The thin thing under the strokes in one window; None where there is none.

    pixels: (h, w, 3), the window.  yes, no: (h, w) strokes over the thing, and over what does not belong to it.
    ahead: (h, w), where the thing may go on, so that nothing there is taken as beside it.
    """
    import cv2

    radius = max(1.0, float(_depths(yes).max()))
    away = cv2.distanceTransform((~yes).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_3)
    beside = away > BESIDE * radius + 2
    if ahead is not None:
        beside &= ~ahead
    beside |= no
    if beside.mean() < 0.1:
        return None
    lab = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2Lab), np.uint8)
    seeds = yes & ~no & (_rarity(lab, yes, beside) > _RARE)
    seeds = cv2.morphologyEx(seeds.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)).astype(np.bool_)
    seeds = _along(seeds, yes)
    if np.count_nonzero(seeds) < max(_FEWEST, _LEAST * np.count_nonzero(yes)) or not _runs_along(seeds, yes):
        return None
    found = _cut(lab, seeds, yes, beside)
    between = ~beside & ~seeds
    if found is None or np.count_nonzero(found & seeds) < _KEPT * np.count_nonzero(seeds):
        return None
    is_thin = np.count_nonzero(found & between) <= _MOST * np.count_nonzero(between)
    return found if is_thin and _is_sharp(lab, found, beside) else None


def _rarity(lab: Bytes, yes: Mask, beside: Mask) -> Values:
    """How many times as frequent each pixel's colour is under the stroke as beside it. (h, w) float32."""
    import cv2

    counts: list[Values] = []
    for where in (yes, beside):
        bins = [_BINS, 2 * _BINS, 2 * _BINS]  # a photo's colours lie close together in a and b
        table: Values = np.asarray(cv2.calcHist([lab], [0, 1, 2], where.astype(np.uint8), bins, [0, 256] * 3))
        for axis in range(3):
            moved = np.moveaxis(table, axis, 0)
            smooth = moved.copy()
            smooth[1:] += _SPILL * moved[:-1]
            smooth[:-1] += _SPILL * moved[1:]
            table = np.moveaxis(smooth, 0, axis)
        counts.append(table / max(1, np.count_nonzero(where)))
    ratio = (counts[0] / (counts[1] + 1e-4)).astype(np.float32)
    index = (lab[..., 0] // (256 // _BINS), lab[..., 1] // (128 // _BINS), lab[..., 2] // (128 // _BINS))
    return np.asarray(ratio[index])


def _along(seeds: Mask, yes: Mask) -> Mask:
    """Without what is small: specks of a texture."""
    import cv2

    near = cv2.dilate(seeds.astype(np.uint8), np.ones((5, 5), np.uint8))
    _, labels, found, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    reach = np.maximum(found[:, cv2.CC_STAT_WIDTH], found[:, cv2.CC_STAT_HEIGHT])
    keep = reach >= 0.25 * max(yes.any(axis=0).sum(), yes.any(axis=1).sum())
    keep[0] = False
    return np.asarray(seeds & keep[labels])


def _runs_along(seeds: Mask, yes: Mask) -> bool:
    """Whether the seeds are found over most of the stroke's length."""
    axis = 0 if yes.any(axis=0).sum() >= yes.any(axis=1).sum() else 1
    return bool(seeds.any(axis=axis).sum() >= _SPAN * yes.any(axis=axis).sum())


def _cut(lab: Bytes, seeds: Mask, yes: Mask, beside: Mask) -> Mask | None:
    import cv2

    marks = np.full(yes.shape, cv2.GC_PR_BGD, np.uint8)
    marks[beside], marks[seeds] = cv2.GC_BGD, cv2.GC_PR_FGD
    cv2.setRNGSeed(_SEED)
    models = np.zeros((1, 65), np.float64), np.zeros((1, 65), np.float64)
    cv2.grabCut(lab, marks, (0, 0, 1, 1), *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = ((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)).astype(np.uint8)
    _, labels = cv2.connectedComponents(found, connectivity=8)
    kept = np.unique(labels[seeds & (found > 0)])
    kept = kept[kept > 0]
    return np.isin(labels, kept) if kept.size else None


def _is_sharp(lab: Bytes, found: Mask, beside: Mask) -> bool:
    """Whether the difference between the thing and what is beside it lies at its edge, and not in soft shades."""
    import cv2

    thing = found.astype(np.uint8)
    square = np.ones((3, 3), np.uint8)
    outside = (cv2.dilate(thing, square, iterations=4) > 0) & (cv2.dilate(thing, square, iterations=1) == 0)
    inside = found
    if not outside.any() or not inside.any():
        return False
    colours = lab.astype(np.float32)
    inner, near, far = (colours[where].mean(axis=0) for where in (inside, outside, beside))
    return bool(np.linalg.norm(inner - near) >= _SHARP * np.linalg.norm(inner - far))


def _radius_of(yes: Mask) -> float:
    """Of the broadest stroke. On a large picture it is looked for on some of the pixels, and measured there on all."""
    step = max(1, max(yes.shape) // _TRIED)
    some = _depths(yes[::step, ::step])
    y, x = (int(place) * step for place in np.unravel_index(some.argmax(), some.shape))
    reach = round(2 * step * (float(some.max()) + 2))
    there = yes[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach] if some.any() else yes
    return max(1.0, float(_depths(there).max()))


def _depths(strokes: Mask) -> Values:
    """How far each pixel is from what is not under a stroke; the picture's border counts as that."""
    import cv2

    return np.asarray(cv2.distanceTransform(np.pad(strokes.view(np.uint8), 1), cv2.DIST_L2, cv2.DIST_MASK_3))[
        1:-1, 1:-1
    ]


def _cells(yes: Mask, side: int) -> Iterator[tuple[Place, int]]:
    """The squares that have a part of a stroke, and which stroke it is: those that touch are one."""
    import cv2

    height, width = yes.shape
    step = -(-max(height, width) // _LABELLED)
    _, labels = cv2.connectedComponents(touched(yes, step), connectivity=8)
    for top in range(0, height, side):
        for left in range(0, width, side):
            cell = (slice(top, min(top + side, height)), slice(left, min(left + side, width)))
            if yes[cell].any():
                yield cell, _stroke_in(yes, cell, labels, step)


def touched(yes: Mask, step: int) -> Bytes:
    """Which squares of so many pixels a stroke touches, 1 for those. The last rows and columns may be of fewer."""
    for _ in range(2):
        some = yes[::step].copy()
        for first in range(1, step):
            others = yes[first::step]
            some[: len(others)] |= others
        yes = some.T
    return yes.view(np.uint8)


def _stroke_in(yes: Mask, cell: Place, labels: Values, step: int) -> int:
    """The stroke that has most pixels in a cell. labels: the strokes' numbers, of squares of so many pixels."""
    rows, columns = (slice(part.start // step, -(-part.stop // step)) for part in cell)
    there = np.unique(labels[rows, columns])
    there = there[there > 0]
    if there.size == 1:
        return int(there[0])
    y, x = np.nonzero(yes[cell])
    return int(np.bincount(labels[(y + cell[0].start) // step, (x + cell[1].start) // step]).argmax())


def _window_of(yes: Mask, cell: Place, around: int) -> Place:
    """What is looked at for a cell: its part of the stroke and so much around it."""
    corner = cell[1].start, cell[0].start, 0, 0
    x0, y0, x1, y1 = widened(shifted(bounds_of(yes[cell]), corner), around, yes.shape[::-1])
    return slice(y0, y1), slice(x0, x1)


def found_in(read: Callable[[Bounds], Bytes], strokes: tuple[Mask, ...], window: Place, shrink: float) -> Mask | None:
    """What `thin_part` finds in a window, on reduced pixels where the strokes are broad.

    read: a part of the picture, (h, w, 3) RGB.  strokes: (H, W) bool, two or three, as that takes them.
    shrink: 1 or more: pixels to a reduced one.  -> (h, w) bool of the window's size, None where nothing is found.
    """
    import cv2

    rows, columns = window
    pixels = read((columns.start, rows.start, columns.stop, rows.stop))
    planes = [stroke[window] for stroke in strokes]
    if shrink == 1:
        return thin_part(pixels, *planes)
    whole = (pixels.shape[1], pixels.shape[0])
    shape = (max(1, round(whole[0] / shrink)), max(1, round(whole[1] / shrink)))
    least = 2 * max(shape) - 1  # the rest of the way by shares that halving does not reach
    covers = (cv2.resize(cover_of(plane, least), shape, interpolation=cv2.INTER_AREA) for plane in planes)
    small = [cover > 0.5 for cover in covers]
    if not small[0].any():
        return None
    reduced = cv2.resize(halved(pixels, least), shape, interpolation=cv2.INTER_AREA)
    found = thin_part(np.asarray(reduced, np.uint8), *small)
    return None if found is None else cv2.resize(found.astype(np.float32), whole) > 0.5


def _share_and_half(yes: Mask, radius: float, parts: list[Part]) -> tuple[float, float]:
    """In how much of a stroke a thin thing was found, and half its thickness; 0 where it is too short to be thin."""
    import cv2

    sizes = [np.count_nonzero(yes[cell]) for cell, _, _ in parts]
    thin = [(size, found) for size, (_, _, found) in zip(sizes, parts, strict=True) if found is not None]
    if not thin:
        return 0.0, 0.0
    depths = [
        cv2.distanceTransform(found.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_3)[found].mean() for _, found in thin
    ]
    # Pixels of a strip are on average half as deep as its middle; those at its rim count as one deep, not as a half.
    half = 2 * (float(np.median(depths)) - 0.5)
    if sum(sizes) / (2 * radius) < LONG * 2 * half:
        return 0.0, half
    return sum(size for size, _ in thin) / sum(sizes), half


def _depth(yes: Mask, cell: Place) -> Values:
    """How far the pixels of a cell are from the rim of the stroke; what is cut by the cell goes on."""
    import cv2

    rows, columns = cell
    top, left = max(0, rows.start - CELL), max(0, columns.start - CELL)
    part = yes[top : rows.stop + CELL, left : columns.stop + CELL]
    depth = cv2.distanceTransform(part.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_3)
    down, across = rows.start - top, columns.start - left
    return np.asarray(depth[down : down + rows.stop - rows.start, across : across + columns.stop - columns.start])
