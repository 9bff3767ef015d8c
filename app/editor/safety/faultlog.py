"""Faults of ours on the disk, so that a person can send them."""

from __future__ import annotations

import logging
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

LARGEST_BYTES = 256 * 1024


class FaultLog(RotatingFileHandler):
    """One small file and the one before it. Folder and file are made by the first line, and may be impossible."""

    def __init__(self, path: Path) -> None:
        # Names of files may hold what no encoding has.
        errors = "backslashreplace"
        super().__init__(path, maxBytes=LARGEST_BYTES, backupCount=1, encoding="utf-8", delay=True, errors=errors)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self.is_written = False

    def emit(self, record: logging.LogRecord) -> None:
        self.is_written = True
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - logging's own signature
        """A fault that cannot be written down is still shown; a second fault about that helps nobody."""
        self.is_written = False

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()


def fault_log() -> FaultLog:
    """The editor's log, in the folder that the system has for logs."""
    return FaultLog(platformdirs.user_log_path("gatebrush") / "editor.log")
