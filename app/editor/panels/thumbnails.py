"""Small pictures of layers and of the photo."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap

from app.document import Document, compose_picked
from app.document.geometry import Box, Size
from app.document.layers import Layer, LayerMask
from app.document.layers.conversion import as_depth
from app.document.layers.fills import with_candidate
from app.editor.canvas.images import picture_of

_LEVEL = 2  # 384 picked pixels a side are averaged to 96, which is sharp at 200 % too
_PICKED = 96 << _LEVEL
_LONGEST = 3  # times as long as broad
_CELLS = 48  # a side of the coarse picture in which pieces of a fill are told apart


def photo_thumbnail(document: Document) -> QPixmap:
    """Of the photo itself, without layers."""
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


def candidate_thumbnail(document: Document, layer: Layer, number: int, room: QSize, ratio: float) -> QPixmap:
    """A candidate of a fill with some of the photo around it, at most as large as the room.

    room: logical pixels.  ratio: device pixels a logical one.
    """
    shown = replace(with_candidate(layer, number), visible=True)
    island = largest_island(shown).clip(document.size)  # of a layer that was moved, a part may be outside
    region = framed(shown.box.clip(document.size) if island.is_empty else island, room, document.size)
    # Twice as fine as it is shown. What is left out is not composed: all of a large region would be felt.
    step = max(1, min(region.height // (2 * room.height()), region.width // (2 * room.width())))
    rows, columns = np.arange(region.y0, region.y1, step), np.arange(region.x0, region.x1, step)
    picture = picture_of(compose_picked(_below(document, shown), rows, columns)).scaled(
        room * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    pixmap = QPixmap.fromImage(picture)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def largest_island(layer: Layer) -> Box:
    """The box of the largest piece that hangs together: of a fill in several places all of them would be specks."""
    return islands(layer)[0]


def islands(layer: Layer) -> list[Box]:
    """The boxes of the pieces that hang together, the largest first.

    They are looked for in a coarse picture, in which pieces with next to nothing between them are one.
    """
    step = -(-max(layer.alpha.shape) // _CELLS)
    cells = layer.alpha > 0
    for axis in (0, 1):
        cells = np.logical_or.reduceat(cells, np.arange(0, cells.shape[axis], step), axis=axis)
    left = {(int(y), int(x)) for y, x in np.argwhere(cells)}
    found: list[list[tuple[int, int]]] = []
    while left:
        island = [left.pop()]
        for y, x in island:  # grows while it is gone through
            around = left & {(y + down, x + right) for down in (-1, 0, 1) for right in (-1, 0, 1)}
            left -= around
            island.extend(around)
        found.append(island)
    found.sort(key=len, reverse=True)
    return [_box_of(island, step, layer.box) for island in found] or [layer.box]


def _box_of(cells: list[tuple[int, int]], step: int, box: Box) -> Box:
    """cells: rows and columns of the coarse picture, which has a cell for each step of the box."""
    rows, columns = zip(*cells, strict=True)
    x0, y0 = box.x0 + step * min(columns), box.y0 + step * min(rows)
    x1, y1 = box.x0 + step * (max(columns) + 1), box.y0 + step * (max(rows) + 1)
    return Box(x0, y0, x1, y1).intersect(box)


def framed(box: Box, room: QSize, photo: Size) -> Box:
    """The box with a margin, made as wide or as high as the room wants it, as far as the photo goes."""
    wide, high = 1.25 * box.width, 1.25 * box.height
    wide, high = max(wide, high * room.width() / room.height()), max(high, wide * room.height() / room.width())
    x, y = (box.x0 + box.x1 - wide) / 2, (box.y0 + box.y1 - high) / 2
    x, y = max(min(x, photo.width - wide), 0.0), max(min(y, photo.height - high), 0.0)
    return Box(round(x), round(y), round(x + wide), round(y + high)).clip(photo).union(box)


def _below(document: Document, layer: Layer) -> Document:
    """The photo with the layers up to this one, which takes the place of the one with its id."""
    copy = Document(document.photo)
    for index, one in enumerate(document.layers):
        copy.insert_layer(index, layer if one.id == layer.id else one)
        if one.id == layer.id:
            break
    return copy


def _thumbnail(pixels: npt.NDArray[Any]) -> QPixmap:
    """From some of its pixels: a mean over all 24 megapixels would be felt. pixels: (h, w, C)."""
    rows, columns = _picks(pixels.shape)
    return QPixmap.fromImage(picture_of(pixels[rows][:, columns], _LEVEL))


def _picks(shape: tuple[int, ...]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The rows and columns that are looked at: of the whole, or of the middle of what is much longer than broad."""
    longest = min(max(shape[:2]), _LONGEST * min(shape[:2]))
    rows, columns = (_places(side, longest) for side in shape[:2])
    return rows, columns


def _places(side: int, longest: int) -> npt.NDArray[np.intp]:
    shown = min(side, longest)
    count = max(1, round(_PICKED * shown / longest) >> _LEVEL) << _LEVEL
    return (np.arange(count) * shown) // count + (side - shown) // 2
