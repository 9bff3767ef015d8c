"""A project from an OpenRaster file: one of ours to the last bit, one of another program as near as layers can be.

Of another program's file the bottom layer becomes the photo if it is opaque and as large as the picture; else the
photo is an empty, transparent one. Groups are taken apart, since layers here stand in one row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.document import Document
from app.document.geometry import Box, Size
from app.document.layers.conversion import fitted
from app.files.errors import InputRefused, TooLarge, reason
from app.files.line import Line
from app.files.metadata import Metadata
from app.files.photo import freeze
from app.files.project import record as records
from app.files.project.container import MIMETYPE, Container, Parts
from app.files.project.fills import read_plane
from app.files.project.flattening import Piece, pieces_of
from app.files.project.layering import Layering, Read, kind_of
from app.files.project.pictures import Budget, read_picture
from app.files.project.project import LARGEST_ORIGINAL, Original, Project
from app.files.project.salvage import Losses, merged_for, original_for
from app.files.project.stack import Stack, parse_stack, sources
from app.files.project.writing import MERGED, STACK, THUMBNAIL

LARGEST_STACK = 4 * 2**20
LARGEST_STRANGERS = 64 * 2**20


def open_project(path: Path) -> Project:
    """Read a project, or what is left of it. Raises InputRefused: missing, no OpenRaster, or so damaged that
    nothing of it can be shown; TooLarge: parts of it may be whole, but are over a limit or do not fit into memory."""
    try:
        with Container(path) as container:
            return read_parts(container, whole=False)
    except MemoryError as fault:
        raise TooLarge(Line("project {path} does not fit into memory: close other programs", path=path)) from fault
    except OSError as fault:
        raise InputRefused(
            Line("project {path} cannot be read ({reason}): check the disk", path=path, reason=reason(fault))
        ) from fault


def read_parts(parts: Parts, *, whole: bool = True) -> Project:
    """The project of these entries. whole: without any loss. Raises InputRefused."""
    return _Reading(parts, whole=whole).project()


_PLANES = {
    "hole": Line("hole"),
    "sketch": Line("sketch"),
    "exclude": Line("exclude"),
    "colours": Line("picture of painted colours"),
}


class _Reading:
    def __init__(self, container: Parts, *, whole: bool) -> None:
        self._container = container
        self._budget = Budget()
        self._losses = Losses(whole=whole)
        self._notes: list[str] = []
        try:
            self._stack: Stack = parse_stack(container.read(STACK, LARGEST_STACK))
        except InputRefused as fault:
            line = fault.args[0]  # which can be said in other languages
            if line.startswith(("project ", "recovery ")):  # it names the file already
                raise
            raise container.refusal(line, type(fault)) from fault
        self._size = Size(self._stack.width, self._stack.height)
        self._record = self._read_record()

    def project(self) -> Project:
        pieces, notes = pieces_of(self._stack.root)
        self._notes += notes
        if not pieces:
            raise self._container.refusal(Line("has no layers: get a whole copy of it"))
        document, metadata, above = self._lowest(pieces)
        layering = Layering(self._container, self._record, self._budget, self._losses)
        for read in above:
            layering.insert(document, read)
        self._read_planes(document)
        document.put_contexts(tuple(box for box in self._record.contexts if box.clip(self._size) == box))
        dpi = metadata.dpi or self._stack.dpi
        icc = None if self._record.assumed_profile else metadata.icc
        original = self._original()
        strangers = self._strangers(set(sources(self._stack.root)))
        lost = self._losses.lines  # all of them: nothing is read after this
        return Project(
            document,
            replace(metadata, icc=icc, dpi=dpi, jpeg=self._record.jpeg),
            original,
            self._record.settings,
            self._record.view,
            strangers,
            (*lost, *self._notes),
            self._record.editing,
            is_damaged=bool(lost),
            placing=self._record.placing,
        )

    def _lowest(self, pieces: list[Piece]) -> tuple[Document, Metadata, Iterator[Read]]:
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
        self, piece: Piece, above: Iterator[Read], fault: InputRefused
    ) -> tuple[Document, Metadata, Iterator[Read]]:
        if piece.src != self._record.photo:
            self._losses.layer(piece, fault)
            reads = list(above)
            return self._foreign(reads) if reads else self._without_photo(reads, fault)
        self._losses.admit(fault)
        original = original_for(self._container, self._record, self._size)
        if original is None:
            return self._without_photo(list(above), fault)
        self._losses.photo(original.line, fault)
        return Document(original.picture.pixels), original.picture.metadata, above

    def _without_photo(self, reads: list[Read], fault: InputRefused) -> tuple[Document, Metadata, Iterator[Read]]:
        """With the picture of the whole as the photo, else with an empty one: no layer of ours gives up its place."""
        found = merged_for(self._container, MERGED, self._size, kind_of(reads) if reads else None)
        if found is not None:
            self._losses.photo(found.line, fault)
            hidden = (replace(read, piece=replace(read.piece, visible=False)) for read in reads)
            return Document(found.picture.pixels), found.picture.metadata, hidden
        if not reads:
            raise fault
        self._losses.photo(Line("its photo could not be read: an empty one stands in its place"), fault)
        return self._on_nothing(reads)

    def _read_record(self) -> records.Record:
        if records.ENTRY not in self._container.entries:
            return records.Record()
        try:
            return records.read_record(self._container.read(records.ENTRY, records.LARGEST))
        except (ValueError, InputRefused) as fault:
            line = Line(
                "what Gatebrush noted in it cannot be used ({reason}): only its layers were opened",
                reason=reason(fault),
            )
            refusal = fault if isinstance(fault, InputRefused) else self._container.refusal(line)
            self._losses.admit(refusal)
            if isinstance(fault, records.NewerRecord):  # whole, for those who know it
                self._notes.append(line)
            else:
                self._losses.part(line, refusal)
            return records.Record()

    def _pictures(self, pieces: list[Piece]) -> Iterator[Read]:
        for piece in pieces:
            try:
                yield self._read(piece)
            except InputRefused as fault:
                self._losses.layer(piece, fault)

    def _read(self, piece: Piece) -> Read:
        return Read(piece, read_picture(self._container, piece.src, self._budget))

    def _foreign(self, reads: list[Read]) -> tuple[Document, Metadata, Iterator[Read]]:
        """The document of another program's file, and which of its layers lie above the photo."""
        bottom = reads[0]
        if bottom.piece.is_plain and bottom.box == Box.of(self._size):
            pixels, alpha = fitted(bottom.picture.pixels, *kind_of(reads))
            if (alpha == 255).all():
                return Document(freeze(pixels)), self._common(reads), iter(reads[1:])
        self._notes.append(Line("its lowest layer does not cover it, so the photo is an empty one"))
        return self._on_nothing(reads)

    def _on_nothing(self, reads: list[Read]) -> tuple[Document, Metadata, Iterator[Read]]:
        """The document with an empty photo below all of them."""
        colours, depth = kind_of(reads)
        if depth.itemsize * 4 * self._size.width * self._size.height > 2**32:
            raise self._container.refusal(
                Line("is too large for a picture without a background: add one that covers it"), TooLarge
            )
        empty: NDArray[Any] = np.zeros((*self._size.shape, colours + 1), depth)
        return Document(freeze(empty)), self._common(reads), iter(reads)

    def _common(self, reads: list[Read]) -> Metadata:
        """That of the whole, where no photo has it."""
        icc = next((read.picture.metadata.icc for read in reads if read.picture.metadata.icc), None)
        return Metadata(icc=icc, dpi=self._stack.dpi)

    def _read_planes(self, document: Document) -> None:
        for name, place in self._record.planes.items():
            try:
                if place[1].clip(self._size) != place[1]:
                    raise self._container.refusal(Line("has a mask of another size"))
                tiles = read_plane(self._container, self._budget, name, place)
            except InputRefused as fault:
                line = Line("its {plane} could not be read and was left out", plane=_PLANES[name])
                self._losses.part(line, fault)
                continue
            getattr(document, name).swap(tiles)

    def _original(self) -> Original | None:
        if self._record.original is None:
            return None
        src, name = self._record.original
        try:
            return Original(Path(name).name, self._container.read(src, LARGEST_ORIGINAL))
        except InputRefused as fault:
            self._losses.part(Line("the file that its photo came from could not be read and was left out"), fault)
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
            except InputRefused as fault:
                self._losses.part(Line("a part of another program, «{name}», could not be read", name=name), fault)
        return kept
