"""A thin thing beyond the ends of the stroke along it: a short piece ahead is looked at, and so on from there.

What is ahead counts only if it hangs together with what was found before, and is as thick and of the same colour. So a
wire is followed up to the wall, and a leg up to the body.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import Bounds, shifted
from model.inference.selection.thin import AROUND, BROADEST, found_in, touched
from model.inference.thinning import thin as thinned
from model.inference.thinning import without_twigs

Mask = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Values = NDArray[Any]
Point = NDArray[np.float64]  # (2,), x and y

_LONGEST = 1024  # of the picture in which ends are looked for
_BACK = 6.0  # thicknesses of the thing that tell where it is going
_LEAST_RADIUS = 4.0  # of the stroke that stands for a person's; else it is the thickness
_FIRST, _SHORTEST, _FARTHEST = 6.0, 1.5, 12.0  # radii that are looked at ahead at first, at least and at most
_OVERLAP = 3.0  # radii that are looked at again
_MAY_BE = 4.0  # radii across, before and behind what is looked at: the thing may be there
_STEPS = 60  # from one end
_TWIG = 1.5  # thicknesses: what is shorter is no branch but a bulge
_AS_THICK = (0.5, 1.7)  # of what was found before
_ALIKE = 0.5  # of the difference between the thing and what is beside it: so far may its colour change
_HARDLY = 8.0  # of Lab's steps: what differs by less is alike


@dataclass(frozen=True, slots=True)
class End:
    """Of a thin thing.

    at: pixels of the photo.  along: where it goes to, of length 1.  thickness: pixels.  colour: (3,) of OpenCV's Lab
    in bytes, its mean.
    """

    at: Point
    along: Point
    thickness: float
    colour: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a thing is followed on.

    size: (width, height) of the photo.  read: its pixels in a box, (h, w, 3) uint8 RGB.  thing, left_out: (h, w) bool,
    what was found so far, and what does not belong to it.
    """

    size: tuple[int, int]
    read: Callable[[Bounds], Bytes]
    thing: Callable[[Bounds], Mask]
    left_out: Callable[[Bounds], Mask]


