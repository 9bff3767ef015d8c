"""A copy for others: the format, quality and metadata that were chosen, and how large it will be.

The size is found by encoding. Up to 4 megapixels all of the picture is, and the size is exact; of larger ones a
mosaic of tiles from all over it, since a lossy encoder takes ten seconds for 50 megapixels and people move a slider.
"""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.document import Document, compose
from app.document.geometry import Box, Size
from app.document.layers.conversion import as_depth
from app.files import psd
from app.files.atomic import atomic_write
from app.files.colour import space_of
from app.files.course import UNHEARD, Course
from app.files.encode import losses, save_photo
from app.files.errors import OutputRefused
from app.files.flatten import composed
from app.files.line import Line
from app.files.mark import marked
from app.files.metadata import Metadata
from app.files.photo import Photo, open_photo

FORMATS = {
    "PNG": (".png",),
    "JPEG": (".jpg", ".jpeg"),
    "WebP": (".webp",),
    "AVIF": (".avif",),
    "TIFF": (".tif", ".tiff"),
    "PSD": (psd.SUFFIX,),
}
WITH_QUALITY = ("JPEG", "WebP", "AVIF")
MOST_EXACT = 4_000_000
LONGEST_AVIF = 65_535
_TILE = 512
_SEEN = Size(1152, 864)
_AVIF_SPEED = 7


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """quality: 1 to 100, of JPEG, AVIF and lossy WebP.  lossless: of WebP.

    metadata: EXIF and XMP go along.  profile: the colour profile goes along, as it always does in a PSD; else colours
    become sRGB.
    mark: it says that it was edited.
    """

    format: str = "PNG"
    quality: int = 90
    lossless: bool = True
    metadata: bool = True
    profile: bool = True
    mark: bool = False


def writable() -> dict[str, tuple[str, ...]]:
    """The formats that can be written here: suffixes by name."""
    return {name: suffixes for name, suffixes in FORMATS.items() if name != "PSD" or psd.can_write()}


def format_of(path: Path) -> str | None:
    """The format that a file's name asks for; None for another suffix."""
    return next((name for name, suffixes in FORMATS.items() if path.suffix.lower() in suffixes), None)


@dataclass(frozen=True, slots=True)
class Preview:
    """size: bytes of the whole file.  pixels: (h, w, C) uint8 as they will look, of this box.  icc: of these pixels."""

    size: int
    is_exact: bool
    pixels: NDArray[np.uint8]
    box: Box
    icc: bytes | None
    lost: tuple[str, ...] = ()


def save_export(
    path: Path, document: Document, metadata: Metadata, options: ExportOptions, course: Course = UNHEARD
) -> tuple[str, ...]:
    """Write what is seen, or a PSD with its layers. Returns what was not kept, for people; raises OutputRefused.

    course: hears how far it is, and may raise Cancelled.
    """
    if options.format == "PSD":
        # Always with its profile: the colours of the layers stay as they are.
        psd.save_psd(path, document, _told(metadata, options), course)
        return ()
    seen, course = composed(document, course)
    pixels, metadata, notes = _prepared(seen, metadata, options)
    _save(path, pixels, metadata, options, course)
    return (*notes, *_losses(path, pixels))


