"""A command with streams that are closed, full or gone, and one that is interrupted at its very start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import main
from app.cli import start
from app.cli.exits import Exit, code_of
from tests.patience import PROCESS_S

MAIN = Path(main.__file__)


def run(streams: str, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """By a shell, with its own words for the streams, such as `2>&-`."""
    line = ["sh", "-c", f'exec "$@" {streams}', "sh", sys.executable, str(MAIN), *map(str, words)]
    return subprocess.run(
        line, capture_output=True, text=True, check=False, timeout=PROCESS_S, env={**os.environ, **environment}
    )


@pytest.mark.parametrize("streams", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_fill_does_its_work_with_closed_streams(desk: Any, streams: str) -> None:
    blank = desk.write_mask(desk.folder / "blank.png", np.zeros((32, 48), bool))
    done = run(streams, "fill", desk.photo, "--mask", blank, "-o", desk.out)
    assert (done.returncode, desk.out.exists()) == (0, True), done.stderr


def test_processes_that_are_started_have_streams_too() -> None:
    look = "import os; [os.fstat(number) for number in range(3)]"
    begin = "import subprocess, sys; from app.cli.streams import open_missing; open_missing(); "
    begin += f"sys.exit(subprocess.call([sys.executable, '-c', {look!r}]))"
    line = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", begin]
    assert subprocess.run(line, check=False, timeout=PROCESS_S, cwd=MAIN.parent).returncode == 0


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["fill", "--help"]])
def test_answers_with_closed_streams(words: list[str]) -> None:
    assert run("<&- >&- 2>&-", *words).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("words", [["--version"], ["--help"], ["fill", "--help"], ["doctor", "--help"]])
def test_an_answer_that_cannot_be_written_is_told(words: list[str]) -> None:
    done = run(">/dev/full", *words)
    assert done.returncode == Exit.OUTPUT
    assert done.stderr == "results cannot be written (no space left on device): nothing more is written\n"


@pytest.mark.parametrize("streams", [">&- 2>&-", "2>/dev/full"])
def test_a_photo_that_is_refused_ends_the_screenshot_also_where_nobody_reads_why(tmp_path: Path, streams: str) -> None:
    missing = [tmp_path / "none.jpg", "--screenshot", tmp_path / "shot.png"]
    assert run(streams, *missing, QT_QPA_PLATFORM="offscreen", XDG_CONFIG_HOME=str(tmp_path)).returncode == Exit.INPUT


def test_an_interrupt_before_anybody_looks_out_for_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "main", interrupted)
    assert main.main(["doctor"]) == Exit.INTERRUPTED
    assert capsys.readouterr().err == "interrupted: nothing is half-written\n"


def test_an_interrupt_is_one_also_where_the_table_of_faults_cannot_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "app.files.errors", None)  # as NumPy, once its import was interrupted
    assert code_of(KeyboardInterrupt()) == Exit.INTERRUPTED
