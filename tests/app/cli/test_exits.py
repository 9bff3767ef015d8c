import errno
from pathlib import Path

import pytest

from app.cli.exits import CommandLineError, Exit, code_of, line_of, one_line
from app.files.errors import InputRefused, OutputRefused
from model.inference import errors


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (CommandLineError("x"), 2),
        (InputRefused("x"), 3),
        (errors.BadRequest("x"), 3),
        (errors.OutOfMemory("x"), 3),
        (OutputRefused("x"), 4),
        (BrokenPipeError(), 4),
        (errors.NoEngine("x"), 5),
        (errors.BadWeights("x"), 5),
        (errors.EngineFailed("x"), 5),
        (errors.Cancelled("x"), 130),
        (KeyboardInterrupt(), 130),
        (ValueError("x"), 1),
        (OSError(), 1),
    ],
)
def test_every_fault_has_its_code(fault: BaseException, code: int) -> None:
    assert code_of(fault) == code


def test_every_child_of_fill_error_has_a_code_of_its_own() -> None:
    children = errors.FillError.__subclasses__()
    assert len(children) >= 5
    assert all(code_of(child("x")) != Exit.FAULT for child in children)


def test_a_refusal_is_its_own_line() -> None:
    assert line_of(InputRefused("photo a.png is empty: get a whole copy")) == "photo a.png is empty: get a whole copy"


def test_results_that_cannot_be_written() -> None:
    assert line_of(BrokenPipeError(errno.EPIPE, "Broken pipe")).startswith("the reader of the output has gone")
    full = BrokenPipeError(errno.ENOSPC, "No space left on device")
    assert line_of(full) == "results cannot be written (no space left on device): nothing more is written"
    assert code_of(full) == Exit.OUTPUT


def test_a_line_stays_one_line_whatever_a_file_is_called() -> None:
    assert one_line("photo a\nb\x1b[31m\u202e.png 640×480 «é»") == "photo a b\\x1b[31m\\u202e.png 640×480 «é»"


def test_a_fault_of_ours_leaves_a_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    try:
        raise ZeroDivisionError("by\nzero")
    except ZeroDivisionError as fault:
        line = line_of(fault)
    (log,) = tmp_path.rglob("*.log")
    assert line == f"a fault of ours (ZeroDivisionError: by zero): please report it with the log {log}"
    assert "test_exits.py" in log.read_text()
    assert "gatebrush" in str(log.relative_to(tmp_path))


def test_a_log_that_cannot_be_written_does_not_hide_the_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert line_of(KeyError("x")) == (
        "a fault of ours (KeyError: 'x'): please report it; the log could not be written (Read-only file system)"
    )
