"""How far a batch is: what has ended how, how long the rest will take, and the bar that shows it."""

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from app.cli.orders import DONE, FAILED, SKIPPED
from app.cli.voice import Voice

BAR_SIGNS = 20
LONE_MASKS_NAMED = 3  # as a line of the summary; the record has all


class Tally:
    """Counts the pictures of one batch and has every change shown."""

    def __init__(self, voice: Voice, total: int, lone_masks: Sequence[Path] = ()) -> None:
        """lone_masks: those without a photo, for the summary."""
        self._voice, self._total = voice, total
        self._lone_masks = [str(path) for path in lone_masks]
        self._counts: Counter[str] = Counter()
        self._began_s = time.perf_counter()
        self._show()

    @property
    def failed(self) -> int:
        """How many were refused or broke."""
        return self._counts[FAILED]

    def count(self, end: str) -> None:
        """One more picture is DONE, SKIPPED or FAILED."""
        self._counts[end] += 1
        self._show()

    def say(self, *, is_whole: bool = True) -> None:
        """The summary; the bar is gone after it.  is_whole: the batch has come to its end."""
        seconds = time.perf_counter() - self._began_s
        counts = {end: self._counts[end] for end in (DONE, SKIPPED, FAILED)}
        self._voice.batch(None)
        line = ", ".join(f"{count} {end}" for end, count in counts.items()) + f" in {seconds:.1f} s"
        self._voice.remark(line + (self._words_on_masks() if is_whole else ""))
        summary = {**counts, "seconds": round(seconds, 4), "masks_without_photo": self._lone_masks}
        self._voice.record({"summary": summary})

    def _words_on_masks(self) -> str:
        if not self._lone_masks:
            return ""
        named = ", ".join(self._lone_masks[:LONE_MASKS_NAMED])
        rest = len(self._lone_masks) - LONE_MASKS_NAMED
        return f"; masks without a photo: {named}" + (f" and {rest} more" if rest > 0 else "")

    def _show(self) -> None:
        behind = self._counts.total()
        text = bar(behind, self._total)
        # Skipped pictures cost next to nothing, and say nothing about the others.
        worked = self._counts[DONE] + self._counts[FAILED]
        if worked and behind < self._total:
            left_s = (time.perf_counter() - self._began_s) / worked * (self._total - behind)
            text += f", {span(max(left_s, 1))} left"
        self._voice.batch(text)


def bar(done: int, total: int) -> str:
    """`done` of `total` as a bar and as numbers."""
    full = BAR_SIGNS * done // max(total, 1)
    return f"[{'#' * full}{' ' * (BAR_SIGNS - full)}] {done}/{total}"


def span(seconds: float) -> str:
    """A time as people say it: to the second below an hour, to the minute above."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
