"""16-bit PNG, which Pillow cannot write in colour."""

import struct
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from app.files.metadata import Metadata

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
XMP_KEYWORD = b"XML:com.adobe.xmp"

_LEVEL = 4
_LARGEST_CHUNK = 2**20
_UP = 2


def write_png_16(path: Path, pixels: NDArray[np.uint16], metadata: Metadata) -> None:
    """Write (H, W, C) uint16, C = 1 to 4, with all metadata."""
    with path.open("wb") as file:
        encode_png_16(file, pixels, metadata)


def encode_png_16(file: BinaryIO, pixels: NDArray[np.uint16], metadata: Metadata, level: int = _LEVEL) -> None:
    """The same into an open file, which is only written to, never sought in. level: of zlib, 1 is fast."""
    height, width, channels = pixels.shape
    file.write(SIGNATURE)
    file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, COLOUR_TYPES[channels], 0, 0, 0)))
    for part in metadata_chunks(metadata):
        file.write(part)
    compressor = zlib.compressobj(level, zlib.DEFLATED, 15, 9, zlib.Z_FILTERED)
    waiting = bytearray()
    above = np.zeros(width * channels * 2, np.uint8)
    for row in pixels:
        stored = row.astype(">u2").reshape(-1).view(np.uint8)
        waiting += compressor.compress(bytes([_UP]) + (stored - above).tobytes())
        above = stored
        if len(waiting) >= _LARGEST_CHUNK:
            file.write(chunk(b"IDAT", bytes(waiting)))
            waiting.clear()
    file.write(chunk(b"IDAT", bytes(waiting) + compressor.flush()))
    file.write(chunk(b"IEND", b""))


def metadata_chunks(metadata: Metadata) -> list[bytes]:
    """ICC, resolution, EXIF and XMP as the chunks that stand between IHDR and IDAT."""
    chunks = []
    if metadata.icc is not None:
        chunks.append(chunk(b"iCCP", b"ICC Profile\0\0" + zlib.compress(metadata.icc)))
    if metadata.dpi is not None:
        across, down = (round(dots / 0.0254) for dots in metadata.dpi)
        chunks.append(chunk(b"pHYs", struct.pack(">IIB", across, down, 1)))
    if metadata.exif is not None:
        chunks.append(chunk(b"eXIf", metadata.exif))
    if metadata.xmp is not None:
        chunks.append(chunk(b"iTXt", XMP_KEYWORD + b"\0\0\0\0\0" + metadata.xmp))
    return chunks


def chunk(name: bytes, content: bytes) -> bytes:
    """Length, name, content, checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
