"""A suite on disk, reduced and filled; the table's arithmetic."""

import json
import sys

import numpy as np
import pytest
from PIL import Image

from model.evaluation import __main__ as command
from model.evaluation.fills import classical, network
from model.evaluation.report import run
from model.evaluation.suites import cases


@pytest.fixture
def suite(tmp_path):
    rng = np.random.default_rng(2)
    for folder in ("photos", "masks/brush", "masks/rect", "sketches/brush"):
        (tmp_path / folder).mkdir(parents=True)
    for i in range(2):
        photo = np.kron(rng.integers(0, 255, (4, 4, 3)), np.ones((32, 32, 1))).astype(np.uint8)
        Image.fromarray(photo).save(tmp_path / "photos" / f"{i:03}.png")
        hole = np.zeros((128, 128), np.uint8)
        hole[30:70, 40:90] = 255
        for kind in ("brush", "rect"):
            Image.fromarray(hole).convert("1").save(tmp_path / "masks" / kind / f"{i:03}.png")
        sketch = np.zeros_like(hole)
        sketch[50, 30:100] = 255
        Image.fromarray(sketch).convert("1").save(tmp_path / "sketches" / "brush" / f"{i:03}.png")
    return tmp_path


@pytest.mark.parametrize("size", [None, 64, 256])
def test_cases_have_one_size_and_lose_no_stroke(suite, size):
    found = list(cases(suite, "brush", size=size))
    side = size or 128
    assert [case.name for case in found] == ["000", "001"]
    for case in found:
        assert case.photo.shape == (side, side, 3)
        assert case.hole.shape == case.sketch.shape == (side, side)
        assert case.hole.mean() == pytest.approx(40 * 50 / 128**2, rel=0.05)
        assert case.sketch.any(axis=0).mean() > 0.5
    assert not next(cases(suite, "rect")).sketch.any()


def test_the_truth_in_the_hole_is_never_shown_to_a_rival(suite):
    (case, _) = cases(suite, "brush")
    spoiled = case.photo.copy()
    spoiled[case.hole] = 0
    for name in ("telea", "navier-stokes"):
        np.testing.assert_array_equal(
            classical(name)(case.photo, case.hole, None)[case.hole],
            classical(name)(spoiled, case.hole, None)[case.hole],
        )


def test_rows_are_means_over_pictures(suite, tmp_path):
    def perfect(photo, hole, sketch):
        return photo

    def grey(planes):
        return np.zeros_like(planes[:, :3])

    row = run(perfect, cases(suite, "brush"), guided=False, keep=tmp_path / "kept")
    assert row["l1"] == 0
    assert row["sharpness"] == 1
    assert len(list((tmp_path / "kept").iterdir())) == 2
    other = run(network(grey), cases(suite, "brush"), guided=True)
    each = [run(network(grey), [case], guided=True)["l1"] for case in cases(suite, "brush")]
    assert other["l1"] == pytest.approx(np.mean(each))
    assert other["l1"] > 5


def test_the_command_prints_tables_and_writes_figures(suite, tmp_path, monkeypatch, capsys):
    report = tmp_path / "report.json"
    monkeypatch.setattr(sys, "argv", ["evaluation", str(suite), "--only", "telea,network", "--json", str(report)])
    assert command.main() == 0
    figures = json.loads(report.read_text())
    assert figures["brush"]["telea"]["pictures"] == 2
    assert "| network |" in capsys.readouterr().out


def test_a_folder_without_photos_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["evaluation", str(tmp_path)])
    assert command.main() == 3
    assert "no photos" in capsys.readouterr().err
