"""Photos from disk: read with limits, upright, at their full depth."""

import io
import stat
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from app.files import exif
from app.files.camera import HEIF_SUFFIXES, RAW_SUFFIXES, develop
from app.files.colour import Convert, fitting, from_cmyk, from_lab
from app.files.decode import MODES, decode_8_bit, has_alpha, upright
from app.files.deep import FLOATS, decode_16_bit, decode_float
from app.files.encode import SUFFIXES, can_be_written, can_be_written_as, losses, save_photo
from app.files.errors import InputRefused, TooLarge, reason, why_unread
from app.files.line import Line
from app.files.metadata import Metadata, orientation_in_file, read_metadata
from app.files.tiff_storage import (
    CMYK,
    FLOAT,
    GREY,
    LABS,
    RGB,
    UNSIGNED,
    WHITE_IS_ZERO,
    Storage,
    storage_of,
    told_as_8_bits,
)

__all__ = [
    "SUFFIXES",
    "Metadata",
    "Photo",
    "can_be_written",
    "can_be_written_as",
    "losses",
    "open_content",
    "open_photo",
    "photo_size",
    "save_photo",
    "upright",
]

PHOTO = Line("photo")
MOST_PIXELS = 400_000_000
LARGEST_FILE = 2 * 2**30
MOST_PIXELS_A_BYTE = 10_000
"""Of a file with more than SMALL_PIXELS: formats that pack best reach some thousand, and only where nothing is seen."""
SMALL_PIXELS = 64_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "TIFF", "BMP", "GIF")  # JPEG brings MPO with it
READABLE_SUFFIXES = (*SUFFIXES, ".avif", ".bmp", ".gif", *HEIF_SUFFIXES, *RAW_SUFFIXES)

# Pillow's own limit is a warning at 89 megapixels and a refusal at 179. Sizes are checked here before anything is
# decoded, at the limit that is promised, so the second guard would only refuse photos that are allowed.
Image.MAX_IMAGE_PIXELS = None

