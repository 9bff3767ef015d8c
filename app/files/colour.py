"""Colour profiles: which one fits which pixels, and the two kinds of pixels that are converted, CMYK and Lab.

RGB and grey stay in the space they came in, however wide: their pixels are not touched and their profile is saved
with them again. CMYK and Lab have no place in the editor and become sRGB.
"""

import io
import struct
from collections.abc import Callable

from PIL import Image

from app.files.line import Line

Convert = Callable[[Image.Image], Image.Image]

_HEADER, _ENTRY, _LARGEST_TABLE = 128, 12, 1000
_SIGNATURE, _SPACE, _DATE = slice(36, 40), slice(16, 20), slice(24, 36)
_NAMES = {"RGB": "RGB", "GRAY": "grey", "CMYK": "CMYK", "Lab": "Lab"}


def space_of(icc: bytes) -> str | None:
    """The space of the colours that a profile describes, as "RGB", "GRAY", "CMYK" or "Lab"; None for a damaged one.

    Damaged: without the signature of ICC.1:2022 table 17, shorter than it says, or with tags that leave it.
    """
    if len(icc) < _HEADER + 4 or icc[_SIGNATURE] != b"acsp":
        return None
    (length,) = struct.unpack_from(">L", icc, 0)
    (tags,) = struct.unpack_from(">L", icc, _HEADER)
    if not length <= len(icc) or not 0 < tags <= _LARGEST_TABLE or _HEADER + 4 + tags * _ENTRY > length:
        return None
    for index in range(tags):
        start, size = struct.unpack_from(">LL", icc, _HEADER + 8 + index * _ENTRY)
        if start + size > length:
            return None
    return icc[_SPACE].decode("latin-1").strip()


def fitting(icc: bytes | None, *, coloured: bool) -> tuple[bytes | None, tuple[str, ...]]:
    """The profile if it belongs to RGB (coloured) or grey pixels, else None, and a note for people on why not.

    Grey pixels may have a profile of RGB: many programs write it so, and its curves are those of its greys.
    """
    if icc is None:
        return None, ()
    space = space_of(icc)
    if space is None:
        return None, (Line("its colour profile is damaged and was left out: colours are taken as sRGB"),)
    if space == "RGB" or (space == "GRAY" and not coloured):
        return icc, ()
    kind = _NAMES.get(space, space)
    return None, (Line("its colour profile is one for {kind} and was left out: colours are taken as sRGB", kind=kind),)


def srgb() -> bytes:
    """An sRGB profile, the same bytes each time."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_DATE] = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)  # the library puts the time of the call there
    return bytes(profile)


def grey_srgb() -> bytes:
    """The profile of greys with the curve of sRGB, the same bytes each time."""
    wanted = {b"cprt": b"cprt", b"wtpt": b"wtpt", b"desc": b"desc", b"rTRC": b"kTRC"}
    whole = srgb()
    (count,) = struct.unpack_from(">L", whole, _HEADER)
    entries = [struct.unpack_from(">4sLL", whole, _HEADER + 4 + _ENTRY * index) for index in range(count)]
    parts = [(wanted[name], whole[start : start + size]) for name, start, size in entries if name in wanted]
    table, body = b"", b""
    for name, part in parts:
        table += struct.pack(">4sLL", name, _HEADER + 4 + _ENTRY * len(parts) + len(body), len(part))
        body += part + bytes(-len(part) % 4)
    profile = bytearray(whole[:_HEADER] + struct.pack(">L", len(parts)) + table + body)
    profile[_SPACE] = b"GRAY"
    profile[:4] = struct.pack(">L", len(profile))
    return bytes(profile)


def from_cmyk(icc: bytes | None, *, inverted: bool = False) -> tuple[Convert, bytes | None, str]:
    """How CMYK pictures become RGB, the profile of the result, and a note for people.

    With a CMYK profile: relative colorimetric with black point compensation into sRGB. Without one the plain rule
    R = (255 - C) * (255 - K) / 255, and G from M, B from Y: which inks were meant is not known, so the result gets no
    profile either.  inverted: the picture holds 255 minus the inks.
    """
    convert: Convert = _plain
    profile = None
    if icc is None:
        note = Line("CMYK without a profile became RGB by the plain rule: colours may differ from print")
    elif space_of(icc) == "CMYK" and (found := _transform(icc, "CMYK")) is not None:
        convert, profile, note = found, srgb(), Line("CMYK became sRGB by its profile")
    else:
        note = Line("CMYK with a profile that does not fit became RGB by the plain rule: colours may differ from print")
    if not inverted:
        return convert, profile, note
    return lambda image: convert(image.point(lambda value: 255 - value)), profile, note


def from_lab() -> tuple[Convert, bytes, str]:
    """How 8-bit CIE L*a*b* (D50) becomes sRGB, the profile of the result, and a note for people."""
    from PIL import ImageCms

    source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB", 5000)).tobytes()
    convert = _transform(source, "LAB")
    if convert is None:
        raise ValueError("Lab cannot be converted here")
    return convert, srgb(), Line("Lab became sRGB")


def _plain(image: Image.Image) -> Image.Image:
    return image.convert("RGB")  # by the rule above


def _transform(icc: bytes, mode: str) -> Convert | None:
    """Pictures of `mode` in the profile's space to sRGB; None where the profile cannot be used."""
    from PIL import ImageCms

    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(icc)),
            ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
            mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (OSError, ImageCms.PyCMSError):
        return None

    def convert(image: Image.Image) -> Image.Image:
        converted = ImageCms.applyTransform(image, transform)
        if converted is None:  # only when told to convert in place
            raise ValueError("no converted picture")
        return converted

    return convert
