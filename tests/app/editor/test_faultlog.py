"""Faults of ours are on the disk where the notice says."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from app.editor import start
from app.editor.faultlog import LARGEST_BYTES, FaultLog
from app.editor.window import Window


@pytest.fixture
def logger(monkeypatch: pytest.MonkeyPatch) -> logging.Logger:
    """The editor's, with its handlers put back afterwards; so is the hook for faults."""
    monkeypatch.setattr(start.log, "handlers", [])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    return start.log


def fail(window: Window, log: FaultLog, monkeypatch: pytest.MonkeyPatch) -> str:
    """The notice after a fault that nobody caught."""
    monkeypatch.setattr(start, "fault_log", lambda: log)
    start._show_faults(window)
    try:
        raise ZeroDivisionError("oh")
    except ZeroDivisionError as fault:
        sys.excepthook(type(fault), fault, fault.__traceback__)
    log.close()
    return window.notices.text


def test_a_fault_is_written_and_its_place_named(
    window: Window, logger: logging.Logger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "not" / "yet" / "editor.log"
    log = FaultLog(path)
    assert not path.parent.exists()
    notice = fail(window, log, monkeypatch)
    assert notice.startswith("Something went wrong: a fault in Gatebrush (ZeroDivisionError: oh)")
    assert notice.endswith(f"the log is {path}")
    assert "test_faultlog.py" in path.read_text()


def test_a_log_that_cannot_be_written_harms_nothing(
    window: Window, logger: logging.Logger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    (tmp_path / "file").touch()
    notice = fail(window, FaultLog(tmp_path / "file" / "editor.log"), monkeypatch)
    assert notice.startswith("Something went wrong: a fault in Gatebrush (ZeroDivisionError: oh)")
    assert "log" not in notice
    assert "Logging error" not in capsys.readouterr().err


def test_the_log_stays_small(tmp_path: Path) -> None:
    log = FaultLog(tmp_path / "editor.log")
    for _ in range(40):
        log.handle(logging.makeLogRecord({"msg": "x" * (LARGEST_BYTES // 8)}))
    log.close()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 2 * LARGEST_BYTES
