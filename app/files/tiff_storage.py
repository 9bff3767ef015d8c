"""What a TIFF says of how it stores its pixels, and the same pixels told in another way.

OpenCV reads pixels only in one row of channels and knows neither separate planes nor half floats. The bytes in the
strips need no change for that, only the directory does: a plane is a grey picture, a half float an integer of 16 bits.
"""

import struct
from dataclasses import dataclass

from app.files import directories, exif

UNSIGNED, SIGNED, FLOAT = 1, 2, 3
WHITE_IS_ZERO, GREY, RGB, CMYK = 0, 1, 2, 5
DIFFERENCES = 2
LABS = frozenset({8, 9, 10})
ASSOCIATED_ALPHA, STRAIGHT_ALPHA = 1, 2

_BITS, _PHOTOMETRIC, _SAMPLES, _PLANAR, _EXTRA, _FORMAT = 258, 262, 277, 284, 338, 339
_WIDTH, _COMPRESSION, _PREDICTOR, _TILE_WIDTH = 256, 259, 317, 322
_OFFSETS_AND_LENGTHS = frozenset({273, 279, 324, 325})
_TAGS = _OFFSETS_AND_LENGTHS | {_WIDTH, 257, _COMPRESSION, 278, _PREDICTOR, _TILE_WIDTH, 323}
_TAGS |= {_BITS, _PHOTOMETRIC, _SAMPLES, _PLANAR, _EXTRA, _FORMAT}
_LETTERS = {exif.SHORT: "H", exif.LONG: "L", 16: "Q"}
_SEPARATE = 2
_WITH_PREDICTOR = (5, 8, 32946, 34925, 50000)  # LZW, deflate, its older number, LZMA, Zstandard: others pass it over


@dataclass(frozen=True, slots=True)
class Storage:
    """How a TIFF stores its first picture.  tags: of those that say it, the numbers in them."""

    layout: exif.Layout
    tags: dict[int, tuple[int, ...]]

    @property
    def bits(self) -> int:
        """Bits of the widest channel."""
        return max(self.tags.get(_BITS, (1,)))

    @property
    def is_even(self) -> bool:
        """All channels have the same number of bits."""
        return len(set(self.tags.get(_BITS, (1,)))) == 1

    @property
    def kind(self) -> int:
        """UNSIGNED, SIGNED, FLOAT or something rarer."""
        return max(self.tags.get(_FORMAT, (UNSIGNED,)))

    @property
    def is_float(self) -> bool:
        """The numbers are floats."""
        return self.kind == FLOAT

    @property
    def photometric(self) -> int:
        """What the numbers mean: GREY, RGB, CMYK …"""
        return self._first(_PHOTOMETRIC, GREY)

    @property
    def channels(self) -> int:
        """Channels a pixel, the colour and what comes beside it."""
        return self._first(_SAMPLES, 1)

    @property
    def extra(self) -> int:
        """What the first channel beside the colour is; 0 where it is nothing or nothing that is known."""
        return self._first(_EXTRA, 0)

    @property
    def shown(self) -> int:
        """Channels that are colour or alpha."""
        colours = 3 if self.photometric == RGB else 1
        return colours + (self.channels > colours and self.extra in (ASSOCIATED_ALPHA, STRAIGHT_ALPHA))

    @property
    def is_multiplied(self) -> bool:
        """There is an alpha, and the colours were multiplied by it."""
        return self.extra == ASSOCIATED_ALPHA and self.shown in (2, 4)

    @property
    def is_usual(self) -> bool:
        """The channels of a pixel lie together and are as many as other readers expect."""
        return self._first(_PLANAR, 1) != _SEPARATE and self.channels in (1, 3, 4)

    @property
    def predictor(self) -> int:
        """1 where numbers are stored as they are, DIFFERENCES to the pixel on the left, more for rarer ways."""
        return self._first(_PREDICTOR, 1) if self._first(_COMPRESSION, 1) in _WITH_PREDICTOR else 1

    @property
    def is_tiled(self) -> bool:
        """Stored in tiles, not in strips."""
        return _TILE_WIDTH in self.tags

    @property
    def planes(self) -> int:
        """Planes that are stored one behind the other, 1 where the channels of a pixel lie together."""
        return self.channels if self._first(_PLANAR, 1) == _SEPARATE else 1

    def _first(self, tag: int, default: int) -> int:
        return self.tags[tag][0] if self.tags.get(tag) else default


