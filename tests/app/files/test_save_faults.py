"""Saving while everything fails in turn, as SQLite tests it: the old or the new file is whole, and one line says so.

Three kinds of fault, each at every place where it can come: a call to the system that is refused, a disk that is full
at this very byte, and a fault out of nowhere in any function of ours, as when memory ends. One fault a try.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.document import Document
from app.files.errors import FileError, OutputRefused
from app.files.export import ExportOptions, save_export
from app.files.mask import save_mask
from app.files.metadata import Metadata
from app.files.photo import open_photo, save_photo
from app.files.project import Project, open_project, save_project
from app.files.recovery import Store
from app.files.settings import Settings, load_settings, save_settings

ROOT = Path(__file__).parents[3]
APP = str(ROOT / "app")
CALLS = ("open", "fsync", "replace", "rename", "link", "unlink", "chmod", "close", "mkdir", "scandir", "write")
FAULTS = {
    "disk full": errno.ENOSPC,
    "read-only": errno.EROFS,
    "permission lost": errno.EACCES,
    "folder vanished": errno.ENOENT,
    "a bad disk": errno.EIO,
}
MOST_TRIES = 2000


def noise(seed: int) -> Any:
    return np.random.default_rng(seed).integers(0, 256, (40, 60, 3), np.uint8)


def project_of(seed: int) -> Project:
    document = Document(noise(seed))
    plane = document.hole
    plane.swap(plane.patch_to(noise(seed)[..., 0] > 128))
    return Project(document)


def save_picture(path: Path, seed: int) -> None:
    save_photo(path, noise(seed), Metadata(dpi=(72.0, 72.0)))


def save_copy(path: Path, seed: int) -> None:
    save_export(path, Document(noise(seed)), Metadata(), ExportOptions("AVIF", quality=90))


def read_picture(path: Path) -> int:
    """Which of the two it is; JPEG changes pixels."""
    pixels = open_photo(path).pixels.astype(int)
    return min((0, 1), key=lambda seed: abs(pixels - noise(seed)).mean())


def read_project(path: Path) -> int:
    document = open_project(path).document
    seed = 0 if np.array_equal(document.photo, noise(0)) else 1
    meant = project_of(seed).document
    assert np.array_equal(document.photo, meant.photo)
    assert document.hole.snapshot().keys() == meant.hole.snapshot().keys()
    return seed


def read_settings(path: Path) -> int:
    settings, problems = load_settings(path)
    assert problems == []
    return settings.grow


Save = Callable[[Path, int], None]
Read = Callable[[Path], int]
SAVERS: dict[str, tuple[Save, Read]] = {
    **{f"photo.{suffix}": (save_picture, read_picture) for suffix in ("png", "jpg", "webp", "tif")},
    "copy.avif": (save_copy, read_picture),
    "mask.png": (
        lambda path, seed: save_mask(path, noise(seed)[..., 0] > 128),
        lambda path: int(not np.array_equal(open_photo(path).pixels[..., 0] > 128, noise(0)[..., 0] > 128)),
    ),
    "work.ora": (lambda path, seed: save_project(path, project_of(seed)), read_project),
    "settings.json": (lambda path, seed: save_settings(path, Settings(grow=seed)), read_settings),
}


@pytest.fixture(params=SAVERS)
def saver(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Save, Read]:
    """A file with 0 in it, and how 1 would be saved and either be read."""
    save, read = SAVERS[request.param]
    path = tmp_path / "folder" / request.param
    path.parent.mkdir()
    save(path, 0)
    return path, save, read


class Fault:
    """Comes at the n-th call of something, once. `came` says whether there were so many."""

    def __init__(self, at: int, fault: BaseException) -> None:
        self._left, self._fault, self.came = at, fault, False

    def pass_or_raise(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.came = True
            raise self._fault


@contextlib.contextmanager
def refused_call(fault: Fault, name: str) -> Iterator[None]:
    """The n-th call of this function of `os` fails."""
    real = getattr(os, name)

    def call(*arguments: Any, **options: Any) -> Any:
        if name == "close":  # it is closed all the same, as the system does
            real(*arguments, **options)
            fault.pass_or_raise()
            return None
        fault.pass_or_raise()
        return real(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, name, call)
        yield


@contextlib.contextmanager
def fault_in_ours(fault: Fault) -> Iterator[None]:
    """The n-th function of the program that is entered fails."""

    def trace(frame: Any, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(APP):
            fault.pass_or_raise()

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


@contextlib.contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file of this process can grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def try_to_save(
    saver: tuple[Path, Save, Read], faults: AbstractContextManager[None], *also: type[BaseException]
) -> BaseException | None:
    """Save 1 over 0; what went wrong. Whatever it was, the file is whole: the old one, or the new one."""
    path, save, read = saver
    caught: BaseException | None = None
    with faults:
        try:
            save(path, 1)
        except (FileError, *also) as fault:
            caught = fault
    found = read(path)
    if caught is None:
        assert found == 1
    if isinstance(caught, FileError):
        assert "\n" not in str(caught)
    return caught


@pytest.mark.parametrize("name", CALLS)
def test_each_call_to_the_system_is_refused_in_turn(saver: tuple[Path, Save, Read], name: str) -> None:
    path, save, _ = saver
    for at in range(1, MOST_TRIES):
        fault = Fault(at, OSError(random.Random(at).choice(list(FAULTS.values())), "made to fail"))
        caught = try_to_save(saver, refused_call(fault, name))
        if not fault.came:
            assert caught is None
            return
        if caught is not None:
            assert isinstance(caught, OutputRefused)
            assert str(path) in str(caught)
        save(path, 0)
    raise AssertionError("it never came to an end")


def test_the_disk_is_full_at_any_byte(saver: tuple[Path, Save, Read]) -> None:
    path, save, read = saver
    save(path, 1)
    size = path.stat().st_size
    rng = random.Random(3)
    for limit in sorted({0, 1, size - 1, *(rng.randrange(size) for _ in range(30))}):
        save(path, 0)
        caught = try_to_save(saver, full_after(limit))
        assert isinstance(caught, OutputRefused), f"saved within {limit} of {size} bytes"
        assert read(path) == 0
        assert [entry.name for entry in path.parent.iterdir() if entry.name.startswith(".")] == []
    assert try_to_save(saver, full_after(2 * size)) is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # where a generator is cleared away
@pytest.mark.parametrize("kind", [MemoryError, KeyboardInterrupt])
def test_a_fault_in_each_of_our_functions_in_turn(saver: tuple[Path, Save, Read], kind: type[BaseException]) -> None:
    path, save, _ = saver
    rng = random.Random(7)
    at, came = 0, 0
    while True:
        at += 1 if at < 60 else rng.randint(1, 9)
        fault = Fault(at, kind())
        try_to_save(saver, fault_in_ours(fault), kind)
        if not fault.came:
            break
        came += 1
        save(path, 0)
    assert came > 5


@pytest.mark.parametrize("name", ["photo.png", "work.ora"])
def test_a_vanished_folder_is_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputRefused, match=r"^/.* cannot be written \(no such file or directory\)"):
        SAVERS[name][0](tmp_path / "gone" / name, 1)


KILLED = """
import sys, pathlib
from tests.app.files.test_save_faults import SAVERS
path = pathlib.Path(sys.argv[1])
save = SAVERS[path.name][0]
print("ready", flush=True)
while True:
    for seed in (0, 1):
        save(path, seed)
