"""The same random editing on the stack that the editor has: a real QUndoStack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QUndoCommand, QUndoStack


class StepCommand(QUndoCommand):
    """A step of the history on Qt's stack; push calls redo at once."""

    def __init__(self, step: Any) -> None:
        super().__init__("step")
        self._step = step

    def redo(self) -> None:
        self._step.redo()

    def undo(self) -> None:
        self._step.undo()


class QtStack:
    def __init__(self) -> None:
        self._stack = QUndoStack()
        self._stack.setUndoLimit(500)

    def push(self, step: Any) -> None:
        self._stack.push(StepCommand(step))

    def undo(self) -> None:
        self._stack.undo()

    def redo(self) -> None:
        self._stack.redo()

    def close(self) -> None:
        # A stack in a reference cycle that still holds Python's commands when the interpreter ends takes it down.
        self._stack.clear()


def test_undo_and_redo_on_qt(edit_at_random: Callable[[Callable[[], Any]], None], qapp: object) -> None:
    edit_at_random(QtStack)
