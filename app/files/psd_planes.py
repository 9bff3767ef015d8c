"""What takes most room in a PSD, made while it is written: the channels of its layers and the merged picture.

psd-tools would hold all of it in memory, several times. It writes the records around these parts, and packs the rows.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from app.document import Document, compose
from app.document.geometry import Box, Size
from app.document.layers import Layer
from app.document.layers.conversion import as_depth
from app.files.course import Course
from app.files.line import Line

if TYPE_CHECKING:
    from psd_tools import PSDImage

Rows = Callable[[int, int], NDArray[Any]]
"""(top, bottom) -> (bottom - top, width) uint8 or uint16, of one channel."""

_BAND_BYTES = 2**20
_LARGEST = 2**32 - 1  # lengths have 32 bits
_RAW, _PACKED = 0, 1
_COUNT_BYTES = 2  # of how long a packed row is
_PADDING = 4


class Packing:
    """Tells a course how much is written, in bytes as they were before they were packed."""

    def __init__(self, course: Course, total: int) -> None:
        self._course, self._total, self._done = course, max(1, total), 0

    def add(self, count: int) -> None:
        self._done += count
        self._course.at(self._done / self._total)


class PackedPlane:
    """One channel of a layer, in the place of psd-tools' ChannelData, whose names this has."""

    def __init__(self, size: Size, depth: int, rows: Rows, packing: Packing) -> None:
        self._size, self._depth, self._rows, self._packing = size, depth, rows, packing
        self.place = 0  # in the file
        self._length = 0  # there, known once it is written

    def write(self, file: BinaryIO, **_: object) -> int:
        """psd-tools' own packing, some rows at a time; their lengths stand before all of them. Returns the bytes."""
        from psd_tools.compression import compress
        from psd_tools.constants import Compression

        self.place = file.tell()
        file.write(_PACKED.to_bytes(2, "big"))
        file.write(bytes(_COUNT_BYTES * self._size.height))
        counts = []
        for top, bottom in _bands(self._size, self._depth):
            stored = np.ascontiguousarray(self._rows(top, bottom), _stored(self._depth)).tobytes()
            packed = memoryview(compress(stored, Compression.RLE, self._size.width, bottom - top, self._depth))
            counts.append(packed[: _COUNT_BYTES * (bottom - top)])
            file.write(packed[_COUNT_BYTES * (bottom - top) :])
            self._packing.add(len(stored))
        end = file.tell()
        if end > _LARGEST:
            raise ValueError(Line("over 4 GiB"))
        file.seek(self.place + 2)
        file.write(b"".join(counts))
        file.seek(end)
        self._length = end - self.place
        return self._length


class MergedPicture:
    """What programs without layers show, in the place of psd-tools' ImageData: all of one channel, then the next."""

    def __init__(self, document: Document, packing: Packing) -> None:
        self._document, self._packing = document, packing
        self._depth = document.photo.dtype.itemsize * 8
        self._channels = 1 if document.channels <= 2 else 3

    def write(self, file: BinaryIO, **_: object) -> int:
        """Composed once, some rows at a time, each channel of them put where it belongs. Returns the bytes."""
        size = self._document.size
        begin, row = file.tell() + 2, size.width * self._depth // 8
        file.write(_RAW.to_bytes(2, "big"))
        for top, bottom in _bands(size, self._depth):
            seen = compose(self._document, Box(0, top, size.width, bottom))
            for channel in range(self._channels):
                file.seek(begin + row * (channel * size.height + top))
                file.write(np.ascontiguousarray(seen[..., channel], _stored(self._depth)).data)
            self._packing.add((bottom - top) * row * self._channels)
        return 2 + row * size.height * self._channels


def write_planes(file: BinaryIO, psd: PSDImage) -> None:
    """Write all of a PSD whose channels are PackedPlanes: their lengths, which stand before them, come last."""
    record = psd._record
    record.write(file)
    layers = record._get_layer_info()
    if layers is None or not layers.layer_records:
        return
    layers._update_channel_length()
    records = io.BytesIO()
    layers.layer_records.write(records)
    first: Any = layers.channel_image_data[0][0]
    file.seek(first.place - len(records.getbuffer()))
    file.write(records.getbuffer())


def comes_back(path: Path, layers: int) -> bool:
    """Whether the file holds so many layers and a picture, all of them as long as it says. No pixel is held.

    Raises ValueError, and OSError as the system does.
    """
    try:
        return _are_whole(path, layers)
    except struct.error:  # it ends too early
        return False


def _are_whole(path: Path, layers: int) -> bool:
    from psd_tools.psd.color_mode_data import ColorModeData
    from psd_tools.psd.header import FileHeader
    from psd_tools.psd.image_resources import ImageResources
    from psd_tools.psd.layer_and_mask import LayerRecords

    with path.open("rb") as file:
        header = FileHeader.read(file)
        ColorModeData.read(file)
        ImageResources.read(file)
        (section,) = struct.unpack(">I", file.read(4))
        end = file.tell() + section
        length, count = struct.unpack(">Ih", file.read(6))
        end_of_layers = file.tell() - 2 + length
        records = LayerRecords.read(file, count)
        for record in records:
            for info, (_, height) in zip(record.channel_info, record.channel_sizes, strict=True):
                next_one = file.tell() + info.length
                kind, *rows = struct.unpack(f">{1 + height}H", file.read(2 + _COUNT_BYTES * height))
                if kind != _PACKED or file.tell() + sum(rows) != next_one:
                    return False
                file.seek(next_one)
        is_filled = 0 <= end_of_layers - file.tell() < _PADDING
        picture = 2 + header.width * header.height * header.channels * header.depth // 8
        return is_filled and len(records) == layers and file.seek(0, 2) == end + picture


def planes_bytes(document: Document) -> int:
    """What will be packed and written of a document, in all."""
    kinds = [(document.photo, False), *((layer.pixels, True) for layer in document.layers)]
    colours = 1 if document.channels <= 2 else 3
    planes = sum(pixels[..., 0].nbytes * (colours + 1 + masked) for pixels, masked in kinds)
    return planes + document.photo[..., 0].nbytes * colours


def channel_rows(pixels: NDArray[Any], channel: int) -> Rows:
    """Those of one channel of (H, W, C)."""
    return lambda top, bottom: pixels[top:bottom, :, channel]


def opaque_rows(pixels: NDArray[Any]) -> Rows:
    """The alpha of pixels that have none."""
    width, full = pixels.shape[1], np.iinfo(pixels.dtype).max
    return lambda top, bottom: np.full((bottom - top, width), full, pixels.dtype)


def mask_rows(layer: Layer) -> Rows:
    """How far a layer covers what is below, in the depth of its pixels."""
    box, dtype = layer.box, layer.pixels.dtype

    def rows(top: int, bottom: int) -> NDArray[Any]:
        return as_depth(layer.coverage(Box(box.x0, box.y0 + top, box.x1, box.y0 + bottom)), dtype)

    return rows


def _bands(size: Size, depth: int) -> Iterator[tuple[int, int]]:
    rows = max(1, _BAND_BYTES // (size.width * depth // 8))
    return ((top, min(top + rows, size.height)) for top in range(0, size.height, rows))


def _stored(depth: int) -> str:
    return f">u{depth // 8}"
