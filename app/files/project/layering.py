"""The layers of a project, each from its picture: one of ours as it was, any other as near as may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.document import Document
from app.document.geometry import Box
from app.document.layers import Layer, LayerMask
from app.document.layers.conversion import as_depth, fitted
from app.document.layers.layer import Alpha, product
from app.files.errors import InputRefused
from app.files.photo import Photo, freeze
from app.files.project.blending import blend_of
from app.files.project.container import Parts
from app.files.project.fills import FillRecord, read_fill
from app.files.project.flattening import Piece
from app.files.project.pictures import Budget, read_bits, read_picture
from app.files.project.record import Record
from app.files.project.salvage import Losses


@dataclass(frozen=True, slots=True)
class Read:
    """A piece with its picture."""

    piece: Piece
    picture: Photo

    @property
    def box(self) -> Box:
        height, width = self.picture.pixels.shape[:2]
        return Box(self.piece.x, self.piece.y, self.piece.x + width, self.piece.y + height)


def kind_of(reads: Sequence[Read]) -> tuple[int, np.dtype[Any]]:
    """Colours, 1 or 3, and the depth in which none of them loses anything."""
    pictures = [read.picture.pixels for read in reads]
    is_deep = any(pixels.dtype == np.uint16 for pixels in pictures)
    return 3 if any(pixels.shape[2] >= 3 for pixels in pictures) else 1, np.dtype(np.uint16 if is_deep else np.uint8)


class Layering:
    """Lays pieces into a document as layers. losses: told what could not be read."""

    def __init__(self, container: Parts, record: Record, budget: Budget, losses: Losses) -> None:
        self._container, self._record = container, record
        self._budget, self._losses = budget, losses

    def insert(self, document: Document, read: Read) -> None:
        """Above all that the document has. Raises InputRefused where nothing may be lost."""
        make = self._own if read.piece.src in self._record.layers else self._other
        try:
            layer = make(document, read)
        except InputRefused as fault:  # of a mask: what it would show in full may never have been meant to be seen
            self._losses.mask(read.piece, fault)
            layer = make(document, replace(read, piece=replace(read.piece, masks=(), visible=False)))
        if layer is not None and any(present.id == layer.id for present in document.layers):
            layer = replace(layer, id=document.new_layer_id())  # one picture twice: another program's doing
        if layer is not None:
            document.insert_layer(len(document.layers), layer)

    def _own(self, document: Document, read: Read) -> Layer | None:
        """A layer that Gatebrush wrote, as it was; one that another program has changed since, like a foreign one."""
        noted, pixels, shape = self._record.layers[read.piece.src], read.picture.pixels, read.box.size.shape
        if pixels.dtype != document.photo.dtype or read.box.clip(document.size).is_empty:
            return self._other(document, read)
        masks = [mask for mask in read.piece.masks if mask[0] != noted.alpha]
        if len(masks) < len(read.piece.masks):
            alpha: Alpha = np.array(read_bits(self._container, noted.alpha, shape, self._budget))
            if pixels.shape[2] != document.channels:
                return self._other(document, read)
        else:
            pixels, alpha = fitted(pixels, document.channels, document.photo.dtype)
        mask = self._mask(masks, read.box) if masks else None
        layer = _layer(read.piece, noted.id, read.box, pixels, alpha, mask, note=noted.note)
        return layer if noted.fill is None else self._with_fill(layer, noted.fill, document, read.piece)

    def _with_fill(self, layer: Layer, record: FillRecord, document: Document, piece: Piece) -> Layer:
        try:
            return replace(layer, fill=read_fill(self._container, self._budget, record, layer, document))
        except InputRefused as fault:
            self._losses.fill(piece, fault)
            return layer

    def _other(self, document: Document, read: Read) -> Layer | None:
        """Cut to what is not transparent: other programs write layers as large as the canvas. None for one of which
        nothing lies in the picture."""
        pixels, alpha = fitted(read.picture.pixels, document.channels, document.photo.dtype)
        rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
        if not rows.size:
            return None
        seen = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        box = seen.shift(read.box.x0, read.box.y0)
        if box.clip(document.size).is_empty:
            return None
        part = box.shift(-read.box.x0, -read.box.y0).slices
        mask = self._mask(list(read.piece.masks), box) if read.piece.masks else None
        return _layer(read.piece, document.new_layer_id(), box, pixels[part].copy(), alpha[part].copy(), mask)

    def _mask(self, masks: list[tuple[str, int, int]], box: Box) -> Alpha:
        """All masks of a layer as one of the box; where a mask ends, nothing is left."""
        whole: Alpha = np.full(box.size.shape, 255, np.uint8)
        for name, x, y in masks:
            pixels = read_picture(self._container, name, self._budget).pixels
            opaque = pixels.shape[2] in (1, 3)
            alpha = np.full(pixels.shape[:2], 255, np.uint8) if opaque else as_depth(pixels[..., -1], np.uint8)
            meeting = Box(x, y, x + alpha.shape[1], y + alpha.shape[0]).intersect(box)
            there: Alpha = np.zeros(box.size.shape, np.uint8)
            if not meeting.is_empty:
                there[meeting.shift(-box.x0, -box.y0).slices] = alpha[meeting.shift(-x, -y).slices]
            whole = product(whole, there)
        return whole


def _layer(
    piece: Piece, number: int, box: Box, pixels: NDArray[Any], alpha: Alpha, mask: Alpha | None, note: str = ""
) -> Layer:
    return Layer(
        number,
        piece.name or "Layer",
        box,
        freeze(pixels),
        freeze(alpha),
        piece.visible,
        piece.opacity,
        note,
        blend=blend_of(piece.op) or "normal",
        mask=None if mask is None else LayerMask.of(mask),
        locked=piece.locked,
    )
