"""What a run does when training collapses: it goes back to networks that were good, and on with smaller steps."""

import math
from collections.abc import Callable

from model.training.checkpoint import State
from model.training.phases import Phases

COLLAPSE = 2.5  # times the usual loss; batches of six differ by less than two
SURE = 2  # records in a row above it
MEMORY = 0.05  # of the usual loss, a record
SNAPSHOT_STEPS = 400
CAUTION = 0.5  # what a rescue leaves of the rates
MOST = 4  # rescues


class Rescue:
    """Watches the records of a run, keeps its networks of some hundred steps ago, and puts them back.

    A collapse is rare and total: within some steps the loss is ten times what it was and stays there. Two snapshots
    are kept, since the newer one may have been taken when it had begun.

    facts: what stands beside the networks of a snapshot, as of a state.
    """

    def __init__(self, phases: Phases, facts: Callable[[], dict] = dict) -> None:
        self.caution = 1.0  # factor on all rates, halved by every rescue
        self.count = 0
        self._phases, self._facts = phases, facts
        self._usual = 0.0
        self._above = 0
        self._snapshots: list[tuple[int, State]] = []

    @property
    def is_suspicious(self) -> bool:
        """The last record was far above the usual: no time to write a state over a good one."""
        return self._above > 0

    @property
    def newest(self) -> State | None:
        """The networks of the last snapshot; None before the first good record."""
        return self._snapshots[-1][1] if self._snapshots else None

    def watch(self, loss: float, step: int) -> bool:
        """Take in the loss of a step, each some steps after the last one; True when it collapsed.

        Then `go_back` helps where it can.
        """
        far = not math.isfinite(loss) or (self._usual > 0 and loss > COLLAPSE * self._usual)
        self._above = self._above + 1 if far else 0
        if far:
            return not math.isfinite(loss) or self._above >= SURE
        self._usual += (MEMORY if self._usual else 1.0) * (loss - self._usual)
        if not self._snapshots or step - self._snapshots[-1][0] >= SNAPSHOT_STEPS:
            state = self._phases.state({})
            copies = {name: tensor.clone() for name, tensor in state.tensors.items()}  # on a CPU the state is no copy
            self._snapshots = [*self._snapshots[-1:], (step, State(copies, self._facts()))]
        return False

    def go_back(self) -> int | None:
        """Put the older snapshot back and halve the rates; its step, or None where that would be once too often."""
        if self.count >= MOST or not self._snapshots:
            return None
        step, state = self._snapshots[0]
        self._phases.restore(state)
        self.count, self._above, self.caution = self.count + 1, 0, self.caution * CAUTION
        self._snapshots = [(step, State(state.tensors, self._facts()))]  # the run goes on from where it is
        return step
