"""Silence for a library in C that prints what is wrong with a file where a person reads our own line about it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2
_one_at_a_time = threading.Lock()  # two at once would each put back what the other had put there


@contextmanager
def hushed() -> Iterator[None]:
    """What the process writes to its standard error meanwhile is lost, whoever writes it: use it for moments."""
    with _one_at_a_time:
        try:
            kept = os.dup(_STDERR)
        except OSError:  # a program without a terminal may have none
            yield
            return
        try:
            with open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), _STDERR)
            yield
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)
