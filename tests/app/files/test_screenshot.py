"""Which pictures are screenshots of the window."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.files.screenshot import KEYWORD, TEXT, can_go


@pytest.mark.parametrize(("words", "is_one"), [(TEXT, True), ("Gatebrush 1.0", False), (None, False)])
def test_its_text_tells_it(tmp_path: Path, words: str | None, is_one: bool) -> None:
    info = PngInfo()
    if words is not None:
        info.add_text(KEYWORD, words)
    Image.new("RGB", (8, 8)).save(tmp_path / "one.png", pnginfo=info)
    assert can_go(tmp_path / "one.png") == is_one


@pytest.mark.parametrize("content", [b"\0", b"of yesterday", f"tEXt{KEYWORD}\0{TEXT}".encode()])
def test_with_what_is_no_png_something_is_lost(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "one.png").write_bytes(content)
    assert not can_go(tmp_path / "one.png")


def test_with_what_is_no_file_something_is_lost(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path, tmp_path / "missing.png", tmp_path / "pipe.png", Path("a\0b")):
        assert not can_go(path)


def test_with_an_empty_file_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "made.png").touch()
    assert can_go(tmp_path / "made.png")
