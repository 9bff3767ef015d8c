"""The log of faults stays small, and one that cannot be written harms nothing."""

from __future__ import annotations

import logging
from pathlib import Path

from app.editor.safety.faultlog import LARGEST_BYTES, FaultLog


def test_the_log_stays_small(tmp_path: Path) -> None:
    log = FaultLog(tmp_path / "editor.log")
    for _ in range(40):
        log.handle(logging.makeLogRecord({"msg": "x" * (LARGEST_BYTES // 8)}))
    log.close()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 2 * LARGEST_BYTES
