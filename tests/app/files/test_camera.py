"""HEIC and raw files, with their packages and without."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.files import camera as camera_module
from app.files import exif
from app.files.errors import InputRefused
from app.files.photo import MOST_PIXELS, open_photo
from tests.app.conftest import noise


def heic(pixels: np.ndarray, **options: object) -> bytes:
    pillow_heif = pytest.importorskip("pillow_heif")
    content = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(pixels)).save(content, quality=-1, **options)
    return content.getvalue()


def smooth(height: int, width: int) -> np.ndarray:
    rows, columns = np.mgrid[:height, :width]
    return np.stack([rows * 2, columns, rows + columns], axis=2).astype(np.uint8)


def test_a_heic_is_read_with_its_profile(tmp_path: Path, icc: bytes) -> None:
    pixels = smooth(64, 96)
    (tmp_path / "a.heic").write_bytes(heic(pixels, icc_profile=icc))
    photo = open_photo(tmp_path / "a.heic")
    assert photo.format == "HEIF"
    assert photo.metadata.icc == icc
    assert photo.pixels.shape == (64, 96, 3)
    assert np.abs(photo.pixels.astype(int) - pixels).mean() < 3


def test_a_turned_heic_is_turned_once(tmp_path: Path) -> None:
    pixels = smooth(64, 96)
    block = Image.Exif()
    block[274] = 6
    (tmp_path / "a.heic").write_bytes(heic(pixels, exif=block.tobytes()))
    photo = open_photo(tmp_path / "a.heic")
    assert photo.pixels.shape == (96, 64, 3)
    assert np.abs(photo.pixels.astype(int) - np.rot90(pixels, -1)).mean() < 3
    assert photo.metadata.exif is None or exif.stated_orientation(photo.metadata.exif) in (None, 1)


@pytest.mark.parametrize(
    ("name", "content", "extra"),
    [("a.heic", bytes(4) + b"ftypheic" + bytes(40), "heif"), ("a.NEF", b"II*\0" + bytes(100), "raw")],
)
def test_without_its_package_one_line_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, extra: str
) -> None:
    monkeypatch.setattr(camera_module.importlib.util, "find_spec", lambda _: None)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputRefused, match=rf"pip install 'gatebrush\[{extra}\]'"):
        open_photo(tmp_path / name)


@pytest.mark.parametrize("name", ["a.heic", "a.dng"])
def test_a_damaged_one_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    pytest.importorskip("pillow_heif")
    pytest.importorskip("rawpy")
    content = heic(noise(64, 64))[:300] if name == "a.heic" else b"II*\0" + bytes(200)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputRefused) as caught:
        open_photo(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_large_heic_is_refused_by_its_header(tmp_path: Path) -> None:
    content = heic(smooth(64, 96))
    with pytest.raises(InputRefused, match="over the limit"):
        camera_module.develop(content, tmp_path / "a.heic", 1000)
    assert MOST_PIXELS > 1000
