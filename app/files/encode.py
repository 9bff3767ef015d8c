"""Photos to disk: PNG, JPEG, WebP and TIFF, atomically, with everything that came with them."""

import io
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from app.files import exif, png, tiff
from app.files.atomic import atomic_write
from app.files.course import UNHEARD, Course, watched
from app.files.errors import OutputRefused
from app.files.line import Line
from app.files.metadata import Metadata

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff")
QUALITY = 95

LONGEST_SIDE = {"JPEG": 65_500, "WEBP": 16_383}
LARGEST_JPEG_PART = {"EXIF block": 65_527, "XMP packet": 65_504}

_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".tif": "TIFF", ".tiff": "TIFF"}
_PNG_LEVEL = 4
_ROWS = 64
_GREY_PROFILE = b"GRAY"


def save_photo(
    path: Path, pixels: NDArray[Any], metadata: Metadata, *, quality: int | None = None, course: Course = UNHEARD
) -> None:
    """Write a picture in the format of its suffix, in the place of any older file, wholly or not at all.

    pixels: (H, W, C) uint8 or uint16, C = 1 to 4, upright. PNG and TIFF keep 16 bits, JPEG and WebP get 8.
    WebP is lossless. quality: of JPEG, 1 to 100 without subsampling; None: as the JPEG that the picture came from,
    95 for what came from another format.  course: hears how far it is, and may raise Cancelled.
    Raises OutputRefused.
    """
    check_saveable(path, pixels, metadata)
    write = _WRITERS[format_of(path)]

    def write_and_look(fresh: Path) -> None:
        try:
            write(fresh, pixels, metadata, quality, course)
        except (ValueError, MemoryError) as fault:
            raise OutputRefused(
                Line("{path} cannot be made ({fault}): save it as PNG", path=path, fault=fault)
            ) from fault
        _check_saved(fresh, path, pixels)
        course.at(1)

    atomic_write(path, write_and_look)


def format_of(path: Path) -> str:
    """The format that a suffix stands for. Raises OutputRefused for one that cannot be written."""
    suffix = path.suffix.lower()
    if suffix not in _FORMATS:
        raise OutputRefused(
            Line(
                "{path} has a suffix that cannot be saved: choose one of {suffixes}",
                path=path,
                suffixes=", ".join(SUFFIXES),
            )
        )
    return _FORMATS[suffix]


def can_be_written_as(path: Path, kind: str) -> bool:
    """Whether a picture of this format can be saved under this name and stay what it is."""
    return _FORMATS.get(path.suffix.lower()) == kind


def can_be_written(kind: str) -> bool:
    """Whether pictures of this format can be saved at all, under whatever name."""
    return kind in _FORMATS.values()


def check_saveable(path: Path, pixels: NDArray[Any], metadata: Metadata) -> None:
    """Raise OutputRefused if the format of `path` cannot hold this picture; nothing is written."""
    kind = format_of(path)
    height, width, channels = pixels.shape
    if max(height, width) > LONGEST_SIDE.get(kind, 2**31 - 1):
        raise OutputRefused(
            Line(
                "{path} is {width}×{height}, {kind} ends at {longest}: save it as PNG or TIFF",
                path=path,
                width=width,
                height=height,
                kind=kind,
                longest=LONGEST_SIDE[kind],
            )
        )
    if kind != "JPEG":
        return
    if channels in (2, 4) and (pixels[..., -1] != np.iinfo(pixels.dtype).max).any():
        raise OutputRefused(Line("{path}: JPEG cannot keep transparency: save as PNG, WebP or TIFF", path=path))
    for name, part in (("EXIF block", metadata.exif), ("XMP packet", metadata.xmp)):
        if part is not None and len(part) > LARGEST_JPEG_PART[name]:
            raise OutputRefused(
                Line(
                    "{path}: JPEG cannot hold an {name} this large: save as PNG, WebP or TIFF",
                    path=path,
                    name=name,
                )
            )


def losses(path: Path, pixels: NDArray[Any]) -> tuple[str, ...]:
    """What the format of `path` will not keep of the pixels, for people."""
    kind = format_of(path)
    if pixels.dtype == np.uint16 and kind in ("JPEG", "WEBP"):
        return (Line("16 bits a channel become 8: {kind} holds no more", kind=kind),)
    return ()


def write_png(file: BinaryIO, pixels: NDArray[Any], metadata: Metadata, level: int = _PNG_LEVEL) -> None:
    """Write (H, W, C) uint8 or uint16 with all metadata into an open file.

    level: of zlib. 1 is fast: it looks for runs alone, which for photos is a seventh smaller than level 1 otherwise.
    """
    if pixels.dtype == np.uint16:
        png.encode_png_16(file, pixels, metadata, level)
        return
    text = PngImagePlugin.PngInfo()
    if metadata.xmp is not None:
        text.add(b"iTXt", png.XMP_KEYWORD + b"\0\0\0\0\0" + metadata.xmp)
    _image(pixels).save(
        file,
        "PNG",
        compress_level=level,
        compress_type=zlib.Z_RLE if level == 1 else -1,
        pnginfo=text,
        **_options(metadata),
    )


