import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import main
from app.files import leftovers
from app.files.atomic import atomic_write
from app.files.leftovers import clear_leftovers, create_beside
from tests.patience import PROCESS_S

WRITER = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from app.files.atomic import atomic_write
from tests.patience import PROCESS_S

def write(fresh):
    fresh.write_text("half")
    print(fresh.name, flush=True)
    time.sleep(600)

atomic_write(Path(sys.argv[2]), write)
"""


def test_what_a_killed_writer_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    for name in ("a.png", ".hidden.png", ".gatebrush-notes.txt", ".gatebrush-0123456789ag.png"):
        (tmp_path / name).touch()
    others = sorted(path.name for path in tmp_path.iterdir())
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(Path(main.__file__).parent), str(tmp_path / "b.png")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    try:
        half = writer.stdout.readline().strip()
        assert clear_leftovers(tmp_path) == 0, "its writer is alive"
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.communicate(timeout=PROCESS_S)
    assert (tmp_path / half).read_text() == "half"
    assert clear_leftovers(tmp_path, idle_s=60) == 0
    assert clear_leftovers(tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == others


def test_a_link_and_a_folder_of_that_name_stay(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / f".gatebrush-{'0' * 12}.png").symlink_to(tmp_path / "mine")
    (tmp_path / f".gatebrush-{'1' * 12}").mkdir()
    os.mkfifo(tmp_path / f".gatebrush-{'2' * 12}.png")
    assert clear_leftovers(tmp_path) == 0
    assert len(list(tmp_path.iterdir())) == 4


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert clear_leftovers(tmp_path / "none") == 0


def test_without_locks_only_what_is_old_is_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "lock", lambda handle: None)
    left = tmp_path / f".gatebrush-{'a' * 12}.png"
    left.touch()
    assert clear_leftovers(tmp_path) == 0
    os.utime(left, (0, 0))
    assert clear_leftovers(tmp_path) == 1
    atomic_write(tmp_path / "a.txt", lambda fresh: fresh.write_text("new") and None)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_that_is_cleared_before_its_lock_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, seen = leftovers.lock, []

    def lose_the_first(handle: int) -> bool | None:
        if not seen:
            (first,) = tmp_path.iterdir()
            first.unlink()
        seen.append(handle)
        return lock(handle)

    monkeypatch.setattr(leftovers, "lock", lose_the_first)
    fresh, handle = create_beside(tmp_path / "a.png")
    os.close(handle)
    assert fresh.exists()
    assert len(seen) == 2
