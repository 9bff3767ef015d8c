"""A project to an OpenRaster file that Krita, GIMP and MyPaint open too.

How the document is told in OpenRaster's words:
photo       the bottom layer, locked, with its metadata and colour profile, 16 bits if it has them
layer       one picture, whose alpha says how far it replaces what is below: every reader knows that
mask        a dst-in layer above the picture, both in an isolated group that has the layer's name and settings.
            A fill with transparent pixels of its own has its alpha beside them in the same way. Below them lies
            what GIMP shows instead of all that
the rest    hole, sketch, exclude, how fills were made with their other candidates, the first file: under
            gatebrush/, which others pass over
"""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from app.document.geometry import Box, Size
from app.document.layers import Layer
from app.document.layers.conversion import as_depth
from app.document.planes import ColourPlane, Plane
from app.files.atomic import atomic_write
from app.files.colour import grey_srgb, srgb
from app.files.course import UNHEARD, Course
from app.files.errors import InputRefused, OutputRefused
from app.files.flatten import composed
from app.files.line import Line
from app.files.metadata import Metadata
from app.files.project import record as records
from app.files.project.blending import op_of
from app.files.project.container import KIND, MIMETYPE, Container
from app.files.project.entries import Counting, ZipWriter
from app.files.project.fills import PLANES, Writer, fill_record, write_fill, write_pixels, write_plane
from app.files.project.gimp import cut_picture, for_gimp
from app.files.project.pictures import has_own_alpha, thumbnail, write_mask, write_picture
from app.files.project.project import LARGEST_ORIGINAL, Project
from app.files.project.stack import MASK, GroupNode, LayerNode, Node, Stack, parse_stack, printable, stack_text

STACK, MERGED, THUMBNAIL = "stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png"
PHOTO = "data/photo.png"
ORIGINAL = "gatebrush/original"

_WRITING = 0.97
"""The share of it all that comes before what was written is checked, about."""


def save_project(path: Path, project: Project, course: Course = UNHEARD) -> None:
    """Write a project in the place of any older file, wholly or not at all; that one becomes `path` with a tilde.

    What was written is opened and checked before it replaces anything.
    course: hears how far it is, and may raise Cancelled.  Raises OutputRefused.
    """

    def write(fresh: Path) -> None:
        try:
            stack = _write(fresh, project, path, course.part(0, _WRITING))
        except (ValueError, MemoryError, zipfile.LargeZipFile) as fault:
            raise OutputRefused(
                Line(
                    "{path} cannot be made ({reason}): nothing was changed",
                    path=path,
                    reason=fault or Line("no memory"),
                )
            ) from fault
        _check(fresh, path, stack, course.part(_WRITING, 1))

    # The tilde is what Krita, Kate and Emacs put there: people know it, and file managers hide it.
    atomic_write(path, write, backup=path.with_name(path.name + "~"))


def _write(fresh: Path, project: Project, older: Path, course: Course) -> Stack:
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED) as file:
        writer = ZipWriter(file, course, _bytes_of(project))
        writer.put(MIMETYPE, KIND)  # first and as it is, so that the file can be told by its first bytes
        return write_parts(writer, project, functools.partial(_write_pictures, writer, project), older)


def _bytes_of(project: Project) -> int:
    """How many will be streamed, about."""
    counting, document = Counting(), project.document
    write_parts(counting, project)
    merged = document.size.width * document.size.height * document.channels
    return counting.total + document.photo.nbytes + merged + sum(map(_shown_bytes, document.layers))


def write_parts(
    writer: Writer, project: Project, pictures: Callable[[], None] | None = None, older: Path | None = None
) -> Stack:
    """All entries of a project but those that name its kind.

    pictures: writes what shows the whole of it. Without, nothing is written that is for other programs alone.
    older: a project file that may hold the first file.
    """
    document, assumed = project.document, _assumed_profile(project)
    metadata = Metadata(icc=assumed or project.metadata.icc)
    nodes: list[Node] = [LayerNode(PHOTO, "Photo", locked=True)]
    noted: dict[str, records.LayerRecord] = {}
    for layer in document.layers:
        node, src, note = _node(layer, document.size)
        if isinstance(node, GroupNode) and pictures is not None:
            node = for_gimp(node, _entry(layer, "shown"))
        nodes.append(node)
        noted[src] = note
    stack = Stack(document.size.width, document.size.height, tuple(reversed(nodes)), project.metadata.dpi)
    writer.put(STACK, stack_text(stack), packed=True)
    photo, of_photo = document.photo, replace(project.metadata, icc=metadata.icc)
    writer.stream(PHOTO, lambda out: write_picture(out, photo, of_photo, quick=writer.quick), photo.nbytes, (photo,))
    for layer in document.layers:
        _write_layer(writer, layer, document.size, metadata)
    if pictures is not None:
        pictures()
    record = records.Record(
        photo=PHOTO,
        layers=noted,
        planes={name: plane for name, plane in _write_planes(writer, project)},  # noqa: C416 - says what the pairs are
        contexts=document.contexts,
        settings=project.settings,
        view=project.view,
        original=_write_original(writer, project, older),
        jpeg=project.metadata.jpeg,
        editing=project.editing,
        placing=project.placing,
        assumed_profile=assumed is not None,
    )
    writer.put(records.ENTRY, records.record_text(record), packed=True)
    for name, content in project.strangers.items():
        if name not in writer.names:
            writer.put(name, content, packed=True)
    return stack


