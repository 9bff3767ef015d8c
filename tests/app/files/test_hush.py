import os
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.files.errors import InputRefused
from app.files.hush import hushed
from app.files.photo import open_photo


def test_what_is_written_meanwhile_is_lost_and_nothing_else(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(2, b"before ")
    with hushed():
        os.write(2, b"meanwhile ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_it_ends_with_an_exception(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError), hushed():
        raise KeyError
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


def test_threads_do_not_take_it_from_each_other(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        for _ in range(50):
            with hushed():
                os.write(2, b"x")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"after")
    assert capfd.readouterr().err == "after"


@pytest.mark.parametrize("packing", ["tiff_lzw", "tiff_adobe_deflate"])
def test_a_damaged_tiff_prints_nothing(tmp_path: Path, packing: str, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "photo.tif"
    pixels = np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path, compression=packing)
    content = bytearray(path.read_bytes())
    for place in range(300, len(content) - 400, 97):
        content[place] ^= 0x5A
    path.write_bytes(content)
    with pytest.raises(InputRefused, match="is damaged"):
        open_photo(path)
    assert capfd.readouterr().err == ""
