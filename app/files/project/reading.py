"""A project from an OpenRaster file: one of ours to the last bit, one of another program as near as layers can be.

Of another program's file the bottom layer becomes the photo if it is opaque and as large as the picture; else the
photo is an empty, transparent one. Groups are taken apart, since layers here stand in one row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.document import Document
from app.document.geometry import Box, Size
from app.document.layers import Layer, LayerMask
from app.document.layers.conversion import as_depth, fitted
from app.document.layers.layer import Alpha
from app.files.errors import InputRefused, reason
from app.files.line import Line
from app.files.metadata import Metadata
from app.files.photo import Photo, freeze
from app.files.project import record as records
from app.files.project.blending import blend_of
from app.files.project.container import MIMETYPE, Container, Parts
from app.files.project.fills import FillRecord, read_fill
from app.files.project.flattening import Piece, pieces_of
from app.files.project.pictures import Budget, read_bits, read_picture
from app.files.project.project import LARGEST_ORIGINAL, Original, Project
from app.files.project.salvage import Losses, substitute_for
from app.files.project.stack import Stack, parse_stack
from app.files.project.writing import MERGED, STACK, THUMBNAIL

LARGEST_STACK = 4 * 2**20
LARGEST_STRANGERS = 64 * 2**20


def open_project(path: Path) -> Project:
    """Read a project, or what is left of it. Raises InputRefused: missing, over a limit, no OpenRaster, or so damaged
    that nothing of it can be shown."""
    try:
        with Container(path) as container:
            return read_parts(container, whole=False)
    except MemoryError as fault:
        raise InputRefused(Line("project {path} does not fit into memory: close other programs", path=path)) from fault
    except OSError as fault:
        raise InputRefused(
            Line("project {path} cannot be read ({reason}): check the disk", path=path, reason=reason(fault))
        ) from fault


def read_parts(parts: Parts, *, whole: bool = True) -> Project:
    """The project of these entries. whole: without any loss. Raises InputRefused."""
    return _Reading(parts, whole=whole).project()


@dataclass(frozen=True, slots=True)
class _Read:
    """A piece with its picture."""

    piece: Piece
    picture: Photo

    @property
    def box(self) -> Box:
        height, width = self.picture.pixels.shape[:2]
        return Box(self.piece.x, self.piece.y, self.piece.x + width, self.piece.y + height)


_PLANES = {"hole": Line("hole"), "sketch": Line("sketch"), "exclude": Line("exclude")}


class _Reading:
    def __init__(self, container: Parts, *, whole: bool) -> None:
        self._container = container
        self._budget = Budget()
        self._losses = Losses(whole)
        self._notes: list[str] = []
        try:
            self._stack: Stack = parse_stack(container.read(STACK, LARGEST_STACK))
        except InputRefused as fault:
            line = fault.args[0]  # which can be said in other languages
            raise fault if line.startswith(("project ", "recovery ")) else container.refusal(line) from fault
        self._size = Size(self._stack.width, self._stack.height)
        self._record = self._read_record()

    def project(self) -> Project:
        pieces, notes = pieces_of(self._stack.root)
        self._notes += notes
        if not pieces:
            raise self._container.refusal(Line("has no layers: get a whole copy of it"))
        document, metadata, above = self._lowest(pieces)
        for read in above:
            self._insert(document, read)
        self._read_planes(document)
        document.put_contexts(tuple(box for box in self._record.contexts if box.clip(self._size) == box))
        dpi = metadata.dpi or self._stack.dpi
        icc = None if self._record.assumed_profile else metadata.icc
        return Project(
            document,
            replace(metadata, icc=icc, dpi=dpi, jpeg=self._record.jpeg),
            self._original(),
            self._record.settings,
            self._record.view,
            self._strangers({src for piece in pieces for src in (piece.src, *(mask[0] for mask in piece.masks))}),
            (*self._losses.lines, *self._notes),
            self._record.editing,
            is_damaged=bool(self._losses.lines),
        )

    def _lowest(self, pieces: list[Piece]) -> tuple[Document, Metadata, Iterator[_Read]]:
        """The document with its photo, and what lies above it."""
        # One after the other where the kind of pixels is known already: two copies of everything would be too much.
        above = self._pictures(pieces[1:])
        try:
            bottom = self._read(pieces[0])
        except InputRefused as fault:
            return self._without_lowest(pieces[0], above, fault)
        if pieces[0].src == self._record.photo and bottom.box == Box.of(self._size):
            return Document(bottom.picture.pixels), bottom.picture.metadata, above
        return self._foreign([bottom, *above])

    def _without_lowest(
        self, piece: Piece, above: Iterator[_Read], fault: InputRefused
    ) -> tuple[Document, Metadata, Iterator[_Read]]:
        is_photo = piece.src == self._record.photo
        self._losses.of(piece, fault, [] if is_photo else self._losses.layers)
        reads = [] if is_photo else list(above)
        found = None if reads else substitute_for(self._container, self._record, MERGED, self._size)
        if found is None:
            reads = reads or list(above)
            if not reads:
                raise fault
            if is_photo:
                self._losses.photo = Line("its photo could not be read: an empty one stands in its place")
            return self._foreign(reads)
        self._losses.photo = found.line
        if found.has_layers:
            above = (replace(read, piece=replace(read.piece, visible=False)) for read in above)
        return Document(found.picture.pixels), found.picture.metadata, above

    def _read_record(self) -> records.Record:
        if records.ENTRY not in self._container.entries:
            return records.Record()
        try:
            return records.read_record(self._container.read(records.ENTRY, records.LARGEST))
        except (ValueError, InputRefused) as fault:
            self._notes.append(
                Line(
                    "what Gatebrush noted in it cannot be used ({reason}): only its layers were opened",
                    reason=reason(fault),
                )
            )
            return records.Record()

    def _pictures(self, pieces: list[Piece]) -> Iterator[_Read]:
        for piece in pieces:
            try:
                yield self._read(piece)
            except InputRefused as fault:
                self._losses.of(piece, fault, self._losses.layers)

    def _read(self, piece: Piece) -> _Read:
        return _Read(piece, read_picture(self._container, piece.src, self._budget))

    def _foreign(self, reads: list[_Read]) -> tuple[Document, Metadata, Iterator[_Read]]:
        """The document of another program's file, and which of its layers lie above the photo."""
        pictures = [read.picture.pixels for read in reads]
        coloured = any(pixels.shape[2] >= 3 for pixels in pictures)
        depth = np.uint16 if any(pixels.dtype == np.uint16 for pixels in pictures) else np.uint8
        metadata = next((read.picture.metadata for read in reads if read.picture.metadata.icc), Metadata())
        metadata = Metadata(icc=metadata.icc, dpi=self._stack.dpi)
        bottom = reads[0]
        if bottom.piece.is_plain and bottom.box == Box.of(self._size):
            pixels, alpha = fitted(bottom.picture.pixels, 3 if coloured else 1, depth)
            if (alpha == 255).all():
                return Document(freeze(pixels)), metadata, iter(reads[1:])
        self._notes.append(Line("its lowest layer does not cover it, so the photo is an empty one"))
        if depth().itemsize * 4 * self._size.width * self._size.height > 2**32:
            raise self._container.refusal(
                Line("is too large for a picture without a background: add one that covers it")
            )
        empty: NDArray[Any] = np.zeros((*self._size.shape, 4 if coloured else 2), depth)
        return Document(freeze(empty)), metadata, iter(reads)

    def _insert(self, document: Document, read: _Read) -> None:
        make = self._own if read.piece.src in self._record.layers else self._other
        try:
            layer = make(document, read)
        except InputRefused as fault:  # of a mask: what it would show in full may never have been meant to be seen
            self._losses.of(read.piece, fault, self._losses.masks)
            layer = make(document, replace(read, piece=replace(read.piece, masks=(), visible=False)))
        if layer is not None and any(present.id == layer.id for present in document.layers):
            layer = replace(layer, id=document.new_layer_id())  # one picture twice: another program's doing
        if layer is not None:
            document.insert_layer(len(document.layers), layer)

    def _own(self, document: Document, read: _Read) -> Layer | None:
        """A layer that Gatebrush wrote, as it was; one that another program has changed since, like a foreign one."""
        noted, pixels, shape = self._record.layers[read.piece.src], read.picture.pixels, read.box.size.shape
        if pixels.dtype != document.photo.dtype or read.box.clip(self._size) != read.box:
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
        return layer if noted.fill is None else self._with_fill(layer, noted.fill, document)

    def _with_fill(self, layer: Layer, record: FillRecord, document: Document) -> Layer:
        try:
            return replace(layer, fill=read_fill(self._container, self._budget, record, layer, document))
        except InputRefused:
            self._notes.append(
                Line("how «{name}» was made could not be read: it is kept as a plain layer", name=layer.name)
            )
            return layer

    def _other(self, document: Document, read: _Read) -> Layer | None:
        """Cut to the picture, and to what is not transparent: other programs write layers as large as the canvas."""
        pixels, alpha = fitted(read.picture.pixels, document.channels, document.photo.dtype)
        rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
        if not rows.size:
            return None
        seen = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        box = seen.shift(read.box.x0, read.box.y0).clip(self._size)
        if box.is_empty:
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
            there = np.zeros(box.size.shape, np.uint16)
            if not meeting.is_empty:
                there[meeting.shift(-box.x0, -box.y0).slices] = alpha[meeting.shift(-x, -y).slices]
            whole = ((there * whole + 127) // 255).astype(np.uint8)
        return whole

    def _read_planes(self, document: Document) -> None:
        for name, (src, box) in self._record.planes.items():
            try:
                if box.clip(self._size) != box:
                    raise self._container.refusal(Line("has a mask of another size"))
                bits = read_bits(self._container, src, box.size.shape, self._budget)
            except InputRefused:
                self._notes.append(Line("its {plane} could not be read and was left out", plane=_PLANES[name]))
                continue
            whole = np.zeros(self._size.shape, np.bool_)
            whole[box.slices] = bits > 0
            plane = getattr(document, name)
            plane.swap(plane.patch_to(whole))

    def _original(self) -> Original | None:
        if self._record.original is None:
            return None
        src, name = self._record.original
        try:
            return Original(Path(name).name, self._container.read(src, LARGEST_ORIGINAL))
        except InputRefused:
            self._notes.append(Line("the file that its photo came from could not be read and was left out"))
            return None

    def _strangers(self, known: set[str]) -> dict[str, bytes]:
        """Parts of other programs, which are written again."""
        mine = known | {MIMETYPE, STACK, MERGED, THUMBNAIL}
        names = [n for n in self._container.entries if n not in mine and not n.startswith("gatebrush/")]
        if sum(self._container.entries[name].file_size for name in names) > LARGEST_STRANGERS:
            self._notes.append(Line("{count} parts of another program are too large to be kept", count=len(names)))
            return {}
        kept = {}
        for name in names:
            try:
                kept[name] = self._container.read(name, LARGEST_STRANGERS)
            except InputRefused:
                self._notes.append(Line("a part of another program, «{name}», could not be read", name=name))
        return kept


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
