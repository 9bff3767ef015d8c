from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from app.files import tiff
from app.files.errors import OutputRefused
from app.files.metadata import Metadata

Make = Callable[..., Any]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_other_readers_see_16_bits(
    tmp_path: Path, make_picture: Make, make_block: Make, channels: int, order: str
) -> None:
    path = tmp_path / "a.tif"
    pixels = make_picture(90, 2000, channels, np.uint16)
    tiff.write_tiff(path, pixels, Metadata(exif=make_block(1, order)))
    seen = cv2.imread(str(path), cv2.IMREAD_UNCHANGED).reshape(90, 2000, channels)
    assert np.array_equal(seen, pixels[..., [2, 1, 0, 3][:channels]] if channels > 1 else pixels)
    assert path.read_bytes()[:2] == {"<": b"II", ">": b"MM"}[order]


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_pillow_sees_8_bits(tmp_path: Path, make_picture: Make, channels: int) -> None:
    path = tmp_path / "a.tif"
    pixels = make_picture(90, 2001, channels)
    tiff.write_tiff(path, pixels, Metadata())
    with Image.open(path) as image:
        assert image.mode == ["L", "LA", "RGB", "RGBA"][channels - 1]
        assert np.array_equal(np.asarray(image).reshape(pixels.shape), pixels)


def test_several_strips_lie_one_behind_the_other(
    tmp_path: Path, make_picture: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiff, "_STRIP_BYTES", 1000)
    path = tmp_path / "a.tif"
    pixels = make_picture(50, 30, 3)
    tiff.write_tiff(path, pixels, Metadata())
    with Image.open(path) as image:
        assert len(image.tag_v2[273]) == 5
        assert np.array_equal(np.asarray(image), pixels)


def test_over_4_gib_is_refused(tmp_path: Path, make_picture: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiff, "_LARGEST", 1000)
    with pytest.raises(OutputRefused, match="over 4 GiB: save it as PNG"):
        tiff.write_tiff(tmp_path / "a.tif", make_picture(50, 30, 3), Metadata())
