"""What happens between press and release, on its way to the tool: all moves that the system tells, as soon as they can
be painted; and what has to wait for the end.

Qt joins moves that come faster than they are handled, and a quick circle becomes a polygon. While a stroke is drawn it
joins none. A move goes to the tool at once as long as that is quick; else moves wait for the next turn of the event
loop, and of those that come together only the ones go to the tool that make a difference on the screen, and no more
than it can take in the time of a frame or two. So a brush that takes long to paint does not fall behind the pointer.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from app.editor.clocks import single_shot
from app.editor.tools.base import Spot, Tool

BUDGET_S = 0.006  # that the tool may take in one turn of the event loop before moves wait for the next one
FRAME_S = 0.030  # that moves which waited may take together
LAST_S = 0.3  # the same at the end of a stroke, when nobody waits to see it go on
SLACK = 0.5  # pixels of the screen by which a line may miss a move that is left out: a mouse counts in whole ones
_JOINS = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents


class Stroke(QObject):
    """Of whichever tool is in the hand, if it is under way at all. laid: called after moves that had to wait."""

    def __init__(self, parent: QObject, ask_tool: Callable[[], Tool], laid: Callable[[], None]) -> None:
        super().__init__(parent)
        self._ask_tool, self._laid = ask_tool, laid
        self._last: Spot | None = None  # that the tool has
        self._waiting: list[Spot] = []
        self._spent_s = 0.0  # in this turn
        self._move_s = BUDGET_S  # that the tool took for one, last
        self._turn = single_shot(self, 0, self._on_turn)
        self._joined: bool | None = None  # whether Qt joins moves otherwise; None while no stroke is under way
        self._after: list[Callable[[], None]] = []

    def after(self, then: Callable[[], None]) -> None:
        """Do this at once, or when the stroke under way has ended: the photo must not go from under it."""
        if self._joined is None:
            then()
        else:
            self._after.append(then)

    def begin(self, spot: Spot) -> None:
        """The button went down here."""
        self._last, self._waiting = spot, []
        if self._joined is None:
            self._joined = QApplication.testAttribute(_JOINS)
            QApplication.setAttribute(_JOINS, False)  # noqa: FBT003 - Qt's own signature

    def add(self, spot: Spot) -> bool:
        """Whether the tool has it already."""
        self._waiting.append(spot)
        if self._spent_s < BUDGET_S:
            self.flush()
        self._turn.start()
        return not self._waiting

    def flush(self, within_s: float = FRAME_S) -> None:
        """Hand over all that waits, in about this time."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        tool = self._ask_tool()
        spots = telling(self._last or waiting[0], waiting, tool.radius, most=max(2, int(within_s / self._move_s)))
        begun = time.perf_counter()
        for spot in spots:
            tool.move(spot)
        self._last = waiting[-1]
        took_s = time.perf_counter() - begun
        self._spent_s += took_s
        self._move_s = max(took_s / len(spots), 1e-5)

    def end(self) -> None:
        """The button was let go."""
        self.flush(LAST_S)
        self._ask_tool().release()
        self._end()

    def abort(self) -> bool:
        """Take it back, and whatever the tool has begun; False where there is nothing."""
        self._waiting = []
        was_busy = self._ask_tool().abort()
        self._end()
        return was_busy

    def _end(self) -> None:
        if self._joined is not None:
            QApplication.setAttribute(_JOINS, self._joined)
            self._joined = None
        after, self._after = self._after, []
        for then in after:
            then()

    def _on_turn(self) -> None:
        self._spent_s = 0.0
        if self._waiting:
            self.flush()
            self._turn.start()
            self._laid()


def telling(last: Spot, spots: Sequence[Spot], radius: float, *, most: int) -> list[Spot]:
    """Those of the spots by which the line from the last one through them differs on the screen: the end, and at most
    so many that make the greatest difference.

    radius: of the line at full pressure, in the photo's pixels.
    """
    if len(spots) < 2:
        return list(spots)
    points = np.array([(spot.x, spot.y, spot.pressure * radius) for spot in (last, *spots)])
    kept, slack = {len(spots)}, SLACK * spots[0].grain
    bends: list[tuple[float, int, int, int]] = []  # how far the line misses a spot, which, and between which

    def look(first: int, end: int) -> None:
        if end - first > 1:
            away = _distances(points[first + 1 : end], points[first], points[end])
            heapq.heappush(bends, (-float(away.max()), first + 1 + int(away.argmax()), first, end))

    look(0, len(spots))
    while bends and len(kept) < most:
        away, middle, first, end = heapq.heappop(bends)
        if -away <= slack:
            break
        kept.add(middle)
        look(first, middle)
        look(middle, end)
    return [spots[number - 1] for number in sorted(kept)]


def _distances(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Of points (n, 3) from the line between two of them, ends included."""
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0.0, 1.0) if length else np.zeros(len(points))
    distances: np.ndarray = np.linalg.norm(points - (start + share[:, np.newaxis] * along), axis=1)
    return distances
