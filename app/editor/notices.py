"""Errors and news as one line each: the only place of the editor that turns a fault into words."""

from __future__ import annotations

from dataclasses import dataclass

from app.files.errors import FileError
from app.worker import FillError


@dataclass(frozen=True, slots=True)
class Notice:
    """One line. lasting: stays until it is dismissed, else it goes by itself."""

    text: str
    lasting: bool = False


def news(text: str) -> Notice:
    return Notice(_one_line(text))


def warning(text: str) -> Notice:
    """What was done otherwise than asked. It stays, since a person may look at the picture first."""
    return Notice(_one_line(text), lasting=True)


def failure(fault: Exception, what: str) -> Notice:
    """what: what did not happen, «Not saved». Faults that are ours are named as such."""
    if isinstance(fault, FileError | FillError):
        reason = str(fault)
    elif isinstance(fault, MemoryError):
        reason = "not enough memory: close other programs, or use a smaller photo"
    else:
        reason = f"a fault in Gatebrush ({type(fault).__name__}: {fault}); your work is as it was"
    return Notice(_one_line(f"{what}: {reason}"), lasting=True)


def _one_line(text: str) -> str:
    return " ".join(text.split())
