"""Errors and news as one line each: the only place of the editor that turns a fault into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.files.errors import FileError
from app.language import said, text
from app.worker import FillError

MOST_FAULTS = 8  # that one notice names: more would cover the photo


@dataclass(frozen=True, slots=True)
class Notice:
    """One line.

    lasting: stays until it is dismissed, else it goes by itself.  until_change: it speaks of the mask or of a step, and
    goes when there is another.
    """

    text: str
    lasting: bool = False
    until_change: bool = False


def news(words: str) -> Notice:
    """What happened. It goes by itself."""
    return Notice(_one_line(words))


def warning(words: str) -> Notice:
    """What was done otherwise than asked. It stays, since a person may look at the picture first."""
    return Notice(_one_line(words), lasting=True)


def sentence(lines: Iterable[object]) -> str:
    """Lines that begin with words of ours, one after the other, the first with a capital."""
    words = "; ".join(map(said, lines))
    return words[:1].upper() + words[1:]


def failure(fault: Exception, what: str) -> Notice:
    """what: what did not happen, «Not saved». Faults that are ours are named as such."""
    return failures([fault], what)


def failures(faults: Sequence[Exception], what: str) -> Notice:
    """As `failure`, of several things that did not happen."""
    reasons = [reason_of(fault) for fault in faults[:MOST_FAULTS]]
    rest = len(faults) - len(reasons)
    if rest:
        reasons.append(text("and {count} more", count=rest))
    return Notice(_one_line(text("{what}: {reason}", what=what, reason="; ".join(reasons))), lasting=True)


def reason_of(fault: Exception) -> str:
    """Why it did not happen, in one line that goes on after a colon."""
    if isinstance(fault, FileError | FillError):
        return said(fault)
    if isinstance(fault, MemoryError):
        return text("not enough memory: close other programs, or use a smaller photo")
    kind = type(fault).__name__
    return text("a fault in Gatebrush ({kind}: {fault}); your work is as it was", kind=kind, fault=fault)


def _one_line(words: str) -> str:
    return " ".join(words.split())
