"""Strokes, fills and layers undone and redone at random, on the simplest stack there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class ListStack:
    """Two lists. push does the step, and forgets what was undone."""

    def __init__(self) -> None:
        self._done: list[Any] = []
        self._undone: list[Any] = []

    def push(self, step: Any) -> None:
        step.redo()
        self._done.append(step)
        self._undone.clear()

    def undo(self) -> None:
        if self._done:
            self._undone.append(self._done.pop())
            self._undone[-1].undo()

    def redo(self) -> None:
        if self._undone:
            self._done.append(self._undone.pop())
            self._done[-1].redo()

    def close(self) -> None:
        self._done.clear()
        self._undone.clear()


def test_undo_and_redo_on_lists(edit_at_random: Callable[[Callable[[], Any]], None]) -> None:
    edit_at_random(ListStack)
