import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, JpegImagePlugin

from app.files.jpeg import JpegStyle, style_of
from app.files.metadata import Metadata
from app.files.photo import open_photo, save_photo

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def smooth() -> Image.Image:
    rng = np.random.default_rng(0)
    light, tint = rng.integers(60, 190, (30, 40, 1)), rng.integers(-25, 26, (6, 8, 3)).repeat(5, 0).repeat(5, 1)
    return Image.fromarray(cv2.resize((light + tint).astype(np.uint8), (160, 120), interpolation=cv2.INTER_CUBIC))


def written(path: Path) -> tuple[Any, int]:
    with Image.open(path) as image:
        assert isinstance(image, JpegImagePlugin.JpegImageFile)
        return image.quantization, JpegImagePlugin.get_sampling(image)


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize(("quality", "sampling"), [(60, 2), (80, 2), (85, 1), (90, 0), (98, 0)])
def test_a_jpeg_is_saved_as_finely_as_it_came(
    tmp_path: Path, smooth: Image.Image, quality: int, sampling: int, mode: str
) -> None:
    first, second = tmp_path / "a.jpg", tmp_path / "b.jpg"
    smooth.convert(mode).save(first, quality=quality, subsampling=sampling)
    opened = open_photo(first)
    save_photo(second, opened.pixels, opened.metadata)
    assert written(second)[0] == written(first)[0]
    if mode == "RGB":
        assert written(second)[1] == sampling
    again = open_photo(second).pixels
    assert (again == opened.pixels).mean() > 0.7
    assert np.abs(again.astype(int) - opened.pixels).mean() < 0.4
    save_photo(tmp_path / "c.jpg", opened.pixels, Metadata())
    as_usual = open_photo(tmp_path / "c.jpg").pixels
    assert (again == opened.pixels).mean() > (as_usual == opened.pixels).mean()


def test_a_quality_that_is_asked_for_counts_more(tmp_path: Path, smooth: Image.Image) -> None:
    smooth.save(tmp_path / "a.jpg", quality=60)
    opened = open_photo(tmp_path / "a.jpg")
    save_photo(tmp_path / "b.jpg", opened.pixels, opened.metadata, quality=95)
    assert written(tmp_path / "b.jpg")[1] == 0
    assert max(written(tmp_path / "b.jpg")[0][0]) <= 12


def test_tables_turn_with_the_picture(tmp_path: Path, smooth: Image.Image, make_block: Make) -> None:
    path = tmp_path / "a.jpg"
    smooth.save(path, quality=85, subsampling=1, exif=b"Exif\0\0" + make_block(6))
    opened = open_photo(path)
    save_photo(tmp_path / "b.jpg", opened.pixels, opened.metadata)
    for number, table in written(path)[0].items():
        turned = np.reshape(written(tmp_path / "b.jpg")[0][number], (8, 8))
        assert np.array_equal(turned, np.reshape(table, (8, 8)).T)
    assert written(tmp_path / "b.jpg")[1] == 0  # 4:2:2 upright would be 4:4:0, which is not written


def test_other_pictures_have_no_style(tmp_path: Path) -> None:
    for mode, options in (("CMYK", {}), ("RGB", {"keep_rgb": True, "subsampling": 0})):
        output = io.BytesIO()
        Image.new(mode, (8, 8)).save(output, "JPEG", **options)
        assert style_of(Image.open(output), swapped=False) is None
    save_photo(tmp_path / "a.png", np.zeros((8, 8, 3), np.uint8), Metadata())
    assert open_photo(tmp_path / "a.png").metadata.jpeg is None


def test_grey_needs_one_table_and_no_sampling() -> None:
    style = JpegStyle(((1,) * 64, (2,) * 64), 2)
    assert style.options(1) == {"qtables": [[1] * 64], "subsampling": 0}
    assert style.options(3) == {"qtables": [[1] * 64, [2] * 64], "subsampling": 2}
