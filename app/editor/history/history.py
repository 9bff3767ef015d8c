"""The steps of a session, on one QUndoStack, within a budget of bytes.

QUndoStack limits only how many steps it keeps, and not while it holds any. Here the oldest steps are emptied instead
once all of them together, those of other windows too, hold more than the budget: they stay on the stack as names, and
undo ends above them, at the floor. The last step can always be undone.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.document.layers import Layer
from app.editor.history.allowance import Allowance
from app.editor.history.commands import Step
from app.editor.history.holdings import Holdings

UNPACKED_STEPS = 20  # steps nearer than this keep their tiles as they are, so that undo is immediate


class History(QObject):
    """Steps done and undone.

    layers_now: the document's present layers; what they hold is not the history's to count.  allowance: that of
    all windows; None: of its own.
    """

    changed = Signal()  # another step, undo, redo, another budget
    dropped = Signal(int)  # so many of the oldest steps were emptied

    def __init__(
        self,
        layers_now: Callable[[], tuple[Layer, ...]],
        parent: QObject | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self._steps: list[Step] = []  # the same as on the stack, as Python knows them
        self._numbers: list[int] = []  # of the steps: which of two windows' is the older one
        self._held = Holdings()
        self._floor = self._last_index = 0
        self._is_pushing = False
        self._layers_now = layers_now
        self.shared = allowance or Allowance(self)
        self.shared.join(self)
        self.stack.indexChanged.connect(self._on_index)

    @property
    def floor(self) -> int:
        """How many steps were emptied: undo goes back to the state after them."""
        return self._floor

    @property
    def index(self) -> int:
        """How many steps are done."""
        return self.stack.index()

    @property
    def can_undo(self) -> bool:
        return self.index > self._floor

    @property
    def is_pushing(self) -> bool:
        """Whether a step is made for the first time just now; in undo and redo it is not."""
        return self._is_pushing

    @property
    def budget(self) -> int:
        """Bytes that all windows together may hold."""
        return self.shared.size

    @property
    def used(self) -> int:
        """Bytes that only the steps hold: tiles, and layers that the document lacks; a shared array counts once."""
        return self._held.used(self._layers_now())

    @property
    def steps(self) -> tuple[Step, ...]:
        """Done and undone ones, the oldest first. Two of the same name are not the same."""
        return tuple(self._steps)

    def text(self, number: int) -> str:
        """The name of a step, 0 the first."""
        return self.stack.text(number)

    def push(self, step: Step) -> None:
        """Make a step in the place of all undone ones."""
        index = self.index
        del self._steps[index:], self._numbers[index:]
        self._held.forget_from(index)
        self._steps.append(step)
        self._numbers.append(self.shared.next_number())
        self._is_pushing = True  # told once, when all of it is done: each telling costs a refresh of the window
        self.stack.push(step)
        if self.stack.count() < len(self._steps):  # it was joined with the one before it: a drag goes on
            del self._steps[-1], self._numbers[-1]
            self._held.forget_from(len(self._steps))
        self.shared.keep()
        self._is_pushing = False
        self.changed.emit()

    def undo(self) -> None:
        if self.can_undo:
            self.stack.undo()

    def redo(self) -> None:
        self.stack.redo()

    def jump(self, index: int) -> None:
        """To the state after so many steps; not below the floor."""
        self.stack.setIndex(min(max(index, self._floor), self.stack.count()))

    def set_budget(self, budget: int) -> None:
        """budget: bytes that all windows together may hold. What is over it goes at once."""
        self.shared.set_size(budget)

    @property
    def oldest(self) -> int | None:
        """The number of the oldest step that may be emptied, if one may."""
        return self._numbers[self._floor] if self._floor < self.index - 1 else None

    def drop_oldest(self) -> int:
        """Empty it; how many bytes more are held now, which is below 0 unless others hold the same."""
        before = self.used
        self._steps[self._floor].release()
        self._held.look(self._floor, self._steps[self._floor])
        self._floor += 1
        return self.used - before

    def tell_dropped(self, count: int) -> None:
        """So many were emptied."""
        if 0 <= self.stack.cleanIndex() < self._floor:
            self.stack.resetClean()  # what lies on the disk cannot be reached by undo any more
        self.dropped.emit(count)
        if not self._is_pushing:
            self.changed.emit()

    def clear(self) -> None:
        self._steps, self._numbers, self._held = [], [], Holdings()
        self._floor = self._last_index = 0
        self.stack.clear()
        self.changed.emit()

    def _on_index(self, index: int) -> None:
        # Undo and redo swap what a step holds for what it found: those that were gone over hold something else now.
        before, self._last_index = self._last_index, index
        first, last = sorted((before, index))
        reach = UNPACKED_STEPS + 1
        for number in range(max(first - reach, self._floor), min(last + reach, len(self._steps))):
            step, is_far = self._steps[number], abs(number - index) > UNPACKED_STEPS
            if is_far:
                step.pack()
            if is_far or first - 1 <= number <= last:
                self._held.look(number, step)
        if not self._is_pushing:
            self.changed.emit()
