"""A suite is made of photos: squares with holes that depend on seed and name, unfit photos named, places checked."""

import sys

import numpy as np
import pytest
from PIL import Image

from model.evaluation import new_suite
from model.evaluation.suites import load, suite


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "my photos"
    folder.mkdir()
    rng = np.random.default_rng(4)
    for name, height, width in (("a", 90, 120), ("b", 140, 100), ("small", 50, 400)):
        Image.fromarray(rng.integers(0, 255, (height, width, 3), np.uint8)).save(folder / f"{name}.png")
    (folder / "broken.jpg").write_bytes(b"no photo")
    return folder


def run(monkeypatch, *options):
    monkeypatch.setattr(sys, "argv", ["new_suite", *map(str, options)])
    return new_suite.main()


def test_the_suite_can_be_measured_and_is_the_same_again(photos, tmp_path, monkeypatch, capsys):
    line = ["--photos", photos, "--size", 64, "--kinds", "brush,rect,default"]
    assert run(monkeypatch, *line, "--out", tmp_path / "suite") == 0
    printed = capsys.readouterr()
    assert printed.out == f"{tmp_path / 'suite'}: 2 photos of 64², brush, rect, default\n"
    broken, small = printed.err.splitlines()
    assert broken.startswith(f"left out: cannot read {photos / 'broken.jpg'}")
    assert small == f"left out: {photos / 'small.png'} is 400×50, smaller than 64 pixels"
    found = suite(tmp_path / "suite")
    assert list(found) == ["brush", "rect", "default"]
    cases = {kind: [load(source) for source in sources] for kind, sources in found.items()}
    assert [case.name for case in cases["brush"]] == ["a", "b"]
    assert all(case.photo.shape == (64, 64, 3) for kind in cases.values() for case in kind)
    assert all(0.1 < case.hole.mean() < 0.3 for case in cases["rect"])
    (photos / "a.png").unlink()
    assert run(monkeypatch, *line, "--out", tmp_path / "again") == 0
    assert run(monkeypatch, *line, "--out", tmp_path / "other", "--seed", 2) == 0
    for kind in found:
        same, other = (load(suite(tmp_path / name)[kind][0]).hole for name in ("again", "other"))
        assert np.array_equal(same, cases[kind][1].hole)
        assert not np.array_equal(other, same)


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--size", "8"], 3, "give 32 to 1024 pixels"),
        (["--size", "512"], 3, "can be used"),
        (["--kinds", "brush,thin"], 3, "no holes are called 'thin': choose of brush, rect, default"),
        (["--photos", "nowhere"], 3, "is no folder"),
        (["--out", "my photos"], 4, "is not empty"),
        (["--out", "my photos/a.png"], 4, "is a file"),
    ],
)
def test_what_cannot_be_made_is_one_line_and_a_code(photos, tmp_path, monkeypatch, capsys, options, code, words):
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "--photos", photos, "--out", "suite", *options) == code
    assert words in capsys.readouterr().err.splitlines()[-1]
    assert not (tmp_path / "suite").exists()
