"""A line on stderr that says how far a measurement is."""

import time
from typing import TextIO


class Progress:
    """Counts pictures; on a terminal one line is rewritten, in a file each tenth of the way is one line."""

    def __init__(self, stream: TextIO, title: str, total: int) -> None:
        self._stream, self._title, self._total = stream, title, total
        self._live = stream.isatty()
        self._began = time.monotonic()
        self._done = 0

    def step(self, name: str) -> None:
        """One more picture, called `name`, is measured."""
        self._done += 1
        last = self._done == self._total
        if not (self._live or last or self._done % max(1, self._total // 10) == 0):
            return
        seconds = time.monotonic() - self._began
        left = seconds / self._done * (self._total - self._done)
        text = f"{self._title} {self._done}/{self._total} {name}, {seconds:.0f} s, {left:.0f} s left"
        self._stream.write(f"\r{text}\x1b[K" if self._live else f"{text}\n")
        if self._live and last:
            self._stream.write("\n")
        self._stream.flush()
