"""EXIF blocks, read and changed byte by byte.

Pillow can read and rebuild EXIF, but a rebuilt block has moved: maker notes of cameras point into it by absolute
offsets and break. So the few values that must change are changed where they stand.

A block is bytes from the byte order mark on ("II*\\0" or "MM\\0*"), without "Exif\\0\\0". A whole TIFF file is such a
block too. Functions raise one of DAMAGE where a block is damaged. Directories that are taken apart and written anew are
in `directories`.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

Block = bytes | bytearray
DAMAGE = (ValueError, struct.error)

SHORT, LONG, RATIONAL = 3, 4, 5
ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 0x0112, 0x011A, 0x011B, 0x0128
EXIF_DIRECTORY, GPS_DIRECTORY, INTEROP_DIRECTORY = 0x8769, 0x8825, 0xA005
PIXEL_WIDTH, PIXEL_HEIGHT = 0xA002, 0xA003
THUMBNAIL_OFFSET, THUMBNAIL_LENGTH = 0x0201, 0x0202

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_LETTERS = {1: "B", 3: "H", 4: "L", 13: "L", 16: "Q", 18: "Q"}
INCH = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """How numbers stand in a block.  order: "<" or ">" as in struct.  big: 64-bit offsets (BigTIFF)."""

    order: str
    big: bool = False

    @property
    def offset(self) -> str:
        """struct code of an offset."""
        return self.order + ("Q" if self.big else "L")


@dataclass(frozen=True, slots=True)
class Record:
    """One field of a directory, found at byte `place` of its block; its value begins at byte `start`."""

    tag: int
    kind: int
    count: int
    place: int
    start: int

    @property
    def length(self) -> int:
        """Bytes of the value."""
        return self.count * _SIZES[self.kind]


def layout_of(block: Block) -> tuple[Layout, int]:
    """The block's layout and where its first directory stands."""
    order = {b"II": "<", b"MM": ">"}.get(bytes(block[:2]))
    if order is None or len(block) < 8:
        raise ValueError("no byte order mark")
    magic: int = struct.unpack_from(order + "H", block, 2)[0]
    if magic not in (42, 43) or (magic == 43 and len(block) < 16):
        raise ValueError("no TIFF header")
    layout = Layout(order, big=magic == 43)
    place: int = struct.unpack_from(layout.offset, block, 8 if layout.big else 4)[0]
    return layout, place


def records(block: Block, layout: Layout, place: int) -> Iterator[Record]:
    """The fields of the directory at byte `place`; fields that leave the block are passed over."""
    counter, head, step, inline = ("Q", 8, 20, 8) if layout.big else ("H", 2, 12, 4)
    _check_inside(block, place, head)
    (number,) = struct.unpack_from(layout.order + counter, block, place)
    _check_inside(block, place + head, number * step)
    for index in range(number):
        at = place + head + index * step
        tag, kind = struct.unpack_from(layout.order + "HH", block, at)
        (count,) = struct.unpack_from(layout.offset, block, at + 4)
        if kind not in _SIZES:
            continue
        start = at + (12 if layout.big else 8)
        if count * _SIZES[kind] > inline:
            (start,) = struct.unpack_from(layout.offset, block, start)
        if start + count * _SIZES[kind] <= len(block):
            yield Record(tag, kind, count, at, start)


def stated_orientation(block: Block) -> int | None:
    """The orientation that the block states, 1 to 8; None where it states none or a senseless one."""
    layout, place = layout_of(block)
    for record in records(block, layout, place):
        if record.tag == ORIENTATION and (value := integer(block, layout, record)) in range(1, 9):
            return value
    return None


def resolution_of(block: bytes) -> tuple[float, float] | None:
    """Dots per inch across and down, or None."""
    layout, place = layout_of(block)
    found = {record.tag: record for record in records(block, layout, place)}
    unit = integer(block, layout, found[RESOLUTION_UNIT]) if RESOLUTION_UNIT in found else INCH
    if unit not in (2, 3):
        return None
    dots = []
    for tag in (X_RESOLUTION, Y_RESOLUTION):
        if tag not in found or found[tag].kind != RATIONAL:
            return None
        above, below = struct.unpack_from(layout.order + "LL", block, found[tag].start)
        if not above or not below:
            return None
        dots.append(above / below * (2.54 if unit == 3 else 1.0))
    return dots[0], dots[1]


def with_upright_orientation(block: bytes) -> bytes:
    """The block with orientation 1, all else as it was. Works on whole TIFF files."""
    layout, place = layout_of(block)
    stated = [record for record in records(block, layout, place) if record.tag == ORIENTATION]
    turned = [record for record in stated if integer(block, layout, record) != 1]
    return replaced(block, [(record.start, struct.pack(layout.order + _LETTERS[record.kind], 1)) for record in turned])


