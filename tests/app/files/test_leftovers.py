import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import main
from app.files import leftovers
from app.files.atomic import atomic_write
from app.files.leftovers import ABANDONED_S, clear_leftovers, create_beside, this_system
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


def left_name(sign: str, suffix: str = ".png", *, system: str | None = None) -> str:
    """As a writer of this system names a file; system: of another one."""
    return f".gatebrush-{system or this_system()}-{sign * 12}{suffix}"


def pass_time(monkeypatch: pytest.MonkeyPatch, seconds: float = ABANDONED_S) -> None:
    later = time.time() + seconds + 1
    monkeypatch.setattr(leftovers.time, "time", lambda: later)


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
    assert clear_leftovers(tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == others


def test_a_link_and_a_folder_of_that_name_stay(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / left_name("0")).symlink_to(tmp_path / "mine")
    (tmp_path / left_name("1", "")).mkdir()
    os.mkfifo(tmp_path / left_name("2"))
    assert clear_leftovers(tmp_path) == 0
    assert len(list(tmp_path.iterdir())) == 4


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert clear_leftovers(tmp_path / "none") == 0


def test_without_locks_only_what_is_old_is_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "lock", lambda handle: None)
    (tmp_path / left_name("a")).touch()
    assert clear_leftovers(tmp_path) == 0
    pass_time(monkeypatch)
    assert clear_leftovers(tmp_path) == 1
    atomic_write(tmp_path / "a.txt", lambda fresh: fresh.write_text("new") and None)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_what_another_machine_began_stays_until_nobody_can_be_at_work_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / left_name("b", ".ora", system="0" * 8)).touch()
    assert clear_leftovers(tmp_path) == 0, "not every shared disk shows the locks of other machines"
    pass_time(monkeypatch)
    assert clear_leftovers(tmp_path) == 1


def test_a_batch_on_several_machines_clears_what_its_own_left_sooner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / left_name("c", system="0" * 8)).touch()
    assert clear_leftovers(tmp_path, elsewhere_s=60) == 0
    pass_time(monkeypatch, 61)
    assert clear_leftovers(tmp_path, elsewhere_s=60) == 1


def test_an_older_project_on_its_way_to_be_the_backup_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its second name has no lock, though its maker may be at work."""
    project, second = tmp_path / "a.ora", tmp_path / left_name("d", ".ora~")
    project.write_text("old")
    os.link(project, second)
    assert clear_leftovers(tmp_path) == 0
    pass_time(monkeypatch)
    assert clear_leftovers(tmp_path) == 1
    assert project.read_text() == "old"


def test_a_system_is_named_without_linux_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "_BOOT", tmp_path / "none")
    assert len(this_system.__wrapped__()) == 8
    assert this_system.__wrapped__() == this_system.__wrapped__()


def test_the_next_file_that_is_written_there_clears_the_folder_before(tmp_path: Path) -> None:
    left = tmp_path / left_name("e", ".ora")
    left.touch()

    def look(fresh: Path) -> None:
        assert not left.exists(), "a full disk has its room back first"
        fresh.touch()

    atomic_write(tmp_path / "a.txt", look)
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