def storage_of(content: bytes) -> Storage | None:
    """How a file stores its pixels; None for what is no TIFF. Raises one of exif.DAMAGE for a damaged one."""
    if content[:4] not in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return None
    layout, place = exif.layout_of(content)
    tags = {}
    for record in exif.records(content, layout, place):
        if record.tag in _TAGS and record.kind in _LETTERS and record.tag not in tags:
            letters = f"{layout.order}{record.count}{_LETTERS[record.kind]}"
            tags[record.tag] = struct.unpack_from(letters, content, record.start)
    return Storage(layout, tags)


def told_as_8_bits(content: bytes, storage: Storage) -> bytes:
    """The file as if its channels were 8 bits and lay together: for readers asked for everything but pixels."""
    changes = []
    for record in exif.records(content, *exif.layout_of(content)):
        wanted = {_BITS: 8, _FORMAT: UNSIGNED, _PLANAR: 1}.get(record.tag)
        if wanted is not None and record.kind in _LETTERS:
            letters = f"{storage.layout.order}{record.count}{_LETTERS[record.kind]}"
            changes.append((record.start, struct.pack(letters, *[wanted] * record.count)))
    return exif.replaced(content, changes)


def told_as_grey(content: bytes, storage: Storage, plane: int | None = None) -> bytes:
    """One plane, or all channels side by side, as a grey picture; half floats as integers of the same bits.

    Side by side, differences are left as they are stored. Raises ValueError for a BigTIFF, whose directory is of
    another kind.
    """
    tags = dict(storage.tags)
    if plane is None:
        for tag in (_WIDTH, _TILE_WIDTH):
            if tag in tags:
                tags[tag] = (tags[tag][0] * storage.channels,)
        tags[_PREDICTOR] = (1,)
    else:
        for tag in _OFFSETS_AND_LENGTHS & tags.keys():
            share = len(tags[tag]) // storage.planes
            tags[tag] = tags[tag][plane * share : (plane + 1) * share]
    tags.pop(_EXTRA, None)
    kind = UNSIGNED if storage.bits == 16 else storage.kind
    tags |= {_BITS: (storage.bits,), _FORMAT: (kind,), _SAMPLES: (1,), _PLANAR: (1,), _PHOTOMETRIC: (GREY,)}
    return _with_directory(content, storage, tags)


def _with_directory(content: bytes, storage: Storage, tags: dict[int, tuple[int, ...]]) -> bytes:
    """The file with a directory of these tags behind it, in the place of the old one."""
    order = storage.layout.order
    if storage.layout.big:
        raise ValueError("BigTIFF")
    # lengths and offsets need 32 bits, the others are defined with 16 and fit there too
    fields = {tag: (exif.LONG, len(numbers), struct.pack(f"{order}{len(numbers)}L", *numbers))
              for tag, numbers in tags.items()}  # fmt: skip
    for tag in {_BITS, _PHOTOMETRIC, _SAMPLES, _PLANAR, _EXTRA, _FORMAT, _COMPRESSION, _PREDICTOR} & tags.keys():
        fields[tag] = (exif.SHORT, len(tags[tag]), struct.pack(f"{order}{len(tags[tag])}H", *tags[tag]))
    padding = bytes(len(content) % 2)
    tail, place = directories.write_directory(directories.Directory(fields), order, len(content) + len(padding))
    head = content[:4] + struct.pack(order + "L", place)
    return b"".join([head, memoryview(content)[8:], padding, tail])
