"""What is said of a file that is opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from app.editor.files.disk import load_file
from app.editor.window.window import Window
from tests.app.conftest import noise

ONLY_READ = "files of this kind are only read, Save asks for a name"


@pytest.mark.parametrize(
    ("name", "kind", "notes"),
    [
        ("a.png", "PNG", ()),
        ("a.jpg", "PNG", ()),  # by another name it can be written
        ("a.bmp", "BMP", (ONLY_READ,)),
        ("a.avif", "AVIF", (ONLY_READ,)),
        ("a.heic", "HEIF", (ONLY_READ,)),
    ],
)
def test_a_file_that_is_only_read_says_so(tmp_path: Path, name: str, kind: str, notes: tuple[str, ...]) -> None:
    picture = Image.fromarray(noise(64, 64))
    if kind == "HEIF":
        pytest.importorskip("pillow_heif").from_pillow(picture).save(tmp_path / name)
    else:
        picture.save(tmp_path / name, kind)
    loaded = load_file(tmp_path / name, returns=False)
    assert loaded.notes == notes
    assert not loaded.warns


def test_the_window_says_where_save_goes(
    window: Window, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.fromarray(noise(64, 64)).save(tmp_path / "a.bmp")
    with qtbot.waitSignal(window.filing.loaded):
        window.filing.open(tmp_path / "a.bmp")
    assert window.notices.text == f"a.bmp: {ONLY_READ}"
    asked: list[Path] = []
    monkeypatch.setattr("app.editor.dialogs.files.ask_target", lambda _, __, proposal, ___: asked.append(proposal))
    window.actions_["save"].trigger()
    assert asked == [tmp_path / "a-filled.png"]
