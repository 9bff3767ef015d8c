"""Exit codes, for the command line and the editor alike. The only table of them."""

from enum import IntEnum


class Exit(IntEnum):
    """How the process ends."""

    DONE = 0
    FAULT = 1
    COMMAND_LINE = 2
    INPUT = 3
    OUTPUT = 4
    ENGINE = 5
    SOME_FAILED = 6
    INTERRUPTED = 130
