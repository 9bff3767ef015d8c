"""Unsaved work in its folder: whole at any moment, owned by one process, and never in the way of a start."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer, LayerMask
from app.document.planes import ColourPlane, Plane
from app.files.errors import InputRefused, OutputRefused
from app.files.metadata import Metadata
from app.files.project import Original, Placement, Project, View
from app.files.recovery import Store, find_stores
from app.files.recovery.finding import put_aside
from app.files.recovery.parts import INDEX
from app.files.recovery.store import OWNER, About
from tests.app.files.project.conftest import full_document
from tests.patience import PROCESS_S

ROOT = Path(__file__).parents[4]


def projects(channels: int = 3, dtype: type = np.uint8) -> Project:
    original = Original("a.jpg", b"the first file")
    document = full_document(channels, dtype)
    strangers = {"theirs/é.xml": b"<x/>"}
    return Project(document, Metadata(dpi=(72.0, 72.0)), original, {"grow": 3}, View(2.0, 1.0, 1.0), strangers)


def assert_same(found: Document, meant: Document) -> None:
    assert np.array_equal(found.photo, meant.photo)
    assert found.photo.dtype == meant.photo.dtype
    assert len(found.layers) == len(meant.layers)
    for one, other in zip(found.layers, meant.layers, strict=True):
        for name in ("id", "name", "box", "visible", "opacity", "note", "blend", "locked"):
            assert getattr(one, name) == getattr(other, name)
        assert np.array_equal(one.alpha, other.alpha)
        shown = other.alpha > 0  # colours below nothing are not kept by every format
        assert np.array_equal(one.pixels[shown], other.pixels[shown])
        assert (one.fill is None) == (other.fill is None)
        if one.fill is not None and other.fill is not None:
            assert one.fill.chosen == other.fill.chosen
            for mine, theirs in zip(one.fill.candidates, other.fill.candidates, strict=True):
                assert np.array_equal(mine.pixels, theirs.pixels)
                assert np.array_equal(mine.alpha, theirs.alpha)
    for name in ("hole", "sketch", "exclude", "colours"):
        one, other = getattr(found, name).snapshot(), getattr(meant, name).snapshot()
        assert one.keys() == other.keys()
        assert all(np.array_equal(one[key], other[key]) for key in one)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_everything_comes_back(tmp_path: Path, channels: int, dtype: type) -> None:
    project = projects(channels, dtype)
    store = Store.create(tmp_path)
    store.write(project, "/photos/a.jpg")
    store.release()
    ((again, about),) = find_stores(tmp_path).stores
    assert (about.name, about.path) == ("a.jpg", "/photos/a.jpg")
    found = again.read()
    assert_same(found.document, project.document)
    assert (found.view, found.strangers, found.settings) == (project.view, project.strangers, project.settings)
    assert found.original is not None
    assert found.original.content == b"the first file"
    picture = again.picture()
    assert picture is not None
    with Image.open(io.BytesIO(picture)) as image:
        assert max(image.size) <= 256
    again.release()


def test_the_small_picture_shows_a_layer_where_it_is_about_to_be(tmp_path: Path) -> None:
    document = Document(np.zeros((200, 300, 3), np.uint8))
    red = np.full((40, 40, 3), (250, 0, 0), np.uint8)
    document.insert_layer(0, Layer(1, "red", Box(0, 0, 40, 40), red, np.full((40, 40), 255, np.uint8)))
    store = Store.create(tmp_path)
    for box, seen, unseen in (
        (Box(200, 100, 240, 140), (220, 120), (20, 20)),
        (Box(0, 100, 300, 200), (150, 150), (20, 20)),  # scaled
        (None, (20, 20), (220, 120)),  # taken back
    ):
        store.write(Project(document, placing=None if box is None else Placement(1, box)), "a.jpg")
        with Image.open(io.BytesIO(store.picture() or b"")) as image:
            share = image.width / 300
            shown = [image.convert("RGB").getpixel((int(x * share), int(y * share))) for x, y in (seen, unseen)]
        assert shown == [(250, 0, 0), (0, 0, 0)]
    store.clear()


def test_only_what_changed_is_written_again(tmp_path: Path) -> None:
    project = projects()
    store = Store.create(tmp_path)
    store.write(project, "a.jpg")
    before = {path.name: path.stat().st_mtime_ns for path in store.folder.iterdir()}
    document, layer = project.document, project.document.layers[0]
    document.put_layer(replace(layer, name="another", pixels=layer.pixels // 2))
    store.write(project, "a.jpg")
    after = {path.name: path.stat().st_mtime_ns for path in store.folder.iterdir()}
    fresh = {name for name in after if before.get(name) != after[name]}
    assert len(fresh) == 5  # index, stack, record, the layer's picture, the small picture
    assert_same(store.read().document, document)
    document.take_layer(layer.id)
    store.write(project, "a.jpg")
    assert_same(store.read().document, document)
    assert len(list(store.folder.iterdir())) < len(after)  # what no state names is gone
    store.clear()
    assert list(tmp_path.iterdir()) == []


def test_what_did_not_change_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = projects()
    assert any(layer.mask is not None for layer in project.document.layers)
    assert any(layer.fill is not None and layer.fill.hole for layer in project.document.layers)
    store = Store.create(tmp_path)
    store.write(project, "a.jpg")
    read: list[object] = []
    for kind in (Plane, ColourPlane, LayerMask):
        monkeypatch.setattr(kind, "read", lambda self, *_: read.append(self))
    store.write(project, "a.jpg")
    assert read == []


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = projects()
    store = Store.create(tmp_path)
    store.write(project, "a.jpg")
    meant, names = full_document(), sorted(path.name for path in store.folder.iterdir())
    calls, refuse_at = 0, 0
    fsync = os.fsync

    def fail(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == refuse_at:
            raise OSError(28, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", fail)
    project.document.insert_layer(0, replace(project.document.layers[0], id=99))
    for refuse_at in range(1, 5):  # noqa: B007 - the fault looks at it
        calls = 0
        with pytest.raises(OutputRefused, match="no space left"):
            store.write(project, "a.jpg")
        assert sorted(path.name for path in store.folder.iterdir()) == names
        assert_same(store.read().document, meant)


def test_work_of_a_running_process_is_not_taken(tmp_path: Path) -> None:
    code = """