def preview(
    document: Document, metadata: Metadata, options: ExportOptions, at: tuple[int, int] | None = None
) -> Preview:
    """How large the file will be, and how it will look there. Raises OutputRefused as writing it would.

    at: a pixel of the photo; None: its middle.
    """
    size = document.size
    if size.width * size.height <= MOST_EXACT:
        box, is_exact = Box.of(size), True
        seen = _encoded(compose(document, box), metadata, options)
        length = seen.length
    else:
        box, is_exact = part_around(size, at or (size.width // 2, size.height // 2)), False
        seen = _encoded(compose(document, box), metadata, options)
        sample = _encoded(_sample(document), metadata, options)
        # Metadata is there once, however large the picture is.
        share = size.width * size.height / sample.pixels_written
        length = sample.fixed + round(max(sample.length - sample.fixed, 0) * share)
    return Preview(length, is_exact, as_depth(seen.photo.pixels, np.uint8), box, seen.photo.metadata.icc, seen.lost)  # type: ignore[arg-type]


def part_around(size: Size, at: tuple[int, int]) -> Box:
    """The part of a large photo that is shown at once: around a pixel, but inside."""
    width, height = min(size.width, _SEEN.width), min(size.height, _SEEN.height)
    x = min(max(at[0] - width // 2, 0), size.width - width)
    y = min(max(at[1] - height // 2, 0), size.height - height)
    return Box(x, y, x + width, y + height)


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A picture that was written and opened again. length, fixed: bytes in all, and of what is not pixels."""

    photo: Photo
    length: int
    fixed: int
    pixels_written: int
    lost: tuple[str, ...]


def _encoded(pixels: NDArray[Any], metadata: Metadata, options: ExportOptions) -> _Encoded:
    pixels, metadata, notes = _prepared(pixels, metadata, options)
    with tempfile.TemporaryDirectory(prefix="gatebrush-") as folder:
        path = Path(folder) / f"export{FORMATS[options.format][0]}"
        _save(path, pixels, metadata, options)
        length, photo = path.stat().st_size, open_photo(path)
    fixed = sum(len(part) for part in (metadata.exif, metadata.icc, metadata.xmp) if part)
    return _Encoded(photo, length, fixed, pixels.shape[0] * pixels.shape[1], (*notes, *_losses(path, pixels)))


def _sample(document: Document) -> NDArray[Any]:
    """Tiles from all over a large picture, side by side."""
    size = document.size
    across, down = min(4, size.width // _TILE), min(4, size.height // _TILE)
    if not across or not down:  # a strip, with less than a tile on its short side
        return compose(document, Box.of(size).intersect(_around(size, MOST_EXACT)))
    rows = []
    for row in range(down):
        y = (size.height - _TILE) * row // max(1, down - 1)
        xs = [(size.width - _TILE) * column // max(1, across - 1) for column in range(across)]
        rows.append(np.concatenate([compose(document, Box(x, y, x + _TILE, y + _TILE)) for x in xs], axis=1))
    return np.concatenate(rows)


def _around(size: Size, pixels: int) -> Box:
    """The middle part of a strip, so many pixels large."""
    if size.width > size.height:
        length = max(1, pixels // size.height)
        x = (size.width - length) // 2
        return Box(x, 0, x + length, size.height)
    length = max(1, pixels // size.width)
    y = (size.height - length) // 2
    return Box(0, y, size.width, y + length)


def _prepared(
    pixels: NDArray[Any], metadata: Metadata, options: ExportOptions
) -> tuple[NDArray[Any], Metadata, tuple[str, ...]]:
    """Pixels and metadata as they will be written, and what could not be done as it was asked."""
    notes: tuple[str, ...] = ()
    if not options.profile and metadata.icc is not None:
        converted = _in_srgb(pixels, metadata.icc)
        if converted is None:
            notes = (Line("its colours cannot be converted to sRGB here, so the profile was kept"),)
        else:
            pixels, metadata = converted, replace(metadata, icc=None)
    return pixels, _told(metadata, options), notes


def _told(metadata: Metadata, options: ExportOptions) -> Metadata:
    """What is to be said of the picture beside its profile."""
    metadata = metadata if options.metadata else replace(metadata, exif=None, xmp=None)
    return marked(metadata) if options.mark else metadata


def _in_srgb(pixels: NDArray[Any], icc: bytes) -> NDArray[Any] | None:
    """8-bit colour in sRGB; None for what the library cannot convert."""
    from PIL import ImageCms

    if pixels.dtype != np.uint8 or pixels.shape[2] < 3 or space_of(icc) != "RGB":
        return None
    mode = "RGB" if pixels.shape[2] == 3 else "RGBA"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        made = ImageCms.profileToProfile(
            Image.fromarray(np.ascontiguousarray(pixels)), source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (OSError, ValueError, ImageCms.PyCMSError):
        return None
    return None if made is None else np.asarray(made)


def _save(
    path: Path, pixels: NDArray[Any], metadata: Metadata, options: ExportOptions, course: Course = UNHEARD
) -> None:
    if options.format == "AVIF" or (options.format == "WebP" and not options.lossless):
        atomic_write(path, lambda fresh: _write_lossy(fresh, path, pixels, metadata, options, course))
    else:
        save_photo(path, pixels, metadata, quality=options.quality if options.format == "JPEG" else None, course=course)


def _write_lossy(
    fresh: Path, path: Path, pixels: NDArray[Any], metadata: Metadata, options: ExportOptions, course: Course
) -> None:
    """WebP and AVIF in 8 bits; neither has grey."""
    longest = LONGEST_AVIF if options.format == "AVIF" else 16_383
    if max(pixels.shape[:2]) > longest:
        raise OutputRefused(
            Line(
                "{path}: {format} ends at {longest} pixels a side: save it as PNG or TIFF",
                path=path,
                format=options.format,
                longest=longest,
            )
        )
    image = Image.fromarray(np.ascontiguousarray(as_depth(pixels if pixels.shape[2] > 1 else pixels[..., 0], np.uint8)))
    if image.mode in ("L", "LA"):
        image = image.convert("RGB" if image.mode == "L" else "RGBA")
        metadata = metadata if space_of(metadata.icc or b"") == "RGB" else replace(metadata, icc=None)
    named = {"icc_profile": metadata.icc, "exif": metadata.exif, "xmp": metadata.xmp}
    known = {name: part for name, part in named.items() if part is not None}
    extra = {"speed": _AVIF_SPEED} if options.format == "AVIF" else {"method": 4}
    course.unknown()  # and not to be stopped: the libraries make all of it in one call
    try:
        image.save(fresh, options.format.upper(), quality=options.quality, **extra, **known)
        with Image.open(fresh, formats=("WEBP", "AVIF")) as written:
            size = written.size
    except (ValueError, MemoryError, SyntaxError) as fault:
        raise OutputRefused(Line("{path} cannot be made ({fault}): save it as PNG", path=path, fault=fault)) from fault
    course.at(1)
    if size != image.size:
        raise OutputRefused(Line("{path} came back in another size: nothing was changed; save it as PNG", path=path))


def _losses(path: Path, pixels: NDArray[Any]) -> tuple[str, ...]:
    if path.suffix.lower() == ".avif":
        return (Line("16 bits a channel become 8"),) if pixels.dtype == np.uint16 else ()
    return losses(path, pixels)
