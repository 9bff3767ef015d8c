"""Strokes one pixel wide: thinning, side branches, junctions, and strokes as lines of points."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Each neighbour's bit in a pixel's code, clockwise from the one above.
_STEPS = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def thin(strokes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Strokes of any width as 8-connected lines one pixel wide (Guo and Hall 1989). strokes: (H, W) bool -> same."""
    import cv2

    rest = strokes.astype(np.uint8)
    before = -1
    while (left := cv2.countNonZero(rest)) != before:
        before = left
        for stays in _STAYS:
            rest &= _looked_up(stays, rest)
    return rest.astype(np.bool_)


def without_twigs(lines: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Thin lines without side branches shorter than `length`. lines: (H, W) bool -> same."""
    import cv2

    square = np.ones((3, 3), np.uint8)
    rest = lines.astype(np.uint8)
    for _ in range(length):
        rest &= _looked_up(_NOT_END, rest)
    # What has survived grows back along the old lines, from its ends alone: the twigs do not.
    whole = lines.astype(np.uint8)
    grown = rest & ~_looked_up(_NOT_END, rest)
    for _ in range(length):
        grown = np.asarray(cv2.dilate(grown, square), np.uint8) & whole
    return thin((rest | grown).astype(np.bool_))


def junctions(lines: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where three or more arms of thin lines meet. lines: (H, W) bool -> same."""
    return lines & _looked_up(_IS_JUNCTION, lines.astype(np.uint8)).astype(np.bool_)


def paths(lines: NDArray[np.bool_]) -> list[NDArray[np.float32]]:
    """Thin lines as runs of points (N, 2) float32, x before y, from end or junction to end or junction.

    lines: (H, W) bool. A closed line begins and ends at the same point; a lone dot is a run of one.
    """
    left = {(int(y), int(x)) for y, x in np.argwhere(lines)}
    arms = _looked_up(_ARMS, lines.astype(np.uint8))
    nodes = [spot for spot in sorted(left) if arms[spot] != 2]
    hubs = {spot for spot in nodes if arms[spot] >= 3}
    left -= hubs
    runs = []
    for start in nodes:
        for step in _STEPS:
            first = (start[0] + step[0], start[1] + step[1])
            if first in left and (start in hubs or start in left):
                left.discard(start)
                runs.append(_walk(start, first, left, hubs))
    while left:  # what remains is closed, but for crumbs of a tangle
        start = min(left)
        run = _walk(start, start, left, hubs)[1:]
        beside = max(abs(run[-1][0] - start[0]), abs(run[-1][1] - start[1])) == 1
        runs.append([*run, start] if beside and len(run) > 2 else run)
    return [np.array(run, np.float32)[:, ::-1] for run in runs]


def _walk(
    start: tuple[int, int], spot: tuple[int, int], left: set[tuple[int, int]], hubs: set[tuple[int, int]]
) -> list[tuple[int, int]]:
    run = [start, spot]
    left.discard(spot)
    while True:
        # Straight neighbours first: a line must not cut its own corners.
        near = [(spot[0] + dy, spot[1] + dx) for dy, dx in _STEPS[::2] + _STEPS[1::2]]
        following = next((point for point in near if point in left), None)
        if following is None:
            hub = next((point for point in near if point in hubs and point != start), None)
            return run if hub is None else [*run, hub]
        spot = following
        left.discard(spot)
        run.append(spot)


def _looked_up(table: NDArray[np.uint8], lines: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What the table says of each pixel's eight neighbours. lines: (H, W) uint8, 0 or 1 -> (H, W) uint8."""
    import cv2

    kernel = np.zeros((3, 3), np.float32)
    for bit, (dy, dx) in enumerate(_STEPS):
        kernel[1 + dy, 1 + dx] = 1 << bit
    codes = cv2.filter2D(lines, cv2.CV_8U, kernel, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(cv2.LUT(codes, table), np.uint8)


def _tables() -> tuple[tuple[NDArray[np.uint8], NDArray[np.uint8]], NDArray[np.uint8]]:
    """For each code of neighbours: whether the pixel stays in the first and second half of a round; its arms."""
    bits: NDArray[Any] = (np.arange(256)[:, None] >> np.arange(8)) & 1 == 1
    up, up_right, right, down_right, down, down_left, left, up_left = bits.T
    arms = np.sum(~bits & np.roll(bits, -1, axis=1), axis=1).astype(np.uint8)
    links = sum(
        (~side & (corner | after)).astype(int)
        for side, corner, after in (
            (up, up_right, right),
            (right, down_right, down),
            (down, down_left, left),
            (left, up_left, up),
        )
    )
    pairs = [
        sum((a | b).astype(int) for a, b in halves)
        for halves in (
            ((up_left, up), (up_right, right), (down_right, down), (down_left, left)),
            ((up, up_right), (right, down_right), (down, down_left), (left, up_left)),
        )
    ]
    inner = np.minimum(*pairs)
    may = (links == 1) & (inner >= 2) & (inner <= 3)
    first = may & ~((down | down_left | ~up_left) & left)
    second = may & ~((up | up_right | ~down_right) & right)
    return ((~first).astype(np.uint8), (~second).astype(np.uint8)), arms


_STAYS, _ARMS = _tables()
_NOT_END = (_ARMS >= 2).astype(np.uint8)
_IS_JUNCTION = (_ARMS >= 3).astype(np.uint8)
