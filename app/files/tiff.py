"""TIFF with EXIF directories, XMP and any depth; Pillow drops the one or the other."""

import struct
import zlib
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from app.files import directories, exif
from app.files.course import UNHEARD, Course
from app.files.errors import OutputRefused
from app.files.line import Line
from app.files.metadata import Metadata

_LARGEST = 2**32 - 2**26  # offsets have 32 bits; the rest is room for the directories
_STRIP_BYTES = 2**20
_LEVEL = 4
_DEFLATE, _HORIZONTAL_DIFFERENCES, _STRAIGHT_ALPHA = 8, 2, 2
_BYTE, _UNDEFINED = 1, 7


def write_tiff(path: Path, pixels: NDArray[Any], metadata: Metadata, course: Course = UNHEARD) -> None:
    """Write (H, W, C) uint8 or uint16, C = 1, 2, 3 or 4, losslessly packed, with all metadata.

    The file takes the byte order of the EXIF block, so that the block's values can be copied as they stand.
    """
    order, main = "<", directories.Directory()
    if metadata.exif is not None:
        layout, main = directories.read_directory(metadata.exif, without=frozenset({exif.ORIENTATION}))
        order = layout.order
    with path.open("wb") as file:
        file.write(b"II*\0" if order == "<" else b"MM\0*")
        file.write(bytes(4))
        offsets, lengths = [], []
        rows = max(1, _STRIP_BYTES // pixels[0].nbytes)
        for top in range(0, len(pixels), rows):
            course.at(top / len(pixels))
            packed = _packed(pixels[top : top + rows], order)
            if file.tell() + len(packed) > _LARGEST:
                raise OutputRefused(Line("{path} would be over 4 GiB: save it as PNG", path=path))
            offsets.append(file.tell())
            lengths.append(len(packed))
            file.write(packed)
        main.fields.update(_storage_fields(pixels, rows, offsets, lengths, order))
        main.fields.update(_metadata_fields(metadata, order))
        written, place = directories.write_directory(main, order, file.tell())
        file.write(written)
        file.seek(4)
        file.write(struct.pack(order + "L", place))


def _packed(strip: NDArray[Any], order: str) -> bytes:
    """Rows as differences to the pixel on the left, deflated, of even length."""
    differences = strip.copy()
    differences[:, 1:] -= strip[:, :-1]
    stored = differences.astype(f"{order}u{strip.dtype.itemsize}")
    packed = zlib.compress(stored.tobytes(), _LEVEL)
    return packed + b"\0" * (len(packed) % 2)


def _storage_fields(
    pixels: NDArray[Any], rows: int, offsets: list[int], lengths: list[int], order: str
) -> dict[int, tuple[int, int, bytes]]:
    height, width, channels = pixels.shape

    def shorts(*values: int) -> tuple[int, int, bytes]:
        return exif.SHORT, len(values), struct.pack(f"{order}{len(values)}H", *values)

    def longs(*values: int) -> tuple[int, int, bytes]:
        return exif.LONG, len(values), struct.pack(f"{order}{len(values)}L", *values)

    fields = {
        256: longs(width),
        257: longs(height),
        258: shorts(*[pixels.dtype.itemsize * 8] * channels),
        259: shorts(_DEFLATE),
        262: shorts(2 if channels >= 3 else 1),
        273: longs(*offsets),
        277: shorts(channels),
        278: longs(rows),
        279: longs(*lengths),
        284: shorts(1),
        317: shorts(_HORIZONTAL_DIFFERENCES),
    }
    if channels in (2, 4):
        fields[338] = shorts(_STRAIGHT_ALPHA)
    return fields


def _metadata_fields(metadata: Metadata, order: str) -> dict[int, tuple[int, int, bytes]]:
    fields = {} if metadata.dpi is None else directories.resolution_fields(metadata.dpi, order)
    if metadata.xmp is not None:
        fields[700] = (_BYTE, len(metadata.xmp), metadata.xmp)
    if metadata.icc is not None:
        fields[34675] = (_UNDEFINED, len(metadata.icc), metadata.icc)
    return fields
