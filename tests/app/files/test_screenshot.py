"""Which pictures are screenshots of the window."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.files.screenshot import KEYWORD, TEXT, is_screenshot


@pytest.mark.parametrize(("words", "is_one"), [(TEXT, True), ("Gatebrush 1.0", False), (None, False)])
def test_its_text_tells_it(tmp_path: Path, words: str | None, is_one: bool) -> None:
    info = PngInfo()
    if words is not None:
        info.add_text(KEYWORD, words)
    Image.new("RGB", (8, 8)).save(tmp_path / "one.png", pnginfo=info)
    assert is_screenshot(tmp_path / "one.png") == is_one


@pytest.mark.parametrize("content", [b"", b"of yesterday", f"tEXt{KEYWORD}\0{TEXT}".encode()])
def test_what_is_no_png_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "one.png").write_bytes(content)
    assert not is_screenshot(tmp_path / "one.png")


def test_what_is_no_file_is_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path, tmp_path / "missing.png", tmp_path / "pipe.png", Path("a\0b")):
        assert not is_screenshot(path)
