import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.files import decode
from app.files.decode import bands, decode_8_bit, upright

Make = Callable[..., Any]

PEAK = """
import re, sys
import PIL.JpegImagePlugin, PIL.PngImagePlugin, numpy
from pathlib import Path
from app.files.mask import open_mask
from app.files.photo import open_photo
path, what = Path(sys.argv[1]), sys.argv[2]
def peak():
    # not ru_maxrss: a process inherits that from the one which started it
    return 1024 * int(re.search("VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
before = peak()
found = open_photo(path).pixels if what == "photo" else open_mask(path, (5000, 3000))
print(peak() - before)
"""


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_bands_are_put_where_they_belong(
    monkeypatch: pytest.MonkeyPatch, make_picture: Make, make_image: Make, channels: int, orientation: int
) -> None:
    pixels = make_picture(23, 17, channels)
    whole = decode_8_bit(make_image(pixels), orientation)
    monkeypatch.setattr(decode, "_BAND_PIXELS_TURNED", 17 * 4)
    monkeypatch.setattr(decode, "bands", lambda image, _: bands(image, 17 * 4))
    assert len(list(bands(make_image(pixels), 17 * 4))) == 6
    found = decode_8_bit(make_image(pixels), orientation)
    assert np.array_equal(found, upright(pixels, orientation))
    assert np.array_equal(found, whole)
    assert found.flags.c_contiguous


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("orientation", [1, 2, 3, 4])
def test_a_pillow_without_its_private_encoder_gives_the_same_pixels(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make_picture: Make, mode: str, orientation: int
) -> None:
    path = tmp_path / "a.jpg"
    Image.fromarray(make_picture(600, 700, 3)).convert(mode).save(path)
    with Image.open(path) as image:
        read_out = decode_8_bit(image, orientation)
    # for this module alone, as if it had another name: Pillow itself reads pictures out by it
    others = {name: value for name, value in vars(Image).items() if name != "_getencoder"}
    monkeypatch.setattr(decode, "Image", SimpleNamespace(**others))
    with Image.open(path) as image:
        found = decode_8_bit(image, orientation)
    assert found.shape == (600, 700, len(mode))
    assert np.array_equal(found, read_out)
    assert found.flags.c_contiguous


def test_rows_longer_than_a_band(make_picture: Make, make_image: Make) -> None:
    image = make_image(make_picture(3, 40, 3))
    assert [(top, band.size) for top, band in bands(image, 10)] == [(0, (40, 1)), (1, (40, 1)), (2, (40, 1))]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux says the peak of a process there")
@pytest.mark.parametrize(
    ("what", "suffix", "most"),
    # Pillow's own four bytes a pixel, in a photo's own array; the three handed out beside them; and a little
    [("photo", ".jpg", 1.6), ("photo", ".png", 2.8), ("mask", ".png", 2.8)],
)
def test_memory_of_a_large_picture(tmp_path: Path, what: str, suffix: str, most: float) -> None:
    path = tmp_path / f"a{suffix}"
    Image.new("RGB", (5000, 3000), "white").save(path)
    done = subprocess.run([sys.executable, "-c", PEAK, str(path), what], capture_output=True, text=True, check=True)
    assert 5000 * 3000 * 3 < int(done.stdout) < most * 5000 * 3000 * 3