def replaced(block: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    """The block with other bytes at some places, each (start, bytes); itself where nothing changes, else one copy."""
    if not changes:
        return block
    parts: list[bytes | memoryview] = []
    at, view = 0, memoryview(block)
    for start, new in sorted(changes):
        if start >= at:  # in a damaged block they may overlap
            parts += [view[at:start], new]
            at = start + len(new)
    return b"".join([*parts, view[at:]])


def for_upright_pixels(block: bytes, *, swapped: bool) -> bytes:
    """The EXIF block for pixels that were turned upright: orientation 1, no thumbnail.

    swapped: width and height changed places, so the sizes noted in the block do too.
    """
    layout, place = layout_of(block)
    turned = bytearray(with_upright_orientation(block))
    if swapped:
        _swap_sizes(turned, layout, place)
    _drop_thumbnail(turned, layout, place)
    return bytes(turned)


def with_resolution(block: bytes | None, dpi: tuple[float, float]) -> bytes:
    """The EXIF block, or a new one, saying `dpi` dots per inch.

    The main directory is written anew behind the old block and everything else stays where it was.
    """
    if block is None:
        block = b"II*\0" + struct.pack("<L", 8) + struct.pack("<HL", 0, 0)
    layout, place = layout_of(block)
    if layout.big:
        raise ValueError("BigTIFF is no EXIF")
    order = layout.order
    entries = {record.tag: block[record.place : record.place + 12] for record in records(block, layout, place)}
    start = len(block) + len(block) % 2
    values = b"".join(struct.pack(order + "LL", *rational(dots)) for dots in dpi)
    entries[X_RESOLUTION] = struct.pack(order + "HHLL", X_RESOLUTION, RATIONAL, 1, start)
    entries[Y_RESOLUTION] = struct.pack(order + "HHLL", Y_RESOLUTION, RATIONAL, 1, start + 8)
    entries[RESOLUTION_UNIT] = struct.pack(order + "HHLHH", RESOLUTION_UNIT, SHORT, 1, INCH, 0)
    directory = struct.pack(order + "H", len(entries)) + b"".join(entries[tag] for tag in sorted(entries))
    head = block[:4] + struct.pack(order + "L", start + len(values))
    return head + block[8:].ljust(start - 8, b"\0") + values + directory + b"\0\0\0\0"


def _swap_sizes(block: bytearray, layout: Layout, place: int) -> None:
    for door in records(block, layout, place):
        if door.tag != EXIF_DIRECTORY:
            continue
        inner = integer(block, layout, door)
        found = {record.tag: record for record in records(block, layout, inner)}
        if PIXEL_WIDTH in found and PIXEL_HEIGHT in found:
            width, height = (integer(block, layout, found[tag]) for tag in (PIXEL_WIDTH, PIXEL_HEIGHT))
            _put_integer(block, layout, found[PIXEL_WIDTH], height)
            _put_integer(block, layout, found[PIXEL_HEIGHT], width)


def _drop_thumbnail(block: bytearray, layout: Layout, place: int) -> None:
    (number,) = struct.unpack_from(layout.order + "H", block, place)
    link = place + 2 + 12 * number
    _check_inside(block, link, 4)
    (second,) = struct.unpack_from(layout.order + "L", block, link)
    if not second:
        return
    struct.pack_into(layout.order + "L", block, link, 0)
    try:
        found = {record.tag: record for record in records(block, layout, second)}
    except ValueError:
        return
    if THUMBNAIL_OFFSET not in found or THUMBNAIL_LENGTH not in found:
        return
    start = integer(block, layout, found[THUMBNAIL_OFFSET])
    length = integer(block, layout, found[THUMBNAIL_LENGTH])
    if not 8 <= start <= start + length <= len(block):
        return
    if start + length == len(block):
        del block[start:]
    else:  # something follows that others may point to, so the place stays and only its content goes
        block[start : start + length] = bytes(length)


def integer(block: Block, layout: Layout, record: Record) -> int:
    """The field's first number; ValueError where it holds none."""
    letter = _LETTERS.get(record.kind)
    if letter is None or record.count < 1:
        raise ValueError(f"tag {record.tag} is no number")
    value: int = struct.unpack_from(layout.order + letter, block, record.start)[0]
    return value


def _put_integer(block: bytearray, layout: Layout, record: Record, value: int) -> None:
    letter = _LETTERS.get(record.kind)
    if letter is None or record.count < 1:
        raise ValueError(f"tag {record.tag} is no number")
    struct.pack_into(layout.order + letter, block, record.start, value)


def rational(value: float) -> tuple[int, int]:
    """Numerator and denominator of a value above 0."""
    fraction = Fraction(value).limit_denominator(10_000)
    return fraction.numerator, fraction.denominator


def _check_inside(block: Block, start: int, length: int) -> None:
    if start < 8 or start + length > len(block):
        raise ValueError("a directory leaves its block")
