"""Small pictures of layers and of the photo."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap

from app.document import Document, Layer
from app.editor.canvas.images import picture_of

_LEVEL = 2  # 384 picked pixels a side are averaged to 96, which is sharp at 200 % too
_PICKED = 96 << _LEVEL


def photo_thumbnail(document: Document) -> QPixmap:
    return _thumbnail(document.photo)


def layer_thumbnail(layer: Layer) -> QPixmap:
    return _thumbnail(layer.pixels)


def candidate_thumbnail(pixels: npt.NDArray[Any], room: QSize, ratio: float) -> QPixmap:
    """The whole picture, at most as large as the room.

    pixels: (h, w, C).  room: logical pixels.  ratio: device pixels a logical one.
    """
    height, width = pixels.shape[:2]
    step = max(1, min(height // (2 * room.height()), width // (2 * room.width())))  # twice as fine as it is shown
    picture = picture_of(np.ascontiguousarray(pixels[::step, ::step])).scaled(
        room * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    pixmap = QPixmap.fromImage(picture)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _thumbnail(pixels: npt.NDArray[Any]) -> QPixmap:
    """The middle square, from some of its pixels: a mean over all 24 megapixels would be felt. pixels: (h, w, C)."""
    height, width = pixels.shape[:2]
    side = min(height, width)
    picks = (np.arange(_PICKED) * side) // _PICKED
    square = pixels[picks + (height - side) // 2][:, picks + (width - side) // 2]
    return QPixmap.fromImage(picture_of(square, _LEVEL))
