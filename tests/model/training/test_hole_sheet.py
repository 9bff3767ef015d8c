"""The picture of the holes in the docs."""

import numpy as np
import pytest
from PIL import Image

from model.training import hole_sheet


def test_the_sheet_has_a_row_for_each_kind(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(hole_sheet, "COUNTED", 20)
    assert hole_sheet.main([str(tmp_path / "holes.png")]) == 0
    picture = np.asarray(Image.open(tmp_path / "holes.png"))
    assert picture.shape[0] == len(hole_sheet.KINDS) * (hole_sheet.TILE + hole_sheet.GAP) + 24
    assert len(capsys.readouterr().out.splitlines()) == len(hole_sheet.KINDS) + 2


@pytest.mark.parametrize("place", ["no/holes.png", "holes.nothing", "file/holes.png", "folder.png"])
def test_a_picture_that_cannot_be_written_is_one_line(tmp_path, monkeypatch, capsys, place):
    monkeypatch.setattr(hole_sheet, "COUNTED", 2)
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.png").mkdir()
    assert hole_sheet.main([str(tmp_path / place)]) == 4
    assert capsys.readouterr().err.count("\n") == 1
