"""A photo's contours in the order in which a person would keep them: outlines first, strokes of texture last.

The strokes are those of `sketches`, to the pixel. Here they are only told apart and put in order, so that whoever asks
for them may have fewer. A stroke counts for more if it is sure all along, if its two sides differ as regions and not
only beside the line, if it runs smoothly, and if it is long, with what it goes on as beyond a crossing and outside of
the hole. The weights of the first three were fitted to HED maps (arXiv 1504.06375) of 150 training photos; those do
not ask for length, whose weight was chosen by eye, as was where outlines end.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.inference.boxes import Bounds
from model.inference.crops.grouping import context_of, hole_groups
from model.inference.edges import as_looked_at, contrast_of, scale_of, soft_edges
from model.inference.sketches import lay_into, smoothed, trace
from model.inference.thinning import junctions, paths

SURE, APART, BENT, LONG = 3.5, 0.37, 2.4, 0.8
OUTLINE = 2.0  # with this and more a stroke is an outline
SIDE_BLUR, SIDE_REACH = 3.0, 5.0  # of the regions at both sides, in a picture 256 high
STEP = 3  # points from one direction of a stroke to the next
AHEAD = 8  # so many points at the end of a stroke say where it goes
STRAIGHT = 0.64  # cosine of the largest turn, 50 degrees, with which a stroke goes on beyond a crossing
LEAST = 0.01

Path = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Contours:
    """The pixels of all strokes inside a hole, each with the place of its stroke in the order.

    rows, columns: (N,) where they are.  places: (N,) 0 for the stroke that comes first.
    count: how many strokes there are.  outlines: how many of them, from the first, are more than texture.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    places: NDArray[np.int64]
    count: int
    outlines: int


