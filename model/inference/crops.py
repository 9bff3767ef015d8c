"""From a hole to the crops that the network sees: context around each group of holes, reduced to working size."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.request import Bounds

CONTEXT_SHARE = 0.75  # of the hole's longer side, on every side of it
CONTEXT_FLOOR = 64
MULTIPLE = 8
SMALLEST_INPUT = 64  # below this the network's features have no neighbours to compare


@dataclass(frozen=True, slots=True)
class Crop:
    """One pass of the network.

    box: the context in photo pixels.  size: (width, height) to which it is reduced, never enlarged.
    padded: (width, height) after reflection to multiples of 8.
    """

    box: Bounds
    size: tuple[int, int]
    padded: tuple[int, int]


def context_of(box: Bounds, size: tuple[int, int]) -> Bounds:
    """The context of a hole within `box`: larger holes need more of it, small ones at least CONTEXT_FLOOR.

    size: (width, height) of the photo; the context ends at its borders.
    """
    x0, y0, x1, y1 = box
    margin = max(CONTEXT_FLOOR, round(CONTEXT_SHARE * max(x1 - x0, y1 - y0)))
    return max(x0 - margin, 0), max(y0 - margin, 0), min(x1 + margin, size[0]), min(y1 + margin, size[1])


def window_for(box: Bounds, size: tuple[int, int], *, margin: int = 0) -> Bounds:
    """All pixels that a fill of holes within `box` can look at.

    A request on this window alone gives the same fill as one on the whole photo.
    margin: the request's grow + feather, which widen the hole first.
    """
    x0, y0, x1, y1 = box
    return context_of(
        (max(x0 - margin, 0), max(y0 - margin, 0), min(x1 + margin, size[0]), min(y1 + margin, size[1])), size
    )


def hole_groups(hole: NDArray[np.bool_]) -> list[Bounds]:
    """Boxes of the holes, joined where the one's context touches the other hole, so that no pass sees a neighbour
    that is still empty without filling it, and nothing is run twice. hole: (H, W) bool.
    """
    import cv2  # 0.2 s: only once a fill runs

    size = (hole.shape[1], hole.shape[0])
    _, _, stats, _ = cv2.connectedComponentsWithStats(hole.astype(np.uint8), connectivity=8)
    boxes: list[Bounds] = [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:]]
    joined = True
    while joined:
        boxes, joined = _join_once(boxes, size)
    return sorted(boxes, key=lambda box: (box[1], box[0]))


def _join_once(boxes: list[Bounds], size: tuple[int, int]) -> tuple[list[Bounds], bool]:
    kept: list[Bounds] = []
    joined = False
    for box in boxes:
        for index, other in enumerate(kept):
            if _meet(context_of(box, size), other) or _meet(context_of(other, size), box):
                kept[index] = _union(box, other)
                joined = True
                break
        else:
            kept.append(box)
    return kept, joined


def plan(hole: NDArray[np.bool_], longest: int, *, scale: float = 1.0) -> list[Crop]:
    """The passes that a hole needs.

    hole: (H, W) bool, not empty.  longest: longest side of the network's input.
    scale: further reduction, for candidates that look from farther away.
    """
    size = (hole.shape[1], hole.shape[0])
    crops = []
    for group in hole_groups(hole):
        box = context_of(group, size)
        width, height = box[2] - box[0], box[3] - box[1]
        factor = min(1.0, longest / max(width, height)) * scale
        reduced = (max(1, round(width * factor)), max(1, round(height * factor)))
        crops.append(Crop(box, reduced, (_round_up(reduced[0]), _round_up(reduced[1]))))
    return crops


def cut(plane: NDArray[Any], crop: Crop, *, touched: bool = False) -> NDArray[Any]:
    """A plane at the crop's working size, reflected to its padded size.

    plane: (H, W) bool or (H, W, C) uint8, uint16 -> (h, w) bool or (h, w, C) float32 in the plane's own range.
    touched: for bool planes, which stay bool: a reduced pixel counts as soon as any pixel under it does.
    """
    import cv2

    x0, y0, x1, y1 = crop.box
    part: NDArray[Any] = plane[y0:y1, x0:x1].astype(np.float32)
    if part.shape[1::-1] != crop.size:
        part = cv2.resize(part, crop.size, interpolation=cv2.INTER_AREA)
    if plane.ndim == 3 and part.ndim == 2:
        part = part[..., None]
    pads = [(0, crop.padded[1] - crop.size[1]), (0, crop.padded[0] - crop.size[0])]
    # Reflected, not zero: a black frame would bleed into holes at the border.
    padded = np.pad(part, pads + [(0, 0)] * (part.ndim - 2), mode="symmetric")
    return padded > 1e-6 if touched else padded


def paste_size(picture: NDArray[np.float32], crop: Crop) -> NDArray[np.float32]:
    """The inverse of `cut`: padding off, back to the size of the crop's box. (h, w, C) float32."""
    import cv2

    part = picture[: crop.size[1], : crop.size[0]]
    target = (crop.box[2] - crop.box[0], crop.box[3] - crop.box[1])
    if crop.size == target:
        return part
    enlarged: NDArray[Any] = cv2.resize(part, target, interpolation=cv2.INTER_CUBIC)
    return enlarged if enlarged.ndim == 3 else enlarged[..., None]


def _round_up(side: int) -> int:
    return max(SMALLEST_INPUT, -(-side // MULTIPLE) * MULTIPLE)


def _meet(a: Bounds, b: Bounds) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _union(a: Bounds, b: Bounds) -> Bounds:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
