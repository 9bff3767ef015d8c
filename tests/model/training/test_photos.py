"""The photo cache: shards and folders, edge maps, files that cannot be read."""

import io
import json
import tarfile

import numpy as np
import pytest
from PIL import Image

from model.training.photos import HEIGHT, WIDTH, open_cache


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


def test_shards_and_folders_are_read_and_bad_files_named(tmp_path, rng):
    source = tmp_path / "photos"
    source.mkdir()
    wide = rng.integers(0, 255, (300, 400, 3), np.uint8)
    edges = np.zeros((160, 213), np.uint8)
    edges[80:83] = 255
    shard(source / "some-00.tar", {"wide.webp": encoded(wide), "broken.webp": b"RIFF nothing"})
    shard(source / "hed-some-00.tar", {"./wide.webp": encoded(edges)})
    Image.fromarray(wide[:250, :220]).save(source / "upright.png")

    cache = open_cache(source, tmp_path / "cache")

    assert len(cache) == 2
    assert sorted(map(tuple, cache.sizes)) == [(250, 220), (HEIGHT, 384)]
    assert cache.canvases.shape[1:] == (HEIGHT, WIDTH, 4)
    assert json.loads((tmp_path / "cache" / "skipped.json").read_text()) == ["broken"]
    strokes = cache.canvases[0, :, :384, 3]
    assert strokes[140:152].any(axis=0).mean() > 0.9
    assert not strokes[:120].any()


def test_a_folder_without_photos_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="no photos"):
        open_cache(tmp_path, tmp_path / "cache")
