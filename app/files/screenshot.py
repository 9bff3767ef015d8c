"""Which files a screenshot of the window is written over: earlier ones, which carry a text, and empty ones."""

from __future__ import annotations

from pathlib import Path

KEYWORD, TEXT = "Software", "Gatebrush screenshot"
"""Of the text that a screenshot carries, as PNG has it."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MARK = b"tEXt" + KEYWORD.encode() + b"\0" + TEXT.encode()
_HEAD = 4096  # bytes: it stands before the pixels


def can_go(path: Path) -> bool:
    """Whether nothing is lost with this file: `--screenshot` wrote it, or it is empty, as `mktemp` makes one."""
    try:
        if not path.is_file():  # reading from a pipe would wait
            return False
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError):
        return False
    return not head or (head.startswith(_SIGNATURE) and _MARK in head.partition(b"IDAT")[0])