Pixels = NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as it was opened.

    pixels: (H, W, C) uint8 or uint16, read-only, upright; C = 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA straight alpha.
    notes: for people, on what opening changed or left out.  format: "PNG", "JPEG", "WEBP",
    "AVIF", "TIFF", "BMP", "GIF", "HEIF" or "RAW".
    """

    pixels: Pixels
    metadata: Metadata
    path: Path
    notes: tuple[str, ...] = ()
    format: str = ""


def open_photo(path: Path, what: str = PHOTO) -> Photo:
    """Read a picture. `what` names it in the line of a refusal.

    Raises InputRefused: missing, no picture, damaged, over a limit, animated, or of a kind that has no
    place here (16-bit CMYK, signed numbers, floats outside 0 to 1).
    """
    return _answered(lambda: _read(path), path, what)


def open_content(content: bytes, path: Path, what: str = PHOTO) -> Photo:
    """The same for a picture whose file has been read already. path: what a refusal calls it."""
    return _answered(lambda: content, path, what)


def _answered(read: Callable[[], bytes], path: Path, what: str) -> Photo:
    try:
        content = read()
        with warnings.catch_warnings():
            # Pillow warns of odd metadata in passing; what matters of it is refused or noted below.
            warnings.simplefilter("ignore")
            return _decode(content, path)
    except InputRefused as fault:
        raise type(fault)(Line("{what} {path} {fault}", what=what, path=path, fault=fault)) from fault
    except UnidentifiedImageError as fault:
        raise InputRefused(
            Line("{what} {path} is not a readable picture: give a whole PNG, JPEG, WebP or TIFF", what=what, path=path)
        ) from fault
    except MemoryError as fault:
        raise TooLarge(
            Line("{what} {path} does not fit into memory: close other programs or reduce it", what=what, path=path)
        ) from fault
    except Exception as fault:  # decoders answer damaged bytes with exceptions of any kind
        raise InputRefused(
            Line(
                "{what} {path} is damaged ({reason}): get a whole copy of it",
                what=what,
                path=path,
                reason=reason(fault),
            )
        ) from fault


def photo_size(path: Path) -> tuple[int, int] | None:
    """Width and height of an upright picture from its first bytes; None where it is not one."""
    try:
        content = _read(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image, _ = _open(content)
            width, height = _stored_size(image)
            return (height, width) if orientation_in_file(image, content) > 4 else (width, height)
    except Exception:  # noqa: BLE001 - decoders answer damaged bytes with exceptions of any kind
        return None


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputRefused(Line("is a folder: name a picture in it"))
        if not stat.S_ISREG(status.st_mode):  # a pipe would wait for ever
            raise InputRefused(Line("is not a file: name a picture"))
        if status.st_size == 0:
            raise InputRefused(Line("is empty: get a whole copy of it"))
        if status.st_size > LARGEST_FILE:
            raise TooLarge(Line("is larger than {limit} GiB: reduce it", limit=LARGEST_FILE >> 30))
        return path.read_bytes()
    except (OSError, ValueError) as fault:
        raise InputRefused(why_unread(fault)) from fault


def _decode(content: bytes, path: Path) -> Photo:
    developed = develop(content, path, MOST_PIXELS)
    if developed is not None:
        freeze(developed.pixels)
        return Photo(developed.pixels, developed.metadata, path, developed.notes, developed.format)
    image, storage = _open(content)
    _check_header(image, len(content))
    metadata, orientation, notes = read_metadata(image, content)
    notes = (*_remarks(image, storage), *notes)
    depth = storage.bits if storage is not None else content[24] if image.format == "PNG" else 8
    if storage is not None and storage.is_float:
        pixels: Pixels = _upright(decode_float(exif.with_upright_orientation(content), storage), orientation)
    else:
        if storage is not None and (turned := exif.with_upright_orientation(content)) is not content:
            # Pillow turns some TIFFs while it loads them and OpenCV others; once unmarked, both leave it to us.
            content = turned
            image, storage = _open(content)
        if storage is not None:
            image.info.pop("xmp", None)  # in it, too, Pillow would find an orientation to turn a TIFF by
        if depth == 16:
            pixels = _upright(decode_16_bit(image, content, storage), orientation)
        else:
            convert, metadata, note = _conversion(image, metadata)
            notes = (*note, *notes)
            pixels = decode_8_bit(image, orientation, convert)
    icc, note = fitting(metadata.icc, coloured=pixels.shape[2] >= 3)
    freeze(pixels)
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    return Photo(pixels, replace(metadata, icc=icc), path, (*notes, *note), kind)


def _open(content: bytes) -> tuple[Image.Image, Storage | None]:
    """The picture, of which only the header was read, and how it stores its pixels if it is a TIFF."""
    try:
        storage = storage_of(content)
    except exif.DAMAGE:
        storage = None
    told = content
    if storage is not None:
        _check_storage(storage)
        if storage.is_float or (storage.bits > 8 and not storage.is_usual):
            # Pillow does not know them, and is asked for all but the pixels.
            told = told_as_8_bits(content, storage)
    image = Image.open(io.BytesIO(told), formats=FORMATS)
    if image.format == "TIFF" and storage is None:
        raise InputRefused(Line("is damaged (its directory): get a whole copy of it"))
    return image, storage


def _check_storage(storage: Storage) -> None:
    bits, is_deep = storage.bits, storage.bits > 8
    if is_deep and (storage.photometric == CMYK or storage.photometric in LABS):
        name = "CMYK" if storage.photometric == CMYK else "Lab"
        raise InputRefused(
            Line("is {bits}-bit {name}: convert it to RGB, or save it with 8 bits a channel", bits=bits, name=name)
        )
    if is_deep and storage.photometric not in (WHITE_IS_ZERO, GREY, RGB):
        raise InputRefused(Line("has {bits} bits a channel of neither grey nor RGB: save it as RGB", bits=bits))
    if is_deep and storage.kind not in (UNSIGNED, FLOAT):
        raise InputRefused(
            Line("has signed pixels of {bits} bits: save it with 8 or 16 bits a channel, unsigned", bits=bits)
        )
    if is_deep and (not storage.is_even or bits not in (FLOATS if storage.is_float else (16,))):
        raise InputRefused(Line("has {bits} bits a channel: save it with 8 or 16", bits=bits))


def check_area(width: int, height: int) -> None:
    """Refuse a picture of more than MOST_PIXELS."""
    if width * height > MOST_PIXELS:
        raise TooLarge(
            Line(
                "is {width}×{height}, over the limit of {limit} megapixels: reduce it",
                width=width,
                height=height,
                limit=MOST_PIXELS // 1_000_000,
            )
        )


def _check_header(image: Image.Image, length: int) -> None:
    """length: of the file in bytes."""
    width, height = image.size
    check_area(width, height)
    if width * height > max(SMALL_PIXELS, MOST_PIXELS_A_BYTE * length):
        raise InputRefused(
            Line(
                "says that it is {width}×{height}, and has {length} bytes: get a whole copy of it",
                width=width,
                height=height,
                length=length,
            )
        )
    if width * height == 0:
        raise InputRefused(Line("has no pixels: get a whole copy of it"))
    if image.format not in ("MPO", "TIFF") and getattr(image, "is_animated", False):
        raise InputRefused(Line("is animated: save one frame of it as a picture"))
    if image.mode not in (*MODES, "CMYK", "LAB") and not image.mode.startswith("I;16"):
        raise InputRefused(Line("has pixels of kind {mode}: save it with 8 or 16 bits a channel", mode=image.mode))


def _remarks(image: Image.Image, storage: Storage | None) -> list[str]:
    notes: list[str] = []
    if image.mode in ("P", "PA"):
        kind = "RGBA" if has_alpha(image) else "RGB"
        notes.append(Line("palette picture opened as {kind}", kind=kind))
    if image.mode == "1":
        notes.append(Line("black and white picture opened as grey"))
    if storage is not None and storage.is_float:
        notes.append(Line("float pixels of {bits} bits from 0 to 1 became 16 bits a channel", bits=storage.bits))
    if image.format == "MPO" or (image.format == "TIFF" and getattr(image, "is_animated", False)):
        notes.append(Line("only the first of its pictures was opened"))
    return notes


def _conversion(image: Image.Image, metadata: Metadata) -> tuple[Convert | None, Metadata, tuple[str, ...]]:
    """How the picture becomes RGB if it is CMYK or Lab, its metadata after that, and a note."""
    if image.mode == "CMYK":
        # Pillow takes all JPEGs for inverted ones; those without Adobe's marker are not.
        inverted = image.format in ("JPEG", "MPO") and "adobe" not in image.info
        convert, icc, note = from_cmyk(metadata.icc, inverted=inverted)
    elif image.mode == "LAB":
        convert, icc, note = from_lab()
    else:
        return None, metadata, ()
    return convert, replace(metadata, icc=icc), (note,)


def _upright(pixels: NDArray[np.uint16], orientation: int) -> NDArray[np.uint16]:
    return np.ascontiguousarray(upright(pixels, orientation))


def freeze(pixels: NDArray[Any]) -> NDArray[Any]:
    """Read-only down to the array that owns the memory: a document copies what anybody could still write to."""
    owner: object = pixels
    while isinstance(owner, np.ndarray):
        owner.setflags(write=False)
        owner = owner.base
    return pixels


def _stored_size(image: Image.Image) -> tuple[int, int]:
    """Width and height as the file stores them; Pillow has swapped those of a TIFF already."""
    tags: Any = getattr(image, "tag_v2", None)
    return image.size if image.format != "TIFF" or tags is None else (int(tags[256]), int(tags[257]))
