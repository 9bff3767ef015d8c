"""Pictures of candidates, on photos as cameras make them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer
from app.document.layers.fills import Candidate, Fill
from app.editor.panels.thumbnails import candidate_thumbnail

ROOM = QSize(112, 68)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("box", [Box(1000, 2000, 4000, 2200), Box(3000, 600, 3200, 3400)], ids=["wide", "high"])
def test_a_long_fill_on_a_large_photo_is_shown_with_what_is_around_it(box: Box) -> None:
    photo = np.full((4000, 6000, 3), 90, np.uint8)
    pixels = np.full((box.height, box.width, 3), 200, np.uint8)
    alpha = np.full(pixels.shape[:2], 255, np.uint8)
    fill = Fill((Candidate(box, pixels, alpha),))
    document = Document(photo)
    layer = Layer(document.new_layer_id(), "Fill 1", box, pixels, alpha, fill=fill)
    document.insert_layer(0, layer)
    picture = candidate_thumbnail(document, layer, 0, ROOM, 1.0).toImage()
    assert abs(picture.width() - ROOM.width()) <= 1
    assert abs(picture.height() - ROOM.height()) <= 1
    assert picture.pixelColor(2, 2).red() == 90
    assert picture.pixelColor(picture.width() // 2, picture.height() // 2).red() == 200
