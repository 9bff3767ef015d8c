"""Pictures as other programs write them, made by hand."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from app.files import exif
from app.files.directories import Directory, block_of, write_directory
from app.files.metadata import Metadata
from app.files.png import encode_png_16

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="%d" '
    b'dc:format="a"/><tiff:Orientation>%d</tiff:Orientation></x:xmpmeta>' + b" " * 40
)


@pytest.fixture(scope="session")
def icc() -> bytes:
    """A real sRGB profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture(height: int, width: int, channels: int, dtype: Any = np.uint8, seed: int = 0) -> NDArray[Any]:
    """(H, W, C) of noise over the full range."""
    top = np.iinfo(dtype).max
    return np.random.default_rng(seed).integers(0, top, (height, width, channels), dtype=dtype, endpoint=True)


def write_png_16(path: Path, pixels: NDArray[np.uint16], metadata: Metadata | None = None) -> None:
    """(H, W, C) uint16, C = 1 to 4."""
    with path.open("wb") as file:
        encode_png_16(file, pixels, metadata or Metadata())


@pytest.fixture(scope="session")
def make_picture() -> Callable[..., NDArray[Any]]:
    return picture


def camera_block(orientation: int = 1, order: str = "<", thumbnail: bytes = b"") -> bytes:
    """EXIF as cameras write it: maker note with an absolute offset, GPS, a thumbnail behind all."""

    def short(value: int) -> tuple[int, int, bytes]:
        return exif.SHORT, 1, struct.pack(order + "H", value)

    def text(value: bytes) -> tuple[int, int, bytes]:
        return 2, len(value) + 1, value + b"\0"

    main = Directory(
        {0x010F: text(b"Maker"), 0x0132: text(b"2024:02:03 04:05:06"), exif.ORIENTATION: short(orientation)},
        {
            exif.EXIF_DIRECTORY: Directory(
                {
                    0x927C: (7, 40, b"MAKERNOTE".ljust(40, b"\1")),
                    exif.PIXEL_WIDTH: short(60),
                    exif.PIXEL_HEIGHT: (exif.LONG, 1, struct.pack(order + "L", 40)),
                },
                {exif.INTEROP_DIRECTORY: Directory({1: text(b"R98")})},
            ),
            exif.GPS_DIRECTORY: Directory({1: (2, 2, b"N\0"), 2: (5, 3, struct.pack(order + "6L", *range(1, 7)))}),
        },
    )
    block = bytearray(block_of(main, order))
    if thumbnail:
        second = len(block)
        entries = struct.pack(order + "HHLL", exif.THUMBNAIL_OFFSET, exif.LONG, 1, second + 2 + 24 + 4)
        entries += struct.pack(order + "HHLL", exif.THUMBNAIL_LENGTH, exif.LONG, 1, len(thumbnail))
        struct.pack_into(order + "L", block, len(block) - 4, second)
        block += struct.pack(order + "H", 2) + entries + bytes(4) + thumbnail
    return bytes(block)


@pytest.fixture
def make_block() -> Callable[..., bytes]:
    return camera_block


@pytest.fixture
def make_xmp() -> Callable[[int], bytes]:
    return lambda orientation: XMP % (orientation, orientation)


def raw_tiff(
    pixels: NDArray[Any],
    *,
    order: str = "<",
    planar: bool = False,
    photometric: int | None = None,
    extra: int | None = None,
    orientation: int | None = None,
    bits: int | None = None,
    tile: int | None = None,
    deflated: bool = False,
    differences: bool = False,
    icc: bytes | None = None,
) -> bytes:
    """A TIFF of one strip or of tiles of `tile`², for each channel if planar; floats where the pixels are."""
    height, width, channels = pixels.shape
    kind, size = pixels.dtype.kind, pixels.dtype.itemsize

    def shorts(*values: int) -> tuple[int, int, bytes]:
        return exif.SHORT, len(values), struct.pack(f"{order}{len(values)}H", *values)

    def longs(*values: int) -> tuple[int, int, bytes]:
        return exif.LONG, len(values), struct.pack(f"{order}{len(values)}L", *values)

    def stored(block: NDArray[Any]) -> bytes:
        if differences:
            block = np.diff(block, axis=1, prepend=np.zeros_like(block[:, :1]))
        content = block.astype(f"{order}{kind}{size}").tobytes()
        return zlib.compress(content) if deflated else content

    planes = [pixels[..., channel : channel + 1] for channel in range(channels)] if planar else [pixels]
    if tile is not None:
        planes = [np.pad(plane, ((0, -height % tile), (0, -width % tile), (0, 0))) for plane in planes]
        corners = [(y, x) for y in range(0, height, tile) for x in range(0, width, tile)]
        planes = [plane[y : y + tile, x : x + tile] for plane in planes for y, x in corners]
    parts = [stored(plane) for plane in planes]
    offsets = [8 + sum(map(len, parts[:index])) for index in range(len(parts))]
    directory = Directory(
        {
            256: longs(width),
            257: longs(height),
            258: shorts(*[bits or size * 8] * channels),
            259: shorts(8 if deflated else 1),
            262: shorts(photometric if photometric is not None else (2 if channels >= 3 else 1)),
            277: shorts(channels),
            284: shorts(2 if planar else 1),
            317: shorts(2 if differences else 1),
            339: shorts(*[{"u": 1, "i": 2, "f": 3}[kind]] * channels),
        }
    )
    if tile is None:
        directory.fields |= {273: longs(*offsets), 278: longs(height), 279: longs(*map(len, parts))}
    else:
        directory.fields |= {322: longs(tile), 323: longs(tile), 324: longs(*offsets), 325: longs(*map(len, parts))}
    if extra is not None:
        directory.fields[338] = shorts(extra, *[0] * (channels - 2 if channels < 3 else channels - 4))
    if orientation is not None:
        directory.fields[exif.ORIENTATION] = shorts(orientation)
    if icc is not None:
        directory.fields[34675] = (7, len(icc), icc)
    body = b"".join(parts)
    body += bytes(len(body) % 2)
    tail, place = write_directory(directory, order, 8 + len(body))
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "L", place) + body + tail


@pytest.fixture(scope="session")
def make_tiff() -> Callable[..., bytes]:
    return raw_tiff


def as_image(pixels: NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)


@pytest.fixture
def make_image() -> Callable[[NDArray[np.uint8]], Image.Image]:
    return as_image
