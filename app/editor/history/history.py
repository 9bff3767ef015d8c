"""The steps of a session, on one QUndoStack, within a budget of bytes.

QUndoStack limits only how many steps it keeps, and not while it holds any. Here the oldest steps are emptied instead
once all of them together hold more than the budget: they stay on the stack as names, and undo ends above them, at the
floor. The last step can always be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.document.layers import Layer
from app.document.layers.layer import Alpha, Pixels
from app.document.layers.mask import Shares
from app.editor.history.commands import Step

UNPACKED_STEPS = 20  # steps nearer than this keep their tiles as they are, so that undo is immediate
MIB = 2**20


class History(QObject):
    """Steps done and undone.

    layers_now: the document's present layers; what they hold is not the history's to count.
    """

    changed = Signal()  # another step, undo, redo, another budget
    dropped = Signal(int)  # so many of the oldest steps were emptied

    def __init__(self, layers_now: Callable[[], tuple[Layer, ...]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self._steps: list[Step] = []  # the same as on the stack, as Python knows them
        self._sizes: list[int] = []  # bytes of tiles, by step
        self._floor = 0
        self._budget = 512 * MIB
        self._layers_now = layers_now
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
    def budget(self) -> int:
        """Bytes."""
        return self._budget

    @property
    def used(self) -> int:
        """Bytes that only the steps hold: tiles, and layers that the document lacks; a shared array counts once."""
        present = {id(array) for layer in self._layers_now() for array in _arrays(layer)}
        held = {id(array): _size(array) for step in self._steps for layer in step.layers for array in _arrays(layer)}
        return sum(self._sizes) + sum(size for key, size in held.items() if key not in present)

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
        del self._steps[index:], self._sizes[index:]
        self._steps.append(step)
        self._sizes.append(0)  # known once it is done
        self.stack.push(step)
        if self.stack.count() < len(self._steps):  # it was joined with the one before it: a drag goes on
            del self._steps[-1], self._sizes[-1]
        self._pack(index - UNPACKED_STEPS)
        self._keep_budget()
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
        """budget: bytes. What is over it goes at once."""
        if budget != self._budget:
            self._budget = budget
            self._keep_budget()
            self.changed.emit()

    def clear(self) -> None:
        self._steps, self._sizes, self._floor = [], [], 0
        self.stack.clear()
        self.changed.emit()

    def _on_index(self, index: int) -> None:
        # Undo and redo swap a step's tiles for those that it found: the steps on both sides may have another size now.
        for number in (index - 1, index):
            if 0 <= number < len(self._steps):
                self._sizes[number] = self._steps[number].tile_bytes
        self.changed.emit()

    def _pack(self, number: int) -> None:
        if self._floor <= number < len(self._steps):
            self._steps[number].pack()
            self._sizes[number] = self._steps[number].tile_bytes

    def _keep_budget(self) -> None:
        before, used = self._floor, self.used
        while used > self._budget and self._floor < self.index - 1:
            self._steps[self._floor].release()
            self._sizes[self._floor] = 0
            self._floor += 1
            used = self.used
        if self._floor == before:
            return
        if 0 <= self.stack.cleanIndex() < self._floor:
            self.stack.resetClean()  # what lies on the disk cannot be reached by undo any more
        self.dropped.emit(self._floor - before)


def _arrays(layer: Layer) -> Iterator[Pixels | Alpha | Shares]:
    yield from (layer.pixels, layer.alpha)
    if layer.mask is not None:
        yield from layer.mask.tiles  # not the mask itself: its versions share them
    for candidate in layer.fill.candidates if layer.fill is not None else ():
        yield from (candidate.pixels, candidate.alpha)


def _size(array: Pixels | Alpha | Shares) -> int:
    """Bytes. An empty layer is one pixel, read everywhere."""
    return array.nbytes if array.strides[0] else array.itemsize
