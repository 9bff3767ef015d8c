"""The fill under way: how far it is, and the line that says so."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from app.editor.history.commands import Step
from app.editor.numbers import seconds
from app.language import text
from app.worker.door import Progressed
from app.worker.requests import Job


@dataclass(slots=True, eq=False)
class Underway:
    """One fill, from being asked for to its end.

    after: the last step of the history that was done when it was asked for, if any.  began_s: by the clock of
    time.perf_counter.  step: the worker's last word on how far it is.  has_begun: the worker has the job, and what had
    to come before is done.  is_keeping: the answer is there, and is written down before it shows.
    """

    job: Job
    after: Step | None
    began_s: float = field(default_factory=time.perf_counter)
    step: Progressed | None = None
    has_begun: bool = False
    is_cancelling: bool = False
    is_keeping: bool = False

    @property
    def took_s(self) -> float:
        """Until now."""
        return time.perf_counter() - self.began_s

    def count_anew(self) -> None:
        """Let the time begin now."""
        self.began_s = time.perf_counter()

    @property
    def share(self) -> float | None:
        """How much is done, 0 .. 1; None while that is not known."""
        if self.step is None or self.step.progress.total == 0:
            return None
        return self.step.progress.done / self.step.progress.total

    def line(self, device: str, *, waits: bool) -> str:
        """For the status bar.

        device: what fills run on; empty while the network is being loaded.  waits: another window has its turn.
        """
        parts = [self._what(is_loading=not device, waits=waits), device, seconds(self.took_s)]
        return " · ".join(part for part in parts if part)

    def _what(self, *, is_loading: bool, waits: bool) -> str:
        if self.is_cancelling:
            return text("Cancelling")
        if waits:
            return text("Waiting for another window")
        if self.is_keeping:
            return text("Finishing the fill")
        if is_loading:
            return text("Loading the network")
        if self.step is not None and self.step.progress.total > 1:
            now = min(int(self.step.progress.done) + 1, self.step.progress.total)
            return text("Filling, pass {now} of {total}", now=now, total=self.step.progress.total)
        return text("Filling")
