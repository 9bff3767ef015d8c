import errno
import os
import stat
from pathlib import Path

import pytest

from app.files.atomic import atomic_write
from app.files.errors import OutputRefused


def writing(text: str):
    return lambda fresh: fresh.write_text(text)


def test_a_new_file_is_made_with_the_usual_permissions(tmp_path: Path) -> None:
    target, usual = tmp_path / "a.txt", tmp_path / "usual.txt"
    usual.touch()
    atomic_write(target, writing("new"))
    assert target.read_text() == "new"
    assert target.stat().st_mode == usual.stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "usual.txt"]


def test_an_old_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    target.chmod(0o640)
    atomic_write(target, writing("new"))
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_the_fresh_file_lies_beside_the_target_with_its_suffix(tmp_path: Path) -> None:
    seen = []
    atomic_write(tmp_path / "a.tiff", seen.append)
    assert seen[0].parent == tmp_path
    assert seen[0].suffix == ".tiff"


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), ValueError("no"), MemoryError()])
def test_any_fault_leaves_the_old_file_and_nothing_else(tmp_path: Path, fault: BaseException) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fail(fresh: Path) -> None:
        fresh.write_text("half")
        raise fault

    with pytest.raises(type(fault)):
        atomic_write(target, fail)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    def fail(fresh: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OutputRefused, match=r"^/.*a\.txt cannot be written \(no space left on device\): "):
        atomic_write(tmp_path / "a.txt", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    link.symlink_to(real)
    atomic_write(link, writing("new"))
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match="no such file or directory"):
        atomic_write(tmp_path / "none" / "a.txt", writing("new"))


def test_the_longest_possible_name_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / ("n" * (os.pathconf(tmp_path, "PC_NAME_MAX") - 4) + ".txt")
    atomic_write(target, writing("new"))
    assert target.read_text() == "new"


@pytest.mark.parametrize("links", [True, False])
def test_the_older_file_is_kept_as_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    if not links:
        monkeypatch.setattr("os.link", refuse)
    path, backup = tmp_path / "a.ora", tmp_path / "a.ora~"
    for content in ("one", "two", "three"):
        atomic_write(path, lambda fresh, content=content: fresh.write_text(content), backup=backup)
    assert (path.read_text(), backup.read_text()) == ("three", "two")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_backup_that_cannot_be_made_does_not_stop_the_saving(tmp_path: Path) -> None:
    path, backup = tmp_path / "a.ora", tmp_path / "a.ora~"
    backup.mkdir()
    for content in ("one", "two"):
        atomic_write(path, lambda fresh, content=content: fresh.write_text(content), backup=backup)
    assert path.read_text() == "two"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.ora", "a.ora~"]