def _write_png(path: Path, pixels: NDArray[Any], metadata: Metadata, _quality: int | None, course: Course) -> None:
    course.unknown()  # Pillow does not tell
    with path.open("wb") as file:
        write_png(watched(file, lambda _: course.unknown()), pixels, metadata)


def _write_jpeg(path: Path, pixels: NDArray[Any], metadata: Metadata, quality: int | None, course: Course) -> None:
    course.unknown()
    opaque = _eight_bits(pixels)
    if opaque.shape[2] in (2, 4):
        opaque = opaque[..., :-1]
    options = _options(metadata)
    if metadata.exif is not None:
        options["exif"] = b"Exif\0\0" + metadata.exif
    if metadata.xmp is not None:
        options["xmp"] = metadata.xmp
    if quality is None and metadata.jpeg is not None:
        options |= metadata.jpeg.options(opaque.shape[2])
    else:
        options |= {"quality": QUALITY if quality is None else quality, "subsampling": 0}
    # Through memory: into a file Pillow's JPEG encoder writes by itself, and passes over a disk that is full.
    content = io.BytesIO()
    _image(opaque).save(content, "JPEG", **options)
    path.write_bytes(content.getbuffer())


def _write_webp(path: Path, pixels: NDArray[Any], metadata: Metadata, _quality: int | None, course: Course) -> None:
    course.unknown()  # and not to be stopped: libwebp makes all of it in one call
    if metadata.dpi is not None and (metadata.exif is None or not _says(metadata.exif, metadata.dpi)):
        # WebP has no place of its own for the resolution.
        metadata = replace(metadata, exif=exif.with_resolution(metadata.exif, metadata.dpi))
    if pixels.shape[2] <= 2 and (metadata.icc or b"")[16:20] == _GREY_PROFILE:
        # WebP has no grey: a profile for one channel would not fit the three that are written.
        metadata = replace(metadata, icc=None)
    options = _options(metadata)
    if metadata.xmp is not None:
        options["xmp"] = metadata.xmp
    # exact: colours under full transparency are kept too. quality is effort here: at 80 24 megapixels take 30 s, not 2.
    _image(_eight_bits(pixels)).save(path, "WEBP", lossless=True, exact=True, quality=25, method=0, **options)


def _write_tiff(path: Path, pixels: NDArray[Any], metadata: Metadata, _quality: int | None, course: Course) -> None:
    if pixels.dtype == np.uint16 and pixels.shape[2] == 2:
        # Hardly anything reads 16-bit grey with alpha from a TIFF; as RGBA everything does, with the same values.
        pixels = pixels[..., [0, 0, 0, 1]]
        if (metadata.icc or b"")[16:20] == _GREY_PROFILE:
            metadata = replace(metadata, icc=None)
    tiff.write_tiff(path, pixels, metadata, course)


_WRITERS: Mapping[str, Callable[[Path, NDArray[Any], Metadata, int | None, Course], None]] = {
    "PNG": _write_png,
    "JPEG": _write_jpeg,
    "WEBP": _write_webp,
    "TIFF": _write_tiff,
}


def _options(metadata: Metadata) -> dict[str, Any]:
    """What all of Pillow's writers call the same."""
    named = {"icc_profile": metadata.icc, "exif": metadata.exif, "dpi": metadata.dpi}
    return {name: part for name, part in named.items() if part is not None}


def _image(pixels: NDArray[np.uint8]) -> Image.Image:
    """(H, W, C) uint8 as Pillow's picture: L, LA, RGB or RGBA."""
    return Image.fromarray(np.ascontiguousarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels))


def _eight_bits(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """uint16 to the nearest of 256 steps; uint8 as it is."""
    if pixels.dtype == np.uint8:
        return pixels
    nearest = np.empty(pixels.shape, np.uint8)
    for top in range(0, len(pixels), _ROWS):
        nearest[top : top + _ROWS] = (pixels[top : top + _ROWS].astype(np.uint32) + 128) // 257
    return nearest


def _says(block: bytes, dpi: tuple[float, float]) -> bool:
    try:
        found = exif.resolution_of(block)
    except exif.DAMAGE:
        return False
    return found is not None and all(abs(one - other) < 0.01 for one, other in zip(found, dpi, strict=True))


def _check_saved(fresh: Path, path: Path, pixels: NDArray[Any]) -> None:
    """Open what was written before it replaces anything."""
    height, width = pixels.shape[:2]
    try:
        with Image.open(fresh, formats=tuple(_WRITERS)) as image:
            size = image.size
    except (OSError, ValueError, SyntaxError) as fault:
        raise OutputRefused(
            Line("{path} could not be read back: nothing was changed; is the disk full?", path=path)
        ) from fault
    if size != (width, height):
        raise OutputRefused(
            Line(
                "{path} came back as {width}×{height}: nothing was changed; save it as PNG",
                path=path,
                width=size[0],
                height=size[1],
            )
        )
