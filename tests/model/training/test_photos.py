"""The photo cache: shards and folders, edge maps, files that cannot be used, builds that break off."""

import errno
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time

import numpy as np
import pytest
from PIL import Image

from model.training import photos
from model.training.photos import HEIGHT, WIDTH, CacheNotWritten, PhotosError, open_cache


def encoded(array, name="WEBP"):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, name)
    return buffer.getvalue()


def shard(path, files):
    with tarfile.open(path, "w") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))


def ramp(height=100, width=120, level=90):
    photo = np.full((height, width, 3), level, np.uint8)
    photo[:, :, 1] = np.linspace(40, 200, width)
    return photo


def edge_map(row, shape=(160, 213)):
    edges = np.zeros(shape, np.uint8)
    edges[row : row + 3] = 255
    return edges


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


def skipped(cache):
    return json.loads((cache / "skipped.json").read_text(encoding="utf-8"))


def test_shards_and_folders_are_read_and_bad_files_named(source, tmp_path, rng, caplog):
    wide = rng.integers(0, 255, (300, 400, 3), np.uint8)
    shard(source / "some-00.tar", {"wide.webp": encoded(wide), "broken.webp": b"RIFF nothing"})
    shard(source / "hed-some-00.tar", {"./wide.webp": encoded(edge_map(80))})
    (source / "sub").mkdir()
    Image.fromarray(wide[:250, :220]).save(source / "sub" / "upright.png")
    Image.fromarray(wide[:60, :220]).save(source / "tiny.png")
    (source / "cut.tar").write_bytes(b"no tar")

    cache = open_cache(source, tmp_path / "cache")

    assert list(map(tuple, cache.sizes)) == [(250, 220), (HEIGHT, 384)]
    assert cache.canvases.shape == (2, HEIGHT, WIDTH, 4)
    reasons = skipped(tmp_path / "cache")
    assert set(reasons) == {"some-00.tar/broken.webp", "tiny.png", "cut.tar"}
    assert reasons["tiny.png"].startswith("too small: 220×60")
    [line] = [record.message for record in caplog.records if "skipped" in record.message]
    assert all(name in line for name in reasons)
    strokes = cache.canvases[1, :, :384, 3] & 1
    assert strokes[140:152].any(axis=0).mean() > 0.9
    assert not strokes[:120].any()


def test_bit_planes_hold_the_trace_and_seven_other_drawings(source, tmp_path):
    shard(source / "a.tar", {"x.png": encoded(ramp(288, 384), "PNG")})
    shard(source / "hed-a.tar", {"x.webp": encoded(edge_map(80))})
    canvas = open_cache(source, tmp_path / "cache").canvases[0]
    planes = [(canvas[..., 3] >> bit) & 1 for bit in range(8)]
    assert planes[0].any()
    assert len({plane.tobytes() for plane in planes}) > 4  # a person may leave out the only stroke there is
    again = open_cache(source, tmp_path / "again").canvases[0]
    assert (canvas == again).all()


def test_equal_names_in_two_shards_keep_their_own_edges(source, tmp_path):
    for name, row in (("a", 40), ("b", 110)):
        shard(source / f"{name}.tar", {"same.png": encoded(ramp(288, 384), "PNG")})
        shard(source / f"hed-{name}.tar", {"same.webp": encoded(edge_map(row))})
    cache = open_cache(source, tmp_path / "cache")
    rows = [np.flatnonzero((canvas[..., 3] & 1).any(axis=1)).mean() / HEIGHT for canvas in cache.canvases]
    assert rows == pytest.approx([41 / 160, 111 / 160], abs=0.02)


def test_an_edge_map_of_another_shape_is_not_taken(source, tmp_path):
    photo = ramp(288, 384)
    photo[:, 190:] = 250
    shard(source / "a.tar", {"x.png": encoded(photo, "PNG")})
    shard(source / "hed-a.tar", {"x.webp": encoded(edge_map(80, (160, 160)))})
    strokes = open_cache(source, tmp_path / "cache").canvases[0, :, :384, 3] & 1
    assert strokes[:, 185:196].any(axis=1).mean() > 0.8
    assert not strokes[:, :100].any()


