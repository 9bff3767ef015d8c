"""What tells a screenshot of the window from any other picture: only a former one is written over."""

from __future__ import annotations

from pathlib import Path

KEYWORD, TEXT = "Software", "Gatebrush screenshot"
"""Of the text that a screenshot carries, as PNG has it."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MARK = b"tEXt" + KEYWORD.encode() + b"\0" + TEXT.encode()
_HEAD = 4096  # bytes: it stands before the pixels


def is_screenshot(path: Path) -> bool:
    """Whether this is a file that `--screenshot` wrote."""
    try:
        if not path.is_file():  # reading from a pipe would wait
            return False
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError):
        return False
    return head.startswith(_SIGNATURE) and _MARK in head.partition(b"IDAT")[0]
