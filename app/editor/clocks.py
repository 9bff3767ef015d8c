"""Timers of the editor."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def single_shot(parent: QObject, interval_ms: int, then: Callable[[], object]) -> QTimer:
    """Does it once, this long after it was last started."""
    clock = QTimer(parent)
    clock.setSingleShot(True)
    clock.setInterval(interval_ms)
    clock.timeout.connect(then)
    return clock