def _assumed_profile(project: Project) -> bytes | None:
    """The profile that a picture of 16 bits without any is written with.

    Krita asks a person for it otherwise, for every layer, and proposes one of linear light.
    """
    if project.metadata.icc is not None or project.document.photo.dtype != np.uint16:
        return None
    return srgb() if project.document.channels >= 3 else grey_srgb()


def _write_pictures(writer: ZipWriter, project: Project) -> None:
    merged = _merged(project, writer.part(project.document.photo.nbytes))
    writer.add(project.document.photo.nbytes)
    metadata = Metadata(icc=project.metadata.icc)
    writer.stream(MERGED, lambda out: write_picture(out, merged, metadata), merged.nbytes)
    writer.put(THUMBNAIL, thumbnail(merged, project.metadata.icc))
    for layer in project.document.layers:
        if _masks(layer):
            _write_shown(writer, layer, metadata)


def _write_shown(writer: Writer, layer: Layer, metadata: Metadata) -> None:
    writer.stream(
        _entry(layer, "shown"), lambda out: write_picture(out, cut_picture(layer), metadata), _shown_bytes(layer)
    )


def _shown_bytes(layer: Layer) -> int:
    return 4 * layer.box.area if _masks(layer) else 0


def _node(layer: Layer, size: Size) -> tuple[Node, str, records.LayerRecord]:
    """How the stack tells of a layer, the entry of its picture, and what else is noted of it."""
    src = _entry(layer, "layer")
    place: dict[str, Any] = {"x": layer.box.x0, "y": layer.box.y0}
    masks, alpha = _masks(layer), _own_alpha(layer)
    name = printable(layer.name)
    told: dict[str, Any] = {
        "name": name,
        "opacity": layer.opacity,
        "visible": layer.visible,
        "op": op_of(layer.blend),
        "locked": layer.locked,
    }
    note = records.LayerRecord(layer.id, layer.note, layer.blend, alpha, fill_record(layer, size))
    if not masks:
        return LayerNode(src, **told, **place), src, note
    pictures = (*(LayerNode(mask, "Mask", op=MASK, **place) for mask in reversed(masks)), LayerNode(src, name, **place))
    return GroupNode(pictures, **told, isolated=True), src, note


def _masks(layer: Layer) -> list[str]:
    """The entries of all that cuts a layer, the lowest first."""
    return [name for name in (_own_alpha(layer), _entry(layer, "mask") if layer.mask is not None else "") if name]


def _own_alpha(layer: Layer) -> str:
    return _entry(layer, "alpha") if has_own_alpha(layer.pixels) else ""


def _write_layer(writer: Writer, layer: Layer, size: Size, metadata: Metadata) -> None:
    write_pixels(writer, layer, (_entry(layer, "layer"), _entry(layer, "alpha")), metadata)
    mask = layer.mask
    if mask is not None:
        size_bytes = 4 * layer.box.area
        writer.stream(_entry(layer, "mask"), lambda out: write_mask(out, mask.read()), size_bytes, (mask,))
    write_fill(writer, layer, size, metadata)


def _entry(layer: Layer, kind: str) -> str:
    return f"data/{kind}-{layer.id}.png"


def _merged(project: Project, course: Course) -> NDArray[np.uint8]:
    """What is seen, with 8 bits: it is there for programs that only show a picture."""
    seen, _ = composed(project.document, course)
    return as_depth(seen, np.uint8)  # type: ignore[return-value]


def _write_planes(writer: Writer, project: Project) -> Iterator[tuple[str, tuple[str, Box]]]:
    for name in PLANES:
        plane: Plane | ColourPlane = getattr(project.document, name)
        box = plane.bounds()
        if not box.is_empty:
            entry = f"gatebrush/{name}.png"
            write_plane(writer, entry, plane)
            yield name, (entry, box)


def _write_original(writer: Writer, project: Project, older: Path | None) -> tuple[str, str] | None:
    original = project.original
    if original is None:
        return None
    suffix = Path(original.name).suffix.lower()
    entry = ORIGINAL + (suffix if suffix[1:].isascii() and suffix[1:].isalnum() else "")
    if not writer.keeps(entry, (original,)):
        content = original.read()
        if content is None and older is not None:  # gone since: an earlier save may have it still
            content = _kept_in(older, original.name)
        if content is None:
            return None
        writer.stream(entry, lambda out: _copy(content, out), len(content), (original,))
    return entry, original.name


def _copy(content: bytes, out: BinaryIO) -> None:
    out.write(content)


def _kept_in(older: Path, name: str) -> bytes | None:
    """The first file that the project's own file holds under this name."""
    try:
        with Container(older) as container:
            kept = records.read_record(container.read(records.ENTRY, records.LARGEST)).original
            return container.read(kept[0], LARGEST_ORIGINAL) if kept is not None and kept[1] == name else None
    except (InputRefused, ValueError, OSError):
        return None


def _check(fresh: Path, path: Path, stack: Stack, course: Course) -> None:
    """Open what was written, compare every checksum, and see that it says what was meant."""
    try:
        with Container(fresh) as container:
            container.check_all(course)
            found = parse_stack(container.read(STACK, 2**26))
    except (InputRefused, OSError) as fault:
        raise OutputRefused(
            Line("{path} could not be read back: nothing was changed; is the disk full?", path=path)
        ) from fault
    if (found.width, found.height, found.root) != (stack.width, stack.height, stack.root):
        raise OutputRefused(
            Line("{path} came back different: nothing was changed; save it under another name", path=path)
        )