def test_a_photo_is_turned_upright(source, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(ramp(100, 200)).save(source / "turned.jpg", exif=exif)
    assert tuple(open_cache(source, tmp_path / "cache").sizes[0]) == (200, 100)


def test_each_bad_source_is_one_clear_line(source, tmp_path):
    cache = tmp_path / "cache"
    with pytest.raises(PhotosError, match="no folder"):
        open_cache(source / "nowhere", cache)
    with pytest.raises(PhotosError, match="no photos in"):
        open_cache(source, cache)
    for name in "abcdefg":
        (source / f"{name}.jpg").write_bytes(b"nothing")
    with pytest.raises(PhotosError, match=r"none of the 7 photos .*a\.jpg \(cannot be read") as fault:
        open_cache(source, cache)
    assert "\n" not in str(fault.value)
    assert os.listdir(tmp_path) == ["photos"]


def test_what_is_no_cache_of_this_version_is_refused_and_kept(source, tmp_path):
    Image.fromarray(ramp()).save(source / "a.png")
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "letter.txt").write_text("mine")
    with pytest.raises(PhotosError, match="something else"):
        open_cache(source, cache)
    assert (cache / "letter.txt").read_text() == "mine"
    (cache / "sizes.npy").write_bytes(b"")
    with pytest.raises(PhotosError, match="older version"):
        open_cache(source, cache)
    (cache / "format.json").write_text('{"version": 3}')
    with pytest.raises(PhotosError, match="version 3, not 2"):
        open_cache(source, cache)


def test_a_damaged_cache_is_named(source, tmp_path):
    Image.fromarray(ramp()).save(source / "a.png")
    open_cache(source, tmp_path / "cache")
    os.truncate(tmp_path / "cache" / "canvases.npy", 5000)
    with pytest.raises(PhotosError, match="damaged"):
        open_cache(source, tmp_path / "cache")


def test_a_full_disk_leaves_nothing(source, tmp_path, monkeypatch):
    Image.fromarray(ramp()).save(source / "a.png")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(photos.np, "save", full)
    with pytest.raises(CacheNotWritten, match=r"No space left.*another --cache"):
        open_cache(source, tmp_path / "cache")
    assert os.listdir(tmp_path) == ["photos"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_a_killed_build_is_never_taken_as_whole(source, tmp_path):
    noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8)
    (source / "0.png").write_bytes(encoded(noise, "PNG"))
    for number in range(1, 300):  # which take some seconds
        (source / f"{number}.png").hardlink_to(source / "0.png")
    imports = "import sys; from pathlib import Path; from model.training.photos import open_cache"
    code = f"{imports}; open_cache(Path(sys.argv[1]), Path(sys.argv[2]))"
    build = subprocess.Popen([sys.executable, "-c", code, str(source), str(tmp_path / "cache")])
    partial = tmp_path / "cache.partial" / "canvases.npy"
    while build.poll() is None and not (partial.exists() and partial.stat().st_size > 500_000):
        time.sleep(0.005)
    build.kill()
    build.wait()
    assert partial.exists()
    assert not (tmp_path / "cache").exists()
    for path in source.glob("[1-9]*.png"):
        path.unlink()
    assert len(open_cache(source, tmp_path / "cache")) == 1
    assert not (tmp_path / "cache.partial").exists()


def test_a_cache_of_other_photos_is_not_taken_for_these(tmp_path):
    rng = np.random.default_rng(0)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        Image.fromarray(rng.integers(0, 255, (80, 90, 3), np.uint8)).save(tmp_path / folder / f"{folder}.png")
    assert len(open_cache(tmp_path / "a", tmp_path / "cache")) == 1
    assert len(open_cache(tmp_path / "a", tmp_path / "cache")) == 1
    with pytest.raises(PhotosError, match="other photos"):
        open_cache(tmp_path / "b", tmp_path / "cache")
    # a machine that was given the cache alone can train
    assert len(open_cache(tmp_path / "none", tmp_path / "cache")) == 1


def test_processes_make_what_threads_make(source, tmp_path, monkeypatch):
    for number in range(3):
        (source / f"{number}.webp").write_bytes(encoded(ramp(level=60 + 40 * number)))
    (source / "broken.webp").write_bytes(b"RIFF nothing")
    threads = open_cache(source, tmp_path / "threads")
    monkeypatch.setattr(photos, "FEW_CORES", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    processes = open_cache(source, tmp_path / "processes")
    np.testing.assert_array_equal(processes.canvases, threads.canvases)
    assert skipped(tmp_path / "processes") == skipped(tmp_path / "threads")


def test_grey_photos_of_16_bits_are_not_taken_for_white(source, tmp_path):
    grey = ramp()[:, :, 1]
    Image.fromarray(grey.astype(np.uint16) * 257).save(source / "deep.png")
    (canvas,) = open_cache(source, tmp_path / "cache").canvases
    assert np.array_equal(canvas[:100, :120, 0], grey)