import sys, pathlib
from app.files.recovery import Store
from tests.app.files.recovery.test_store import projects
Store.create(pathlib.Path(sys.argv[1])).write(projects(), "theirs.jpg")
print("ready", flush=True)
sys.stdin.read()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert find_stores(tmp_path).stores == []
        assert len(list(tmp_path.iterdir())) == 1
    finally:
        process.kill()
        process.communicate(timeout=PROCESS_S)
    ((store, about),) = find_stores(tmp_path).stores
    assert about.name == "theirs.jpg"
    assert find_stores(tmp_path).stores == []  # it is ours now
    store.release()


def test_without_locks_the_beat_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.files.recovery.store.lock", lambda _: None)
    store = Store.create(tmp_path)
    store.write(projects(), "a.jpg")
    assert find_stores(tmp_path).stores == []
    os.utime(store.folder / "owner", (1, 1))
    assert len(find_stores(tmp_path).stores) == 1


def damaged(folder: Path, how: str) -> None:
    index = folder / INDEX
    stored = json.loads(index.read_text())
    match how:
        case "no JSON":
            index.write_text("{")
        case "empty":
            index.write_bytes(b"")
        case "another kind":
            index.write_text(json.dumps({**stored, "format": "else"}))
        case "deep":
            index.write_text("[" * 100_000)
        case "no time":
            index.write_text(json.dumps({**stored, "about": {"path": "a"}}))
        case "a name that leaves":
            index.write_text(json.dumps({**stored, "parts": {"../x": [1, 2, 3]}}))
        case "no number":
            index.write_text(json.dumps({**stored, "parts": {"x": [1, "2", 3]}}))


@pytest.mark.parametrize(
    "how", ["no JSON", "empty", "another kind", "deep", "no time", "a name that leaves", "no number"]
)
def test_a_damaged_one_is_put_aside_with_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture, how: str) -> None:
    for name in ("good.jpg", "bad.jpg"):
        store = Store.create(tmp_path)
        store.write(projects(), name)
        store.release()
    damaged(store.folder, how)
    found = find_stores(tmp_path)
    assert [about.name for _, about in found.stores] == ["good.jpg"]
    assert found.problems == ["Unsaved work is damaged and was put aside."]
    (told,) = caplog.messages  # what is wrong with it, for whoever asks for the log
    assert told.startswith(f"recovery {store.folder} ")
    assert told.endswith(f"; it was put aside as damaged-{store.folder.name}")
    found.stores[0][0].release()
    assert find_stores(tmp_path).problems == []  # said once
    assert len(list(tmp_path.glob("damaged-*"))) == 1


