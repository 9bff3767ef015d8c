"""Thumbnails by the desktop's standard: found, made, kept, and never those of an older file."""

import io
import os
from pathlib import Path

import numpy as np
from PIL import Image

from app.document import Document
from app.files.project import Project, save_project
from app.files.thumbnails import thumbnail_of
from tests.app.conftest import noise


def shown(content: bytes | None) -> Image.Image:
    assert content is not None
    return Image.open(io.BytesIO(content))


def test_a_photo_gets_one_upright_and_kept(tmp_path: Path) -> None:
    photo, folder = tmp_path / "ä b.jpg", tmp_path / "cache"
    turned = Image.Exif()
    turned[274] = 6
    Image.fromarray(noise(900, 600)).save(photo, exif=turned.tobytes())
    made = thumbnail_of(photo, folder)
    image = shown(made)
    assert image.size == (171, 256)
    assert image.info["Thumb::URI"] == photo.as_uri()
    (kept,) = folder.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_bytes() == made


def test_what_is_kept_is_used_until_the_file_changes(tmp_path: Path) -> None:
    photo, folder = tmp_path / "a.png", tmp_path / "cache"
    Image.new("RGB", (40, 30), "red").save(photo)
    os.utime(photo, (1000, 1000))
    thumbnail_of(photo, folder)
    Image.new("RGB", (40, 30), "blue").save(photo)
    os.utime(photo, (1000, 1000))
    assert shown(thumbnail_of(photo, folder)).getpixel((0, 0)) == (255, 0, 0)
    os.utime(photo, (2000, 2000))
    assert shown(thumbnail_of(photo, folder)).getpixel((0, 0)) == (0, 0, 255)


def test_a_project_brings_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    save_project(path, Project(Document(np.full((300, 600, 3), 77, np.uint8))))
    image = shown(thumbnail_of(path, tmp_path / "cache"))
    assert (image.size, image.getpixel((9, 9))) == ((256, 128), (77, 77, 77))


def test_what_cannot_be_shown_has_none(tmp_path: Path) -> None:
    for name, content in (("a.png", b"no picture"), ("a.ora", b"PK"), ("empty.jpg", b"")):
        (tmp_path / name).write_bytes(content)
        assert thumbnail_of(tmp_path / name, tmp_path / "cache") is None
    assert thumbnail_of(tmp_path / "missing.png", tmp_path / "cache") is None
    assert not (tmp_path / "cache").exists()


def test_a_cache_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    photo = tmp_path / "a.png"
    Image.new("L", (40, 30)).save(photo)
    assert thumbnail_of(photo, photo / "no folder") is not None


def test_a_damaged_one_in_the_cache_is_made_again(tmp_path: Path) -> None:
    photo, folder = tmp_path / "a.png", tmp_path / "cache"
    Image.new("RGB", (40, 30), "red").save(photo)
    made = thumbnail_of(photo, folder)
    (kept,) = folder.iterdir()
    kept.write_bytes(b"cut")
    assert thumbnail_of(photo, folder) == made
