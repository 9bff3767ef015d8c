"""Packed photos make the same cache as the photos themselves, from fewer bytes."""

import io
import tarfile

import numpy as np
import pytest
from PIL import Image

from model.training import pack as pack_module
from model.training.canvases import HEIGHT
from model.training.pack import pack
from model.training.photos import PhotosError, open_cache


def encoded(array, kind="PNG", **options):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture
def source(tmp_path, rng):
    """Six photos, two of them with edge maps in a shard, one large and lying on its side by its EXIF."""
    folder = tmp_path / "photos"
    folder.mkdir()
    smooth = np.linspace(30, 220, 360, dtype=np.uint8)[None, :, None].repeat(300, 0).repeat(3, 2)
    for number in range(3):
        (folder / f"{number}.png").write_bytes(encoded(np.roll(smooth[:200, :260], 40 * number, 1)))
    exif = Image.Exif()
    exif[0x0112] = 6
    (folder / "large.jpg").write_bytes(encoded(smooth.repeat(3, 0).repeat(3, 1), "JPEG", quality=95, exif=exif))
    edges = np.zeros((100, 130), np.uint8)
    edges[50:53] = 255
    for name, files in (
        ("some.tar", {"a.png": encoded(smooth[:200, :260]), "b.png": encoded(smooth[:200, :260])}),
        ("hed-some.tar", {"a.png": encoded(edges)}),
    ):
        with tarfile.open(folder / name, "w") as tar:
            for member, data in files.items():
                entry = tarfile.TarInfo(member)
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
    return folder


def test_the_parts_make_the_cache_that_the_photos_make(source, tmp_path):
    folders = pack(source, tmp_path / "out", parts=2)
    assert [folder.name for folder in folders] == ["part-1", "part-2"]
    plain = open_cache(source, tmp_path / "plain")
    packed = open_cache(tmp_path / "out", tmp_path / "packed")
    np.testing.assert_array_equal(packed.sizes, plain.sizes)
    difference = np.abs(packed.canvases[..., :3].astype(int) - plain.canvases[..., :3])
    assert difference.mean() < 1.0
    # Of the photos that were small enough every byte is the same, their traces too.
    small = [number for number, (height, _) in enumerate(plain.sizes) if height < HEIGHT]
    assert len(small) == 5
    np.testing.assert_array_equal(packed.canvases[small][..., :3], plain.canvases[small][..., :3])
    np.testing.assert_array_equal(packed.canvases[small][..., 3] & 1, plain.canvases[small][..., 3] & 1)


@pytest.mark.parametrize("parts", [1, 3, 6])
def test_no_photo_is_lost_and_the_parts_are_about_equal(source, tmp_path, parts):
    folders = pack(source, tmp_path / "out", parts=parts)
    assert len(folders) <= parts
    names = []
    for folder in folders:
        with tarfile.open(folder / f"photos-{folder.name.split('-')[1]}.tar") as tar:
            names += tar.getnames()
    assert sorted(names) == ["0.png", "1.png", "2.png", "large.jpg", "some.tar_a.png", "some.tar_b.png"]


def test_what_cannot_be_packed_is_one_clear_line(source, tmp_path):
    with pytest.raises(PhotosError, match="no folder"):
        pack(tmp_path / "nowhere", tmp_path / "out", parts=2)
    (tmp_path / "empty").mkdir()
    with pytest.raises(PhotosError, match="no photos in"):
        pack(tmp_path / "empty", tmp_path / "out", parts=2)
    with pytest.raises(PhotosError, match="holds something already"):
        pack(source, source, parts=2)
    (tmp_path / "file").write_text("")
    with pytest.raises(PhotosError, match="holds something already"):
        pack(source, tmp_path / "file", parts=2)


def test_the_command_says_what_it_made(source, tmp_path, monkeypatch, caplog):
    caplog.set_level("INFO")
    monkeypatch.setattr("sys.argv", ["pack", "--photos", str(source), "--out", str(tmp_path / "out"), "--parts", "2"])
    assert pack_module.main() == 0
    assert [record.message.split()[0] for record in caplog.records] == [
        str(tmp_path / "out" / f"part-{number}") for number in (1, 2)
    ]
    assert pack_module.main() == 3


def test_a_part_of_each_large_photo_is_one_more(source, tmp_path):
    assert pack(source, tmp_path / "out", parts=1, cutouts=True)
    plain = open_cache(source, tmp_path / "plain")
    with tarfile.open(tmp_path / "out" / "part-1" / "photos-1.tar") as tar:
        assert tar.getnames()[-1] == "cutout_large.jpg"
        part = np.asarray(Image.open(tar.extractfile("cutout_large.jpg")))
    cache = open_cache(tmp_path / "out", tmp_path / "packed")
    assert len(cache) == len(plain) + 1
    assert part.shape == (HEIGHT, HEIGHT, 3)  # of an upright photo a square
    # the photo darkens along its height by 190 in 1080 pixels, of which the part shows .58 to .85 of 900
    steps = part[:, HEIGHT // 2, 0].astype(int)
    assert 0.58 < abs(steps[-1] - steps[0]) / 190 * 1080 / 900 < 0.86