@pytest.mark.parametrize("change", ["cut", "changed", "gone"])
def test_a_damaged_part_is_a_refusal(tmp_path: Path, change: str) -> None:
    store = Store.create(tmp_path)
    store.write(projects(), "a.jpg")
    number = json.loads((store.folder / INDEX).read_text())["parts"]["data/photo.png"][0]
    part = store.folder / f"part-{number}"
    content = part.read_bytes()
    if change == "gone":
        part.unlink()
    else:
        part.write_bytes(content[:-1] if change == "cut" else bytes([content[0] ^ 1]) + content[1:])
    with pytest.raises(InputRefused, match=r"^recovery .* is damaged at «data/photo\.png»"):
        store.read()


def test_what_was_never_finished_is_removed(tmp_path: Path) -> None:
    store = Store.create(tmp_path)
    (store.folder / "part-1").write_bytes(b"half")
    store.release()
    found = find_stores(tmp_path)
    assert (found.stores, found.problems) == ([], [])
    assert list(tmp_path.iterdir()) == []


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize(("call", "first"), [("unlink", 1), ("rmdir", 0)])
def test_a_removal_that_is_interrupted_is_finished_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, first: int
) -> None:
    project, real = projects(), getattr(os, call)
    for survived in range(first, 30):  # once the index is gone, by whatever comes first
        store = Store.create(tmp_path)
        store.write(project, "a.jpg")
        left = survived

        def kill(*arguments: object, **named: object) -> None:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            real(*arguments, **named)

        is_whole = False
        with monkeypatch.context() as patch, suppress(Killed):
            patch.setattr(os, call, kill)
            store.clear()
            is_whole = True
        store.release()
        for folder in tmp_path.iterdir():
            os.utime(folder, (1, 1))
        assert find_stores(tmp_path).stores == []
        assert list(tmp_path.iterdir()) == []
        if is_whole:
            return
    raise AssertionError("never done")


def test_parts_that_nobody_owns_go_once_they_are_old(tmp_path: Path) -> None:
    folder = tmp_path / ("0" * 16)
    folder.mkdir()
    (folder / "part-1").write_bytes(b"a whole photo")
    find_stores(tmp_path)
    assert folder.exists()  # its owner may be about to come
    os.utime(folder, (1, 1))
    find_stores(tmp_path)
    assert not folder.exists()


def test_what_is_put_aside_stays_however_old_it_is(tmp_path: Path) -> None:
    store = Store.create(tmp_path)
    store.write(projects(), "a.jpg")
    store.release()
    damaged(store.folder, "no JSON")
    os.utime(store.folder, (1, 1))
    for _ in range(2):
        find_stores(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == [f"damaged-{store.folder.name}"]
    os.utime(tmp_path / f"damaged-{store.folder.name}", (1, 1))
    find_stores(tmp_path)
    assert list(tmp_path.iterdir()) == []


def is_open(path: Path) -> bool:
    return any(os.path.realpath(handle) == str(path) for handle in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the list of open files")
@pytest.mark.parametrize("deed", ["clear", "put aside"])
def test_no_file_is_open_while_it_is_moved_or_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    """As Windows wants it."""
    seen: list[bool] = []
    unlink, rename = os.unlink, Path.rename

    def look(path: str, **named: int) -> None:
        if Path(path).name == OWNER:
            seen.append(is_open(store.folder / OWNER))
        unlink(path, **named)

    def look_first(path: Path, target: Path) -> Path:
        seen.append(is_open(path / OWNER))
        return rename(path, target)

    monkeypatch.setattr(os, "unlink", look)
    monkeypatch.setattr(Path, "rename", look_first)
    store = Store.create(tmp_path)
    store.write(projects(), "a.jpg")
    if deed == "clear":
        store.clear()
    else:
        put_aside(store, InputRefused("recovery a is damaged"))
    assert seen == [False]


def test_what_cannot_be_put_aside_is_not_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.create(tmp_path)
    store.write(projects(), "a.jpg")
    store.release()
    damaged(store.folder, "no JSON")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    assert find_stores(tmp_path).problems == ["Unsaved work is damaged and stays where it is."]


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "recovery")
    store.write(projects(), "a.jpg")
    assert all(path.stat().st_mode & 0o077 == 0 for path in (store.folder, *store.folder.iterdir()))


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputRefused, match=r"^The recovery folder .* cannot be written"):
        Store.create(tmp_path / "file" / "recovery")


@pytest.mark.parametrize(("target", "name"), [("", "a.jpg"), ("/out.png", "a.jpg"), ("/projects/dune.ora", "dune.ora")])
def test_work_is_known_by_its_project(target: str, name: str) -> None:
    assert About("/photos/a.jpg", 0.0, target).name == name
