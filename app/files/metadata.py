"""What a picture file says besides its pixels, carried from the opened file to the saved one."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from PIL import Image

from app.files import directories
from app.files import exif as exif_block
from app.files.errors import TooLarge
from app.files.jpeg import JpegStyle, style_of
from app.files.line import Line

LARGEST = {"ICC profile": 16 * 2**20, "EXIF block": 16 * 2**20, "XMP packet": 64 * 2**20}

Source = TypeVar("Source")
Found = TypeVar("Found")

_EXIF_PREFIX = b"Exif\0\0"
_XMP_ORIENTATION = re.compile(rb"(tiff:Orientation\s*(?:=\s*[\"']|>)\s*)([1-8])")
_XMP_TAG, _ICC_TAG = 700, 34675

# Tags that tell how the old file stores its pixels, or that hold pictures of their own. They are not said of new
# pixels: 330 other directories, 34377 and 37724 the resources and layers of an image editor.
_STORAGE_TAGS = frozenset(
    {254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 284, 288, 289}
    | {290, 291, 292, 293, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 326, 327, 328, 330, *range(332, 348)}
    | {*range(512, 522), 529, 530, 531, 532, 34377, 37724, _XMP_TAG, _ICC_TAG}
)
_RESOLUTION_TAGS = frozenset(
    {exif_block.X_RESOLUTION, exif_block.Y_RESOLUTION, exif_block.RESOLUTION_UNIT}  # alone they are not worth a block
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is kept beside the pixels; it belongs to upright pixels.

    exif: block from its byte order mark on, orientation 1, no thumbnail.  icc: colour profile.
    xmp: packet, orientation 1.  dpi: dots per inch across and down.
    jpeg: how the file was written, where it was a JPEG; not a thing it says, so equality passes it over.
    """

    exif: bytes | None = None
    icc: bytes | None = None
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None
    jpeg: JpegStyle | None = field(default=None, compare=False)


def read_metadata(image: Image.Image, content: bytes) -> tuple[Metadata, int, tuple[str, ...]]:
    """The metadata of an opened picture, its orientation 1 to 8, and notes for people on what was left out.

    content: the whole file. Raises TooLarge where a part is over its limit.
    """
    notes = list(_left_out(image))
    xmp = _as_bytes(image.info.get("xmp"))
    block = _exif_of(image, content, notes)
    icc = _as_bytes(image.info.get("icc_profile"))
    for name, part in (("ICC profile", icc), ("EXIF block", block), ("XMP packet", xmp)):
        if part is not None and len(part) > LARGEST[name]:
            limit = LARGEST[name] >> 20
            raise TooLarge(
                Line("has an {name} over the limit of {limit} MiB: save the picture without it", name=name, limit=limit)
            )
    orientation = _orientation(image, content, block, xmp)
    if block is not None:
        try:
            block = exif_block.for_upright_pixels(block, swapped=orientation > 4)
        except exif_block.DAMAGE:
            block = None
            notes.append(Line("its EXIF block is damaged and was left out"))
    dpi = _dpi(_stated_dpi(image))
    if dpi is None and block is not None:
        dpi = _dpi(_quietly(exif_block.resolution_of, block))
    style = style_of(image, swapped=orientation > 4)
    found = Metadata(exif=block, icc=icc, xmp=_upright_xmp(xmp), dpi=dpi, jpeg=style)
    return found, orientation, tuple(notes)


def orientation_in_file(image: Image.Image, content: bytes) -> int:
    """The orientation alone, for a look at the size of a picture before it is read."""
    return _orientation(image, content, _exif_of(image, content, []), _as_bytes(image.info.get("xmp")))


def _exif_of(image: Image.Image, content: bytes, notes: list[str]) -> bytes | None:
    if image.format == "TIFF":
        return _exif_of_tiff(content, notes)
    block = _as_bytes(image.info.get("exif"))
    legacy = image.info.get("Raw profile type exif")  # how ImageMagick wrote it before PNG had a chunk for it
    if block is None and isinstance(legacy, str):
        block = _quietly(bytes.fromhex, "".join(legacy.split("\n")[3:]))
    if block is not None:
        block = block.removeprefix(_EXIF_PREFIX)
    return block or None


def _exif_of_tiff(content: bytes, notes: list[str]) -> bytes | None:
    """What a TIFF says of its photo, without what it says of its storage."""
    try:
        layout, directory = directories.read_directory(content, without=_STORAGE_TAGS)
    except exif_block.DAMAGE:
        notes.append(Line("its EXIF block is damaged and was left out"))
        return None
    if layout.big:
        notes.append(Line("EXIF of a BigTIFF is not kept"))
        return None
    if not directory.below and not directory.fields.keys() - _RESOLUTION_TAGS:
        return None
    return directories.block_of(directory, layout.order)


def _orientation(image: Image.Image, content: bytes, block: bytes | None, xmp: bytes | None) -> int:
    """EXIF speaks first; XMP is asked only where EXIF has no orientation at all, as Pillow and others do."""
    source = content if image.format == "TIFF" else block
    if source is not None:
        found = _quietly(exif_block.stated_orientation, source)
        if found is not None:
            return found
    match = _XMP_ORIENTATION.search(xmp or b"")
    return int(match[2]) if match else 1


def _upright_xmp(xmp: bytes | None) -> bytes | None:
    # One digit for another: the packet keeps its length, as its padding promises.
    return None if xmp is None else _XMP_ORIENTATION.sub(rb"\g<1>1", xmp)


def _left_out(image: Image.Image) -> list[str]:
    notes: list[str] = []
    if b"HasExtendedXMP" in (_as_bytes(image.info.get("xmp")) or b""):
        notes.append(Line("the extended part of its XMP is not kept"))
    resources = image.info.get("photoshop")
    if isinstance(resources, dict) and 0x0404 in resources:
        notes.append(Line("its IPTC record is not kept"))
    return notes


def _stated_dpi(image: Image.Image) -> object:
    """What the file says outside its EXIF block. Pillow makes up 72 for JPEGs and 1 for TIFFs that say nothing."""
    tags = getattr(image, "tag_v2", None)
    if tags is not None and exif_block.X_RESOLUTION not in tags:
        return None
    if image.format in ("JPEG", "MPO") and image.info.get("jfif_unit") not in (1, 2):
        return None
    return image.info.get("dpi")


def _dpi(value: object) -> tuple[float, float] | None:
    if not isinstance(value, tuple) or len(value) != 2:
        return None
    across, down = (float(dots) for dots in value)
    sane = all(math.isfinite(dots) and 0.01 <= dots <= 100_000 for dots in (across, down))
    return (across, down) if sane else None


def _as_bytes(value: object) -> bytes | None:
    if isinstance(value, str):
        return value.encode()
    return value if isinstance(value, bytes) and value else None


def _quietly(read: Callable[[Source], Found], block: Source) -> Found | None:
    """What `read` finds in a block, None where the block is damaged."""
    try:
        return read(block)
    except exif_block.DAMAGE:
        return None
