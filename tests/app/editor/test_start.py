"""From the command line, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[3]


def run(code: str, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )


START = "import sys; from app.editor.start import main; sys.exit(main(sys.argv[2:], screenshot=sys.argv[1]))"


def test_a_screenshot_of_a_photo(tmp_path: Path, photo_file: Path) -> None:
    shot = tmp_path / "shot.png"
    done = run(START, tmp_path, str(shot), str(photo_file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with Image.open(shot) as picture:
        assert picture.size == (1280, 800)
        colours = picture.convert("RGB").crop((440, 300, 640, 500)).getcolors(100000)
    assert colours is not None
    assert len(colours) > 10000  # the photo's noise, not an empty canvas


def test_a_screenshot_of_the_empty_window(tmp_path: Path) -> None:
    done = run(START, tmp_path, str(tmp_path / "shot.png"))
    assert (done.returncode, done.stderr) == (0, "")
    assert not list(tmp_path.glob("gatebrush/*"))  # a screenshot changes no settings


@pytest.mark.parametrize(
    ("target", "photo", "code", "words"),
    [("shot.png", "missing.jpg", 3, "missing.jpg"), ("no/such/folder.png", "", 4, "folder.png")],
)
def test_refusals_are_one_line(tmp_path: Path, target: str, photo: str, code: int, words: str) -> None:
    done = run(START, tmp_path, str(tmp_path / target), *([str(tmp_path / photo)] if photo else []))
    assert done.returncode == code
    assert done.stderr.count("\n") == 1
    assert words in done.stderr


def test_nothing_heavy_is_imported_before_the_window_shows(tmp_path: Path) -> None:
    code = """
import sys
import app.editor.start
heavy = [name for name in ("torch", "cv2", "onnxruntime", "openvino", "safetensors") if name in sys.modules]
sys.exit(", ".join(heavy) or 0)
"""
    done = run(code, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
