"""Scribbles over the picture: what is not the thing looks other than the mask, whatever colour that has."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.editor.canvas.marks import Scribble
from app.editor.canvas.paintmarks import paint_marks
from app.editor.canvas.viewport import Viewport
from app.editor.look.contrast import PALETTE

SIDE, LINE = 120, 60


def along(colour: str, *, takes: bool, ratio: float = 1.0, left: float = 0.0) -> npt.NDArray[np.int_]:
    """(N, 3): the pixels along the middle of a scribble over a plain colour."""
    picture = QImage(SIDE, SIDE, QImage.Format.Format_RGBA8888)
    picture.fill(QColor(colour))
    painter = QPainter(picture)
    scribble = Scribble(((-50, LINE), (SIDE, LINE)), 12, takes)
    paint_marks(painter, (scribble,), Viewport(1.0, left, 0.0), ratio)
    painter.end()
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(SIDE, SIDE, 4)
    return pixels[LINE, :, :3].astype(np.int_)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("colour", [*PALETTE, "#000000", "#ffffff", "#7f7f7f"])
def test_what_is_left_out_has_stripes_of_two_tones_on_every_colour(colour: str, ratio: float) -> None:
    line = along(colour, takes=True, ratio=ratio)
    light = line.sum(axis=1)
    assert light.max() - light.min() > 300  # of 765: from one stripe to the next
    assert np.count_nonzero(np.diff(light > light.mean())) >= SIDE // (6 * ratio)
    assert len(np.unique(along(colour, takes=False, ratio=ratio), axis=0)) == 1  # that over the thing is plain


def test_the_stripes_stand_still_on_the_photo() -> None:
    assert np.array_equal(along("#7f7f7f", takes=True, left=0)[:-7], along("#7f7f7f", takes=True, left=7)[7:])
