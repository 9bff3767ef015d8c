"""How far a file is that is being written, and whether it is still wanted. The writers say so on their own thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, BinaryIO, cast


class Cancelled(Exception):
    """The file is not wanted any more. It goes through all writers, which leave nothing behind, as for a fault."""


def _unheard(_: float | None) -> None:
    """Nobody asks."""


class Course:
    """A stretch of the way from 0, nothing is done, to 1, all is."""

    def __init__(
        self, tell: Callable[[float | None], None] = _unheard, *, begin: float = 0.0, end: float = 1.0
    ) -> None:
        """tell: hears how far the whole way is, None where nobody knows; it raises Cancelled to end it."""
        self._tell, self._begin, self._end = tell, begin, end

    def at(self, share: float) -> None:
        """So much of this stretch is done, 0 .. 1. Raises Cancelled."""
        self._tell(self._begin + (self._end - self._begin) * share)

    def unknown(self) -> None:
        """It goes on, but how far it is nobody can tell. Raises Cancelled."""
        self._tell(None)

    def part(self, begin: float, end: float) -> Course:
        """A stretch of this one. begin, end: 0 .. 1."""
        span = self._end - self._begin
        return Course(self._tell, begin=self._begin + span * begin, end=self._begin + span * end)


UNHEARD = Course()
"""For what nobody waits for."""


def watched(file: IO[bytes], ask: Callable[[int], None]) -> BinaryIO:
    """An open file that is only written to. Each write asks first whether it is still wanted.

    ask: is told how many bytes have been written, and raises Cancelled where it is not.
    """
    return cast(BinaryIO, _Watched(file, ask))


class _Watched:
    def __init__(self, file: IO[bytes], ask: Callable[[int], None]) -> None:
        self._file, self._ask, self._written = file, ask, 0

    def write(self, content: bytes) -> int:
        self._ask(self._written)
        self._written += len(content)
        return self._file.write(content)

    def flush(self) -> None:
        self._file.flush()