def ends_of(ground: Ground, thin: Mask, yes: Mask, origin: tuple[int, int]) -> list[End]:
    """Where thin things leave the stroke along them.

    thin, yes: (H, W) bool, a window of the photo at (x, y) in it.
    """
    import cv2

    step = -(-max(thin.shape) // _LONGEST)
    some = touched(thin, step).astype(np.bool_)
    depth = cv2.distanceTransform(np.pad(thin.view(np.uint8), 1), cv2.DIST_L2, cv2.DIST_MASK_3)
    thickest = 2 * float(depth.max())
    lines = without_twigs(thinned(some), max(2, round(_TWIG * thickest / step)))
    neighbours = cv2.filter2D(lines.astype(np.uint8), -1, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT)
    spots = np.argwhere(lines)[:, ::-1]
    found = []
    for tip in np.argwhere(lines & (neighbours == 2))[:, ::-1]:
        off = np.hypot(*(spots - tip).T) * step
        thickness = _thickness_at(depth, spots[off < _BACK * thickest] * step + 1)
        back = spots[(off > 0.5 * _BACK * thickness) & (off < _BACK * thickness)]
        if not len(back):
            continue
        way = tip - back.mean(axis=0)
        if not np.hypot(*way):
            continue
        along, at = way / np.hypot(*way), (tip + 0.5) * step
        x, y = np.rint(at + 2 * thickness * along).astype(int)
        inside = 0 <= x < yes.shape[1] and 0 <= y < yes.shape[0]
        if not (inside and yes[y, x]):  # else it ends under the stroke, which is the end that a person sees
            found.append(_seen_at(ground, at + origin, along, thickness))
    return [end for end in found if end is not None]


def _thickness_at(depth: Values, spots: NDArray[np.intp]) -> float:
    """Of the thing along its middle. depth: (H, W), how far its pixels are from its rim."""
    return max(1.0, 2 * float(np.median(depth[spots[:, 1], spots[:, 0]])) - 1)


def followed(ground: Ground, end: End) -> Iterator[tuple[Bounds, Mask]]:
    """What is found ahead, piece by piece: a box, and which of its pixels are the thing. To be added at once."""
    reach = _FIRST
    if _is_known(ground, end):
        return
    for _ in range(_STEPS):
        radius = max(_LEAST_RADIUS, end.thickness)
        piece = _ahead(ground, end, radius, reach)
        if piece is None:
            reach /= 2
            if reach < _SHORTEST:
                return
            continue
        box, found, end = piece
        yield box, found
        reach = min(2 * reach, _FARTHEST)


def _seen_at(ground: Ground, at: Point, along: Point, thickness: float) -> End | None:
    """The end, with its colour; its thickness is measured on all pixels near it, for a rim that is ragged."""
    length = _BACK * thickness
    box = _box_around(np.array([at, at - length * along]), 2 * thickness, ground.size)
    thing = ground.thing(box)
    rows, columns = np.nonzero(thing)
    if not rows.size:
        return None
    behind = (at - np.stack([columns + box[0], rows + box[1]], axis=1) - 0.5) @ along
    broad = np.count_nonzero((behind > 0) & (behind < length)) / length
    return End(at, along, max(thickness, broad), _lab(ground.read(box))[thing].mean(axis=0))


def _is_known(ground: Ground, end: End) -> bool:
    """Whether what is ahead has been found from another end."""
    spot = end.at + 2 * end.thickness * end.along
    return bool(ground.thing(_box_around(spot[None], 1, ground.size)).any())


def _ahead(ground: Ground, end: End, radius: float, reach: float) -> tuple[Bounds, Mask, End] | None:
    """A piece of the thing as far ahead as `reach` times the radius, and where it ends; None where there is none."""
    import cv2

    ends = np.array([end.at - _OVERLAP * radius * end.along, end.at + reach * radius * end.along])
    box = _box_around(ends, (AROUND + 1) * radius + 4, ground.size)
    x0, y0, x1, y1 = box
    if min(x1 - x0, y1 - y0) < 2:
        return None
    beyond = AROUND * 2 * radius * end.along
    stroke = _line(box, ends, 2 * radius)
    ahead = _line(box, np.array([ends[0] - beyond, ends[1] + beyond]), _MAY_BE * radius)
    no, whole = ground.left_out(box), (slice(0, y1 - y0), slice(0, x1 - x0))

    def read(part: Bounds) -> Bytes:
        return ground.read(shifted(part, box))

    found = found_in(read, (stroke, no, ahead), whole, max(1.0, radius / BROADEST))
    if found is None:
        return None
    _, labels = cv2.connectedComponents((found & ~no).astype(np.uint8), connectivity=8)
    kept = np.unique(labels[ground.thing(box)])
    found = np.isin(labels, kept[kept > 0])
    return _judged(ground, end, box, found, (radius, reach))


def _line(box: Bounds, ends: NDArray[np.float64], thickness: float) -> Mask:
    """A straight line between two points of the photo, in a box of it."""
    import cv2

    canvas = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
    spots = [np.rint(spot).astype(int).tolist() for spot in ends - box[:2]]
    cv2.line(canvas, spots[0], spots[1], 1, max(1, round(thickness)))
    return canvas.astype(np.bool_)


def _judged(
    ground: Ground, end: End, box: Bounds, found: Mask, looked: tuple[float, float]
) -> tuple[Bounds, Mask, End] | None:
    """The piece, if it goes on and is as thick and of the same colour as what was before."""
    rows, columns = np.nonzero(found)
    spots = np.stack([columns, rows], axis=1) + 0.5 + box[:2]
    ahead = (spots - end.at) @ end.along
    new = (ahead > 0) & (ahead < (looked[1] + 1) * looked[0])
    if not new.any():
        return None
    far = float(np.percentile(ahead[new], 98))
    least, most = (share * end.thickness for share in _AS_THICK)
    if far < 0.5 * looked[1] * looked[0] or not least <= np.count_nonzero(new) / far <= most:
        return None
    lab = _lab(ground.read(box))
    colour = lab[rows[new], columns[new]].mean(axis=0)
    contrast = float(np.linalg.norm(end.colour - lab[~found].mean(axis=0)))
    if np.linalg.norm(colour - end.colour) > max(_HARDLY, _ALIKE * contrast):
        return None
    tip = spots[new & (ahead > far - end.thickness)].mean(axis=0)
    middle = spots[np.abs(ahead - 0.5 * far) < end.thickness]
    way = tip - (middle.mean(axis=0) if len(middle) else end.at)
    beside = np.abs((spots - end.at) @ (end.along[1], -end.along[0]))
    gone = ~new & ~((ahead <= 0) & (ahead > -2 * end.thickness) & (beside < end.thickness))
    found[rows[gone], columns[gone]] = False
    if float(way @ end.along) <= 0:
        return None
    thickness = (end.thickness + np.count_nonzero(new) / far) / 2
    return box, found, End(tip, way / np.hypot(*way), thickness, (end.colour + colour) / 2)


def _box_around(spots: NDArray[np.float64], margin: float, size: tuple[int, int]) -> Bounds:
    """Inside the picture; perhaps of no pixels."""
    low, high = np.floor(spots.min(axis=0) - margin).astype(int), np.ceil(spots.max(axis=0) + margin).astype(int)
    x0, y0 = (int(np.clip(value, 0, side)) for value, side in zip(low, size, strict=True))
    x1, y1 = (int(np.clip(value, 0, side)) for value, side in zip(high, size, strict=True))
    return x0, y0, x1, y1


def _lab(pixels: Bytes) -> NDArray[np.float32]:
    import cv2

    return cv2.cvtColor(pixels, cv2.COLOR_RGB2Lab).astype(np.float32)
