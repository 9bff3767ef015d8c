"""Small pictures of layers and of the photo."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap

from app.document import Document, Layer, LayerMask
from app.document.conversion import as_depth
from app.editor.canvas.images import picture_of

_LEVEL = 2  # 384 picked pixels a side are averaged to 96, which is sharp at 200 % too
_PICKED = 96 << _LEVEL


def photo_thumbnail(document: Document) -> QPixmap:
    return _thumbnail(document.photo)


def layer_thumbnail(layer: Layer) -> QPixmap:
    """Transparent where the layer's alpha hides it; its mask is a picture of its own."""
    rows, columns = _picks(layer.pixels.shape)
    pixels: npt.NDArray[Any] = as_depth(layer.pixels[rows][:, columns], np.uint8)
    alpha = layer.alpha[rows][:, columns]
    if (alpha < 255).any():
        colours = pixels[..., : 1 if pixels.shape[2] <= 2 else 3]
        pixels = np.concatenate([colours, alpha[..., np.newaxis]], axis=2)
    return QPixmap.fromImage(picture_of(pixels, _LEVEL))


def mask_thumbnail(mask: LayerMask) -> QPixmap:
    """White where the layer shows."""
    rows, columns = _picks(mask.size.shape)
    return QPixmap.fromImage(picture_of(mask.pick(rows, columns)[..., np.newaxis], _LEVEL))


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
    rows, columns = _picks(pixels.shape)
    return QPixmap.fromImage(picture_of(pixels[rows][:, columns], _LEVEL))


def _picks(shape: tuple[int, ...]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The rows and columns of the middle square that are looked at."""
    height, width = shape[:2]
    side = min(height, width)
    picks = (np.arange(_PICKED) * side) // _PICKED
    return picks + (height - side) // 2, picks + (width - side) // 2
