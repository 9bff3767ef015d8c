"""TIFF directories taken apart and written anew, where a file gets others than it had."""

import struct
from dataclasses import dataclass, field

from app.files.exif import (
    EXIF_DIRECTORY,
    GPS_DIRECTORY,
    INCH,
    INTEROP_DIRECTORY,
    LONG,
    RATIONAL,
    RESOLUTION_UNIT,
    SHORT,
    X_RESOLUTION,
    Y_RESOLUTION,
    Block,
    Layout,
    integer,
    layout_of,
    rational,
    records,
)

LARGEST_DIRECTORY = 16 * 2**20


@dataclass(slots=True)
class Directory:
    """Fields with their values: {tag: (kind, count, bytes in the block's order)}, and directories below this one."""

    fields: dict[int, tuple[int, int, bytes]] = field(default_factory=dict)
    below: dict[int, "Directory"] = field(default_factory=dict)


def read_directory(block: bytes, *, without: frozenset[int] = frozenset()) -> tuple[Layout, Directory]:
    """The main directory with its EXIF and GPS directories; tags in `without` are left out."""
    layout, place = layout_of(block)
    return layout, _read(block, layout, place, (EXIF_DIRECTORY, GPS_DIRECTORY), without)


def write_directory(directory: Directory, order: str, start: int) -> tuple[bytes, int]:
    """The directory as bytes that will stand at byte `start` (even) of a file, and where in the file it begins."""
    out = bytearray()
    fields = dict(directory.fields)
    for tag, below in directory.below.items():
        part, place = write_directory(below, order, start + len(out))
        out += part
        fields[tag] = (LONG, 1, struct.pack(order + "L", place))
    entries = bytearray()
    for tag in sorted(fields):
        kind, count, value = fields[tag]
        if len(value) > 4:
            slot = struct.pack(order + "L", start + len(out))
            out += value + b"\0" * (len(value) % 2)
        else:
            slot = value.ljust(4, b"\0")
        entries += struct.pack(order + "HHL", tag, kind, count) + slot
    place = start + len(out)
    out += struct.pack(order + "H", len(fields)) + entries + b"\0\0\0\0"
    return bytes(out), place


def block_of(directory: Directory, order: str) -> bytes:
    """The directory as an EXIF block."""
    body, place = write_directory(directory, order, 8)
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "L", place) + body


def resolution_fields(dpi: tuple[float, float], order: str) -> dict[int, tuple[int, int, bytes]]:
    """The three fields that say `dpi` dots per inch."""
    across, down = (struct.pack(order + "LL", *rational(dots)) for dots in dpi)
    unit = struct.pack(order + "H", INCH)
    return {X_RESOLUTION: (RATIONAL, 1, across), Y_RESOLUTION: (RATIONAL, 1, down), RESOLUTION_UNIT: (SHORT, 1, unit)}


def _read(block: Block, layout: Layout, place: int, doors: tuple[int, ...], without: frozenset[int]) -> Directory:
    directory = Directory()
    total = 0
    for record in records(block, layout, place):
        if record.tag in without:
            continue
        if record.tag in doors:
            inner = (INTEROP_DIRECTORY,) if record.tag == EXIF_DIRECTORY else ()
            door = integer(block, layout, record)
            directory.below[record.tag] = _read(block, layout, door, inner, frozenset())
            continue
        total += record.length
        if total > LARGEST_DIRECTORY:  # fields may overlap, so a small file can claim more than its own size
            raise ValueError("directory too large")
        value = bytes(block[record.start : record.start + record.length])
        directory.fields[record.tag] = (record.kind, record.count, value)
    return directory