"""


@pytest.mark.parametrize("name", ["photo.png", "work.ora", "settings.json"])
def test_killed_in_the_middle(tmp_path: Path, name: str) -> None:
    path, (save, read) = tmp_path / name, SAVERS[name]
    save(path, 0)
    rng = random.Random(11)
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
        try:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(rng.uniform(0, 0.3))
        finally:
            process.kill()
            process.communicate()
        assert read(path) in (0, 1)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", [*(call for call in CALLS if call != "close"), "ours"])
def test_the_recovery_folder_holds_one_whole_state_whatever_is_refused(tmp_path: Path, name: str) -> None:
    store, at = Store.create(tmp_path), 0
    store.write(project_of(0), "a.png")
    while True:
        at += 1 if at < 60 else 5
        fault = Fault(at, MemoryError() if name == "ours" else OSError(errno.ENOSPC, "made to fail"))
        with fault_in_ours(fault) if name == "ours" else refused_call(fault, name):
            try:
                store.write(project_of(1), "a.png")
                found = 1
            except (OutputRefused, MemoryError):
                found = -1
        photo = store.read().document.photo
        seed = 0 if np.array_equal(photo, noise(0)) else 1
        assert np.array_equal(photo, noise(seed))
        assert found in (-1, seed)
        if not fault.came:
            break
        store.write(project_of(0), "a.png")
    store.clear()
