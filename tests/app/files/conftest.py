"""Pictures as other programs write them, made by hand."""

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from app.files import exif

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


@pytest.fixture
def make_picture() -> Callable[..., NDArray[Any]]:
    return picture


def camera_block(orientation: int = 1, order: str = "<", thumbnail: bytes = b"") -> bytes:
    """EXIF as cameras write it: maker note with an absolute offset, GPS, a thumbnail behind all."""

    def short(value: int) -> tuple[int, int, bytes]:
        return exif.SHORT, 1, struct.pack(order + "H", value)

    def text(value: bytes) -> tuple[int, int, bytes]:
        return 2, len(value) + 1, value + b"\0"

    main = exif.Directory(
        {0x010F: text(b"Maker"), 0x0132: text(b"2024:02:03 04:05:06"), exif.ORIENTATION: short(orientation)},
        {
            exif.EXIF_DIRECTORY: exif.Directory(
                {
                    0x927C: (7, 40, b"MAKERNOTE".ljust(40, b"\1")),
                    exif.PIXEL_WIDTH: short(60),
                    exif.PIXEL_HEIGHT: (exif.LONG, 1, struct.pack(order + "L", 40)),
                },
                {exif.INTEROP_DIRECTORY: exif.Directory({1: text(b"R98")})},
            ),
            exif.GPS_DIRECTORY: exif.Directory({1: (2, 2, b"N\0"), 2: (5, 3, struct.pack(order + "6L", *range(1, 7)))}),
        },
    )
    block = bytearray(exif.block_of(main, order))
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
) -> bytes:
    """An unpacked TIFF of one strip, or of one a channel if planar."""
    height, width, channels = pixels.shape

    def shorts(*values: int) -> tuple[int, int, bytes]:
        return exif.SHORT, len(values), struct.pack(f"{order}{len(values)}H", *values)

    def longs(*values: int) -> tuple[int, int, bytes]:
        return exif.LONG, len(values), struct.pack(f"{order}{len(values)}L", *values)

    planes = [pixels[..., channel] for channel in range(channels)] if planar else [pixels]
    strips = [plane.astype(f"{order}u{pixels.dtype.itemsize}").tobytes() for plane in planes]
    offsets = [8 + sum(map(len, strips[:index])) for index in range(len(strips))]
    directory = exif.Directory(
        {
            256: longs(width),
            257: longs(height),
            258: shorts(*[bits or pixels.dtype.itemsize * 8] * channels),
            259: shorts(1),
            262: shorts(photometric if photometric is not None else (2 if channels >= 3 else 1)),
            273: longs(*offsets),
            277: shorts(channels),
            278: longs(height),
            279: longs(*map(len, strips)),
            284: shorts(2 if planar else 1),
        }
    )
    if extra is not None:
        directory.fields[338] = shorts(extra)
    if orientation is not None:
        directory.fields[exif.ORIENTATION] = shorts(orientation)
    body = b"".join(strips) + bytes(sum(map(len, strips)) % 2)
    tail, place = exif.write_directory(directory, order, 8 + len(body))
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "L", place) + body + tail


@pytest.fixture
def make_tiff() -> Callable[..., bytes]:
    return raw_tiff


def as_image(pixels: NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)


@pytest.fixture
def make_image() -> Callable[[NDArray[np.uint8]], Image.Image]:
    return as_image