def contours_of(photo: NDArray[np.uint8], hole: NDArray[np.bool_]) -> Contours:
    """The strokes of `sketch_of`, told apart and in their order. photo, hole: as there."""
    if hole.shape != photo.shape[:2]:
        raise ValueError(f"the hole must have the photo's size {photo.shape[:2]}: resize it first")
    if not hole.any():
        nothing = np.empty(0, np.int64)
        return Contours(nothing, nothing, nothing, 0, 0)
    found, worths = [], [np.empty(0)]
    for group in hole_groups(hole):
        box = context_of(group, (hole.shape[1], hole.shape[0]))
        rows, columns, strokes, worth = _in_window(photo, hole, box)
        found.append((rows, columns, strokes + sum(map(len, worths))))
        worths.append(worth)
    worth = np.concatenate(worths)
    order = np.argsort(-worth, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    rows, columns, strokes = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Contours(rows, columns, place[strokes], len(worth), int(np.count_nonzero(worth >= OUTLINE)))


def _in_window(
    photo: NDArray[np.uint8], hole: NDArray[np.bool_], box: Bounds
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Rows, columns and strokes of the pixels in the hole, and what each of these strokes is worth."""
    x0, y0, x1, y1 = box
    window = photo[y0:y1, x0:x1]
    seen = as_looked_at(window)
    edges, scale = soft_edges(seen), scale_of(seen)
    lines = trace(edges, scale=scale)
    strokes = _joined(paths(lines), lines, AHEAD * scale)
    worth = _worths(strokes, seen, edges, scale)
    # The best are drawn last: where strokes meet, the pixel comes with the first of them that is brought.
    ascending = np.argsort(worth, kind="stable")
    canvas = np.zeros(window.shape[:2], np.int32)
    for number, stroke in enumerate(ascending, 1):
        for path in strokes[stroke]:
            _put_into(canvas, path, lines.shape, number)
    if seen.shape == window.shape:
        _complete_into(canvas, lines)
    rows, columns = np.nonzero((canvas > 0) & hole[y0:y1, x0:x1])
    there, numbers = np.unique(canvas[rows, columns], return_inverse=True)
    return rows + y0, columns + x0, numbers.astype(np.int64), worth[ascending][there - 1]


def _put_into(canvas: NDArray[np.int32], path: Path, shape: tuple[int, ...], number: int) -> None:
    """As `sketches` draws it: a stroke that was traced on the window's own pixels is these."""
    if canvas.shape == shape:
        canvas[path[:, 1].astype(np.intp), path[:, 0].astype(np.intp)] = number
    else:
        lay_into(canvas, path, shape, number)


def _complete_into(canvas: NDArray[np.int32], lines: NDArray[np.bool_]) -> None:
    """Pixels of tangles that belong to no path go with the best stroke beside them, else with the last of all."""
    import cv2

    left = lines & (canvas == 0)
    if left.any():
        beside = cv2.dilate(canvas.astype(np.float32), np.ones((3, 3), np.uint8))
        canvas[left] = np.maximum(beside[left], 1).astype(np.int32)


def _joined(runs: list[Path], lines: NDArray[np.bool_], ahead: float) -> list[list[Path]]:
    """Paths that go on as each other beyond a crossing, together: the straightest pairs first."""
    import cv2

    _, crossings = cv2.connectedComponents(junctions(lines).astype(np.uint8), connectivity=8)
    meeting: dict[int, list[tuple[int, Path]]] = {}
    for number, run in enumerate(runs):
        for path in (run, run[::-1]):
            crossing = int(crossings[int(path[-1, 1]), int(path[-1, 0])])
            if crossing:
                meeting.setdefault(crossing, []).append((number, _heading(path, round(ahead))))
    leader = list(range(len(runs)))
    for ends in meeting.values():
        for first, second in _straight_pairs(ends):
            one, other = leader[first], leader[second]
            leader = [one if this == other else this for this in leader]
    strokes: dict[int, list[Path]] = {}
    for number, run in enumerate(runs):
        strokes.setdefault(leader[number], []).append(run)
    return list(strokes.values())


def _straight_pairs(ends: list[tuple[int, Path]]) -> list[tuple[int, int]]:
    """Which of the paths that end at a crossing go on as each other; each end has one partner at most."""
    turns = sorted(
        (float(first[1] @ second[1]), a, b)
        for a, first in enumerate(ends)
        for b, second in enumerate(ends[:a])
        if first[0] != second[0]
    )
    pairs, taken = [], set[int]()
    for cosine, a, b in turns:  # from those that head straight at each other
        if cosine < -STRAIGHT and not taken & {a, b}:
            taken |= {a, b}
            pairs.append((ends[a][0], ends[b][0]))
    return pairs


def _heading(path: Path, points: int) -> Path:
    """Where a path goes at its end, (2,) of length 1."""
    way = path[-1] - path[-min(points, len(path))]
    return np.asarray(way / max(float(np.hypot(*way)), LEAST), np.float32)


def _worths(
    strokes: list[list[Path]], seen: NDArray[np.uint8], edges: NDArray[np.uint8], scale: float
) -> NDArray[np.float64]:
    """A number for each stroke: the higher, the more of an outline."""
    import cv2

    sure = cv2.GaussianBlur(edges.astype(np.float32) / 255, (0, 0), scale)
    apart = contrast_of(seen, SIDE_BLUR * scale, SIDE_REACH * scale)
    worths = []
    for stroke in strokes:
        points = np.concatenate(stroke).astype(np.intp)
        there = (points[:, 1], points[:, 0])
        length = len(points) / scale
        worths.append(
            SURE * np.log(sure[there].mean() + LEAST)
            + APART * np.log(apart[there].mean() + LEAST)
            - BENT * sum(map(_bend, stroke)) / length
            + LONG * np.log(length)
        )
    return np.array(worths, np.float64)


def _bend(path: Path) -> float:
    """By how many radians a path turns, to and fro counted alike."""
    ways = np.diff(smoothed(path)[::STEP], axis=0)
    if len(ways) < 2:
        return 0.0
    return float(np.abs(np.diff(np.unwrap(np.arctan2(ways[:, 1], ways[:, 0])))).sum())
