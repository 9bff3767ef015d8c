"""Where a window comes to lie that is opened from another one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

STEP = 32  # right and down: the title bar and a side of the one below can be seen


def lay_beside(window: QWidget, other: QWidget, taken: Sequence[QPoint]) -> None:
    """As large as the other one; where the desktop likes, if there is no place on the screen.

    taken: where the other windows lie.
    """
    if other.isMaximized():
        window.setWindowState(other.windowState())
        return
    window.resize(other.size())
    if other.windowHandle() is not None and other.windowHandle().isExposed():
        place = place_beside(other.frameGeometry(), other.screen().availableGeometry(), taken)
        if place is not None:
            window.move(place)


def place_beside(frame: QRect, space: QRect, taken: Sequence[QPoint]) -> QPoint | None:
    """A little below and to the right of a frame, and of what lies there already; None if that would not be wholly on
    the screen."""
    moved = frame.translated(STEP, STEP)
    while any((place - moved.topLeft()).manhattanLength() < STEP for place in taken):
        moved.translate(STEP, STEP)
    return moved.topLeft() if space.contains(moved) else None
