"""Which holes are filled together, and how much of the photo around them is looked at."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import Bounds, widened

CONTEXT_SHARE = 0.75  # of the hole's longer side, on every side of it
CONTEXT_FLOOR = 64
WIDEST = 1.25  # of any candidate's margin, in proportion to the plain one
BLOCK = CONTEXT_FLOOR // 2


def context_of(box: Bounds, size: tuple[int, int], *, wider: float = 1.0) -> Bounds:
    """The context of a hole within `box`: larger holes need more of it, small ones at least CONTEXT_FLOOR.

    size: (width, height) of the photo; the context ends at its borders.  wider: margin in proportion to the plain one.
    """
    x0, y0, x1, y1 = box
    return widened(box, round(wider * max(CONTEXT_FLOOR, round(CONTEXT_SHARE * max(x1 - x0, y1 - y0)))), size)


def window_for(box: Bounds, size: tuple[int, int], *, margin: int = 0, contexts: Sequence[Bounds] = ()) -> Bounds:
    """All pixels that a fill of holes within `box` can look at.

    A request on this window alone gives the same fill as one on the whole photo.
    margin: the request's grow + feather, which widen the hole first.  contexts: the request's.
    """
    wide = widened(box, margin, size)
    x0, y0, x1, y1 = context_of(wide, size, wider=WIDEST)
    for a0, b0, a1, b1 in contexts:
        if a0 < wide[2] and wide[0] < a1 and b0 < wide[3] and wide[1] < b1:
            x0, y0, x1, y1 = min(x0, a0), min(y0, b0), max(x1, a1), max(y1, b1)
    return x0, y0, x1, y1


def hole_groups(hole: NDArray[np.bool_]) -> list[Bounds]:
    """Boxes of the holes, joined where the one's context touches the other hole, so that no pass sees a neighbour
    that is still empty without filling it, and nothing is run twice. hole: (H, W) bool.
    """
    boxes = _boxes_of_blocks(hole)
    size = (hole.shape[1], hole.shape[0])
    while True:
        contexts = np.array([context_of(_bounds_of(box), size) for box in boxes])
        meets = _meets(contexts, boxes)
        labels = _components(meets | meets.T)
        if len(boxes) == labels.max() + 1:
            return sorted((_bounds_of(box) for box in boxes), key=lambda box: (box[1], box[0]))
        boxes = _unions(boxes, labels)


def _boxes_of_blocks(hole: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Tight boxes (N, 4) of the hole's pieces, pieces in neighbouring blocks already joined.

    Pixels of neighbouring blocks are less than two blocks = CONTEXT_FLOOR apart, so they would meet anyway; a
    thousand specks of dust become as few boxes as there are clouds of them.
    """
    import cv2  # 0.2 s: only once a fill runs

    lines = np.flatnonzero(hole.any(axis=1))
    first, last = lines[0] // BLOCK, lines[-1] // BLOCK  # rows of blocks: around them often lies three times as much
    rows, columns = last + 1 - first, -(-hole.shape[1] // BLOCK)
    part = hole[first * BLOCK : (last + 1) * BLOCK]
    padded = np.zeros((rows * BLOCK, columns * BLOCK), bool)
    padded[: part.shape[0], : part.shape[1]] = part
    blocks = padded.reshape(rows, BLOCK, columns, BLOCK)
    down: NDArray[Any] = np.asarray(blocks.any(axis=3)).transpose(0, 2, 1)  # (rows, columns, BLOCK)
    across: NDArray[Any] = np.asarray(blocks.any(axis=1))  # (rows, columns, BLOCK)
    touched: NDArray[Any] = np.asarray(down.any(axis=2))
    _, labels = cv2.connectedComponents(touched.astype(np.uint8), connectivity=8)
    y, x = np.nonzero(touched)
    y += first
    boxes = np.stack(
        [
            x * BLOCK + across[touched].argmax(axis=1),
            y * BLOCK + down[touched].argmax(axis=1),
            (x + 1) * BLOCK - across[touched][:, ::-1].argmax(axis=1),
            (y + 1) * BLOCK - down[touched][:, ::-1].argmax(axis=1),
        ],
        axis=1,
    )
    return _unions(boxes, labels[touched] - 1)


def _meets(contexts: NDArray[np.int64], boxes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(N, N) bool: does the context of the row's box meet the column's box?"""
    low, high = contexts[:, None, :2], contexts[:, None, 2:]
    return np.asarray(((low < boxes[None, :, 2:]) & (boxes[None, :, :2] < high)).all(axis=2))


def _components(meets: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Number of the component of each of N things, from 0. meets: (N, N) bool, symmetric."""
    labels = np.full(len(meets), -1)
    count = 0
    for start in range(len(meets)):
        if labels[start] >= 0:
            continue
        front = np.array([start])
        while front.size:
            labels[front] = count
            front = np.flatnonzero(meets[front].any(axis=0) & (labels < 0))
        count += 1
    return labels


def _unions(boxes: NDArray[np.int64], labels: NDArray[Any]) -> NDArray[np.int64]:
    """The box around all boxes of each label: (N, 4) and (N,) from 0 -> (labels, 4)."""
    found = np.empty((int(labels.max()) + 1, 4), np.int64)
    found[:, :2], found[:, 2:] = np.iinfo(np.int64).max, 0
    np.minimum.at(found[:, :2], labels, boxes[:, :2])
    np.maximum.at(found[:, 2:], labels, boxes[:, 2:])
    return found


def _bounds_of(box: NDArray[np.int64]) -> Bounds:
    x0, y0, x1, y1 = (int(value) for value in box)
    return x0, y0, x1, y1
