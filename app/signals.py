"""The signals by which somebody asks a process to end, for the command line and the editor alike."""

import signal

from model.commands import asking_to_end

__all__ = ["asking_to_end", "of_a_terminal"]


def of_a_terminal() -> set[int]:
    """Those of them that a terminal sends to every process that was started in it."""
    return {*asking_to_end()} - {signal.SIGTERM}
